import Document
import Guardrails
import Platform

/// Exceptions as people ask for them, decide on them and end them. Who acts is the database user of
/// the connection, never an argument.
public struct Exceptions: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// Asks for one; answers its id. It covers nothing before it is granted.
    public func request(
        from guardrail: String,
        scope: GrantedException.Scope,
        until: Timestamp,
        reason: String,
        ticket: String?
    ) async throws(StoreError) -> String {
        let row = try await database.row(
            "select parapet.request_exception($1, $2::jsonb, $3::timestamptz, $4, $5) as id",
            [
                .text(guardrail), .json(scope.json), .text(until.rfc3339), .text(reason),
                Parameter(ticket),
            ]
        )
        return try row.text("id")
    }

    /// Grants it, perhaps for another time than was asked for; answers how many findings stand
    /// under it at once. One with a condition takes effect with the next look.
    public func grant(_ id: String, until: Timestamp?) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.grant_exception($1, $2::timestamptz) as findings",
            [.text(id), Parameter(until?.rfc3339)]
        )
        return Int(try row.integer("findings"))
    }

    public func refuse(_ id: String, note: String) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.refuse_exception($1, $2)",
            [.text(id), .text(note)]
        )
    }

    public func extend(_ id: String, until: Timestamp) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.extend_exception($1, $2::timestamptz)",
            [.text(id), .text(until.rfc3339)]
        )
    }

    /// Ends it now; answers how many findings are open again.
    public func revoke(_ id: String, note: String) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.revoke_exception($1, $2) as findings",
            [.text(id), .text(note)]
        )
        return Int(try row.integer("findings"))
    }

    /// Those in force in an account, for the guardrails given.
    public func granted(
        in account: String,
        _ guardrails: [String]
    ) async throws(StoreError) -> [GrantedException] {
        let rows = try await database.rows(
            """
            select id, guardrail, scope, owner, to_json(since) #>> '{}' as since,
                to_json(until) #>> '{}' as until
            from parapet.granted_exceptions($1, $2::text[])
            """,
            [.text(account), .list(guardrails)]
        )
        var found: [GrantedException] = []
        for row in rows {
            guard let from = Timestamp(try row.text("since")),
                let until = Timestamp(try row.text("until"))
            else { throw row.unreadable("until") }
            found.append(
                GrantedException(
                    id: try row.text("id"),
                    guardrail: try row.text("guardrail"),
                    scope: GrantedException.Scope(try row.json("scope")),
                    owner: try row.text("owner"),
                    from: from,
                    until: until
                )
            )
        }
        return found
    }

    /// As `report.exceptions` has them, the newest first; one where an id is given.
    public func all(id: String? = nil) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            """
            select to_json(e) as exception from report.exceptions e
            where $1::text is null or id = $1 order by requested_at desc, id
            """,
            [Parameter(id)]
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("exception")) }
        return found
    }

    /// For the leader: ends those that ran out; answers how many findings are open again.
    public func expire(token: Int64) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.expire_exceptions($1::bigint) as findings",
            [.int(token)]
        )
        return Int(try row.integer("findings"))
    }

    /// For the leader: a notice, once, for each exception that ends within so many days; answers
    /// how many there are now.
    public func announceExpiry(
        withinDays days: Int,
        token: Int64
    ) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.announce_expiry($1::bigint, $2::int) as notices",
            [.int(token), .int(days)]
        )
        return Int(try row.integer("notices"))
    }

    /// For the leader: what the guardrails are about, who may grant exceptions, and for how long.
    public func set(rules guardrails: [Guardrail], token: Int64) async throws(StoreError) {
        let rules = guardrails.map { guardrail -> JSON in
            [
                "guardrail": .string(guardrail.name), "was": .list(guardrail.was),
                "granted_by": .optional(guardrail.exceptions.grantedBy),
                "at_most_seconds": guardrail.exceptions.atMostSeconds.map { .int(Int64($0)) }
                    ?? .null,
                "title": .string(guardrail.title),
                "severity": .string(guardrail.severity.rawValue),
                "reads": .array(
                    guardrail.reads.sorted { $0.key < $1.key }.map { type, attributes in
                        ["type": .string(type), "attributes": .list(attributes.sorted())]
                    }
                ),
                "resource_type": .string(guardrail.type.name),
                "frameworks": .object(
                    Object(
                        guardrail.frameworks.sorted { $0.key < $1.key }
                            .map { ($0.key, .string($0.value)) }
                    )
                ),
            ]
        }
        _ = try await database.row(
            """
            select parapet.set_guardrail_rules($1::bigint, $2::jsonb),
                parapet.set_guardrail_reads($1::bigint, $2::jsonb)
            """,
            [.int(token), .json(.array(rules))]
        )
    }
}

/// The log of who did what.
public struct AuditLog: Sendable {
    /// What checking it came to.
    public struct Check: Sendable, Hashable {
        public let entries: Int
        /// The first entry that is not what was written.
        public let broken: Int?
        /// The last entry's hash; kept elsewhere it shows whether entries were cut off.
        public let head: String
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    public func verify() async throws(StoreError) -> Check {
        let row = try await database.row("select * from parapet.verify_audit()")
        return Check(
            entries: Int(try row.integer("entries")),
            broken: row["broken"].int.map { Int($0) },
            head: try row.text("head")
        )
    }

    public func contains(head: String) async throws(StoreError) -> Bool {
        let row = try await database.row(
            "select exists (select from report.audit where hash = $1) as found",
            [.text(head)]
        )
        return try row.truth("found")
    }
}

extension GrantedException.Scope {
    var json: JSON {
        var json = Object()
        json["account"] = account.map { .string($0) }
        json["unit"] = unit.map { .string($0) }
        json["environment"] = environment.map { .string($0) }
        json["region"] = region.map { .string($0) }
        json["resource"] = resource.map { .string($0) }
        json["tag"] = tag.map { ["key": .string($0.key), "value": .string($0.value)] }
        json["condition"] = condition.map { .string($0) }
        return .object(json)
    }

    init(_ json: JSON) {
        self.init()
        account = json["account"]?.string
        unit = json["unit"]?.string
        environment = json["environment"]?.string
        region = json["region"]?.string
        resource = json["resource"]?.string
        if let key = json["tag"]?["key"]?.string, let value = json["tag"]?["value"]?.string {
            tag = Tag(key: key, value: value)
        }
        condition = json["condition"]?.string
    }
}
