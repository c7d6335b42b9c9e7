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

    /// What an exception that is asked for would cover now: one of `report.findings`' rows each, by
    /// account, region, resource and part. Of one with a condition only the next look knows.
    public func covered(by id: String) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            "select to_json(c) as finding from parapet.exception_covers($1) c",
            [.text(id)]
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("finding")) }
        return found
    }

    /// What one that nobody asked for yet would cover, likewise.
    public func covered(
        by scope: GrantedException.Scope,
        of guardrail: String
    ) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            "select to_json(c) as finding from parapet.scope_would_cover($1, $2::jsonb) c",
            [.text(guardrail), .json(scope.json)]
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("finding")) }
        return found
    }

    /// Those in force in an account, for the guardrails given, and the version that they are of.
    public func inForce(
        in account: String,
        _ guardrails: [String]
    ) async throws(StoreError) -> (version: Int64, exceptions: [GrantedException]) {
        let row = try await database.row(
            "select * from parapet.exceptions_in_force($1, $2::text[])",
            [.text(account), .list(guardrails)]
        )
        var found: [GrantedException] = []
        for json in try row.json("exceptions").array ?? [] {
            guard let exception = GrantedException(json) else { throw row.unreadable("exceptions") }
            found.append(exception)
        }
        return (try row.integer("version"), found)
    }

    /// Those in force from a guardrail, as `report.exceptions` has them.
    public func reported(from guardrail: String) async throws(StoreError) -> [GrantedException] {
        let rows = try await database.rows(
            """
            select json_build_object(
                'id', id, 'guardrail', guardrail, 'owner', requested_by, 'scope', scope,
                'from', decided_at, 'until', until
            ) as exception
            from report.exceptions where guardrail = $1 and state = 'granted' and until > now()
            order by id
            """,
            [.text(guardrail)]
        )
        var found: [GrantedException] = []
        for row in rows {
            guard let exception = GrantedException(try row.json("exception")) else {
                throw row.unreadable("exception")
            }
            found.append(exception)
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

extension GrantedException {
    fileprivate init?(_ json: JSON) {
        guard let id = json["id"]?.string, let guardrail = json["guardrail"]?.string,
            let owner = json["owner"]?.string, let scope = json["scope"],
            let from = json["from"]?.string.flatMap({ Timestamp($0) }),
            let until = json["until"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        self.init(
            id: id,
            guardrail: guardrail,
            scope: Scope(scope),
            owner: owner,
            from: from,
            until: until
        )
    }
}
