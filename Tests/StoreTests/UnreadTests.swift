import Guardrails
import Store
import Testing

extension DatabaseTests {
    /// What AWS does not answer: waited for once, then committed as it is and looked at again by itself.
    @Suite struct UnreadTests {
        private static let west = Scope(account: ec2.account, region: "eu-west-1", service: "ec2")
        private static let other = Scope(account: "2", region: ec2.region, service: "ec2")

        private static func coverage(_ prospect: Gap.Prospect) -> [Coverage] {
            let gap = Gap(
                reason: .failed,
                permission: "ec2:DescribeInstances",
                detail: "no answer",
                prospect: prospect
            )
            return [
                Coverage(
                    type: "ec2.instance",
                    attribute: nil,
                    permission: "ec2:DescribeInstances",
                    gaps: [gap: 1]
                )
            ]
        }

        private func budgets(_ unanswered: Int) -> Queue.Budgets {
            var budgets = Queue.Budgets()
            budgets.unanswered = unanswered
            return budgets
        }

        /// A scan that was answered in part, as often as it is given out; what came of each attempt.
        private func attempts(
            _ stage: Stage,
            _ count: Int,
            of budget: Int,
            at scope: Scope = ec2
        ) async throws -> [Ended] {
            let queue = try await stage.queue("w-1")
            var ended: [Ended] = []
            for _ in 0..<count {
                _ = try await stage.owner.query("update parapet.job set run_after = now()")
                let job = try #require(
                    try await stage.claim(queue).first { $0.scope == scope }
                )
                var effects = try await stage.effects(
                    [],
                    coverage: Self.coverage(.passing),
                    at: scope
                )
                effects.isUnread = true
                let ending = Ending.unread(effects, reason: "no answer")
                ended.append(try await queue.end(job, ending, budgets: budgets(budget)))
            }
            return ended
        }

        private func unread(_ stage: Stage) async throws -> [String] {
            try await stage.column(
                "select concat_ws(' ', account, region, service, looks) from report.unread order by 1"
            )
        }

        @Test func itGoesBackUntilItsBudgetIsUsedUpAndThenWhatThereIsIsCommitted() async throws {
            try await Stage.with { stage in
                try await stage.runs("s-1", [ec2])
                let ended = try await attempts(stage, 3, of: 3)
                #expect(ended == [.putBack, .putBack, .committed(changes: 0)])
                #expect(try await unread(stage) == ["\(ec2.account) us-east-1 ec2 0"])
                let states = "select state from report.coverage where resource_type is not null"
                #expect(try await stage.column(states) == ["failed"])
                // It was no failure of the job.
                #expect(try await stage.count("parapet.job_failure") == 0)
                // Known to be unread, it is not waited for in the next sweep.
                try await stage.runs("s-2", [ec2])
                #expect(try await attempts(stage, 1, of: 3) == [.committed(changes: 0)])
            }
        }

        @Test(arguments: [Gap.Prospect.passing, .refused])
        func onlyWhatWasAnsweredIsReadAgain(_ prospect: Gap.Prospect) async throws {
            try await Stage.with { stage in
                try await stage.runs("s-1", [ec2])
                _ = try await attempts(stage, 1, of: 1)
                let gaps = Self.coverage(prospect)
                #expect(try await stage.look([], coverage: gaps) == .committed(changes: 0))
                #expect(try await unread(stage).isEmpty == (prospect != .passing))
            }
        }

        /// A job that could read nothing at all: its role could not be asked.
        @Test func aDeadJobIsUnreadToo() async throws {
            try await Stage.with { stage in
                try await stage.runs("s-1", [ec2])
                try await stage.runs("s-2", [ec2], kind: .discover)
                let queue = try await stage.queue("w-1")
                for cause in [Ending.Cause.unanswered, .unanswered] {
                    let job = try #require(try await stage.claim(queue, limit: 1).first)
                    let ending = Ending.retry(cause, reason: "no answer")
                    #expect(try await queue.end(job, ending, budgets: budgets(1)) == .dead)
                }
                #expect(
                    try await unread(stage)
                        == ["\(ec2.account) 0", "\(ec2.account) us-east-1 ec2 0"]
                )
            }
        }

        @Test func sweepsAreAskedForOfWhatIsDueUntilItWasRead() async throws {
            try await Stage.with { stage in
                let places = [ec2, Self.west, Self.other]
                let token = try await stage.lead()
                for scope in places {
                    try await stage.runs("s-\(scope.account)-\(scope.region)", [scope])
                    _ = try await attempts(stage, 1, of: 1, at: scope)
                }
                let unread = UnreadScopes(database: stage.coordinator)
                #expect(try await unread.lookAgain(token: token) == 0, "nothing is due yet")
                try await makeDue(stage)
                // One for the region of one account, one for that of both.
                #expect(try await unread.lookAgain(token: token) == 2)
                #expect(
                    try await stage.column(
                        """
                        select concat(narrowing -> 'accounts', narrowing -> 'regions')
                        from parapet.sweep where state = 'requested' order by 1
                        """
                    ) == [
                        #"["\#(ec2.account)", "2"]["us-east-1"]"#,
                        #"["\#(ec2.account)"]["eu-west-1"]"#,
                    ]
                )
                #expect(try await unread.lookAgain(token: token) == 0, "they are on their way")
                // Asked again, not answered again: later.
                try await stage.runs("s-again", [Self.west])
                _ = try await attempts(stage, 1, of: 9, at: Self.west)
                #expect(try await self.unread(stage).contains("\(ec2.account) eu-west-1 ec2 1"))
                let pauses =
                    "select due > now() + interval '1 minute' from report.unread where looks = 1"
                #expect(try await stage.column(pauses) == ["t"])
                // A sweep that failed has looked at nothing, one that is done found nothing to do there.
                _ = try await stage.owner.query(
                    "update parapet.sweep set state = 'failed' where state = 'requested'"
                )
                #expect(try await unread.lookAgain(token: token) == 0)
                #expect(try await self.unread(stage).allSatisfy { $0.hasSuffix(" 1") })
                try await makeDue(stage)
                #expect(try await unread.lookAgain(token: token) == 2)
                _ = try await stage.owner.query(
                    "update parapet.sweep set state = 'done' where state = 'requested'"
                )
                #expect(try await unread.lookAgain(token: token) == 0)
                #expect(try await self.unread(stage).isEmpty)
            }
        }

        /// What a sweep was not to change, the look that follows it does not either.
        @Test func whoChangesNothingIsFollowedByWhatChangesNothing() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let unread = UnreadScopes(database: stage.coordinator)
                func asked() async throws -> [String] {
                    try await makeDue(stage)
                    _ = try await unread.lookAgain(token: token)
                    let asked = try await stage.column(
                        "select no_changes from parapet.sweep where requested_by = 'parapet'"
                    )
                    _ = try await stage.owner.query(
                        "delete from parapet.sweep where requested_by = 'parapet'"
                    )
                    return asked
                }
                try await stage.runs("s-1", [ec2])
                _ = try await stage.owner.query("update parapet.sweep set no_changes = true")
                _ = try await attempts(stage, 1, of: 1)
                #expect(try await asked() == ["t"])
                _ = try await stage.owner.query("update parapet.unread set sweep = null")
                // Another misses it too, and may change.
                try await stage.runs("s-2", [ec2])
                _ = try await attempts(stage, 1, of: 1)
                #expect(try await asked() == ["f"])
            }
        }

        @Test func afterADayItIsLeftToOtherSweeps() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                try await stage.runs("s-1", [ec2])
                _ = try await attempts(stage, 1, of: 1)
                _ = try await stage.owner.query(
                    "update parapet.unread set since = now() - interval '25 hours', due = now()"
                )
                let unread = UnreadScopes(database: stage.coordinator)
                #expect(try await unread.lookAgain(token: token) == 0)
                #expect(try await self.unread(stage).isEmpty)
            }
        }

        private func makeDue(_ stage: Stage) async throws {
            _ = try await stage.owner.query("update parapet.unread set due = now()")
        }
    }
}
