import Document
import Guardrails
import Platform
import Testing

@testable import Store

extension DatabaseTests {
    /// Changes of actions with `after:`, from the warning until their time has come.
    @Suite struct AnnouncedChangeTests {
        private static let finding = "00000000-0000-0000-0000-000000000001"
        private static let key = "finding it"

        private struct Scene {
            let people: Deciding
            let admissions: Admissions
            let token: Int64
            let queue: Queue

            /// The job that plans what is due; nil: nothing is.
            func due() async throws -> Job? {
                try await admissions.turn(token: token)
                return try await people.stage.claim(queue).first
            }

            func changes() async throws -> [String] {
                try await people.stage.column(
                    """
                    select concat_ws(' ', state, waits, reason) from parapet.change order by proposed
                    """
                )
            }

            func notices(_ kind: String) async throws -> [String] {
                try await people.stage.column(
                    """
                    select concat_ws(' ', word, recipient, detail ->> 'waits') from parapet.notice
                    where kind = '\(kind)' order by 1
                    """
                )
            }
        }

        /// A finding that opened a month ago, by rules that act since today.
        private static func with(_ body: (Scene) async throws -> Void) async throws {
            try await Deciding.with { people in
                _ = try await people.finding(1)
                let stage = people.stage
                for statement in [
                    "update parapet.rule_book set texts = '{}'",
                    "update parapet.finding set first_seen = now() - interval '30 days'",
                ] { _ = try await stage.owner.query(statement) }
                try await body(
                    Scene(
                        people: people,
                        admissions: Admissions(database: stage.coordinator),
                        token: try await stage.lead(),
                        queue: try await stage.queue("w-1")
                    )
                )
            }
        }

        private static func proposal(
            _ people: Deciding,
            key: String = key,
            waits: ChangeWait? = .after
        ) -> ChangeProposal {
            let group = ResourceName(
                type: "ec2.security-group",
                account: Deciding.account,
                region: "us-east-1",
                id: "sg-1",
                arn: nil,
                name: nil
            )
            var proposal = ChangeProposal(
                key: key,
                action: "ec2.revoke-ingress",
                region: "us-east-1",
                part: "",
                resource: group,
                target: group
            )
            proposal.approvers = [people.group]
            proposal.expiresSeconds = 3600
            proposal.waits = waits
            proposal.notBefore = waits == nil ? nil : Timestamp("2999-01-01T00:00:00Z")
            return proposal
        }

        /// As the leader asks for what opened.
        private static func announce(_ scene: Scene) async throws {
            _ = try await scene.people.stage.owner.query(
                """
                insert into parapet.job (batch, kind, account, gate, payload, rules)
                select id, 'propose', '\(Deciding.account)', 'g', jsonb_build_object(
                    'finding', '\(finding)', 'opening', 0, 'quota', '', 'region', 'us-east-1'), 1
                from parapet.batch where lane = 'change'
                """
            )
            let job = try #require(try await scene.people.stage.claim(scene.queue).first)
            #expect(try await ChangeWork(queue: scene.queue).subject(of: job)?.warned == [:])
            _ = try await scene.queue.end(job, .done(Effects(proposals: [proposal(scene.people)])))
        }

        private static func comeDue(_ scene: Scene) async throws {
            _ = try await scene.people.stage.owner.query(
                "update parapet.change set not_before = now() - interval '1 second'"
            )
        }

        /// Who may decide, and who owns it: no message is still to tell the owner. The time counts from then,
        /// however long the finding stood.
        @Test func peopleAreWarnedOnceAndTheTimeCountsFromThen() async throws {
            try await Self.with { scene in
                try await Self.announce(scene)
                let told = try await scene.notices("change waits")
                #expect(
                    told == ["\(scene.people.group) \(scene.people.group) after", "owner"].sorted()
                )
                try await Self.comeDue(scene)
                let job = try #require(try await scene.due())
                let subject = try await ChangeWork(queue: scene.queue).subject(of: job)
                let proposed = try await scene.people.stage.value(
                    "select extract(epoch from proposed)::bigint from parapet.change"
                ).int
                let warned = try #require(subject?.warned[Self.key])
                #expect(abs(warned.seconds - (proposed ?? 0)) <= 1)
                _ = try await scene.queue.end(
                    job,
                    .done(Effects(proposals: [Self.proposal(scene.people)]))
                )
                #expect(try await scene.changes() == ["proposed after"])
                #expect(try await scene.notices("change waits") == told)
            }
        }

        /// The mail that is still to go says it itself.
        @Test func anOwnerWhoIsToldOfTheFindingHearsOfItThere() async throws {
            try await Self.with { scene in
                _ = try await scene.people.stage.owner.query(
                    """
                    insert into parapet.notice (kind, subject, until, detail)
                    values ('finding', '\(Self.finding)', now(), '{}')
                    """
                )
                try await Self.announce(scene)
                let told = try await scene.notices("change waits")
                #expect(told == ["\(scene.people.group) \(scene.people.group) after"])
            }
        }

        @Test func whatIsDueIsPlannedByTheNewestRules() async throws {
            try await Self.with { scene in
                try await Self.announce(scene)
                try await Self.comeDue(scene)
                _ = try await scene.people.stage.owner.query(
                    """
                    insert into parapet.rule_book
                        (hash, config_sha256, guardrails_sha256, rules, texts, stored_at)
                    values ('n', 'n', 'n', '{}', '{}', now() + interval '1 second')
                    """
                )
                let job = try #require(try await scene.due())
                let newest = try await scene.people.stage.value("select parapet.newest_rules()").int
                #expect(job.rules == newest && newest != 1)
                _ = try await scene.queue.end(
                    job,
                    .done(Effects(proposals: [Self.proposal(scene.people, waits: nil)]))
                )
                #expect(try await scene.changes() == ["awaiting approval"])
            }
        }

        /// Who was named by the rules of the plan, and is not by those in force, does not decide.
        @Test func approversFollowTheNewestRules() async throws {
            try await Self.with { scene in
                try await Self.announce(scene)
                try await Self.comeDue(scene)
                let job = try #require(try await scene.due())
                for statement in [
                    """
                    insert into parapet.rule_book
                        (hash, config_sha256, guardrails_sha256, rules, texts, stored_at)
                    values ('n', 'n', 'n', '{}', '{}', now() + interval '1 second')
                    """,
                    """
                    update parapet.guardrail_rule set changes = changes || '{"approvers": ["others"]}'
                    """,
                ] { _ = try await scene.people.stage.owner.query(statement) }
                _ = try await scene.queue.end(
                    job,
                    .done(Effects(proposals: [Self.proposal(scene.people, waits: nil)]))
                )
                #expect(try await scene.changes() == ["awaiting approval"])
                let approvers = try await scene.people.stage.column(
                    "select array_to_string(approvers, ',') from parapet.change"
                )
                #expect(approvers == ["others"])
            }
        }

        enum End: Sendable, CaseIterable {
            case givenUp, nothing, somethingElse
        }

        /// However the plan ends, it is not asked for again.
        @Test(arguments: End.allCases)
        func whatCannotBePlannedLapsesWithTheReason(end: End) async throws {
            try await Self.with { scene in
                try await Self.announce(scene)
                try await Self.comeDue(scene)
                let job = try #require(try await scene.due())
                let ending: Ending =
                    switch end {
                    case .givenUp: .giveUp(reason: "AWS says no")
                    case .nothing: .done(Effects(proposals: []))
                    case .somethingElse:
                        .done(
                            Effects(proposals: [
                                Self.proposal(scene.people, key: "finding other", waits: nil)
                            ])
                        )
                    }
                _ = try await scene.queue.end(job, ending)
                let reason =
                    switch end {
                    case .givenUp: "it could not be planned: AWS says no"
                    case .nothing: "when its time came, nothing asked for it any more"
                    case .somethingElse:
                        "when its time came, its guardrail asked for something else"
                    }
                #expect(try await scene.changes().first == "lapsed \(reason)")
                #expect(try await scene.notices("change lapsed").count == (end == .givenUp ? 1 : 0))
                #expect(try await scene.due() == nil)
            }
        }
    }
}
