import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// Imperva's API on good and bad days, against a server written from its documentation.
@Suite(.enabled(if: StandIn.python != nil))
struct ImpervaTests {
    private static let find: Object = ["ref": "r-1", "domain": "www.a.example"]
    private static let add: Object = ["domain": "www.a.example", "ref": "r-1"]

    private func site(_ firewall: ImpervaFirewall) async throws -> JSON? {
        try await firewall.read(FirewallProvider.Read.findSite, Self.find).get()
    }

    @Test(arguments: [false, true])
    func aSiteIsFoundByItsReferenceBeforeItsName(isText: Bool) async throws {
        try await ImpervaServer.with { imperva in
            try await imperva.set(["text": .bool(isText)])
            let firewall = imperva.firewall()
            #expect(try await site(firewall) == nil)
            try await imperva.addSite("WWW.a.example")
            #expect(try await site(firewall)?["id"] == "1001")
            _ = await firewall.send(FirewallProvider.Call.addSite, Self.add)
            let found = try #require(try await site(firewall))
            #expect(found["id"] == "1002" && found["ref"] == "r-1" && found["mode"] == "active")
            #expect(
                found["records"] == [
                    [
                        "name": "www.a.example", "type": "CNAME",
                        "values": ["s1002.x.impervadns.net"],
                    ]
                ]
            )
        }
    }

    /// However the answer to a read fails, it is asked again; and in the end said to be not known.
    @Test(arguments: ["down", "lost", "429", "500", "html", "busy"])
    func aReadIsTriedAgainAndGivenUp(effect: String) async throws {
        try await ImpervaServer.with { imperva in
            try await imperva.set(faults: ("sites/list", effect, 2))
            #expect(try await site(imperva.firewall()) == nil)
            #expect(try await imperva.calls() == Array(repeating: "sites/list", count: 3))
            try await imperva.set(faults: ("sites/list", effect, 9))
            let answer = await imperva.firewall(attempts: 2)
                .read(FirewallProvider.Read.findSite, Self.find)
            guard case .failure(let gap) = answer else {
                Issue.record("\(effect) was taken for an answer")
                return
            }
            #expect(gap.reason == .failed && gap.permission == "imperva:sites/list")
        }
    }

    /// A call that changes something is sent once; what is not known of it, only looking tells.
    @Test(arguments: [
        ("down", false, true), ("lost", true, true), ("500", false, true), ("html", false, true),
        ("429", false, false), ("busy", false, false),
    ])
    func aCallIsSentOnce(effect: String, isMade: Bool, isInDoubt: Bool) async throws {
        try await ImpervaServer.with { imperva in
            try await imperva.set(faults: ("sites/add", effect, 1))
            let outcome = await imperva.firewall().send(FirewallProvider.Call.addSite, Self.add)
            switch outcome {
            case .unknown: #expect(isInDoubt)
            case .refused(let failure): #expect(!isInDoubt && failure.isThrottle)
            case .done: Issue.record("\(effect) was taken for an answer")
            }
            #expect(try await imperva.calls() == ["sites/add"])
            #expect(try await imperva.sites().count == (isMade ? 1 : 0))
        }
    }

    @Test func aWrongKeyIsSaidWithoutTheKeyAndNotTriedAgain() async throws {
        try await ImpervaServer.with { imperva in
            let answer = await imperva.firewall(key: "a-wrong-key")
                .read(FirewallProvider.Read.findSite, Self.find)
            guard case .failure(let gap) = answer else {
                Issue.record("it was let in")
                return
            }
            #expect(gap.reason == .denied && gap.detail.contains("res 9411"))
            #expect(!"\(gap)".contains("a-wrong-key"))
            let calls = try await imperva.calls()
            #expect(calls.count == 1)
        }
    }

    @Test func aProviderThatIsNotThereIsAGapAndChangesNothing() async throws {
        let firewall = ImpervaFirewall(
            http: HTTPClient(),
            url: "http://127.0.0.1:1",
            patience: .init(attempts: 1)
        ) { .success(ProviderKey(id: "1", key: "k")) }
        guard case .failure = await firewall.read(FirewallProvider.Read.findSite, Self.find),
            case .refused = await firewall.send(FirewallProvider.Call.addSite, Self.add)
        else {
            Issue.record("nobody answered, and something was said")
            return
        }
    }

    @Test func withoutAKeyNothingIsAsked() async throws {
        let firewall = ImpervaFirewall(
            http: HTTPClient(),
            url: "http://127.0.0.1:1",
            patience: .init(attempts: 1)
        ) { .failure(ProviderKeyFailure("PAR-NOT-03 there is no secret")) }
        guard case .failure(let gap) = await firewall.read("ReadSite", ["site": "1"]) else {
            return
        }
        #expect(gap.detail == "PAR-NOT-03 there is no secret")
    }

    @Test(arguments: [
        (#"{"res":0,"a":1}"#, 200, "done"), (#"{"res":"0"}"#, 200, "done"),
        (#"{"res":"3"}"#, 200, "busy"),
        (#"{"res":2,"res_message":"Invalid input"}"#, 200, "refused"),
        (#"{"res":1}"#, 200, "unclear"), (#"{"res":3015}"#, 200, "unclear"),
        (#"{"res":9413}"#, 200, "absent"), (#"{"res":"2002"}"#, 200, "absent"),
        ("{}", 200, "unclear"), ("<html>", 200, "unclear"), ("[]", 200, "unclear"),
        ("<html>", 502, "unclear"), ("<html>", 403, "refused"), ("", 429, "busy"),
        (#"{"res":0}"#, 500, "unclear"),
    ])
    func anAnswerIsWhatItsCodeSays(body: String, status: Int, kind: String) {
        let answer = ImpervaAnswer(
            HTTPResponse(status: status, headers: [], body: Array(body.utf8))
        )
        let found =
            switch answer {
            case .done: "done"
            case .absent: "absent"
            case .refused: "refused"
            case .busy: "busy"
            case .unclear: "unclear"
            case .unsent: "unsent"
            }
        #expect(found == kind)
    }

    @Test func aFormIsEncoded() {
        #expect(
            FormText.of([("a b", "ä&="), ("ref_id", "p/1")]) == "a%20b=%C3%A4%26%3D&ref_id=p%2F1"
        )
    }
}
