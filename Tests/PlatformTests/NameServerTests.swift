import Document
import Platform
import Rehearsal
import Testing

/// Names asked of a DNS server, and answers that are none.
struct NameServerTests {
    private func ask(
        _ server: NameServer,
        _ name: String,
        _ kind: NameQuestion.Kind,
        timeoutMilliseconds: Int = 20_000
    ) async throws -> NameQuestion.Outcome {
        let question = try #require(NameQuestion(name, kind))
        return await server.ask(question, timeoutMilliseconds: timeoutMilliseconds)
    }

    @Test(.enabled(if: StandIn.python != nil))
    func aServerIsAskedForNamesAndAddresses() async throws {
        let records: JSON = [
            "www.example.com. CNAME": ["X.impervadns.net."],
            "four.example.com. A": ["192.0.2.1", "192.0.2.2"],
            "six.example.com. AAAA": ["2001:db8::1"], "cut.example.com. A": "cut",
            "no.example.com. A": "refused", "silent.example.com. A": .null,
        ]
        try await LoopbackNames.with(records) { names in
            let server = try #require(NameServer(names.address))
            let name = try await ask(server, "WWW.example.com.", .cname)
            #expect(
                name
                    == .answers([
                        .init(name: "www.example.com", kind: .cname, value: "x.impervadns.net")
                    ])
            )
            guard case .answers(let four) = try await ask(server, "four.example.com", .a),
                case .answers(let six) = try await ask(server, "six.example.com", .aaaa)
            else {
                Issue.record("addresses are not answered")
                return
            }
            #expect(Set(four.map(\.value)) == ["192.0.2.1", "192.0.2.2"])
            #expect(six.map(\.value) == ["2001:db8:0:0:0:0:0:1"])
            #expect(try await ask(server, "gone.example.com", .a) == .answers([]))
            #expect(try await ask(server, "cut.example.com", .a) == .failed("the answer is cut"))
            let refused = try await ask(server, "no.example.com", .a)
            #expect(refused == .failed("the server answers with code 5"))
            let silent = try await ask(
                server,
                "silent.example.com",
                .a,
                timeoutMilliseconds: 50
            )
            #expect(silent == .failed("127.0.0.1 does not answer"))
        }
    }

    @Test(arguments: ["192.0.2.53", "192.0.2.53:5353", "::1", "[::1]:5353", "[::1]"])
    func addressesAreServers(text: String) { #expect(NameServer(text) != nil) }

    @Test(arguments: ["", "dns.example.com", "192.0.2", "192.0.2.1:x", "1.1.1.1:70000"])
    func allElseIsNone(text: String) { #expect(NameServer(text) == nil) }

    @Test(arguments: ["", ".", "a..b", String(repeating: "a", count: 64)])
    func whatIsNoNameIsNotAsked(name: String) { #expect(NameQuestion(name, .a) == nil) }
}
