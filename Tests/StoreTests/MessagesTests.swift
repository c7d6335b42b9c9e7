import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// Notices on their way to people.
    @Suite struct MessagesTests {
        private static let configuration = """
            accounts: [{ id: "111111111111" }]
            environments: { prod: { names: ["*"] } }
            channels:
              ops: { type: webhook, url: https://a.example.com/, secret: { env: S } }
              dev: { type: webhook, url: https://b.example.com/, secret: { env: S } }
              jira: { type: tickets, url: https://j.example.com, token: { env: T }, project: SEC }
              hub: { type: security-hub, account: hub }
            owners: { last-resort: ops }
            """

        private struct Desk {
            let stage: Stage
            let configuration: Configuration
            let token: Int64
            let rules: Int64
            let telling: Telling

            init(_ stage: Stage) async throws {
                self.stage = stage
                configuration = try Configuration(
                    yaml: MessagesTests.configuration,
                    file: "parapet.yaml"
                )
                token = try await stage.lead()
                rules = try await stage.rules(token: token)
                telling = Telling(database: stage.coordinator)
                try await telling.setChannels(configuration.channels, token: token)
            }

            /// Findings that stand open, with a notice each, some time ago.
            func find(
                _ count: Int,
                accounts: Int = 1,
                words: [String] = ["ops"],
                from start: Int = 0
            ) async throws {
                _ = try await stage.owner.query(
                    """
                    with made as (
                        insert into parapet.finding (
                            id, guardrail, account, region, resource_type, resource_id, part,
                            scope_region, service, status, severity, environment, because,
                            first_seen, changed
                        )
                        select parapet.finding_id('g', a, 'us-east-1', 't.x', 'x-' || i, ''), 'g',
                            a, 'us-east-1', 't.x', 'x-' || i, '', 'us-east-1', 't', 'open', 'high',
                            'prod', '[]', now(), now()
                        from (select i, (111111111111 + i % \(accounts))::text as a
                            from generate_series(\(start) + 1, \(start) + \(count)) i) s
                        on conflict (id) do update set changed = clock_timestamp()
                        returning *
                    )
                    insert into parapet.notice (
                        kind, event, word, recipient, subject, until, at, detail
                    )
                    select 'finding', 'opened', w, w, m.id, m.changed, now() - interval '1 hour',
                        jsonb_build_object('guardrail', m.guardrail, 'account', m.account,
                            'region', m.region, 'resource', m.resource_id)
                    from made m cross join unnest('{\(words.joined(separator: ","))}'::text[]) w
                    """
                )
            }

            /// Until nothing is new any more, and once over what is due; answers how many messages.
            @discardableResult
            func turn(at now: Timestamp = .now()) async throws -> Int {
                while true {
                    let new = try await telling.untold(limit: 2000, token: token)
                    guard !new.isEmpty else { break }
                    try await telling.group(
                        new.map { ($0, configuration.route(of: $0)) },
                        token: token
                    )
                }
                let plan = TellingPlanner(
                    configuration: configuration,
                    lastHour: try await telling.lastHour(token: token),
                    now: now
                ).plan(try await telling.due(limit: 5000, token: token))
                return try await telling.plan(plan, rules: rules, token: token)
            }

            func notifier(_ secret: String = "n-1") async throws -> Queue {
                let queue = Queue(
                    database: stage.owner,
                    process: Process(.notifier, secret: secret)
                )
                try await queue.heartbeat(host: "here")
                return queue
            }

            func claim(_ queue: Queue) async throws -> [Job] {
                var cursors = ClaimCursors()
                return try await queue.claim(
                    [.deliver],
                    limit: 10,
                    deadlineSeconds: 60,
                    cursors: &cursors
                )
            }

            func states() async throws -> [String] {
                try await stage.column(
                    "select channel || ' ' || state from parapet.message order by channel, made"
                )
            }
        }

        @Test func whatHappensAtOnceIsAHandfulOfMessages() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await desk.find(20_000, accounts: 50)
                #expect(try await desk.turn() == 1)
                #expect(try await desk.states() == ["ops waiting"])
                let told = try await stage.value("select notices from parapet.message")
                #expect(told.int == 20_000)
                // What it says is bounded, and the rest a count.
                let queue = try await desk.notifier()
                let job = try #require(try await desk.claim(queue).first)
                let facts = try #require(try await MessageWork(queue: queue).begin(job))
                #expect(facts.text.utf8.count < 50_000)
                #expect(facts["kind"]?.string == "digest")
                #expect(facts["groups"]?.array?.first?["notices"]?.int == 20_000)
                #expect(facts["groups"]?.array?.first?["still_open"]?.int == 20_000)
                // Nothing more comes of it.
                #expect(try await desk.turn() == 0)
            }
        }

        @Test func whatIsTakenBackBeforeItIsToldIsToldNobody() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await stage.look([Change(.opened, finding("sg-1"))])
                let outbox = Outbox(database: stage.coordinator)
                func follow() async throws {
                    let lines = try await outbox.waiting(limit: 10, token: desk.token)
                    let notices = lines.filter { $0.change.after == .open }.map { line in
                        WantedNotice(
                            finding: line.change.finding,
                            event: line.change.event,
                            recipient: "ops",
                            ownerTags: ["owner"],
                            detail: ["guardrail": "open", "account": .string(ec2.account)]
                        )
                    }
                    try await outbox.followUp(lines, by: [], telling: notices, token: desk.token)
                }
                try await follow()
                _ = try await desk.turn(at: .epoch)
                try await stage.look([Change(.resolved, finding("sg-1", status: .resolved))])
                try await follow()
                #expect(try await desk.turn(at: Timestamp.now()) == 0)
                #expect(try await stage.column("select state from parapet.notice") == ["over"])
                // It comes back, and ten sweeps see the same: one message.
                for _ in 0..<10 {
                    try await stage.look([Change(.opened, finding("sg-1"))])
                    try await follow()
                }
                _ = try await stage.owner.query(
                    "update parapet.notice set at = at - interval '1 hour'"
                )
                #expect(try await desk.turn() == 1)
                #expect(try await desk.turn() == 0)
                #expect(try await stage.count("parapet.notice where state = 'grouped'") == 1)
            }
        }

        @Test func whatWaitsForAChannelThatIsGoneFindsAnotherWay() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await desk.find(2, words: ["dev"])
                #expect(try await desk.turn(at: .epoch) == 0)
                #expect(try await stage.count("parapet.notice where state = 'grouped'") == 2)
                try await desk.telling.setChannels(
                    desk.configuration.channels.filter { $0.name.name != "dev" },
                    token: desk.token
                )
                #expect(try await stage.count("parapet.notice where state = 'new'") == 2)
                #expect(try await stage.count("parapet.notice_group") == 0)
            }
        }

        /// Who may see one account sees what is told of it, and how that stands.
        @Test func aReaderOfOneAccountSeesWhatIsToldOfIt() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await desk.find(2, accounts: 2, words: ["owner"])
                #expect(try await desk.turn() == 2)
                _ = try await stage.owner.query("update parapet.message set state = 'sent'")
                let group = try await stage.group("team")
                let reader = try await stage.login("tom", in: "parapet_reader", group).database
                _ = try await stage.owner.query(
                    """
                    insert into parapet.reader_scope (reader, account)
                    values ('\(group)', '111111111112')
                    """
                )
                _ = try await stage.owner.query(
                    """
                    insert into parapet.account (id, name, status)
                    values ('111111111111', 'a', 'active'), ('111111111112', 'b', 'active')
                    on conflict do nothing
                    """
                )
                func read(_ query: String) async throws -> [String] {
                    try await reader.query(query).compactMap { $0["x"].string }
                }
                #expect(
                    try await read(
                        "select concat_ws(' ', detail ->> 'account', state) as x from report.notices"
                    ) == ["111111111112 sent"]
                )
                #expect(
                    try await read("select account as x from report.unowned") == ["111111111112"]
                )
                #expect(try await read("select state as x from report.messages") == ["sent"])
                // A channel and a queue are everybody's; what goes wrong there may be another's.
                _ = try await stage.owner.query(
                    """
                    with c as (update parapet.channel set last_error = 'of 111111111111'),
                        m as (update parapet.message set error = 'of 111111111111'),
                        n as (insert into parapet.configured_name values ('queue', 'q'))
                    insert into parapet.feed_queue (queue, feed, region, heard, received,
                        lag_seconds, backlog, error)
                    values ('q', 'f', 'r', now(), now(), 1, 7, 'of 111111111111')
                    """
                )
                func errors(of other: Database) async throws -> [String] {
                    var found: [String] = []
                    for query in [
                        "select distinct last_error as x from report.channels",
                        "select error as x from report.messages order by channel, 1",
                        "select concat_ws(' ', is_heard, backlog, received is null, is_readable) as x"
                            + " from report.event_queues",
                    ] {
                        found += try await other.query(query).map { $0["x"].string ?? "-" }
                    }
                    return found
                }
                #expect(try await errors(of: reader) == ["-", "of 111111111111", "t t f"])
                let auditor = try await stage.login("ann", in: "parapet_reader").database
                #expect(
                    try await errors(of: auditor) == [
                        "of 111111111111", "of 111111111111", "of 111111111111", "t 7 f t",
                    ]
                )
                _ = try await stage.owner.query(
                    "update parapet.notice_group set message = (select max(id) from parapet.message)"
                )
                #expect(try await errors(of: reader) == ["-", "-", "t t f"])
                // Whoever may see every row is no reader of some, whatever is written of his roles.
                #expect(try await errors(of: stage.owner).last == "t 7 f t")
                for table in ["channel", "feed_queue"] {
                    #expect(await sqlState(reader, "select * from parapet.\(table)") == "42501")
                }
            }
        }

        @Test func oneAddressIsToldOnceByHoweverManyWords() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                // Nobody owns it: the last resort is `ops` too.
                try await desk.find(3, words: ["ops", "owner", "dev"])
                #expect(try await desk.turn() == 2)
                let told = try await stage.column(
                    "select channel || ' ' || notices from parapet.message order by 1"
                )
                #expect(told == ["dev 3", "ops 3"])
            }
        }

        @Test func aDeadChannelHoldsUpNobodyAndIsToldToAnother() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await desk.find(2, words: ["ops", "dev"])
                #expect(try await desk.turn() == 2)
                let queue = try await desk.notifier()
                let work = MessageWork(queue: queue)
                var keys: [String: Set<String>] = [:]
                func attempt(_ failing: String) async throws {
                    _ = try await stage.owner.query("update parapet.job set run_after = now()")
                    for job in try await desk.claim(queue) {
                        let facts = try #require(try await work.begin(job))
                        let channel = facts["channel"]?.string ?? ""
                        keys[channel, default: []].insert(facts["key"]?.string ?? "")
                        if channel == failing {
                            _ = try await work.postpone(job, reason: "down", seconds: nil)
                        } else {
                            let end = MessageEnd(reference: "r")
                            _ = try await queue.end(job, .done(Effects(message: end)))
                        }
                    }
                }
                try await attempt("dev")
                let first = try await stage.value(
                    "select extract(epoch from max(run_after) - now())::int from parapet.job"
                )
                #expect((0...10).contains(first.int ?? -1))
                for _ in 1..<20 { try await attempt("dev") }
                #expect(try await desk.states() == ["dev failed", "ops sent"])
                #expect(keys["dev"]?.count == 1)
                let pause = try await stage.value(
                    "select extract(epoch from run_after - now())::int from parapet.job"
                )
                #expect((1700...3600).contains(pause.int ?? 0))
                // An hour later another is told of it, once.
                _ = try await stage.owner.query(
                    """
                    update parapet.channel set failing_since = now() - interval '61 minutes'
                    where failing_since is not null
                    """
                )
                for _ in 0..<3 { try await desk.telling.warn(token: desk.token) }
                _ = try await stage.owner.query(
                    "update parapet.notice set at = at - interval '1 hour'"
                )
                #expect(try await desk.turn() == 1)
                let kinds = try await stage.column(
                    "select channel from parapet.message where kind = 'channel dead'"
                )
                #expect(kinds == ["ops"])
                // It comes back: nothing was lost, and the key is the same.
                try await attempt("")
                #expect(try await desk.states() == ["dev sent", "ops sent", "ops sent"])
                #expect(keys["dev"]?.count == 1)
                let failing = try await stage.count(
                    "parapet.channel where failing_since is not null"
                )
                #expect(failing == 0)
            }
        }

        @Test func afterADayAMessageIsDeadAndCanBeSentAgain() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await desk.find(1, words: ["dev"])
                #expect(try await desk.turn() == 1)
                let queue = try await desk.notifier()
                let work = MessageWork(queue: queue)
                let job = try #require(try await desk.claim(queue).first)
                let key = try await work.begin(job)?["key"]?.string
                _ = try await stage.owner.query(
                    "update parapet.message set until = now() - interval '1 second'"
                )
                #expect(try await work.postpone(job, reason: "down", seconds: 1) == .dead)
                #expect(try await desk.states() == ["dev dead"])
                let notices = Notices(database: stage.operators)
                let id = try await stage.column("select id from parapet.message")[0]
                #expect(try await notices.resend(id) == "dev")
                let again = try #require(try await desk.claim(queue).first)
                #expect(try await work.begin(again)?["key"]?.string == key)
                let end = Effects(message: MessageEnd(reference: nil))
                _ = try await queue.end(again, .done(end))
                // Who has it drops repeats: what is sent on purpose has another key.
                _ = try await notices.resend(id)
                let third = try #require(try await desk.claim(queue).first)
                #expect(try await work.begin(third)?["key"]?.string == "\(id)-1")
                let unknown = await refusal { _ = try await notices.resend("m-0") }
                #expect(unknown?.code == "PAR-NOT-30")
            }
        }

        @Test func aTicketIsReservedBeforeItIsSentAndClosedWithItsFindings() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await desk.find(2, words: ["jira"])
                #expect(try await desk.turn() == 1)
                let queue = try await desk.notifier()
                let work = MessageWork(queue: queue)
                let job = try #require(try await desk.claim(queue).first)
                let first = try #require(try await work.begin(job))
                #expect(first["ticket"]?.isNull == true && first["findings"]?.array?.count == 2)
                // Whatever became of the answer, the next attempt is about the same one.
                _ = try await work.postpone(job, reason: "cut off", seconds: 0)
                let again = try #require(try await desk.claim(queue).first)
                let second = try #require(try await work.begin(again))
                #expect(second["thread"] == first["thread"] && second["key"] == first["key"])
                let end = MessageEnd(reference: "SEC-1", url: "https://j.example.com/browse/SEC-1")
                _ = try await queue.end(again, .done(Effects(message: end)))
                _ = try await stage.owner.query(
                    "update parapet.finding set status = 'resolved', reason = 'fixed'"
                )
                _ = try await stage.owner.query(
                    """
                    insert into parapet.notice (kind, event, word, subject, until, at, detail)
                    select 'finding resolved', 'resolved', 'jira', id, now(),
                        now() - interval '1 hour',
                        jsonb_build_object('guardrail', guardrail, 'account', account)
                    from parapet.finding
                    """
                )
                #expect(try await desk.turn() == 1)
                let closing = try #require(try await desk.claim(queue).first)
                let third = try #require(try await work.begin(closing))
                #expect(third["ticket"]?.string == "SEC-1" && third["thread"] == first["thread"])
                #expect(
                    third["findings"]?.array?.allSatisfy { $0["status"]?.string == "resolved" }
                        == true
                )
                let tickets = try await Notices(database: stage.reader)
                    .tickets(guardrail: "g", account: "111111111111")
                #expect(tickets.map { $0["is_open"]?.bool } == [false])
            }
        }

        /// Security Hub forgets after 90 days: what still stands is sent again before, what does not is
        /// no longer held to be there.
        @Test func whatIsKeptElsewhereIsSentAgainBeforeItIsForgotten() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await desk.find(130, words: ["hub"])
                #expect(try await desk.turn() == 1)
                let queue = try await desk.notifier()
                func deliver() async throws -> [Int] {
                    var counts: [Int] = []
                    while let job = try await desk.claim(queue).first {
                        let facts = try await MessageWork(queue: queue).begin(job)
                        var kept: [String: String] = [:]
                        for finding in facts?["findings"]?.array ?? [] {
                            kept[finding["id"]?.string ?? ""] = finding["status"]?.string
                        }
                        counts.append(kept.count)
                        let end = MessageEnd(reference: nil, findings: kept)
                        _ = try await queue.end(job, .done(Effects(message: end)))
                    }
                    return counts
                }
                func renew() async throws -> Int {
                    try await desk.telling.renew(limit: 1000, token: desk.token)
                }
                func age(_ days: Int, _ condition: String = "true") async throws {
                    _ = try await stage.owner.query(
                        """
                        update parapet.kept_finding set sent = now() - interval '\(days) days'
                        where \(condition)
                        """
                    )
                }
                #expect(try await deliver() == [100, 30])
                try await age(79)
                #expect(try await renew() == 0)
                try await age(81)
                _ = try await stage.owner.query(
                    "update parapet.finding set status = 'resolved' where resource_id < 'x-11'"
                )
                let stand = try await stage.count("parapet.finding where status = 'open'")
                #expect((1..<130).contains(stand))
                // One for all of them, while it lives.
                #expect(try await renew() == 1)
                #expect(try await renew() == 0)
                let sent = try await deliver()
                #expect(sent.reduce(0, +) == Int(stand) && sent.allSatisfy { $0 <= 100 })
                #expect(try await renew() == 0)
                #expect(try await stage.count("parapet.kept_finding") == 130)
                try await age(
                    91,
                    "finding in (select id from parapet.finding where status <> 'open')"
                )
                #expect(try await renew() == 0)
                #expect(try await stage.count("parapet.kept_finding") == stand)
            }
        }

        /// What people set there is read once a day, without sending anything; what could not be read stays
        /// as it was known; and who sends a message again has it sent, whatever it said last.
        @Test func whatPeopleSetElsewhereIsReadDailyAndKept() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await desk.find(130, words: ["hub"])
                #expect(try await desk.turn() == 1)
                let queue = try await desk.notifier()
                func deliver(_ workflow: String?) async throws -> [String] {
                    var kinds: [String] = []
                    while let job = try await desk.claim(queue).first {
                        let facts = try await MessageWork(queue: queue).begin(job)
                        var end: (kept: [String: String], workflows: [String: String]) = ([:], [:])
                        for finding in facts?["findings"]?.array ?? [] {
                            let id = finding["id"]?.string ?? ""
                            end.kept[id] = finding["status"]?.string
                            end.workflows[id] = workflow
                        }
                        kinds.append("\(facts?["kind"]?.string ?? "") \(end.kept.count)")
                        let message = MessageEnd(
                            reference: nil,
                            findings: end.kept,
                            workflows: end.workflows
                        )
                        _ = try await queue.end(job, .done(Effects(message: message)))
                    }
                    return kinds
                }
                func renew() async throws -> Int {
                    try await desk.telling.renew(limit: 1000, token: desk.token)
                }
                func days(_ count: Int) async throws {
                    for statement in [
                        "update parapet.kept_finding set read = read - interval '\(count) days'",
                        "update parapet.message set made = made - interval '\(count) days'",
                    ] { _ = try await stage.owner.query(statement) }
                }
                let workflows = {
                    try await stage.column("select distinct workflow from parapet.kept_finding")
                }
                #expect(try await deliver("NEW").map { $0.hasSuffix(" 100") } == [true, false])
                #expect(try await renew() == 0)
                try await days(2)
                let sent = try await stage.versions("parapet.channel")
                #expect(try await renew() == 1)
                #expect(try await renew() == 0)
                #expect(try await deliver("SUPPRESSED") == ["workflow 100", "workflow 30"])
                #expect(try await workflows() == ["SUPPRESSED"])
                #expect(try await stage.versions("parapet.channel") == sent)
                // Nobody answers: what is known stays, and it is asked again tomorrow.
                try await days(2)
                #expect(try await renew() == 1)
                #expect(try await deliver(nil) == ["workflow 100", "workflow 30"])
                #expect(try await workflows() == ["SUPPRESSED"])
                let told = try await stage.column(
                    "select id from parapet.message where kind <> 'workflow'"
                )
                _ = try await Notices(database: stage.operators).resend(told[0])
                let again = try await deliver(nil)
                #expect(again.map { $0.hasSuffix(" 100") } == [true, false])
                #expect(try await workflows() == ["SUPPRESSED"])
            }
        }

        /// Nobody is asked for what was decided: not where the message is to be made, and not where it is made
        /// and could not be sent.
        @Test(arguments: [false, true], [ChangeState.approved, .refused, .noOp])
        func whatWasDecidedNobodyIsAskedFor(isMade: Bool, state: ChangeState) async throws {
            try await Deciding.with { people in
                let desk = try await Desk(people.stage)
                for id in ["c-1", "c-2"] { try await people.change(id) }
                func ask(_ changes: String) async throws {
                    _ = try await people.stage.owner.query(
                        """
                        insert into parapet.notice (kind, recipient, subject, until, at, detail)
                        select 'change proposed', 'ops', id, expires, now() - interval '1 hour',
                            jsonb_build_object('guardrail', guardrail, 'account', account)
                        from parapet.change where id in (\(changes))
                        """
                    )
                }
                func decide(_ changes: String) async throws {
                    _ = try await people.stage.owner.query(
                        "update parapet.change set state = '\(state.rawValue)' where id in (\(changes))"
                    )
                }
                try await ask("'c-1', 'c-2'")
                let queue = try await desk.notifier()
                let work = MessageWork(queue: queue)
                if isMade { #expect(try await desk.turn() == 1) }
                try await decide("'c-1'")
                let over = try await people.stage.count("parapet.notice where state = 'over'")
                #expect(over == (isMade ? 0 : 1))
                if !isMade { #expect(try await desk.turn() == 1) }
                let job = try #require(try await desk.claim(queue).first)
                let facts = try #require(try await work.begin(job))
                let items = facts["groups"]?.array?.first?["items"]?.array
                #expect(items?.map { $0["change"]?["id"] } == ["c-2"])
                #expect(facts["groups"]?.array?.first?["notices"]?.int == 1)
                // It could not be sent; then nothing is left to say.
                _ = try await work.postpone(job, reason: "down", seconds: 0)
                try await decide("'c-2'")
                let last = try #require(try await desk.claim(queue).first)
                #expect(try await work.begin(last) == nil)
                _ = try await queue.end(last, .done(Effects()))
                #expect(try await desk.states() == ["ops over"])
                let id = try await people.stage.column("select id from parapet.message")[0]
                let again = await refusal {
                    _ = try await Notices(database: people.stage.operators).resend(id)
                }
                #expect(again?.code == "PAR-NOT-30")
            }
        }

        /// What is fixed while its channel is down is told nobody, and that the channel is down is not
        /// told where nothing waits for it.
        @Test(arguments: ["resolved", "excepted"])
        func whatWasOverBeforeItWasSentIsToldNobody(status: String) async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await desk.find(2, words: ["ops"])
                #expect(try await desk.turn() == 1)
                let queue = try await desk.notifier()
                let work = MessageWork(queue: queue)
                func end(_ resource: String) async throws {
                    _ = try await stage.owner.query(
                        """
                        update parapet.finding set status = '\(status)',
                            exception = case '\(status)' when 'excepted' then '{}'::jsonb end
                        where resource_id = '\(resource)'
                        """
                    )
                }
                func attempt() async throws -> JSON? {
                    let job = try #require(try await desk.claim(queue).first)
                    let facts = try await work.begin(job)
                    if facts == nil {
                        _ = try await queue.end(job, .done(Effects()))
                    } else {
                        _ = try await work.postpone(job, reason: "down", seconds: 0)
                    }
                    return facts
                }
                try await end("x-1")
                let facts = try #require(try await attempt())
                #expect(facts["notices"]?.int == 1)
                let items = facts["groups"]?.array?.first?["items"]?.array
                #expect(items?.map { $0["resource"]?["id"] } == ["x-2"])
                _ = try await stage.owner.query(
                    """
                    update parapet.channel set failing_since = now() - interval '2 hours'
                    where name = 'ops'
                    """
                )
                try await end("x-2")
                #expect(try await attempt() == nil)
                #expect(try await desk.states() == ["ops over"])
                let failing = "parapet.channel where failing_since is not null"
                #expect(try await stage.count(failing) == 0)
                // Nor where it was not noticed that nothing waits any more.
                _ = try await stage.owner.query(
                    "update parapet.channel set failing_since = now() - interval '2 hours'"
                )
                try await desk.telling.warn(token: desk.token)
                #expect(try await stage.count("parapet.notice where kind = 'channel dead'") == 0)
            }
        }

        /// By whatever word: by the same guardrail in the same account it is one message.
        @Test func whatComesSoonAfterCountsFromTheFirst() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await desk.find(2)
                _ = try await stage.owner.query(
                    """
                    update parapet.notice n set at = now() - case detail ->> 'resource'
                            when 'x-1' then interval '20 seconds' else interval '5 seconds' end,
                        event = case detail ->> 'resource' when 'x-1' then 'reopened'
                            else 'opened' end
                    """
                )
                #expect(try await desk.turn(at: .epoch) == 0)
                _ = try await stage.owner.query(
                    "update parapet.notice_group set not_before = '-infinity'"
                )
                let due = try await desk.telling.due(limit: 10, token: desk.token)
                #expect(Set(due.map(\.event)) == ["opened", "reopened"])
                #expect(Set(due.map(\.first)).count == 1)
            }
        }

        /// Its login sends messages, and can do nothing else.
        @Test func aNotifiersLoginIsBound() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await desk.find(1)
                #expect(try await desk.turn() == 1)
                try await stage.runs("s-1", [ec2])
                let login = try await stage.login("ntf", in: "parapet_notifier")
                let queue = Queue(
                    database: login.database,
                    process: Process(.notifier, secret: "own")
                )
                try await queue.heartbeat(host: "here")
                var cursors = ClaimCursors()
                let jobs = try await queue.claim(
                    limit: 100,
                    deadlineSeconds: 60,
                    cursors: &cursors
                )
                #expect(jobs.map(\.kind) == [.deliver])
                let job = try #require(jobs.first)
                #expect(try await MessageWork(queue: queue).begin(job) != nil)
                let texts = try await RuleBooks(database: login.database).texts(desk.rules)
                #expect(!texts.hash.isEmpty)
                // Its job writes how the message ended, and nothing else.
                let effects = try await stage.effects([Change(.opened, finding("sg-9"))])
                let look = await refusal { _ = try await queue.end(job, .done(effects)) }
                #expect(look?.kind == .outOfBounds)
                for table in ["finding", "notice", "message", "account", "rule_book", "job"] {
                    let read = await #expect(throws: DatabaseError.self) {
                        _ = try await login.database.query("select * from parapet.\(table)")
                    }
                    #expect(read != nil, "\(table)")
                }
                let resent = await refusal {
                    _ = try await Notices(database: login.database).resend("m-1")
                }
                #expect(resent?.kind == .notAllowed)
                // And a worker's sends none.
                let other = try await stage.login("wrk", in: "parapet_worker")
                let worker = Queue(
                    database: other.database,
                    process: Process(.worker, secret: "w")
                )
                try await worker.heartbeat(host: "here")
                _ = try await stage.owner.query(
                    "update parapet.job set state = 'ready', worker = null"
                )
                var own = ClaimCursors()
                let claimed = try await worker.claim(limit: 100, deadlineSeconds: 60, cursors: &own)
                #expect(Set(claimed.map(\.kind)) == [.scan])
            }
        }

        @Test func whatIsOldIsForgottenAndWhatWaitsIsNot() async throws {
            try await Stage.with { stage in
                let desk = try await Desk(stage)
                try await desk.find(3)
                #expect(try await desk.turn() == 1)
                _ = try await stage.owner.query(
                    """
                    update parapet.notice set at = now() - interval '10 days';
                    """
                )
                _ = try await stage.owner.query(
                    "update parapet.notice_group set last = now() - interval '10 days'"
                )
                _ = try await stage.owner.query(
                    "update parapet.message set made = now() - interval '10 days'"
                )
                func forget() async throws -> Int {
                    try await desk.telling.forget(afterDays: 9, limit: 100, token: desk.token)
                }
                #expect(try await forget() == 0)
                _ = try await stage.owner.query("update parapet.message set state = 'sent'")
                #expect(try await forget() == 3)
                for table in ["notice", "notice_group", "message"] {
                    #expect(try await stage.count("parapet.\(table)") == 0, "\(table)")
                }
            }
        }
    }
}
