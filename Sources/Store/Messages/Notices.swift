import Document
import Guardrails
import Platform

/// Notices and messages as people see them.
public struct Notices: Sendable {
    /// Which of them; an empty list is no condition.
    public struct Filter: Sendable, Hashable {
        public var states: [String] = []
        public var channels: [String] = []
        public var kinds: [String] = []
        public var since: Timestamp?

        public init() {}

        public var isEmpty: Bool { self == Filter() }
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// The newest first, as `report.notices` has them.
    public func list(_ filter: Filter, limit: Int) async throws(StoreError) -> [JSON] {
        try await documents(
            """
            select to_json(n) as document from (
                select \(Self.columns) from report.notices
                where (cardinality($1::text[]) = 0 or state = any ($1))
                    and (cardinality($2::text[]) = 0 or channel = any ($2))
                    and (cardinality($3::text[]) = 0 or kind = any ($3))
                    and ($4::timestamptz is null or at >= $4)
                order by id desc limit $5::bigint
            ) n
            """,
            [
                .list(filter.states), .list(filter.channels), .list(filter.kinds),
                filter.since.map { .text($0.rfc3339) } ?? .null, .int(limit),
            ]
        )
    }

    private static let columns = """
        id, at, kind, event, recipient, subject, until, detail, channel, address, state, message,
        unowned
        """

    /// One by its number; nil: there is none, or it is not for the reader.
    public func notice(_ id: Int64) async throws(StoreError) -> JSON? {
        try await documents(
            """
            select to_json(n) as document from (
                select \(Self.columns) from report.notices where id = $1::bigint
            ) n
            """,
            [.int(id)]
        ).first
    }

    /// A message with the numbers of its newest notices; nil: there is none.
    public func message(_ id: String) async throws(StoreError) -> JSON? {
        try await documents(
            """
            select to_jsonb(m) || jsonb_build_object('members', to_jsonb(array(
                select n.id from report.notices n where n.message = m.id order by n.id desc limit 20
            ))) as document
            from report.messages m where m.id = $1
            """,
            [.text(id)]
        ).first
    }

    /// Every channel that ever was one, by name.
    public func channels() async throws(StoreError) -> [JSON] {
        try await documents(
            "select to_json(c) as document from report.channels c order by name",
            []
        )
    }

    /// The tickets about a guardrail in an account.
    public func tickets(
        guardrail: String,
        account: String
    ) async throws(StoreError) -> [JSON] {
        try await documents(
            """
            select to_json(t) as document from report.tickets t
            where guardrail = $1 and account = $2 order by channel
            """,
            [.text(guardrail), .text(account)]
        )
    }

    /// What channels that keep a finding were told of it last, and what people set there.
    public func kept(_ finding: String) async throws(StoreError) -> [JSON] {
        try await documents(
            """
            select to_json(k) as document from report.kept_findings k
            where finding = $1::uuid order by sent desc, channel
            """,
            [.text(finding)]
        )
    }

    /// Whether this login may send messages.
    public func maySend() async throws(StoreError) -> Bool {
        try await database.row(
            "select pg_has_role(session_user, 'parapet_notifier', 'member') as may"
        ).truth("may")
    }

    /// Sends a message once more; answers through which channel.
    public func resend(_ message: String) async throws(StoreError) -> String {
        try await database.row("select parapet.resend_message($1) as channel", [.text(message)])
            .text("channel")
    }

    /// What happened since, in its order, with what says who is told; at most so many, the newest.
    public func past(
        since: Timestamp,
        limit: Int
    ) async throws(StoreError) -> [TellingPreview.Past] {
        let rows = try await database.rows(
            """
            select \(UntoldNotice.columns), to_json(o.over) #>> '{}' as over
            from parapet.notice_facts(array(
                select n.id from report.notices n
                where n.at >= $1::timestamptz and n.kind <> 'channel dead'
                order by n.at desc limit $2::bigint
            )) f
            left join lateral (
                select min(e.at) as over from report.finding_events e
                where f.kind = 'finding' and e.finding = f.subject::uuid and e.at > f.at
                    and e.event in ('resolved', 'excepted', 'withdrawn')
                union all
                select coalesce(c.decided_at, c.executed, c.expires) from report.changes c
                where f.kind in ('change proposed', 'approval ends') and c.id = f.subject
                    and c.state <> 'awaiting approval'
                order by 1 limit 1
            ) o on true
            order by f.at, f.id
            """,
            [.text(since.rfc3339), .int(limit)]
        )
        var past: [TellingPreview.Past] = []
        for row in rows {
            past.append(
                TellingPreview.Past(
                    try UntoldNotice(row),
                    over: row.optionalText("over").flatMap { Timestamp($0) }
                )
            )
        }
        return past
    }

    private func documents(
        _ sql: String,
        _ parameters: [Parameter]
    ) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(sql, parameters)
        var found: [JSON] = []
        for row in rows { found.append(try row.json("document")) }
        return found
    }
}
