import Document
import Platform
import Testing

@testable import Guardrails
@testable import Store

extension DatabaseTests {
    /// What holds changes back, as people are told of it.
    @Suite struct ChangeWaitsTests {
        private static let hour = Timestamp("2999-01-15T08:00:00Z")

        private static func held(
            _ id: String,
            _ waits: ChangeWait,
            until: Timestamp? = nil
        ) -> Admission.Decision {
            var decision = Admission.Decision(id: id, state: .proposed)
            decision.waits = waits
            decision.notBefore = until
            return decision
        }

        private static func notices(_ people: Deciding) async throws -> [String] {
            try await people.stage.column(
                """
                select concat_ws(' ', subject, recipient, detail ->> 'waits', state)
                from parapet.notice where kind = 'change waits' order by id
                """
            )
        }

        /// However often it is asked about, and whatever time it is given then.
        @Test(arguments: [ChangeWait.limit, .window, .stop])
        func eachReasonIsSaidOnceOfAChange(reason: ChangeWait) async throws {
            try await Deciding.with { people in
                let token = try await people.stage.lead()
                let admissions = Admissions(database: people.stage.coordinator)
                try await people.change("c-1", .proposed)
                _ = try await people.stage.owner.query(
                    "insert into parapet.change_stop (guardrail, by) values ('ssh', 'ada')"
                )
                let later = Self.hour?.later(seconds: 60)
                for until in [Self.hour, Self.hour, later] {
                    let decision = Self.held("c-1", reason, until: reason == .stop ? nil : until)
                    #expect(try await admissions.admit([decision], token: token) == 0)
                }
                let told = try await Self.notices(people)
                #expect(told == ["c-1 \(people.group) \(reason.rawValue) new"])
                // What its owner is told is the change as it is.
                let due = try await people.stage.column(
                    """
                    select parapet.change_note(c) ->> 'waits' || ' '
                        || coalesce((parapet.change_note(c) ->> 'not_before')::timestamptz
                            = '2999-01-15T08:01:00Z', true)
                    from parapet.change c
                    """
                )
                #expect(due == ["\(reason.rawValue) true"])
                _ = try await admissions.admit([Self.held("c-1", .wave)], token: token)
                #expect(
                    try await Self.notices(people) == [
                        "c-1 \(people.group) \(reason.rawValue) over",
                        "c-1 \(people.group) wave new",
                    ]
                )
            }
        }

        /// One notice speaks for all of them, and has each of them; of what went on meanwhile none does.
        @Test(arguments: [ChangeWait.limit, .wave, .window])
        func ofASweepAReasonIsSaidOnce(reason: ChangeWait) async throws {
            try await Deciding.with { people in
                let token = try await people.stage.lead()
                let admissions = Admissions(database: people.stage.coordinator)
                let until = reason == .window ? Self.hour : nil
                for id in ["c-1", "c-2"] {
                    try await people.change(id, .proposed, quota: "s-1")
                    _ = try await admissions.admit(
                        [Self.held(id, reason, until: until)],
                        token: token
                    )
                }
                let told = try await Self.notices(people)
                #expect(told == ["ssh \(people.group) \(reason.rawValue) new"])
                for statement in [
                    "insert into parapet.channel (name, type) values ('sec', 'mail')",
                    """
                    insert into parapet.notice_group
                        (channel, address, event, guardrail, severity, is_owner, notices, first, last)
                    values ('sec', '', 'waits', 'ssh', 'high', false, 1, now(), now())
                    """,
                    """
                    update parapet.notice set state = 'grouped',
                        notice_group = (select id from parapet.notice_group)
                    """,
                ] { _ = try await people.stage.owner.query(statement) }
                let said = try await people.stage.column(
                    """
                    select i -> 'change' ->> 'id' from jsonb_array_elements(parapet.notice_items(
                        array(select id from parapet.notice_group), 'ssh', 10)) i order by 1
                    """
                )
                #expect(said == ["c-1", "c-2"])
                var starts = ["c-1", "c-2"].map { Admission.Decision(id: $0, state: .approved) }
                for index in starts.indices {
                    (starts[index].wave, starts[index].start) = (1, .now())
                }
                #expect(try await admissions.admit([starts[0]], token: token) == 1)
                #expect(
                    try await Self.notices(people) == [
                        "ssh \(people.group) \(reason.rawValue) grouped"
                    ]
                )
                #expect(try await admissions.admit([starts[1]], token: token) == 1)
                #expect(
                    try await Self.notices(people) == [
                        "ssh \(people.group) \(reason.rawValue) over"
                    ]
                )
            }
        }

        /// What was let through by itself within the hour, and when: from that the time follows that is told.
        @Test func theHourIsKnownByItsTimes() async throws {
            try await Deciding.with { people in
                let token = try await people.stage.lead()
                for (id, minutes) in [("c-1", 50), ("c-2", 10), ("c-3", 70)] {
                    try await people.change(id, .done)
                    _ = try await people.stage.owner.query(
                        """
                        update parapet.change set admitted = now() - interval '\(minutes) minutes'
                        where id = '\(id)'
                        """
                    )
                }
                try await people.change("c-4", .proposed)
                let waiting = try await Admissions(database: people.stage.coordinator)
                    .waiting(token: token)
                let place = Admission.Place(guardrail: "ssh", account: Deciding.account)
                let made = try #require(waiting.lastHour[place])
                #expect(made.count == 2 && made[0] < made[1])
            }
        }

        /// Other rules may have other limits, and other windows.
        @Test func otherRulesAskAgain() async throws {
            try await Deciding.with { people in
                let token = try await people.stage.lead()
                let admissions = Admissions(database: people.stage.coordinator)
                try await people.change("c-1", .proposed)
                _ = try await admissions.admit(
                    [Self.held("c-1", .limit, until: Self.hour)],
                    token: token
                )
                #expect(try await admissions.waiting(token: token).candidates.isEmpty)
                _ = try await people.stage.owner.query(
                    "update parapet.rule_book set texts = '{}'"
                )
                let unfollowed = try #require(try await admissions.unfollowed(token: token))
                try await admissions.setFollowed(unfollowed, token: token)
                let asked = try await admissions.waiting(token: token).candidates.map(\.id)
                #expect(asked == ["c-1"])
            }
        }
    }
}
