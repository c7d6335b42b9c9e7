import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// Events and the looks that come of them: committed once, whatever the queue does.
    @Suite struct ReceivedEventTests {
        @Test func whatIsDeliveredAgainIsCommittedOnceAndLookedAtOnce() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let (one, other) = (try await stage.feeds(), try await stage.feeds("f-2"))
                let twice = batch(received("e-1", of: "sg-1"), received("e-1", of: "sg-1"))
                #expect(try await one.commit(twice) == .init(fresh: 1, looks: 1))
                // A feed that was killed before it deleted: another receives it again.
                #expect(try await other.commit(batch(received("e-1", of: "sg-1"))).fresh == 0)
                #expect(try await stage.looks() == ["sg-1 ready 1"])
                #expect(try await stage.count("report.events") == 1)
                // An hour later it costs a look, and no more.
                _ = try await stage.owner.query(
                    "update parapet.received_event set received = now() - interval '61 minutes'"
                )
                #expect(try await one.commit(batch(received("e-1", of: "sg-1"))).fresh == 1)
                #expect(try await stage.count("report.events") == 1)
                #expect(try await stage.value("select times from report.events").int == 2)
            }
        }

        @Test func twoFeedsAtOnceCommitItOnce() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let feeds = [
                    try await stage.feeds(), try await stage.feeds("f-2"),
                    try await stage.feeds("f-3"),
                ]
                let fresh = try await withThrowingTaskGroup(of: Int.self) { group in
                    for feed in feeds {
                        group.addTask {
                            try await feed.commit(
                                batch(received("e-1", of: "sg-1"), received("e-2", of: "sg-2"))
                            ).fresh
                        }
                    }
                    return try await group.reduce(0, +)
                }
                #expect(fresh == 2)
                #expect(try await stage.looks().sorted() == ["sg-1 ready 1", "sg-2 ready 1"])
            }
        }

        @Test func aResourceWithSeveralWaitingEventsIsLookedAtOnce() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let feeds = try await stage.feeds()
                _ = try await feeds.commit(
                    batch(received("e-1", of: "sg-1", "sg-2"), received("e-2", of: "sg-1"))
                )
                _ = try await feeds.commit(batch(received("e-3", of: "sg-1")))
                #expect(try await stage.looks() == ["sg-1 ready 3", "sg-2 ready 1"])
                // One that has begun may have read before the event: another follows it.
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue, limit: 1).first)
                let events = try await ChangeWork(queue: queue).events(of: job)
                #expect(events.map(\.name) == Array(repeating: "ec2:Authorize", count: 3))
                #expect(events.allSatisfy { $0.record?["eventName"] == "Authorize" })
                _ = try await feeds.commit(batch(received("e-4", of: "sg-1")))
                #expect(
                    try await stage.looks() == ["sg-1 running 3", "sg-2 ready 1", "sg-1 ready 1"]
                )
                // It waits for the one before.
                #expect(try await stage.claim(queue).count == 1)
            }
        }

        /// A fact for the owner alone, and only where it is one: of several people's events nobody is named.
        @Test(
            arguments: [
                (["ada", "ada"], "arn:aws:iam::111111111111:user/ada"), (["ada", "bob"], nil),
                (["ada", nil], nil), ([nil], nil),
            ] as [([String?], String?)]
        )
        func whoMadeTheEventThatOpenedAFindingIsKnown(
            people: [String?],
            named: String?
        ) async throws {
            try await Stage.with { stage in
                try await stage.hears()
                var batch = EventBatch()
                for (number, name) in people.enumerated() {
                    let identity = name.map { JSON.string("arn:aws:iam::111111111111:user/\($0)") }
                    let record: JSON = ["userIdentity": ["arn": identity ?? .null]]
                    batch.add(received("e-\(number)", of: "sg-1", record: record), of: "q")
                }
                _ = try await stage.feeds().commit(batch)
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue, limit: 1).first)
                let scan = try await stage.effects([Change(.opened, finding("sg-1"))])
                _ = try await queue.end(job, .done(Effects(look: scan.look, reads: 1)))
                let token = try await stage.lead()
                let outbox = Outbox(database: stage.coordinator)
                let lines = try await outbox.waiting(limit: 10, token: token)
                #expect(lines.count == 1)
                let notices = lines.flatMap { line in
                    ["owner", "ops"].map {
                        WantedNotice(
                            finding: line.change.finding,
                            event: line.change.event,
                            recipient: $0,
                            ownerTags: ["owner"],
                            detail: ["guardrail": "open"]
                        )
                    }
                }
                try await outbox.followUp(lines, by: [], telling: notices, token: token)
                let told = try await stage.column(
                    """
                    select concat_ws(' ', word, detail -> 'actor' ->> 'name',
                        detail -> 'actor' ->> 'call')
                    from parapet.notice order by word
                    """
                )
                #expect(told == ["ops", named.map { "owner \($0) ec2:Authorize" } ?? "owner"])
            }
        }

        /// A call of ours is known before AWS answers it, and where it never does: by its session, while a
        /// change is made with that.
        @Test(
            arguments: [
                ("ASIAOURS", 0, true), ("ASIAOURS", 1800, false), ("ASIAOURS", -1800, false),
                ("ASIATHEIRS", 0, false), ("", 0, false),
            ]
        )
        func aCallIsKnownByTheSessionThatItWasSentWith(
            key: String,
            secondsLater: Int64,
            isOwn: Bool
        ) async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let record: JSON = [
                    "requestID": "r-1", "userIdentity": ["accessKeyId": .string(key)],
                ]
                let event = received("e-1", of: "sg-1", record: record)
                _ = try await stage.owner.query(
                    """
                    insert into parapet.change (key, action, account, region, resource, target,
                        target_key, part, mode, state, rules, proposed_by, access_keys, intended,
                        executed)
                    select 'k', 'a', $1, $2, '{}', '{}', 'k', '', 'enforce', 'done', 1, 'parapet',
                        '{ASIAOURS}', i, i + interval '1 second'
                    from (select '2026-01-02T03:04:05Z'::timestamptz
                        - make_interval(secs => $3::int) as i) x
                    """,
                    [.text(ec2.account), .text(ec2.region), .int(secondsLater)]
                )
                let fresh = try await stage.feeds().commit(batch(event)).fresh
                #expect(fresh == (isOwn ? 0 : 1))
                let dropped = try await stage.count("parapet.dropped_event where reason = 'own'")
                #expect(dropped == (isOwn ? 1 : 0))
            }
        }

        @Test func oneLookTakesNoMoreThanItsShare() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let feeds = try await stage.feeds()
                for part in 0..<3 {
                    var batch = EventBatch()
                    for number in 0..<60 {
                        batch.add(received("e-\(part)-\(number)", of: "sg-1"), of: "q")
                    }
                    _ = try await feeds.commit(batch)
                }
                #expect(try await stage.looks() == ["sg-1 ready 120", "sg-1 ready 60"])
            }
        }

        @Test func whatNobodyKnowsIsKeptAndNotLookedAt() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let feeds = try await stage.feeds()
                let stranger = received("e-1", of: "sg-1", account: "999999999999")
                let other = ReceivedEvent(
                    id: "e-2",
                    name: "x:Y",
                    account: ec2.account,
                    region: ec2.region,
                    at: .epoch,
                    record: [:],
                    mentions: [
                        .init(type: "x.y", region: ec2.region, scope: ec2.region, id: "1")
                    ]
                )
                #expect(try await feeds.commit(batch(stranger, other)) == .init(fresh: 2, looks: 0))
                #expect(try await stage.looks().isEmpty)
            }
        }

        @Test func whatAnEventNamesByAValueIsFoundInTheInventory() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                _ = try await stage.owner.query(
                    """
                    insert into parapet.inventory (account, type, region, id, scope_region, service,
                        document, hash, first_seen, changed, gone)
                    select $1, 'ec2.security-group', r, id, r, 'ec2', d::jsonb, '', now(), now(), g
                    from (values
                        ('us-east-1', 'sg-1', '{"ingress":[{"source":"pl-1","x":1}]}', null),
                        ('us-east-1', 'sg-2', '{"ingress":[{"source":"pl-2"}]}', null),
                        ('eu-west-1', 'sg-3', '{"ingress":[{"source":"pl-1"}]}', null),
                        ('us-east-1', 'sg-4', '{"ingress":[{"source":"pl-1"}]}', now())
                    ) as x (r, id, d, g)
                    """,
                    [.text(ec2.account)]
                )
                let list = ReceivedEvent(
                    id: "e-1",
                    name: "ec2:ModifyManagedPrefixList",
                    account: ec2.account,
                    region: ec2.region,
                    at: .epoch,
                    record: [:],
                    mentions: [
                        .init(
                            type: "ec2.security-group",
                            region: ec2.region,
                            scope: ec2.region,
                            id: nil,
                            contained: ["ingress": [["source": "pl-1"]]]
                        )
                    ]
                )
                _ = try await stage.feeds().commit(batch(list))
                #expect(try await stage.looks() == ["sg-1 ready 1"])
            }
        }

        @Test func whatAnEventNamesBeyondWhatIsLookedAtIsCounted() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                _ = try await stage.owner.query(
                    """
                    insert into parapet.inventory (account, type, region, id, scope_region, service,
                        document, hash, first_seen, changed)
                    select $1, 'ec2.security-group', 'us-east-1', 'sg-' || i, 'us-east-1', 'ec2',
                        '{"ingress":[{"source":"pl-1"}]}', '', now(), now()
                    from generate_series(1, 1003) i
                    """,
                    [.text(ec2.account)]
                )
                let mention = ReceivedEvent.Mention(
                    type: "ec2.security-group",
                    region: ec2.region,
                    scope: ec2.region,
                    id: nil,
                    contained: ["ingress": [["source": "pl-1"]]]
                )
                let list = ReceivedEvent(
                    id: "e-1",
                    name: "ec2:ModifyManagedPrefixList",
                    account: ec2.account,
                    region: ec2.region,
                    at: .epoch,
                    record: [:],
                    mentions: [mention]
                )
                let both = batch(list, received("e-2", of: "sg-1"))
                #expect(try await stage.feeds().commit(both) == .init(fresh: 2, looks: 1000))
                #expect(
                    try await stage.column("select unlooked::text from report.events order by id")
                        == ["3", "0"]
                )
                let told = try await Overview(database: stage.reader).read(sweeps: 1)["events"]
                #expect(told?["unlooked"] == 3)
            }
        }

        /// What the ledger has is Parapet's own. Whoever names a role and a session like its own hides
        /// nothing by that: only AWS gives numbers to requests.
        @Test func aCallThatTheLedgerHasLeadsToNothing() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let feeds = try await stage.feeds()
                func called(_ id: String, _ request: String?) -> ReceivedEvent {
                    let arn = "arn:aws:sts::\(ec2.account):assumed-role/ParapetRemediate/parapet"
                    var record: Object = [
                        "eventName": "Authorize",
                        "userIdentity": ["type": "AssumedRole", "arn": .string(arn)],
                    ]
                    record["requestID"] = request.map { .string($0) }
                    return received(id, of: "sg-1", record: .object(record))
                }
                _ = try await feeds.commit(batch(called("e-0", "r-1")))
                let job = try #require(
                    try await stage.claim(try await stage.queue("w-1"), limit: 1).first
                )
                try await stage.noteCall("r-1")
                // It was on its way when the ledger heard of it: nothing is judged by it.
                let work = ChangeWork(queue: try await stage.queue("w-1"))
                #expect(try await work.events(of: job).isEmpty)
                let three = batch(called("e-1", "r-1"), called("e-2", "r-2"), called("e-3", nil))
                #expect(try await feeds.commit(three) == .init(fresh: 2, looks: 1))
                #expect(
                    try await stage.column("select id from report.events order by id")
                        == ["e-0", "e-2", "e-3"]
                )
                #expect(
                    try await stage.column(
                        "select concat_ws(' ', queue, reason, messages) from report.dropped_events"
                    ) == ["q own 1"]
                )
            }
        }

        @Test func aLargeRecordIsNotKeptAndSaysSo() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let large = String(repeating: "x", count: ReceivedEvent.maxRecordBytes)
                _ = try await stage.feeds().commit(
                    batch(received("e-1", of: "sg-1", record: ["policy": .string(large)]))
                )
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue, limit: 1).first)
                let event = try #require(try await ChangeWork(queue: queue).events(of: job).first)
                #expect(event.record == nil)
                #expect(event.omitted?.hasPrefix("it has ") == true)
                let kept = try await stage.value("select length(excerpt) from report.events").int
                #expect(kept == 1000)
            }
        }

        @Test func whatLeadsToNothingIsCountedByDayAndReason() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                for secret in ["f-1", "f-2"] {
                    var batch = EventBatch()
                    for _ in 0..<3 { batch.drop(of: "q", reason: "read") }
                    batch.bury(
                        "no {} at all",
                        message: "m-\(secret)",
                        of: "q",
                        reason: "not a document"
                    )
                    for _ in 0..<2 { _ = try await stage.feeds(secret).commit(batch) }
                }
                #expect(
                    try await stage.column(
                        "select concat_ws(' ', reason, messages) from report.dropped_events order by 1"
                    ) == ["dead 4", "read 12"]
                )
                #expect(
                    try await stage.column(
                        "select distinct concat_ws(': ', reason, excerpt) from report.dead_events"
                    ) == ["not a document: no {} at all"]
                )
            }
        }

        private func refused(_ feeds: Feeds, _ batch: EventBatch) async -> StoreError? {
            await refusal { _ = try await feeds.commit(batch) }
        }

        @Test func aFeedWithoutAHeartbeatAndAnEventOfAnotherFormAreRefused() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let silent = Feeds(queue: Queue(database: stage.feed, process: Process(.feed)))
                #expect(await refused(silent, EventBatch()) != nil)
                let feeds = try await stage.feeds()
                let wrong = received("e-2", of: "sg-1", account: "no account")
                let both = batch(received("e-1", of: "sg-1"), wrong)
                #expect(await refused(feeds, both)?.kind == .outOfBounds)
                #expect(try await stage.count("report.events") == 0)
            }
        }

        @Test func aFeedsLoginCanDoNothingElse() async throws {
            try await Stage.with { stage in
                for sql in [
                    "select * from parapet.claim('f', '{look}', 1, 60)",
                    "select parapet.finish('f', 1, 1, 1, '{}')",
                    "select parapet.note_news('[]', '{}')",
                    "select parapet.acquire_leadership('f', 60)",
                    "select parapet.request_sweep('{}', 'event', false)",
                    "select parapet.write_findings('[]', '', null)",
                    "insert into parapet.received_event (id) values ('x')",
                    "insert into parapet.job (batch, kind, account, gate) values (1, 'look', '1', '1')",
                    "select * from parapet.job", "select * from report.events",
                    "select * from report.findings", "select * from parapet.dead_event",
                ] {
                    #expect(await sqlState(stage.feed, sql) == "42501", "\(sql)")
                }
                let receive = "select parapet.receive_events('f-1', '{}')"
                for other in [stage.worker, stage.coordinator, stage.operators, stage.reader] {
                    #expect(await sqlState(other, receive) == "42501")
                }
            }
        }

        @Test func whatIsOldIsForgotten() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let token = try await stage.lead()
                var dead = EventBatch()
                dead.bury("x", message: "m", of: "q", reason: "r")
                dead.add(received("e-1", of: "sg-1"), of: "q")
                _ = try await stage.feeds().commit(dead)
                let retention = Retention(database: stage.coordinator)
                try await retention.forgetReceived(afterDays: 30, token: token)
                #expect(try await stage.count("report.dead_events") == 1)
                for table in ["dead_event", "dropped_event"] {
                    _ = try await stage.owner.query("update parapet.\(table) set day = day - 31")
                }
                _ = try await stage.owner.query(
                    "update parapet.event_partition set until = until - 100"
                        + " where parent = 'received_event'"
                )
                try await retention.forgetReceived(afterDays: 30, token: token)
                #expect(try await stage.count("report.dead_events") == 0)
                #expect(try await stage.count("report.dropped_events") == 0)
                #expect(try await stage.count("report.events") == 0)
                #expect(try await stage.count("report.finding_events") == 0)
            }
        }

        /// Looks at different resources of a scope do not overtake each other; what was written of the
        /// resource itself does.
        @Test(arguments: ["sg-2", "sg-1"])
        func aLookIsOvertakenByWhatIsWrittenOfItsResource(written: String) async throws {
            try await Stage.with { stage in
                try await stage.hears()
                _ = try await stage.feeds().commit(batch(received("e-1", of: "sg-1")))
                let queue = try await stage.queue("w-9")
                let job = try #require(try await stage.claim(queue).first)
                let ledger = Ledger(database: stage.worker)
                let key = ResourceKey(
                    type: "ec2.security-group",
                    region: ec2.region,
                    id: "sg-1"
                )
                let since = try await ledger.findings(of: [key], in: ec2.account).at
                try await stage.look([Change(.opened, finding(written))])
                let version = try await Exceptions(database: stage.worker)
                    .inForce(in: ec2.account, []).version
                let look = LookResult(
                    exceptions: version,
                    generation: job.generation,
                    since: since,
                    changes: [Change(.opened, finding("sg-1", guardrail: "strict"))]
                )
                let ended = try await queue.end(job, .done(Effects(look: look)))
                #expect(ended == (written == "sg-1" ? .overtaken : .committed(changes: 1)))
            }
        }
    }
}
