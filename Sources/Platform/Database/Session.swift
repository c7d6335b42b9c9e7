import CPostgres
import Glibc

/// One conversation with the server. Blocks; lives on one thread.
struct Session: ~Copyable {
    private let handle: OpaquePointer
    private let prepares: Bool
    private var statements: [String: String] = [:]
    /// Statements kept prepared per connection.
    private static let statementLimit = 500

    init(_ configuration: DatabaseConfiguration) throws(DatabaseError) {
        handle = try Session.connect(configuration)
        prepares = !configuration.isPooled
    }

    deinit { PQfinish(handle) }

    var isBroken: Bool { PQstatus(handle) != CONNECTION_OK }
    var isIdle: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }
    var socket: Int32 { PQsocket(handle) }

    /// What cancels the running statement, from another thread; the caller frees it.
    func canceller() -> OpaquePointer? { PQgetCancel(handle) }

    mutating func query(_ sql: String, _ parameters: [Parameter]) throws(DatabaseError) -> Rows {
        let texts = parameters.map { $0.encoded.map { strdup($0) } ?? nil }
        defer { texts.forEach { free($0) } }
        let values = texts.map { UnsafePointer($0) }
        let count = Int32(parameters.count)
        guard prepares, let name = try statement(sql) else {
            return try Self.rows(
                PQexecParams(handle, sql, count, nil, values, nil, nil, 0),
                handle
            )
        }
        return try Self.rows(PQexecPrepared(handle, name, count, values, nil, nil, 0), handle)
    }

    /// Nil when no more are kept.
    private mutating func statement(_ sql: String) throws(DatabaseError) -> String? {
        if let name = statements[sql] { return name }
        guard statements.count < Self.statementLimit else { return nil }
        let name = "p\(statements.count)"
        _ = try Self.rows(PQprepare(handle, name, sql, 0, nil), handle)
        statements[sql] = name
        return name
    }

    /// Any number of statements without parameters, as migrations have them.
    func script(_ sql: String) throws(DatabaseError) {
        _ = try Self.rows(PQexec(handle, sql), handle)
    }

    /// `COPY … FROM STDIN` in text format.
    func copyIn(
        _ sql: String,
        _ rows: some Sequence<[Parameter]>
    ) throws(DatabaseError) -> Int {
        let start = PQexec(handle, sql)
        guard PQresultStatus(start) == PGRES_COPY_IN else {
            _ = try Self.rows(start, handle)
            throw DatabaseError(.other, "not a COPY … FROM STDIN")
        }
        PQclear(start)
        var chunk: [UInt8] = []
        for row in rows {
            CopyText.append(row, to: &chunk)
            if chunk.count >= 65_536 {
                try put(chunk)
                chunk.removeAll(keepingCapacity: true)
            }
        }
        try put(chunk)
        guard PQputCopyEnd(handle, nil) == 1 else { throw lost() }
        let affected = try Self.rows(PQgetResult(handle), handle).affected
        while let rest = PQgetResult(handle) { PQclear(rest) }
        return affected
    }

    private func put(_ chunk: [UInt8]) throws(DatabaseError) {
        let code = chunk.withUnsafeBytes { bytes in
            PQputCopyData(
                handle,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(bytes.count)
            )
        }
        guard code == 1 else { throw lost() }
    }

    private func lost() -> DatabaseError {
        DatabaseError(.connectionLost, Self.trimmed(PQerrorMessage(handle)))
    }

    /// Notifications that have arrived; nil when the connection is lost.
    func notifications() -> [(channel: String, payload: String)]? {
        guard PQconsumeInput(handle) == 1, !isBroken else { return nil }
        var found: [(String, String)] = []
        while let notice = PQnotifies(handle) {
            found.append(
                (String(cString: notice.pointee.relname), String(cString: notice.pointee.extra))
            )
            PQfreemem(notice)
        }
        return found
    }

    /// Takes over the result.
    static func rows(
        _ result: OpaquePointer?,
        _ handle: OpaquePointer
    ) throws(DatabaseError) -> Rows {
        guard let result else {
            throw DatabaseError(.connectionLost, trimmed(PQerrorMessage(handle)))
        }
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
        default: throw failure(result, handle)
        }
        let width = PQnfields(result)
        let cells = (0..<PQntuples(result)).map { row in
            (0..<width).map { column -> String? in
                PQgetisnull(result, row, column) == 1
                    ? nil : String(cString: PQgetvalue(result, row, column))
            }
        }
        return Rows(
            columns: (0..<width).map { String(cString: PQfname(result, $0)) },
            cells: cells,
            affected: Int(String(cString: PQcmdTuples(result))) ?? 0
        )
    }

    private static func failure(_ result: OpaquePointer, _ handle: OpaquePointer) -> DatabaseError {
        // PG_DIAG_* are character macros that Swift does not import.
        func field(_ code: Unicode.Scalar) -> String? {
            PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
        }
        guard let state = field("C") else {
            return DatabaseError(.connectionLost, trimmed(PQresultErrorMessage(result)))
        }
        let kind: DatabaseError.Kind =
            PQstatus(handle) == CONNECTION_OK ? .init(sqlState: state) : .connectionLost
        return DatabaseError(
            kind,
            field("M") ?? "",
            sqlState: state,
            detail: field("D"),
            hint: field("H")
        )
    }
}
