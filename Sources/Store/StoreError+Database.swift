import Platform

extension StoreError {
    /// What the server's answer means to us.
    init(_ error: DatabaseError) {
        // libpq breaks its lines; ours is one.
        let lines = error.description.split(whereSeparator: \.isNewline)
        let message = lines.map { $0.drop(while: \.isWhitespace) }.joined(separator: " ")
        self.init(Self.kind(error), message)
    }

    private static func kind(_ error: DatabaseError) -> Kind {
        switch error.sqlState {
        case "42501": return .notAllowed
        case "3F000", "42P01", "42883": return .schemaTooOld
        case "53100": return .diskFull
        case "PA001": return .leaseLost
        case "PA005": return .wrongState
        case "PA010": return .refusedException
        case "PA011": return .notYours
        case "PA013": return .refusedSweep
        default: break
        }
        return switch error.kind {
        case .unavailable, .connectionLost, .pool: .unreachable
        case .authentication: .badCredentials
        case .noDatabase: .noDatabase
        case .serialization, .statementTimeout, .cancelled, .constraint, .other: .failed
        }
    }
}

extension Database {
    /// ``Database/query`` with our errors.
    func rows(_ sql: String, _ parameters: [Parameter] = []) async throws(StoreError) -> Rows {
        do throws(DatabaseError) {
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
        do throws(StoreError) {
            return try await row(sql, parameters)
        } catch  where error.kind == .leaseLost {
            return nil
        }
    }
}
