import Document
import Guardrails
import Platform

/// Notices on their way to be messages. For the leader alone.
public struct Telling: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// The channels of the newest configuration. What waits is thought of anew.
    public func setChannels(
        _ channels: [Configuration.Channel],
        token: Int64
    ) async throws(StoreError) {
        let list = channels.map { channel -> JSON in
            ["name": .string(channel.name.name), "type": .string(channel.kind.type)]
        }
        _ = try await database.row(
            "select parapet.set_channels($1::bigint, $2::jsonb)",
            [.int(token), .json(.array(list))]
        )
    }

    /// The oldest that nobody thought of.
    public func untold(limit: Int, token: Int64) async throws(StoreError) -> [UntoldNotice] {
        let rows = try await database.rows(
            "select \(UntoldNotice.columns) from parapet.new_notices($1::bigint, $2::int)",
            [.int(token), .int(limit)]
        )
        var notices: [UntoldNotice] = []
        for row in rows { notices.append(try UntoldNotice(row)) }
        return notices
    }

    /// These find their groups; one without a channel is told nobody.
    public func group(
        _ notices: [(notice: UntoldNotice, route: NoticeRoute)],
        token: Int64
    ) async throws(StoreError) {
        let list = notices.map { notice, route -> JSON in
            [
                "id": .int(notice.id), "channel": .optional(route.channel),
                "address": .string(route.address), "event": .string(notice.event),
                "guardrail": .optional(notice.guardrail), "account": .optional(notice.account),
                "severity": .string(notice.severity.rawValue),
                "subject": .string(notice.ownSubject), "is_owner": .bool(route.isOwner),
                "unowned": .bool(route.isUnowned), "follows": .bool(route.follows),
            ]
        }
        _ = try await database.row(
            "select parapet.group_notices($1::bigint, $2::jsonb)",
            [.int(token), .json(.array(list))]
        )
    }

    /// Groups whose time may have come.
    public func due(limit: Int, token: Int64) async throws(StoreError) -> [NoticeGroup] {
        let rows = try await database.rows(
            """
            select id, channel, address, event, guardrail, account, severity, subject, is_owner,
                introduces, flaps, to_json(told_last) #>> '{}' as told_last, notices,
                to_json(first) #>> '{}' as first, to_json(last) #>> '{}' as last, sweeps
            from parapet.due_groups($1::bigint, $2::int)
            """,
            [.int(token), .int(limit)]
        )
        var groups: [NoticeGroup] = []
        for row in rows { groups.append(try NoticeGroup(row)) }
        return groups
    }

    /// How many messages each channel was given within the last hour.
    public func lastHour(token: Int64) async throws(StoreError) -> [String: Int] {
        let rows = try await database.rows(
            "select * from parapet.messages_last_hour($1::bigint)",
            [.int(token)]
        )
        var counts: [String: Int] = [:]
        for row in rows { counts[try row.text("channel")] = Int(try row.integer("messages")) }
        return counts
    }

    /// These are sent, and the others wait; answers how many messages there are more.
    ///
    /// - Parameter rules: the number of the rule book whose configuration says how.
    public func plan(
        _ plan: TellingPlanner.Plan,
        rules: Int64,
        token: Int64
    ) async throws(StoreError) -> Int {
        let messages = plan.messages.map { message -> JSON in
            [
                "channel": .string(message.channel), "address": .string(message.address),
                "kind": .string(message.kind.rawValue),
                "groups": .array(message.groups.map { .int($0.id) }),
            ]
        }
        let waits = plan.waiting.sorted { $0.key < $1.key }.map { id, until -> JSON in
            ["id": .int(id), "not_before": .string(until.rfc3339)]
        }
        let row = try await database.row(
            "select parapet.plan_messages($1::bigint, $2::int, $3::jsonb, $4::jsonb) as messages",
            [.int(token), .int(rules), .json(.array(messages)), .json(.array(waits))]
        )
        return Int(try row.integer("messages"))
    }

    /// Says of channels that nothing gets through, and of proposals that their time is nearly over.
    public func warn(token: Int64) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.tell_dead_channels($1::bigint), parapet.tell_lapsing($1::bigint)",
            [.int(token)]
        )
    }

    /// Sends findings again that channels keep and would forget, and drops what they forgot, at most so
    /// many; answers how many messages.
    public func renew(limit: Int, token: Int64) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.renew_kept_findings($1::bigint, $2::int) as messages",
            [.int(token), .int(limit)]
        )
        return Int(try row.integer("messages"))
    }

    /// Drops what was told so many days ago, at most so many notices; answers how many.
    public func forget(
        afterDays days: Int,
        limit: Int,
        token: Int64
    ) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.forget_notices($1::bigint, $2::int, $3::int) as notices",
            [.int(token), .int(days), .int(limit)]
        )
        return Int(try row.integer("notices"))
    }
}
