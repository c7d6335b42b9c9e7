import Document
import Guardrails
import Platform

/// Changes of findings that have not been followed up. For the leader alone.
public struct Outbox: Sendable {
    /// A line with its number.
    public struct Line: Sendable, Hashable {
        public let number: Int64
        public let change: RecordedChange
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// The oldest ones.
    public func waiting(limit: Int, token: Int64) async throws(StoreError) -> [Line] {
        let rows = try await database.rows(
            """
            select id, finding, event, was, status, guardrail, account, region, resource_type,
                resource_id, part, rules, quota, environment, to_json(at) #>> '{}' as at
            from parapet.waiting_changes($1::bigint, $2::int)
            """,
            [.int(token), .int(limit)]
        )
        var lines: [Line] = []
        for row in rows {
            lines.append(Line(number: try row.integer("id"), change: try Self.change(row)))
        }
        return lines
    }

    /// These are followed up by the jobs given, and people are told: all of it in one transaction, and
    /// once.
    public func followUp(
        _ lines: [Line],
        by jobs: [WantedJob],
        telling notices: [WantedNotice] = [],
        token: Int64
    ) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.follow_up($1::bigint, $2::bigint[], $3::jsonb, $4::jsonb)",
            [
                .int(token), .list(lines.map { String($0.number) }),
                .json(.array(jobs.map(\.json))), .json(.array(notices.map(\.json))),
            ]
        )
    }
}

extension Outbox {
    fileprivate static func change(_ row: Row) throws(StoreError) -> RecordedChange {
        guard let event = Change.Event(rawValue: try row.text("event")) else {
            throw row.unreadable("event")
        }
        guard let at = Timestamp(try row.text("at")) else { throw row.unreadable("at") }
        return RecordedChange(
            finding: try row.text("finding"),
            event: event,
            before: row.optionalText("was").flatMap { Finding.Status(rawValue: $0) },
            after: event == .withdrawn
                ? nil : Finding.Status(rawValue: try row.text("status")),
            identity: Finding.Identity(
                guardrail: try row.text("guardrail"),
                account: try row.text("account"),
                region: try row.text("region"),
                type: try row.text("resource_type"),
                resource: try row.text("resource_id"),
                part: try row.text("part")
            ),
            rules: row["rules"].int,
            quota: row.optionalText("quota"),
            environment: row.optionalText("environment"),
            at: at
        )
    }
}

extension WantedJob {
    /// As `parapet.follow_up` reads it.
    fileprivate var json: JSON {
        [
            "lane": .string(lane), "kind": .string(kind), "account": .string(account),
            "gate": .string(gate), "payload": payload, "rules": rules.map { .int($0) } ?? .null,
        ]
    }
}

extension WantedNotice {
    /// As `parapet.follow_up` reads it.
    fileprivate var json: JSON {
        [
            "finding": .string(finding), "event": .string(event.rawValue),
            "recipient": .string(recipient),
            "owner_tags": .list(ownerTags), "detail": detail,
        ]
    }
}
