import Document
import Guardrails
import Platform

/// The accounts as they are kept for the leader, and the estates that sweeps began with.
public struct Estates: Sendable {
    /// An account as it is remembered.
    public struct Remembered: Sendable, Hashable {
        public let account: Account
        /// When the organization listed it last; nil: it never did.
        public let listed: Timestamp?
        /// When its tags were read last.
        public let tagged: Timestamp?
        /// When they were refused the last time, if they were.
        public let tagsRefused: Timestamp?
        /// Nil before the first look.
        public let role: RoleState?
        /// When its role was asked for last, and with which settings.
        public let discovered: Timestamp?
        public let settings: String?
        public let regions: [String]
    }

    /// How the last reading of the organization went.
    public struct Reading: Sendable, Hashable {
        /// When the last one began that saw everything.
        public let complete: Timestamp?
        /// When the last one began, and when it ended.
        public let began: Timestamp?
        public let ended: Timestamp?
        /// What kept the last one from seeing everything.
        public let error: String?
        /// When this was asked, by the database's clock like all the others.
        public let asked: Timestamp
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    public func remembered(token: Int64) async throws(StoreError) -> [Remembered] {
        let rows = try await database.rows(
            """
            select to_json(a) as account, to_json(listed_at) #>> '{}' as listed,
                to_json(tagged_at) #>> '{}' as tagged,
                case when tags_error is not null then to_json(tags_tried_at) #>> '{}' end
                    as tags_refused,
                to_json(discovered_at) #>> '{}' as discovered, discovered_with,
                role_state, to_json(regions) as regions
            from parapet.known_accounts($1::bigint) a
            """,
            [.int(token)]
        )
        var accounts: [Remembered] = []
        for row in rows {
            guard let account = Account(try row.json("account")) else {
                throw row.unreadable("account")
            }
            accounts.append(
                Remembered(
                    account: account,
                    listed: row.time("listed"),
                    tagged: row.time("tagged"),
                    tagsRefused: row.time("tags_refused"),
                    role: row.optionalText("role_state").flatMap { RoleState(rawValue: $0) },
                    discovered: row.time("discovered"),
                    settings: row.optionalText("discovered_with"),
                    regions: try row.json("regions").texts
                )
            )
        }
        return accounts
    }

    public func reading(token: Int64) async throws(StoreError) -> Reading {
        let row = try await database.row(
            """
            select to_json(complete_at) #>> '{}' as complete,
                to_json(began_at) #>> '{}' as began, to_json(read_at) #>> '{}' as ended, error,
                to_json(clock_timestamp()) #>> '{}' as asked
            from parapet.organization_state($1::bigint)
            """,
            [.int(token)]
        )
        guard let asked = row.time("asked") else { throw row.unreadable("asked") }
        return Reading(
            complete: row.time("complete"),
            began: row.time("began"),
            ended: row.time("ended"),
            error: row.optionalText("error"),
            asked: asked
        )
    }

    /// Some accounts as the organization lists them. What their tags were read to be stays.
    public func list(_ accounts: [Account], token: Int64) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.list_accounts($1::bigint, $2::jsonb)",
            [.int(token), .json(.array(accounts.map(\.json)))]
        )
    }

    /// The tags of some accounts, by id, and why those of others could not be read.
    public func tag(
        _ tags: [String: [String: String]],
        errors: [String: String],
        token: Int64
    ) async throws(StoreError) {
        let json = tags.mapValues { tags in
            JSON.object(Object(tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        _ = try await database.row(
            "select parapet.tag_accounts($1::bigint, $2::jsonb, $3::jsonb)",
            [
                .int(token), .json(.object(Object(json.map { ($0.key, $0.value) }))),
                .json(.object(Object(errors.map { ($0.key, .string($0.value)) }))),
            ]
        )
    }

    /// Active accounts of the organization whose tags were not read since `before`, the longest ago
    /// first; not those where they were refused since `retry`.
    public func untagged(
        before time: Timestamp,
        retry: Timestamp,
        limit: Int,
        token: Int64
    ) async throws(StoreError) -> [String] {
        let rows = try await database.rows(
            """
            select id from parapet.untagged_accounts(
                $1::bigint, $2::timestamptz, $3::timestamptz, $4::int
            ) id
            """,
            [.int(token), .text(time.rfc3339), .text(retry.rfc3339), .int(limit)]
        )
        var ids: [String] = []
        for row in rows { ids.append(try row.text("id")) }
        return ids
    }

    /// Accounts that the organization listed before and not since then.
    public func unlisted(since time: Timestamp, token: Int64) async throws(StoreError) -> [String] {
        let rows = try await database.rows(
            "select id from parapet.unlisted_accounts($1::bigint, $2::timestamptz) id",
            [.int(token), .text(time.rfc3339)]
        )
        var ids: [String] = []
        for row in rows { ids.append(try row.text("id")) }
        return ids
    }

    /// The reading that began at `began` has ended; without an error it saw everything. Those of
    /// `gone` have left.
    public func endReading(
        began: Timestamp,
        error: String?,
        gone: [String],
        token: Int64
    ) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.end_reading($1::bigint, $2::timestamptz, $3, $4::text[]) as gone",
            [.int(token), .text(began.rfc3339), Parameter(error), .list(gone)]
        )
    }

    /// Which account the organization is managed from.
    public func setManagement(_ account: String, token: Int64) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.set_management($1::bigint, $2)",
            [.int(token), .text(account)]
        )
    }

    /// Stores an estate where it is new; answers its number.
    public func store(_ estate: Estate, token: Int64) async throws(StoreError) -> Int64 {
        let row = try await database.row(
            "select parapet.store_estate($1::bigint, $2::jsonb) as id",
            [.int(token), .json(estate.json)]
        )
        return try row.integer("id")
    }

    public func estate(_ number: Int64) async throws(StoreError) -> Estate {
        let row = try await database.row(
            "select parapet.estate_document($1::int) as document",
            [.int(number)]
        )
        let document = try row.json("document")
        guard !document.isNull else {
            throw StoreError(.wrongState, "estate \(number) is not kept any more")
        }
        return Estate(document)
    }
}

extension Row {
    /// Of a column in RFC 3339; nil where it is null.
    fileprivate func time(_ column: String) -> Timestamp? {
        optionalText(column).flatMap { Timestamp($0) }
    }
}
