import Document
import Guardrails
import Platform
import Testing

@testable import Store

extension DatabaseTests {
    /// Runs that guardrails have started: by what is in force, once, and by no worker's word.
    @Suite struct StartedRunTests {
        /// A change that was let through and starts the playbook `p`, on a worker.
        private static func with(
            _ columns: String = "mode = 'enforce'",
            playbooks: String = #"["p"]"#,
            _ body: (Deciding, ChangeWork, Job) async throws -> Void
        ) async throws {
            try await Deciding.with { people in
                let stage = people.stage
                _ = try await stage.owner.query("update parapet.rule_book set texts = '{}'")
                try await stage.know(playbook: [:])
                let finding = try await people.finding(1)
                try await people.change("c-1", .approved)
                for statement in [
                    """
                    update parapet.guardrail_rule set changes = changes
                        || '{"modes": {"default": "enforce"}, "at_most": "enforce",
                            "playbooks": \(playbooks)}'
                    """,
                    """
                    update parapet.change set finding = '\(finding)', action = 'playbook p',
                        planned = '[{"service": "parapet", "operation": "StartRun", "input":
                            {"playbook": "p", "sha256": "seen", "target": null, "inputs": {}}}]',
                        admitted = now(), \(columns) where id = 'c-1'
                    """,
                    """
                    insert into parapet.job (batch, kind, account, gate, payload, rules)
                    select id, 'change', '\(Deciding.account)', 'g', '{"change": "c-1"}', 1
                    from parapet.batch where lane = 'change'
                    """,
                ] { _ = try await stage.owner.query(statement) }
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue).first)
                try await body(people, ChangeWork(queue: queue), job)
            }
        }

        @Test func aRunIsStartedOnceHoweverOftenItIsAsked() async throws {
            try await Self.with { people, work, job in
                guard case .started(let run) = try await work.startRun(job) else {
                    Issue.record("it is not started")
                    return
                }
                #expect(try await work.startRun(job) == .started(run: run))
                let rows = try await people.stage.column(
                    "select concat_ws(' ', playbook, guardrail, change, started_by) from parapet.run"
                )
                #expect(rows == ["p ssh c-1 parapet"])
                // Its file is held to its changes, as that of a run that a person starts.
                let form = "select entry::jsonb #>> '{detail,evidence}' from parapet.evidence"
                #expect(try await people.stage.column(form) == ["2"])
                // Another change about the same finding finds that it goes on.
                _ = try await people.stage.owner.query(
                    "update parapet.run set change = null where id = '\(run)'"
                )
                _ = try await people.stage.owner.query(
                    "update parapet.change set intended = null where id = 'c-1'"
                )
                #expect(try await work.startRun(job) == .goesOn(run: run))
                let over = "update parapet.run set status = 'done'"
                _ = try await people.stage.owner.query(over)
                guard case .started(let next) = try await work.startRun(job) else {
                    Issue.record("it is not started again")
                    return
                }
                #expect(next != run)
            }
        }

        /// Each makes it nobody's wish, or not what somebody let pass.
        @Test(
            arguments: [
                ("mode = 'enforce'", #"["q"]"#, "select", "does not start p"),
                (
                    "mode = 'enforce'", #"["p"]"#, "update parapet.finding set status = 'resolved'",
                    "not open"
                ),
                ("decided_by = 'dea'", #"["p"]"#, "select", "is another now"),
                (
                    "mode = 'enforce'", #"["p"]"#,
                    "update parapet.rule_book set rules = rules - 'playbooks'", "have no playbook"
                ),
                (
                    "mode = 'enforce'", #"["p"]"#,
                    """
                    update parapet.rule_book
                    set rules = jsonb_set(rules, '{playbooks,p,target}', '"ec2.instance"')
                    """, "no such target"
                ),
            ]
        )
        func whatNobodyAsksForIsNotStarted(
            columns: String,
            playbooks: String,
            meanwhile: String,
            reason: String
        ) async throws {
            try await Self.with(columns, playbooks: playbooks) { people, work, job in
                _ = try await people.stage.owner.query(meanwhile)
                guard case .refused(let said) = try await work.startRun(job) else {
                    Issue.record("it is started")
                    return
                }
                #expect(said.contains(reason), "\(said)")
                #expect(try await people.stage.count("parapet.run") == 0)
            }
        }

        @Test func theSwitchStopsWhatIsNotStartedYet() async throws {
            try await Self.with { people, work, job in
                _ = try await people.asking.stop(nil, reason: "a drill")
                #expect(try await work.startRun(job) == .stopped)
                #expect(try await people.state("c-1") == "stopped")
                #expect(try await people.stage.count("parapet.run") == 0)
            }
        }
    }
}
