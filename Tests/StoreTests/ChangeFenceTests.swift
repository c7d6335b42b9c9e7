import Document
import Guardrails
import Platform
import Testing

@testable import Store

extension DatabaseTests {
    /// What the database holds of changes whatever a worker says, and whatever became of the rules.
    @Suite struct ChangeFenceTests {
        /// A worker that plans the undo of a change that is done, or a change of a finding.
        private static func planning(
            _ people: Deciding,
            _ body: (Queue, Job, ChangeProposal) async throws -> Void
        ) async throws {
            let stage = people.stage
            _ = try await stage.owner.query("update parapet.rule_book set texts = '{}'")
            let finding = try await people.finding(1)
            _ = try await people.asking.ask(.propose, finding, reason: nil)
            let queue = try await stage.queue("w-1")
            let job = try #require(try await stage.claim(queue).first)
            let group = ResourceName(
                type: "ec2.security-group",
                account: Deciding.account,
                region: "us-east-1",
                id: "sg-1",
                arn: nil,
                name: nil
            )
            var proposal = ChangeProposal(
                key: "job \(job.id) it",
                action: "ec2.revoke-ingress",
                region: "us-east-1",
                part: "",
                resource: group,
                target: group
            )
            proposal.approvers = [people.group]
            proposal.expiresSeconds = 60
            try await body(queue, job, proposal)
        }

        /// What was asked for waits for a person, however far a plan says that it is.
        @Test(arguments: ChangeState.allCases.filter { $0 != .refused && $0 != .conflict })
        func aPlanDoesNotLetItselfThrough(state: ChangeState) async throws {
            try await Deciding.with { people in
                try await Self.planning(people) { queue, job, proposal in
                    var forged = proposal
                    forged.state = state
                    let refused = await refusal {
                        _ = try await queue.end(job, .done(Effects(proposals: [forged])))
                    }
                    #expect(refused != nil)
                    #expect(try await people.stage.count("parapet.change") == 0)
                    forged.state = nil
                    _ = try await queue.end(job, .done(Effects(proposals: [forged])))
                    let states = try await people.stage.column("select state from parapet.change")
                    #expect(states == ["awaiting approval"])
                }
            }
        }

        /// Which playbooks a guardrail starts, its rule says.
        @Test func noOtherPlaybookIsProposed() async throws {
            try await Deciding.with { people in
                try await Self.planning(people) { queue, job, proposal in
                    let forged = ChangeProposal(
                        key: proposal.key,
                        action: "playbook p",
                        region: proposal.region,
                        part: "",
                        resource: proposal.resource,
                        target: proposal.target
                    )
                    let refused = await refusal {
                        _ = try await queue.end(job, .done(Effects(proposals: [forged])))
                    }
                    #expect(refused?.message.contains("starts no such playbook") == true)
                }
            }
        }

        @Test(arguments: [ChangeWait.after, .settle, .limit, .wave, .window])
        func whatIsAskedForWaitsForAPersonAlone(wait: ChangeWait) async throws {
            try await Deciding.with { people in
                try await Self.planning(people) { queue, job, proposal in
                    var forged = proposal
                    forged.waits = wait
                    let refused = await refusal {
                        _ = try await queue.end(job, .done(Effects(proposals: [forged])))
                    }
                    #expect(refused != nil)
                    let count = try await people.stage.count("parapet.change")
                    #expect(count == 0)
                }
            }
        }

        /// A change that was let through, on a worker.
        private static func making(
            _ people: Deciding,
            _ columns: String,
            _ body: (Queue, Job) async throws -> Void
        ) async throws {
            let stage = people.stage
            try await people.change("c-1", .approved)
            _ = try await stage.owner.query(
                "update parapet.change set admitted = now(), \(columns) where id = 'c-1'"
            )
            _ = try await stage.owner.query(
                """
                insert into parapet.job (batch, kind, account, gate, payload, rules)
                select id, 'change', $1, 'g', '{"change": "c-1"}', 1
                from parapet.batch where lane = 'change'
                """,
                [.text(Deciding.account)]
            )
            let queue = try await stage.queue("w-1")
            try await body(queue, try #require(try await stage.claim(queue).first))
        }

        private static let decided = "decided_by = 'dea'"
        private static let enforced = "mode = 'enforce'"

        private static func rule(_ changes: String) -> String {
            "update parapet.guardrail_rule set changes = changes || '\(changes)'"
        }

        /// The rules, the account and the switch count as they are when the first call is about to go.
        @Test(
            arguments: [
                (decided, "select", "go", "executing"),
                (decided, rule(#"{"modes": {"default": "observe"}}"#), "go", "executing"),
                (decided, rule(#"{"at_most": "notify"}"#), "stopped", "lapsed"),
                (decided, "update parapet.account set environment = null", "stopped", "lapsed"),
                (decided, "update parapet.account set status = 'left'", "stopped", "lapsed"),
                (enforced, rule(#"{"modes": {"default": "enforce"}}"#), "go", "executing"),
                (enforced, rule(#"{"modes": {"default": "approve"}}"#), "stopped", "proposed"),
                (enforced, rule(#"{"at_most": "observe"}"#), "stopped", "lapsed"),
                (enforced, "update parapet.account set environment = null", "stopped", "lapsed"),
            ]
        )
        func whatMayNotBeMadeAnyMoreIsNot(
            columns: String,
            meanwhile: String,
            leave: String,
            state: String
        ) async throws {
            try await Deciding.with { people in
                try await Self.making(people, columns) { queue, job in
                    _ = try await people.stage.owner.query(meanwhile)
                    let answer = try await ChangeWork(queue: queue).intend(
                        job,
                        before: [:],
                        hash: "h",
                        planned: [Self.call],
                        expected: [:]
                    )
                    #expect(answer.rawValue == leave)
                    #expect(try await people.state("c-1") == state)
                }
            }
        }

        private static let call: JSON = [
            "service": "ec2", "operation": "Revoke", "input": ["GroupId": "sg-1"],
        ]

        /// Not a call with fewer members either: that may concern more.
        @Test(
            arguments: [
                ["service": "ec2", "operation": "Revoke", "input": [:]],
                ["service": "ec2", "operation": "Revoke", "input": ["GroupId": "sg-2"]],
                ["service": "ec2", "operation": "Delete", "input": ["GroupId": "sg-1"]],
            ] as [JSON]
        )
        func whatNobodyApprovedIsNotSent(call: JSON) async throws {
            try await Deciding.with { people in
                try await Self.making(people, Self.decided) { queue, job in
                    let refused = await refusal {
                        _ = try await ChangeWork(queue: queue).intend(
                            job,
                            before: [:],
                            hash: "h",
                            planned: [Self.call, call],
                            expected: [:]
                        )
                    }
                    #expect(refused != nil)
                    let state = try await people.state("c-1")
                    #expect(state == "approved")
                }
            }
        }

        /// An undo, above all, is somebody's decision.
        @Test func anUndoThatNobodyApprovedIsNotMade() async throws {
            try await Deciding.with { people in
                try await people.change("c-0", .done)
                let columns = "mode = 'enforce', undoes = 'c-0'"
                try await Self.making(people, columns) { queue, job in
                    _ = try await people.stage.owner.query(
                        Self.rule(#"{"modes": {"default": "enforce"}}"#)
                    )
                    let refused = await refusal {
                        _ = try await ChangeWork(queue: queue).intend(
                            job,
                            before: [:],
                            hash: "h",
                            planned: [Self.call],
                            expected: [:]
                        )
                    }
                    #expect(refused != nil)
                }
            }
        }

        /// The session is in the ledger before AWS hears of the call, and only while one is being made.
        @Test func aSessionIsNotedOnceWhileTheChangeIsMade() async throws {
            try await Deciding.with { people in
                try await Self.making(people, Self.decided) { queue, job in
                    let work = ChangeWork(queue: queue)
                    try await work.note(job, accessKey: "ASIA0")
                    try await Self.intend(work, job)
                    for key in ["ASIA1", "ASIA1", "ASIA2"] {
                        try await work.note(job, accessKey: key)
                    }
                    let keys = try await people.stage.column(
                        "select access_keys::text from parapet.change"
                    )
                    #expect(keys == ["{ASIA1,ASIA2}"])
                    let empty = await refusal { try await work.note(job, accessKey: "") }
                    #expect(empty != nil)
                }
            }
        }

        private static func intend(_ work: ChangeWork, _ job: Job) async throws {
            let leave = try await work.intend(
                job,
                before: [:],
                hash: "h",
                planned: [call],
                expected: [:]
            )
            #expect(leave == .go)
        }

        /// What an undo gave back stands open at once. Of a guardrail that events alone lead to nothing is
        /// changed again, however the rules change, until a person asks.
        @Test(arguments: [true, false])
        func whatAnUndoGaveBackStandsOpen(isSwept: Bool) async throws {
            try await Deciding.with { people in
                let stage = people.stage
                let finding = try await people.finding(1, .resolved)
                try await people.change("c-0", .done)
                for statement in [
                    Self.rule(#"{"modes": {"default": "enforce"}, "at_most": "enforce"}"#),
                    "update parapet.guardrail_rule set is_swept = \(isSwept)",
                    "update parapet.finding set reason = 'fixed', environment = 'prod'",
                    """
                    insert into parapet.finding_event (finding, sweep, at, event, guardrail, account,
                        region, resource_type, resource_id, part, status, unverified, severity,
                        because)
                    select id, '', now(), 'opened', guardrail, account, region, resource_type,
                        resource_id, part, 'open', false, severity, '[{"text": "b", "path": "p"}]'
                    from parapet.finding
                    """,
                ] { _ = try await stage.owner.query(statement) }
                let columns =
                    "\(Self.decided), undoes = 'c-0', finding = '\(finding)'::uuid, opening = 0"
                try await Self.making(people, columns) { queue, job in
                    try await Self.intend(ChangeWork(queue: queue), job)
                    _ = try await queue.end(job, .done(Effects(change: ChangeEnd(.done))))
                }
                #expect(
                    try await stage.column(
                        "select concat_ws(' ', status, reason, because ->> 0) from parapet.finding"
                    ) == [#"open {"path": "p", "text": "b"}"#]
                )
                let outbox = try await stage.column(
                    "select concat_ws(' ', event, coalesce('quota ' || quota, 'none')) from parapet.outbox"
                )
                #expect(outbox == ["reopened \(isSwept ? "quota " : "none")"])
                _ = try await stage.owner.query("delete from parapet.outbox")
                let token = try await stage.lead()
                let asked = try await Admissions(database: stage.coordinator).propose(
                    "ssh",
                    for: .init(sweep: "rules 1", rules: 1, guardrails: [], isProposing: true),
                    limit: 10,
                    token: token
                )
                #expect(asked == (isSwept ? 1 : 0))
            }
        }

        /// What nobody could bring to an end, somebody is told of.
        @Test func aChangeThatWasGivenUpIsTold() async throws {
            try await Deciding.with { people in
                try await Self.making(people, Self.decided) { queue, job in
                    _ = try await queue.end(job, .giveUp(reason: "lost"))
                    #expect(try await people.state("c-1") == "failed")
                    let notices = try await people.stage.column(
                        "select recipient from parapet.notice where kind = 'change failed'"
                    )
                    #expect(notices == [people.group])
                    let audit = "parapet.audit where action = 'change failed' and subject = 'c-1'"
                    #expect(try await people.stage.count(audit) == 1)
                }
            }
        }

        /// It would be planned again at each turn.
        @Test(arguments: [ChangeWait.after, .settle])
        func whatNothingAsksForWhenItsTimeComesIsOver(wait: ChangeWait) async throws {
            try await Deciding.with { people in
                let stage = people.stage
                let finding = try await people.finding(1)
                try await people.change("c-1", .proposed)
                _ = try await stage.owner.query(
                    """
                    update parapet.change set finding = $1::uuid, opening = 0, waits = $2,
                        not_before = now() - interval '1 minute'
                    """,
                    [.text(finding), .text(wait.rawValue)]
                )
                let admissions = Admissions(database: stage.coordinator)
                let token = try await stage.lead()
                try await admissions.turn(token: token)
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue).first)
                _ = try await queue.end(job, .done(Effects(proposals: [])))
                #expect(try await people.state("c-1") == "lapsed")
                try await admissions.turn(token: token)
                #expect(try await stage.count("parapet.job") == 0)
            }
        }

        /// Limits wait for all that a sweep proposes; one that ended early proposes nothing more.
        @Test(
            arguments: [
                (Sweeps.State.running, true), (.done, true), (.cancelled, false), (.failed, false),
            ]
        )
        func whatIsEnforcedWaitsForASweepThatGoesOn(
            state: Sweeps.State,
            isPlanning: Bool
        ) async throws {
            try await Stage.with { stage in
                try await stage.runs("s-1", [], state: state)
                let answer = try await stage.value("select parapet.is_planning('s-1')")
                #expect(answer.bool == isPlanning)
            }
        }

        @Test func anUndoIsAskedForOnce() async throws {
            try await Deciding.with { people in
                let finding = try await people.finding(1)
                try await people.change("c-1", .done)
                try await people.change("c-2")
                _ = try await people.stage.owner.query(
                    "update parapet.change set finding = $1::uuid",
                    [.text(finding)]
                )
                let undo = "update parapet.change set undoes = 'c-1' where id = 'c-2'"
                _ = try await people.stage.owner.query(undo)
                let again = await refusal {
                    _ = try await people.asking.ask(.undo, "c-1", reason: nil)
                }
                #expect(again?.code == "PAR-CHG-02")
                try await people.deciding.reject("c-2", reason: "no")
                _ = try await people.asking.ask(.undo, "c-1", reason: nil)
            }
        }
    }
}
