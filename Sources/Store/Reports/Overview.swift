import Document
import Platform

/// How the cluster does: its processes, its queue and the latest sweeps.
public struct Overview: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// How long a part waits for whoever holds what it reads, and how long it may take.
    private static let patience =
        "set local lock_timeout = '1s'; set local statement_timeout = '10s'"

    /// `{"members":[…],"sweeps":[…],"jobs":[…],"unread":[…],"overdue":[…],"rules":[…],"changes":{…},
    /// "events":{…},"channels":[…],"missing":[{"part","reason"}]}`, each list as in the `report` view of
    /// its name; `unread` is counted by when it is looked at again, `changes` and `events` are as their
    /// parts have them, and of channels there are those that something is wrong with. A part that cannot
    /// be read is missing alone.
    ///
    /// - Throws: the database is away.
    public func read(sweeps limit: Int) async throws(StoreError) -> JSON {
        var parts: Object = [:]
        var missing: [JSON] = []
        for part in Self.parts {
            do throws(StoreError) {
                parts[part.name] = try await read(part, sweeps: limit)
            } catch {
                if error.kind == .unreachable { throw error }
                missing.append([
                    "part": .string(part.name), "reason": .string(error.description),
                ])
            }
        }
        parts["missing"] = .array(missing)
        return .object(parts)
    }

    private func read(_ part: Part, sweeps limit: Int) async throws(StoreError) -> JSON {
        let rows: Rows
        do throws(DatabaseError) {
            rows = try await database.transaction { (connection) throws(DatabaseError) in
                try await connection.script(Self.patience)
                return try await connection.query(
                    "select (\(part.query)) as part",
                    part.isLimited ? [.int(Int64(limit))] : []
                )
            }
        } catch {
            throw StoreError(error)
        }
        for row in rows { return try row.json("part") }
        throw StoreError(.unreadable, "no row came back of \(part.name)")
    }
}
