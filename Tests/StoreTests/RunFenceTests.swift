import Document
import Platform
import Testing

@testable import Store

extension DatabaseTests {
    /// What the database holds of runs whatever programs say.
    @Suite struct RunFenceTests {
        /// A run that somebody started, and the job that begins it on a worker.
        private static func with(
            _ body: (Stage, Runs, Queue, Job) async throws -> Void
        ) async throws {
            try await Stage.with { stage in
                try await stage.runs("s-1", [ec2])
                _ = try await stage.owner.query("delete from parapet.job")
                try await stage.know(playbook: [:])
                let login = try await stage.login("rita", in: "parapet_responder")
                let runs = Runs(database: login.database)
                _ = try await runs.start(start)
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue).first)
                try await body(stage, runs, queue, job)
            }
        }

        private static let start = Runs.Start(
            playbook: "p",
            digest: ResponseStage.start.digest,
            target: nil,
            inputs: [:],
            caseName: "4711",
            reason: nil,
            onlyAnalyses: false,
            isDry: false
        )

        private func move(
            _ version: Int64,
            _ status: String = "running",
            work: [RunMove.Work] = [],
            taken: [Int64] = []
        ) -> RunMove {
            var move = RunMove(
                version: version,
                state: ["steps": []],
                status: status,
                round: 0,
                ended: nil,
                taken: taken
            )
            move.work = work
            return move
        }

        private static let work = RunMove.Work(
            step: "a",
            task: 0,
            attempt: 1,
            type: "t.a",
            key: "k",
            isUndo: false,
            inputs: ["x": 1]
        )

        @Test func twoWorkersCannotBothMoveARunOn() async throws {
            try await Self.with { stage, runs, queue, job in
                let begun = try await RunWork(queue: queue).begin(job)
                #expect(begun.version == 0 && begun.state == .null && begun.caseName == "4711")
                #expect(begun.events.map(\.event) == [["event": "begun"]])
                // Somebody else did, with the same events.
                _ = try await stage.owner.query("update parapet.run set version = 1")
                let taken = begun.events.map(\.id)
                let late = move(0, work: [Self.work], taken: taken)
                #expect(try await queue.end(job, .done(Effects(run: late))) == .overtaken)
                #expect(try await stage.count("parapet.run_step") == 0)
                let next = move(1, work: [Self.work], taken: taken)
                _ = try await queue.end(job, .done(Effects(run: next)))
                #expect(try await stage.column("select version::text from parapet.run") == ["2"])
                let left = "parapet.run_event where taken is null"
                #expect(try await stage.count(left) == 0)
            }
        }

        @Test func aStepEndsOnceAndAsTheOneThatItIs() async throws {
            try await Self.with { stage, runs, queue, job in
                _ = try await queue.end(job, .done(Effects(run: move(0, work: [Self.work]))))
                let step = try #require(try await stage.claim(queue).first)
                #expect(step.kind == .step)
                let work = try await RunWork(queue: queue).beginStep(step)
                #expect(work.inputs == ["x": 1] && work.key == "k")
                let event = { (name: String, kind: String) -> JSON in
                    ["event": .string(kind), "step": .string(name), "task": 0, "number": 1]
                }
                for forged in [
                    event("b", "step ended"), event("a", "undo ended"), event("a", "begun"),
                ] {
                    let refused = await refusal {
                        let end = StepEnd(.done, event: forged)
                        _ = try await queue.end(step, .done(Effects(step: end)))
                    }
                    #expect(refused?.kind == .outOfBounds, "\(forged)")
                }
                let run = await refusal {
                    _ = try await queue.end(step, .done(Effects(run: move(1))))
                }
                #expect(run?.kind == .outOfBounds)
                let end = StepEnd(.done, outputsDigest: "d", event: event("a", "step ended"))
                _ = try await queue.end(step, .done(Effects(step: end)))
                let outcome = "select outcome from parapet.run_step"
                #expect(try await stage.column(outcome) == ["done"])
            }
        }

        /// Also what nobody could bring to an end is told, and can be tried again.
        @Test func whatRanOutOfAttemptsDoesNotHoldARunForEver() async throws {
            try await Self.with { stage, runs, queue, job in
                let id = try #require(try await runs.list().first?["id"]?.string)
                _ = try await queue.end(job, .giveUp(reason: "no such playbook"))
                #expect(try await stage.claim(queue).isEmpty)
                try await runs.ask(.resumed, id)
                let again = try #require(try await stage.claim(queue).first)
                let begun = try await RunWork(queue: queue).begin(again)
                let taken = begun.events.map(\.id)
                let next = move(0, work: [Self.work], taken: taken)
                _ = try await queue.end(again, .done(Effects(run: next)))
                let step = try #require(try await stage.claim(queue).first)
                _ = try await queue.end(step, .giveUp(reason: "no such step"))
                let last = try #require(try await stage.claim(queue).first)
                let events = try await RunWork(queue: queue).begin(last).events.map(\.event)
                #expect(events.map { $0["event"] } == ["step ended"])
                let outcome = events.first?["outcome"]
                #expect(outcome?["final"] == true)
                #expect(outcome?["failed"]?.string?.hasSuffix("no such step") == true)
                let moved = await refusal { try await runs.ask(.resumed, id) }
                #expect(moved?.kind == .runMoved)
            }
        }

        @Test func theEvidenceIsAChainThatNobodyRewrites() async throws {
            try await Self.with { stage, runs, queue, job in
                _ = try await queue.end(job, .done(Effects(run: move(0, work: [Self.work]))))
                let step = try #require(try await stage.claim(queue).first)
                _ = try await RunWork(queue: queue).beginStep(step)
                let id = try #require(try await runs.list().first?["id"]?.string)
                let entries = try await runs.evidence(of: id)
                #expect(entries.count == 2)
                var previous = ""
                for entry in entries {
                    let text = "\(previous)\n\(entry["entry"]?.string ?? "")"
                    let hash = SHA256.hexDigest(Array(text.utf8))
                    #expect(entry["hash"]?.string == hash && entry["previous"]?.string == previous)
                    previous = hash
                }
                let first = try JSON.parse(entries[0]["entry"]?.string ?? "")
                #expect(first["what"] == "run started")
                #expect(first["who"]?.string?.hasPrefix("rita") == true)
                let change = "update parapet.evidence set entry = ''"
                #expect(await sqlState(stage.owner, change) == "PA006")
                #expect(await sqlState(stage.owner, "delete from parapet.run") == "PA006")
            }
        }

        @Test func whoReadsSomeAccountsFindsTargetsInThoseAlone() async throws {
            try await Stage.with { stage in
                let login = try await stage.login("rita", in: "parapet_responder")
                for account in ["111111111111", "222222222222"] {
                    _ = try await stage.owner.query(
                        """
                        insert into parapet.inventory (account, type, region, id, scope_region,
                            service, document, hash, first_seen, changed)
                        values ($1, 'ec2.instance', 'r', 'i-1', 'r', 'ec2',
                            '{"private_ip": "10.0.0.1"}', 'h', now(), now())
                        """,
                        [.text(account)]
                    )
                }
                let runs = Runs(database: login.database)
                let all = try await runs.targets("10.0.0.1", type: "ec2.instance")
                #expect(all.map(\.account) == ["111111111111", "222222222222"])
                #expect(all.map(\.why) == ["its private address", "its private address"])
                _ = try await stage.owner.query(
                    """
                    insert into parapet.account (id, name, status)
                    values ('222222222222', 'b', 'active')
                    """
                )
                _ = try await stage.owner.query(
                    "insert into parapet.reader_scope (reader, account) values ($1, '222222222222')",
                    [.text(login.name)]
                )
                let own = try await runs.targets("i-1", type: "ec2.instance")
                #expect(own.map(\.account) == ["222222222222"])
            }
        }

        @Test(arguments: ["*.Example.com", #"\052.example.com."#, "*.example.com."])
        func aNameInDNSIsFoundHoweverItIsWritten(text: String) async throws {
            try await Stage.with { stage in
                let login = try await stage.login("rita", in: "parapet_responder")
                _ = try await stage.owner.query(
                    """
                    insert into parapet.inventory (account, type, region, id, scope_region,
                        service, name, document, hash, first_seen, changed)
                    select '111111111111', 'route53.record', 'global', n, 'global', 'route53', n,
                        '{}', 'h', now(), now()
                    from unnest($1::text[]) n
                    """,
                    [.text(#"{"\\052.example.com.",example.com.}"#)]
                )
                let found = try await Runs(database: login.database)
                    .targets(text, type: "route53.record")
                #expect(found.map(\.id) == [#"\052.example.com."#])
            }
        }

        @Test func whoMayNotStartsNothing() async throws {
            try await Stage.with { stage in
                for database in [stage.reader, stage.operators, stage.worker] {
                    let refused = await refusal {
                        _ = try await Runs(database: database).start(Self.start)
                    }
                    #expect(refused?.kind == .notAllowed)
                }
            }
        }
    }
}
