import Document
import Testing

@testable import Guardrails

/// Guardrails that wait for events alone: what a look after an event may say, and what stands.
struct HeardTests {
    private let key = ResourceKey(type: "t.box", region: "r", id: "box")

    private func finding(_ part: String, _ status: Finding.Status = .open) -> Finding {
        Finding(
            identity: Finding.Identity(
                guardrail: "heard",
                account: "1",
                region: "r",
                type: "t.box",
                resource: "box",
                part: part
            ),
            status: status,
            severity: .low,
            environment: nil,
            because: []
        )
    }

    private func event(
        _ name: String = "t:Drill",
        record: JSON? = [:],
        of keys: ResourceKey...
    ) -> HeardEvent {
        HeardEvent(
            name: name,
            record: record,
            omitted: record == nil ? "it has 70000 bytes" : nil,
            resources: Set(keys.isEmpty ? [key] : keys)
        )
    }

    private func parts(_ keys: String...) -> Verdict.Outcome {
        .judged(keys.map { Verdict.Part(key: $0, isUnknown: false, because: []) })
    }

    private func verdict(
        _ whole: Verdict.Outcome,
        _ events: [HeardEvent] = [],
        standing: [Finding] = [],
        after judge: (HeardEvent) -> Verdict.Outcome = { _ in .notJudged }
    ) throws -> Verdict.Outcome {
        let guardrail = try LookStage.guardrail(
            "heard",
            "hole.size > 1",
            more: "each: { hole: resource.holes }\ntriggers: [{ event: \"t:Drill\" }]"
        )
        let name = ResourceName(type: "t.box", account: "1", region: "r", id: "box")
        return Heard(events, standing: standing).verdict(
            of: guardrail,
            Verdict(guardrail: "heard", resource: name, outcome: whole),
            after: judge
        ).outcome
    }

    @Test func whatNoEventAddedIsNobodysBusiness() throws {
        #expect(try verdict(parts("3", "7")) == parts())
        let added = try verdict(parts("3", "7"), [event()]) { _ in parts("7") }
        #expect(added == parts("7"))
    }

    @Test func whatStandsIsLookedAtAgainWhateverTheEventAdded() throws {
        let standing = [finding("3"), finding("9")]
        // 3 is still there, 9 is not and closes, 7 was there before any event.
        let found = try verdict(parts("3", "5", "7"), [event()], standing: standing) { _ in
            parts("5")
        }
        #expect(found == parts("3", "5"))
    }

    @Test func eventsOfOtherNamesAndOtherResourcesAddNothing() throws {
        let other = ResourceKey(type: "t.box", region: "r", id: "other")
        for event in [event("t:Paint"), event(of: other)] {
            #expect(try verdict(parts("3"), [event]) { _ in parts("3") } == parts())
        }
        // One that names none of its type may be about any.
        let bag = ResourceKey(type: "t.bag", region: "r", id: "bag")
        #expect(try verdict(parts("3"), [event(of: bag)]) { _ in parts("3") } == parts("3"))
    }

    @Test func whatIsUnknownIsSaidAndClosesNothing() throws {
        let because = [Because(text: "no such key: userIdentity", path: "when")]
        let doubtful = try verdict(parts("3"), [event()], standing: [finding("3")]) { _ in
            .unknown(because)
        }
        guard case .judged(let parts) = doubtful else {
            Issue.record("\(doubtful)")
            return
        }
        #expect(parts.map(\.key) == ["3", ""])
        #expect(parts.last?.isUnknown == true && parts.last?.because == because)
        // A resource that could not be read leaves what stands as it is, and opens nothing of itself.
        #expect(try verdict(.unknown(because), standing: [finding("3")]) == .unknown(because))
        #expect(try verdict(.unknown(because)) == .notJudged)
        #expect(try verdict(.notJudged, standing: [finding("3")]) == .notJudged)
    }

    @Test func aRecordThatIsNotKeptRulesNothingOut() throws {
        let named = try LookStage.guardrail(
            "named",
            "resource.open",
            more: "triggers: [{ event: \"t:Drill\", when: \"event.userName == 'bob'\" }]"
        )
        #expect(named.asks(after: event(record: nil)))
        #expect(named.asks(after: event(record: ["userName": "bob"])))
        #expect(named.asks(after: event(record: [:])))
        #expect(!named.asks(after: event(record: ["userName": "eve"])))
        #expect(!named.asks(after: event("t:Paint", record: ["userName": "bob"])))
        let changed = try LookStage.guardrail(
            "changed",
            "resource.open",
            more: "triggers: [{ on: change }]"
        )
        #expect(changed.asks(after: event("t:Paint")))
        let bag = ResourceKey(type: "t.bag", region: "r", id: "bag")
        #expect(!changed.asks(after: event("t:Paint", of: bag)))
    }
}
