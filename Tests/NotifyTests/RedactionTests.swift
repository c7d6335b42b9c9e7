import Document
import Platform
import Rehearsal
import Testing

@testable import Notify

/// What a receiver sends back of a secret stands in no reason of a failure.
@Suite struct RedactionTests {
    static let token = "T0aB/xyz+9\"ABCDEFGHIJKL"
    static let url = "https://hooks.example.com/services/T00/B00/abcTOKENxyz0123?key=k3y-of-it"

    /// As it is, as it is written in other languages, and cut at either end.
    @Test(arguments: [
        token, "T0aB\\/xyz+9\\\"ABCDEFGHIJKL", "T0aB%2fxyz%2B9%22ABCDEFGHIJKL",
        "T0aB/xyz+9&quot;ABCDEFGHIJKL", "t0ab/XYZ+9\"abcdefghijkl",
        "T0aB/xyz+9\"ABC", "9\"ABCDEFGHIJKL", Base64.encode(Array(token.utf8)),
        Base64.encode(Array("a:\(token)".utf8)), Base64.encode(Array("ab:\(token)".utf8)),
        Base64.encode(Array("abc:\(token)".utf8)),
    ]) func noFormOfASecretIsLeft(form: String) {
        let shown = Redaction([Self.token]).applied(to: "sent <\(form)>, it is wrong")
        #expect(shown.hasPrefix("sent <") && shown.hasSuffix(">, it is wrong"), "\(shown)")
        #expect(shown.contains("…") && !shown.contains("ABCDEF") && !shown.contains("xyz"))
        #expect(shown.count <= "sent <>, it is wrong".count + 9, "\(shown)")
    }

    @Test(arguments: [
        url, "/services/T00/B00/abcTOKENxyz0123?key=k3y-of-it", "abcTOKENxyz0123", "k3y-of-it",
        "https:\\/\\/hooks.example.com\\/services\\/T00\\/B00\\/abcTOKENxyz0123",
        "%2Fservices%2FT00%2FB00%2FabcTOKENxyz0123", "/services/T00/B00/abcTOKEN", "TOKENxyz0123",
    ]) func ofAnAddressOnlyTheHostIsTold(form: String) {
        let shown = Redaction([Self.url]).applied(to: "Cannot POST \(form)")
        for word in ["TOKEN", "xyz", "k3y"] { #expect(!shown.contains(word), "\(shown)") }
        #expect(shown.hasPrefix("Cannot POST "))
    }

    @Test func whatIsNoSecretStays() {
        let said = "no connection: Could not resolve host: hooks.example.com"
        #expect(Redaction([Self.url]).applied(to: said) == said)
        #expect(
            Redaction([]).applied(to: said) == said && Redaction([""]).applied(to: said) == said
        )
        #expect(Redaction(["k9"]).applied(to: "it is k9k9") == "it is …")
    }

    /// Wherever its beginning falls, what is cut was looked at before.
    @Test(arguments: [170, 185, 190, 195, 199])
    func aReceiversTextIsCutLast(before: Int) async throws {
        let server = LoopbackServer { request in
            let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            return Samples.answer(404, String(repeating: "x", count: before) + path)
        }
        defer { server.stop() }
        let url = "\(server.url)slack/T0/abcTOKENxyz0123"
        let channel = try Samples.channel(
            "{ type: slack, url: { env: URL }, allow: [127.0.0.1] }",
            secrets: SecretReader(environment: ["URL": url], sessions: nil) { _ in nil }
        )
        guard case .refused(let reason) = await channel.deliver(Samples.parcel(), to: nil) else {
            Issue.record("a 404 is refused")
            return
        }
        #expect(reason.hasSuffix("x…") && !reason.contains("slack") && !reason.contains("abc"))
    }
}
