import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// What people see of queues, and what events do beside looks at resources.
    @Suite struct EventQueueTests {
        private static let url = "https://sqs.eu-west-1.amazonaws.com/111111111111/q"

        @Test func aQueueThatNobodyHearsSaysSinceWhen() async throws {
            try await Stage.with { stage in
                _ = try await stage.owner.query(
                    "insert into parapet.configured_name values ('queue', $1)",
                    [.text(Self.url)]
                )
                func line() async throws -> String {
                    try await stage.value(
                        """
                        select concat_ws(' ', feeds, is_heard, backlog, lag_seconds, error,
                            heard is not null) from report.event_queues
                        """
                    ).string ?? ""
                }
                #expect(try await line() == "0 f f")
                let feeds = try await stage.feeds()
                var state = QueueState(url: Self.url, region: "eu-west-1")
                state.heard = .now()
                state.received = .now()
                state.lagSeconds = 2
                state.backlog = 7
                state.backlogAt = .now()
                try await feeds.note([state])
                #expect(try await line() == "1 t 7 2 t")
                // What is not said again stays, but for what was wrong.
                var broken = QueueState(url: Self.url, region: "eu-west-1")
                broken.error = "AccessDenied"
                try await feeds.note([broken])
                #expect(try await line() == "1 t 7 2 AccessDenied t")
                _ = try await stage.owner.query(
                    "update parapet.feed_queue set heard = heard - interval '1 day'"
                )
                _ = try await stage.owner.query("delete from parapet.member")
                #expect(try await line() == "0 f 7 2 t")
            }
        }

        /// Of an event that told of an account, by the duty that leads it in.
        private func state(_ stage: Stage) async throws -> String {
            try await stage.value(
                """
                select concat_ws(' ', state, tries, sweep is not null, detail)
                from parapet.account_news
                """
            ).string ?? ""
        }

        @Test func aNewAccountIsSweptOnceItIsListedAndItsRoleLetsUsIn() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let token = try await stage.lead()
                let news = AccountNews(database: stage.coordinator)
                let id = "222222222222"
                _ = try await stage.feeds().commit(
                    batch(received("e-1", news: .init(account: id, kind: "created")))
                )
                func follow() async throws -> Int {
                    try await news.follow(hasOrganization: true, token: token)
                }
                func read() async throws {
                    _ = try await stage.owner.query(
                        "update parapet.organization set complete_at = clock_timestamp()"
                    )
                }
                func comes() async throws {
                    _ = try await stage.owner.query(
                        "update parapet.account_news set next_try = now()"
                    )
                }
                // Nobody read the organization since.
                #expect(try await follow() == 0)
                #expect(try await news.readingSince(token: token) != nil)
                // It is read, and does not list it yet.
                try await read()
                #expect(try await follow() == 0)
                #expect(
                    try await state(stage)
                        == "waiting 1 f the organization does not list it as active"
                )
                #expect(try await news.readingSince(token: token) == nil)
                // It does, after the pause.
                try await comes()
                _ = try await stage.owner.query(
                    """
                    insert into parapet.account (id, name, status, listed_at)
                    values ('222222222222', 'new', 'active', clock_timestamp())
                    """
                )
                try await read()
                #expect(try await follow() == 1)
                #expect(try await follow() == 0)
                let sweep = try await stage.value(
                    """
                    select concat_ws(' ', requested_by, narrowing -> 'accounts') from parapet.sweep
                    """
                ).string
                #expect(sweep == "parapet [\"222222222222\"]")
                // Its role is not there yet.
                func ends(_ role: String) async throws {
                    _ = try await stage.owner.query(
                        "update parapet.sweep set state = 'done', finished_at = now()"
                    )
                    _ = try await stage.owner.query(
                        "update parapet.account set role_state = '\(role)', role_detail = 'AccessDenied'"
                            + " where id = '222222222222'"
                    )
                }
                try await ends("refused")
                #expect(try await follow() == 0)
                #expect(try await state(stage) == "waiting 2 f AccessDenied")
                let shown = try await stage.value(
                    """
                    select concat_ws(' ', news, news_state, next_try > now())
                    from report.accounts where id = '222222222222'
                    """
                ).string
                #expect(shown == "created waiting t")
                // Now it is.
                try await comes()
                _ = try await stage.owner.query(
                    "update parapet.account set listed_at = clock_timestamp()"
                )
                try await read()
                #expect(try await follow() == 1)
                try await ends("assumed")
                #expect(try await follow() == 0)
                #expect(try await state(stage).hasPrefix("swept"))
            }
        }

        @Test func afterADayItIsGivenUp() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let token = try await stage.lead()
                _ = try await stage.feeds().commit(
                    batch(received("e-1", news: .init(account: "222222222222", kind: "created")))
                )
                _ = try await stage.owner.query(
                    "update parapet.account_news set heard = heard - interval '25 hours'"
                )
                _ = try await stage.owner.query(
                    "update parapet.organization set complete_at = clock_timestamp()"
                )
                let news = AccountNews(database: stage.coordinator)
                _ = try await news.follow(hasOrganization: true, token: token)
                #expect(try await state(stage).hasPrefix("given up"))
            }
        }

        /// Anybody who may reach the queue can say that there are accounts.
        @Test func aFloodOfAccountsCostsNoMoreThanAHundred() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                _ = try await stage.owner.query(
                    """
                    insert into parapet.account_news (account, kind)
                    select (222222222222 + i)::text, 'joined' from generate_series(1, 100) i
                    """
                )
                _ = try await stage.feeds().commit(
                    batch(received("e-1", news: .init(account: "333333333333", kind: "joined")))
                )
                #expect(try await stage.count("parapet.account_news") == 100)
                #expect(try await stage.count("parapet.received_event") == 1)
            }
        }

        @Test func aSweepLooksAgainAtWhatOnlyEventsFound() async throws {
            let book = try TestRules.book(
                TestRules.files + [
                    TestRules.guardrail("heard", more: "triggers: [{ event: \"ec2:Authorize\" }]")
                ]
            )
            try await Stage.with { stage in
                let token = try await stage.lead()
                try await RuleBooks(database: stage.coordinator).announce(book, token: token)
                try await stage.look(
                    [
                        Change(.opened, finding("sg-1", guardrail: "heard")),
                        Change(.opened, finding("sg-2", guardrail: "heard")),
                        Change(.opened, finding("sg-3")),
                    ],
                    book: book
                )
                let (sweep, _) = try await stage.runningSweep([ec2])
                let batch = try await stage.batch(of: sweep)
                let looks = try await stage.column(
                    """
                    select concat_ws(' ', payload ->> 'region', payload ->> 'service', (
                        select string_agg(r ->> 'id', ',') from jsonb_array_elements(payload -> 'resources') r
                    )) from parapet.job where batch = \(batch) and kind = 'look'
                    """
                )
                #expect(looks == ["us-east-1 ec2 sg-1,sg-2"])
            }
        }

        @Test func aSweepOfOtherGuardrailsLeavesThemAlone() async throws {
            let book = try TestRules.book(
                TestRules.files + [
                    TestRules.guardrail("heard", more: "triggers: [{ event: \"ec2:Authorize\" }]")
                ]
            )
            try await Stage.with { stage in
                let token = try await stage.lead()
                try await RuleBooks(database: stage.coordinator).announce(book, token: token)
                try await stage.look(
                    [Change(.opened, finding("sg-1", guardrail: "heard"))],
                    book: book
                )
                let (sweep, _) = try await stage.runningSweep(
                    [ec2],
                    narrowing: Narrowing(guardrails: ["ssh"])
                )
                let batch = try await stage.batch(of: sweep)
                let looks = try await stage.count(
                    "parapet.job where batch = \(batch) and kind = 'look'"
                )
                #expect(looks == 0)
            }
        }

        @Test func aLookAsksOnceForWhatJoinsItsResources() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let feeds = try await stage.feeds()
                let queue = try await stage.queue("w-1")
                for event in ["e-1", "e-2"] {
                    _ = try await feeds.commit(batch(received(event, of: "sg-1")))
                    let job = try #require(
                        try await stage.claim(queue).first { $0.kind == .look }
                    )
                    let join = WantedJoin(kind: .join, region: ec2.region, service: "ec2")
                    let ended = try await queue.end(job, .done(Effects(joins: [join])))
                    #expect(ended == .committed(changes: 0))
                    if event == "e-1" {
                        // It waits.
                        _ = try await stage.owner.query(
                            "update parapet.job set run_after = now() + interval '1 hour'"
                        )
                    }
                }
                #expect(try await stage.looks() == ["ec2 ready 2"])
                _ = try await feeds.commit(batch(received("e-3", of: "sg-1")))
                let job = try #require(try await stage.claim(queue).first { $0.kind == .look })
                let strange = WantedJoin(kind: .join, region: ec2.region, service: "rds")
                let error = await refusal {
                    _ = try await queue.end(job, .done(Effects(joins: [strange])))
                }
                #expect(error?.kind == .outOfBounds)
            }
        }
    }
}
