import AWS
import Cluster
import Document
import Guardrails
import Logging
import Platform
import Rehearsal
import Store
import Testing

/// A feed between a queue and a database: whatever either does, each event is committed once, and no
/// message is deleted before.
@Suite(.lanes(2), .enabled(if: ScratchDatabase.server != nil))
struct FeedTests {
    private static let account = "200000000013"

    /// A database that hears of one queue, and what it counts.
    private struct Scene {
        let database: ScratchDatabase
        let queue: MessageQueue
        let login: Database

        /// - Parameter waitSeconds: a poll that is cut off may take messages along until it would have ended.
        func feed(polls: Int = 4, waitSeconds: Int = 1) throws -> Feed {
            let environment = [
                "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": queue.endpoint,
            ]
            let client = Client(endpoints: Endpoints(environment: environment))
            var pace = Pace()
            pace.polls = polls
            pace.receiveSeconds = waitSeconds
            return Feed(
                database: login,
                sessions: Sessions(
                    client: client,
                    caller: try Caller(environment: environment, client: client) { _ in nil }
                ),
                pace: pace,
                isEager: true,
                host: "here",
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        }

        /// Runs feeds until the condition holds, and drains them.
        func run(_ feeds: [Feed], until isDone: @escaping () async throws -> Bool) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for feed in feeds { group.addTask { try await feed.run() } }
                try await eventually { try await isDone() }
                for feed in feeds { feed.drain() }
                try await group.waitForAll()
            }
        }

        func column(_ sql: String) async throws -> [String] {
            try await database.owner.query(sql).map { $0[0].string ?? "" }
        }
    }

    private static func with(_ body: (Scene) async throws -> Void) async throws {
        try await ScratchDatabase.with { database in
            let queue = MessageQueue()
            defer { queue.stop() }
            let scene = Scene(
                database: database,
                queue: queue,
                login: database.database(role: "parapet_feed")
            )
            try await store(scene)
            do {
                try await body(scene)
            } catch {
                await scene.login.close()
                throw error
            }
            await scene.login.close()
        }
    }

    /// The rules that name the queue, and the account that its events are of.
    private static func store(_ scene: Scene) async throws {
        let leader = scene.database.database(role: "parapet_coordinator")
        let leadership = Leadership(database: leader, process: Process(.coordinator, secret: "l"))
        let token = try #require(try await leadership.acquire(leaseSeconds: 300))
        let file = "sg-ingress-added.yaml"
        let texts = RuleTexts(
            configuration: RuleTexts.File(
                file: "parapet.yaml",
                text: """
                    accounts: [{ id: "\(account)", environment: prod }]
                    environments: { prod: { names: [x] } }
                    events: { queues: [{ url: "\(scene.queue.url)", region: us-east-1 }] }
                    """
            ),
            guardrails: [
                RuleTexts.File(
                    file: file,
                    text: try String(
                        contentsOfFile: "\(Repository.folder)/ops/guardrails/\(file)",
                        encoding: .utf8
                    )
                )
            ]
        )
        let book = try RuleBook(texts, hash: RuleBooks.hash(of: texts), catalogue: .aws)
        _ = try await RuleBooks(database: leader).store(book, token: token)
        try await RuleBooks(database: leader).announce(book, token: token)
        let estate = try book.estate(discovered: [])
        _ = try await Estates(database: leader).store(estate, token: token)
        _ = try await scene.database.owner.query(
            "insert into parapet.account (id, name, status) values ($1, 'n', 'active')",
            [.text(account)]
        )
        await leader.close()
    }

    /// As EventBridge puts it there.
    private static func event(
        _ id: String,
        group: String = "sg-0000000000000001",
        _ changes: (inout Object, inout Object) -> Void = { _, _ in }
    ) -> String {
        var record: Object = [
            "eventVersion": "1.09", "eventID": .string(id), "eventSource": "ec2.amazonaws.com",
            "eventName": "AuthorizeSecurityGroupIngress", "eventTime": "2026-01-02T03:04:05Z",
            "awsRegion": "us-east-1", "recipientAccountId": .string(account), "readOnly": false,
            "eventType": "AwsApiCall",
            "userIdentity": [
                "type": "IAMUser", "accountId": .string(account), "userName": "mallory",
            ],
            "requestParameters": ["groupId": .string(group), "ipPermissions": [:]],
            "responseElements": ["_return": true],
        ]
        var envelope: Object = [
            "version": "0", "id": .string("m-\(id)"),
            "detail-type": "AWS API Call via CloudTrail", "source": "aws.ec2",
            "account": .string(account), "region": "us-east-1", "time": "2026-01-02T03:04:05Z",
            "resources": [],
        ]
        changes(&envelope, &record)
        envelope["detail"] = .object(record)
        return JSON.object(envelope).text
    }

    /// As a member account would tell of another.
    private static func news(_ id: String, of other: String) -> String {
        event(id) { envelope, record in
            envelope["detail-type"] = "AWS Service Event via CloudTrail"
            envelope["source"] = "aws.organizations"
            record["eventSource"] = "organizations.amazonaws.com"
            record["eventName"] = "CreateAccountResult"
            record["serviceEventDetails"] = [
                "createAccountStatus": ["state": "SUCCEEDED", "accountId": .string(other)]
            ]
        }
    }

    private static let dropped =
        "select concat_ws(' ', reason, messages) from report.dropped_events order by 1"

    @Test func eachEventIsCommittedOnceAndOnlyThenDeleted() async throws {
        try await Self.with { scene in
            let bodies = (0..<40).map {
                Self.event("e-\($0)", group: "sg-000000000000000\($0 % 4)")
            }
            // Duplicates and the wrong order cost nothing.
            scene.queue.send(bodies.reversed() + bodies[..<5])
            try await scene.run([try scene.feed(), try scene.feed()]) {
                scene.queue.deleted == 45
            }
            #expect(try await scene.column("select count(*) from report.events") == ["40"])
            let looks = try await scene.column(
                """
                select concat_ws(' ', account, payload #>> '{resources,0,id}')
                from parapet.job order by 1
                """
            )
            #expect(looks == (0..<4).map { "\(Self.account) sg-000000000000000\($0)" })
            let told = try await scene.column(
                "select sum(jsonb_array_length(payload -> 'events')) from parapet.job"
            )
            #expect(told == ["40"])
            #expect(
                try await scene.column("select is_heard::text from report.event_queues") == ["true"]
            )
            // They have left the cluster.
            #expect(try await scene.column("select count(*) from report.members") == ["0"])
        }
    }

    @Test func whatIsNoEventOfOursLeadsToNothing() async throws {
        try await Self.with { scene in
            _ = try await scene.database.owner.query(
                "update parapet.organization set management = '100000000001'"
            )
            _ = try await scene.database.owner.query(
                """
                insert into parapet.change (key, action, account, region, resource, target, target_key,
                    part, mode, state, rules, proposed_by, requests)
                values ('k', 'a', $1, 'r', '{}', '{}', 't', '', 'enforce', 'done', 1, 'parapet',
                    '{r-own}')
                """,
                [.text(Self.account)]
            )
            scene.queue.send([
                "not { a document", "{}",
                Self.event("e-1") { envelope, _ in envelope["source"] = "evil" },
                Self.event("e-2") { _, record in record["recipientAccountId"] = "999999999999" },
                Self.event("e-8") { envelope, record in
                    envelope["source"] = "evil"
                    record["recipientAccountId"] = "999999999999"
                },
                Self.event("e-3") { _, record in record["readOnly"] = true },
                Self.event("e-4") { _, record in record["errorCode"] = "AccessDenied" },
                Self.event("e-5") { envelope, record in
                    envelope["account"] = "999999999999"
                    record["recipientAccountId"] = "999999999999"
                },
                Self.event("e-6") { _, record in
                    record["eventName"] = "CreateSecurityGroup"
                    record["responseElements"] = ["groupId": "sg-0000000000000001"]
                },
                Self.event("e-7") { _, record in record["requestID"] = "r-own" },
                Self.news("e-9", of: "300000000001"),
            ])
            try await scene.run([try scene.feed()]) { scene.queue.deleted == 11 }
            #expect(
                try await scene.column(Self.dropped) == [
                    "dead 6", "failed 1", "foreign 1", "not asked for 1", "own 1", "read 1",
                ]
            )
            let forged = try await scene.column(
                "select reason from report.dead_events where reason like 'forged%'"
            ).sorted()
            #expect(
                forged == [
                    "forged: it tells of an account and is not of the management account",
                    "forged: its source is not AWS", "forged: its source is not AWS",
                    "forged: the record is of another account",
                ]
            )
            for table in ["report.events", "parapet.job", "parapet.account_news"] {
                #expect(
                    try await scene.column("select count(*) from \(table)") == ["0"],
                    "\(table)"
                )
            }
        }
    }

    /// A feed that was killed after it had committed: its messages come again.
    @Test func whatWasCommittedAndNotDeletedLeadsToNothingMore() async throws {
        try await Self.with { scene in
            scene.queue.send((0..<10).map { Self.event("e-\($0)") })
            scene.queue.loseDeletions()
            let killed = Task { try await scene.feed(polls: 2, waitSeconds: 0).run() }
            try await eventually { scene.queue.waitingDeletions > 0 }
            #expect(try await scene.column("select count(*) from report.events") == ["10"])
            killed.cancel()
            scene.queue.keepDeletions()
            _ = await killed.result
            scene.queue.redeliver()
            try await scene.run([try scene.feed()]) {
                scene.queue.visible == 0 && scene.queue.inFlight == 0
            }
            #expect(try await scene.column("select count(*) from report.events") == ["10"])
            let told = try await scene.column(
                "select jsonb_array_length(payload -> 'events') from parapet.job"
            )
            #expect(told == ["10"])
        }
    }

    @Test func whatTheDatabaseDoesNotTakeStaysInTheQueue() async throws {
        try await Self.with { scene in
            _ = try await scene.database.owner.query(
                "alter table parapet.received_event rename to elsewhere"
            )
            scene.queue.send([Self.event("e-1")])
            try await scene.run([try scene.feed(waitSeconds: 0)]) {
                scene.queue.counts["ReceiveMessage"] ?? 0 > 2
            }
            #expect(scene.queue.deleted == 0)
            _ = try await scene.database.owner.query(
                "alter table parapet.elsewhere rename to received_event"
            )
            scene.queue.redeliver()
            try await scene.run([try scene.feed(waitSeconds: 0)]) { scene.queue.deleted == 1 }
            #expect(try await scene.column("select count(*) from report.events") == ["1"])
        }
    }

    /// One bad message costs itself alone, and is nobody's for ever.
    @Test func whatTheDatabaseRefusesIsCommittedWithoutTheOthersAndDeadInTheEnd() async throws {
        try await Self.with { scene in
            for sql in [
                """
                create function public.refuse() returns trigger language plpgsql
                    as $$ begin raise exception 'no'; end $$
                """,
                """
                create trigger refused before insert on parapet.received_event
                    for each row when (new.id = 'bad') execute function public.refuse()
                """,
            ] {
                _ = try await scene.database.owner.query(sql)
            }
            scene.queue.send(["e-1", "bad", "e-2"].map { Self.event($0) })
            try await scene.run([try scene.feed(waitSeconds: 0)]) {
                scene.queue.redeliver()
                return scene.queue.deleted == 3
            }
            let ids = try await scene.column("select id from report.events order by 1")
            #expect(ids == ["e-1", "e-2"])
            let dead = try await scene.column("select reason from report.dead_events")
            // Deliveries of it may have been under way at once.
            #expect(Set(dead) == ["the database does not take it: PAR-DB-11"])
        }
    }

    /// What several polls bring goes in together: fewer statements than answers of the queue.
    @Test func aBatchIsOneStatement() async throws {
        try await Self.with { scene in
            scene.queue.send((0..<400).map { Self.event("e-\($0)", group: "sg-\($0)") })
            let before = try await Self.written(scene)
            try await scene.run([try scene.feed(polls: 16)]) { scene.queue.deleted == 400 }
            #expect(try await scene.column("select count(*) from report.events") == ["400"])
            // Each commit that has fresh events counts one transaction of rows of theirs.
            let commits = try await Self.written(scene) - before
            #expect(commits <= 40)
        }
    }

    /// How many transactions wrote events.
    private static func written(_ scene: Scene) async throws -> Int {
        try await scene.database.count(
            "select count(distinct xmin::text) from parapet.received_event"
        )
    }
}
