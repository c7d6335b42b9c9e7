import Platform

extension StoreError {
    /// What the server's answer means to us; without an SQLSTATE it never answered.
    init(_ error: DatabaseError) {
        self.init(Self.kind(sqlstate: error.sqlstate, message: error.message), error.message)
    }

    static func kind(sqlstate: String?, message: String) -> Kind {
        guard let sqlstate else {
            // While connecting, libpq reports the server's refusal as text alone.
            if message.contains("authentication failed") || message.contains("no password") {
                return .badCredentials
            }
            if message.contains("database \""), message.contains("does not exist") {
                return .noDatabase
            }
            return .unreachable
        }
        switch sqlstate {
        case "28000", "28P01": return .badCredentials
        case "3D000": return .noDatabase
        case "42501": return .notAllowed
        case "3F000", "42P01", "42883": return .schemaTooOld
        case "PA001": return .leaseLost
        case "PA005": return .wrongState
        case _ where sqlstate.hasPrefix("08") || sqlstate.hasPrefix("57P"): return .unreachable
        default: return .failed
        }
    }
}

extension Database {
    /// ``Database/query`` with our errors.
    func rows(_ sql: String, _ parameters: [Parameter] = []) async throws(StoreError) -> Rows {
        do {
            return try await query(sql, parameters)
        } catch {
            throw StoreError(error)
        }
    }

    /// The first row; for functions that always answer one.
    func row(_ sql: String, _ parameters: [Parameter] = []) async throws(StoreError) -> Row {
        for row in try await rows(sql, parameters) { return row }
        throw StoreError(.unreadable, "no row came back from: \(sql)")
    }

    /// Runs a fenced function; nil when the fence refused it.
    func fenced(_ sql: String, _ parameters: [Parameter]) async throws(StoreError) -> Row? {
        do {
            return try await row(sql, parameters)
        } catch where error.kind == .leaseLost {
            return nil
        }
    }
}
