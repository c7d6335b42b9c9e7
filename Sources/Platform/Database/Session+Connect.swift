import CPostgres
import Glibc

extension Session {
    /// Blocks until connected.
    static func connect(
        _ configuration: DatabaseConfiguration
    ) throws(DatabaseError) -> OpaquePointer {
        let options = configuration.options + [("dbname", configuration.url)]
        let names = options.map { strdup($0.0) }
        let values = options.map { strdup($0.1) }
        defer { (names + values).forEach { free($0) } }
        let namePointers = names.map { UnsafePointer($0) } + [nil]
        let valuePointers = values.map { UnsafePointer($0) } + [nil]
        // 1: what stands in dbname is taken apart and wins over what stands before it.
        guard let handle = PQconnectdbParams(namePointers, valuePointers, 1) else {
            throw DatabaseError(.unavailable, "out of memory")
        }
        guard PQstatus(handle) == CONNECTION_OK else {
            defer { PQfinish(handle) }
            throw failure(toConnect: handle)
        }
        do throws(DatabaseError) {
            // Behind a pooler it would be another's next.
            if !configuration.isPooled {
                let timeout = configuration.statementTimeoutMilliseconds
                _ = try rows(PQexec(handle, "SET statement_timeout = \(timeout)"), handle)
                let patience = configuration.lockTimeoutMilliseconds
                if patience > 0 {
                    _ = try rows(PQexec(handle, "SET lock_timeout = \(patience)"), handle)
                }
            }
        } catch {
            PQfinish(handle)
            throw error
        }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        return handle
    }

    /// libpq tells a failed connection only by its text; it names no state.
    private static func failure(toConnect handle: OpaquePointer) -> DatabaseError {
        let message = trimmed(PQerrorMessage(handle))
        if fullServer.contains(where: { message.contains($0) }) {
            return DatabaseError(.unavailable, message, sqlState: DatabaseError.tooMany)
        }
        if PQconnectionNeedsPassword(handle) != 0 || PQconnectionUsedPassword(handle) != 0
            || message.contains("authentication failed") || message.contains("role \"")
            || message.contains("pg_hba.conf")
        {
            return DatabaseError(.authentication, message)
        }
        if untrusted.contains(where: { message.contains($0) }) {
            return DatabaseError(.untrusted, message)
        }
        if message.contains("database \""), message.contains("does not exist") {
            return DatabaseError(.noDatabase, message, sqlState: "3D000")
        }
        return DatabaseError(.unavailable, message)
    }

    /// Of PostgreSQL: max_connections, those kept for superusers, a role's or a database's limit; of
    /// pgbouncer.
    private static let fullServer = [
        "too many clients already", "remaining connection slots are reserved",
        "too many connections for", "no more connections allowed",
    ]

    /// Of libpq and OpenSSL.
    private static let untrusted = [
        "certificate verify failed", "does not match host name", "SSL was required",
        "root certificate file",
    ]

    static func trimmed(_ text: UnsafePointer<CChar>?) -> String {
        var text = text.map { String(cString: $0) } ?? ""
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
