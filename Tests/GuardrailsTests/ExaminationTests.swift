import CEL
import Document
import Testing

@testable import Guardrails

@Suite struct ExaminationTests {
    private let account = Account(id: "111122223333", name: "shop", environment: "prod")
    private let now = Timestamp("2026-01-01T00:00:00Z") ?? .epoch

    private func guardrail(atMostSeconds: Int? = nil) throws -> Guardrail {
        var exceptions = Guardrail.ExceptionRules()
        exceptions.atMostSeconds = atMostSeconds
        let type = ResourceType(
            "t.r",
            title: "R",
            service: "t",
            isGlobal: false,
            listPermissions: ["t:List"],
            fields: []
        )
        return Guardrail(
            name: "g",
            title: "G",
            severity: .high,
            education: "e",
            type: type,
            related: [],
            criteria: .resource(
                try Program(
                    "now == now",
                    declarations: Declarations(variables: ["now": .timestamp])
                )
            ),
            because: nil,
            filters: Guardrail.Filters(),
            triggers: [],
            environments: [:],
            limits: Guardrail.Limits(),
            exceptions: exceptions,
            frameworks: [],
            place: Place(file: "g.yaml", line: 1, column: 1)
        )
    }

    private func verdict(
        _ outcome: Verdict.Outcome,
        exception: Verdict.Exemption = .none
    ) -> Verdict {
        Verdict(
            guardrail: "g",
            resource: ResourceName(type: "t.r", account: account.id, region: "eu-west-1", id: "r"),
            outcome: outcome,
            exception: exception
        )
    }

    private let violates = Verdict.Outcome.judged([
        Verdict.Part(key: "", isUnknown: false, because: [Because(text: "b", path: "p")])
    ])
    private let gap = Gap(reason: .denied, permission: "t:Get")

    private func changes(
        _ verdicts: [Verdict],
        _ standing: [Finding],
        listed: Bool = true,
        now: Timestamp? = nil,
        atMostSeconds: Int? = nil
    ) throws -> [Change] {
        Examination(
            account: account.id,
            environment: account.environment,
            rules: ["g": Examination.Rule(try guardrail(atMostSeconds: atMostSeconds))],
            verdicts: verdicts,
            listed: listed ? ["t.r"] : [],
            subject: .scope,
            now: now ?? self.now
        ).changes(from: standing)
    }

    private func standing(_ verdict: Verdict) throws -> Finding {
        try #require(try changes([verdict], []).first).finding
    }

    @Test func opensOnceAndThenSaysNothing() throws {
        let changes = try changes([verdict(violates)], [])
        #expect(changes.map(\.event) == [.opened])
        #expect(changes.first?.finding.status == .open)
        #expect(try self.changes([verdict(violates)], changes.map(\.finding)).isEmpty)
    }

    @Test(arguments: [
        (Verdict.Outcome.judged([]), "fixed"), (.notJudged, "out of scope"),
    ])
    func closes(outcome: Verdict.Outcome, reason: String) throws {
        let open = try standing(verdict(violates))
        let changes = try changes([verdict(outcome)], [open])
        #expect(changes.map(\.event) == [.resolved])
        #expect(changes.first?.finding.reason == reason)
    }

    @Test func missingFromAListIsGoneOnlyWhenTheListIsComplete() throws {
        let open = try standing(verdict(violates))
        #expect(try changes([], [open]).first?.finding.reason == "gone")
        let incomplete = try changes([], [open], listed: false)
        #expect(incomplete.map(\.event) == [.unverified])
        #expect(incomplete.first?.finding.status == .open)
        #expect(try changes([], incomplete.map(\.finding), listed: false).isEmpty)
    }

    @Test func anUnknownKeepsWhatStandsAndComesBackVerified() throws {
        let open = try standing(verdict(violates))
        let unknown = verdict(.unknown([Because(text: "t:Get: denied", path: "a")]))
        let changes = try changes([unknown], [open])
        #expect(changes.map(\.event) == [.unverified])
        #expect(changes.first?.finding.because == open.because)
        let again = try self.changes([verdict(violates)], changes.map(\.finding))
        #expect(again.map(\.event) == [.verified])
        #expect(again.first?.finding == open)
    }

    @Test func anUnknownWhereNothingStandsIsListedAndLeavesNoRow() throws {
        let unknown = verdict(.unknown([Because(text: "t:Get: denied", path: "a")]))
        let listed = try changes([unknown], [])
        #expect(listed.first?.finding.status == .unknown)
        #expect(try changes([unknown], listed.map(\.finding)).isEmpty)
        let passed = try changes([verdict(.judged([]))], listed.map(\.finding))
        #expect(passed.map(\.event) == [.withdrawn])
        let opened = try changes([verdict(violates)], listed.map(\.finding))
        #expect(opened.map(\.event) == [.opened])
    }

    @Test func aTagExceptsForAsLongAsAllowed() throws {
        let tagged = verdict(violates, exception: .byTag(owner: "eva"))
        let excepted = try changes([tagged], [], atMostSeconds: 100)
        #expect(excepted.map(\.event) == [.excepted])
        #expect(excepted.first?.finding.exception?.owner == "eva")
        let later = try #require(Timestamp(seconds: now.seconds + 99))
        let standing = excepted.map(\.finding)
        #expect(try changes([tagged], standing, now: later, atMostSeconds: 100).isEmpty)
        let over = try #require(Timestamp(seconds: now.seconds + 100))
        let reopened = try changes([tagged], standing, now: over, atMostSeconds: 100)
        #expect(reopened.map(\.event) == [.reopened])
        #expect(
            try changes([tagged], reopened.map(\.finding), now: over, atMostSeconds: 100).isEmpty
        )
        #expect(try changes([verdict(violates)], standing).map(\.event) == [.reopened])
    }

    @Test func unreadTagsNeverOpen() throws {
        let verdict = verdict(violates, exception: .unknown(gap))
        #expect(try changes([verdict], []).map(\.finding.status) == [.unknown])
        let open = try standing(self.verdict(violates))
        #expect(try changes([verdict], [open]).map(\.event) == [.unverified])
    }

    /// Others' findings may be among those given.
    @Test func leavesAloneWhatIsNotItsOwn() throws {
        let open = try standing(verdict(violates))
        func moved(guardrail: String = "g", account: String = "111122223333") -> Finding {
            Finding(
                identity: Finding.Identity(
                    guardrail: guardrail,
                    account: account,
                    region: "eu-west-1",
                    type: "t.r",
                    resource: "r",
                    part: ""
                ),
                status: .open,
                severity: .high,
                environment: "prod"
            )
        }
        #expect(try changes([], [moved(), open]).count == 1)
        #expect(try changes([], [moved(guardrail: "h"), moved(account: "2")]).isEmpty)
    }

    @Test func aGuardrailThatLooksAtAnotherTypeClosesWhatItFoundBefore() throws {
        let open = Finding(
            identity: Finding.Identity(
                guardrail: "g",
                account: account.id,
                region: "eu-west-1",
                type: "t.other",
                resource: "r",
                part: ""
            ),
            status: .open,
            severity: .high,
            environment: "prod"
        )
        let changes = try changes([], [open], listed: false)
        #expect(changes.map(\.finding.reason) == ["guardrail changed"])
    }
}
