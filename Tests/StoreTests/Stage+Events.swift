import Document
import Guardrails
import Platform
import Store
import Testing

extension Stage {
    /// A feed that lives; its rules and the account it hears of are stored.
    func feeds(_ secret: String = "f-1") async throws -> Feeds {
        let queue = Queue(database: feed, process: Process(.feed, secret: secret))
        try await queue.heartbeat(host: "here")
        return Feeds(queue: queue)
    }

    /// The rules are stored, and the account is there.
    func hears(_ book: RuleBook? = nil) async throws {
        _ = try await rules(book, token: try await lead())
        _ = try await owner.query(
            """
            insert into parapet.account (id, name, environment, status, role_state, regions)
            values ($1, 'n', 'prod', 'active', 'assumed', '{us-east-1}') on conflict do nothing
            """,
            [.text(ec2.account)]
        )
    }

    /// A change whose call AWS answered with this number.
    func noteCall(_ request: String) async throws {
        _ = try await owner.query(
            """
            insert into parapet.change (key, action, account, region, resource, target, target_key,
                part, mode, state, rules, proposed_by, requests)
            values ($1, 'a', $2, $3, '{}', '{}', $1, '', 'enforce', 'done', 1, 'parapet', array[$1])
            """,
            [.text(request), .text(ec2.account), .text(ec2.region)]
        )
    }

    /// The jobs of the lane of events, as gate, state and how many events each has.
    func looks() async throws -> [String] {
        try await column(
            """
            select concat_ws(' ', split_part(gate, '/', -1), j.state,
                jsonb_array_length(payload -> 'events'))
            from parapet.job j join parapet.batch b on b.id = j.batch and b.lane = 'event'
            order by j.id
            """
        )
    }
}

/// An event that says that groups changed.
func received(
    _ id: String,
    of groups: String...,
    account: String = ec2.account,
    record: JSON = ["eventName": "Authorize"],
    news: ReceivedEvent.News? = nil
) -> ReceivedEvent {
    ReceivedEvent(
        id: id,
        name: "ec2:Authorize",
        account: account,
        region: ec2.region,
        at: Timestamp("2026-01-02T03:04:05Z") ?? .epoch,
        record: record,
        mentions: groups.map {
            .init(type: "ec2.security-group", region: ec2.region, scope: ec2.region, id: $0)
        },
        news: news
    )
}

func batch(_ events: ReceivedEvent...) -> EventBatch {
    var batch = EventBatch()
    for event in events { batch.add(event, of: "q") }
    return batch
}
