import Platform

extension StoreError {
    /// What the server's answer means to us.
    init(_ error: DatabaseError) {
        // libpq breaks its lines; ours is one.
        let kind = Self.kind(error)
        let text = kind.isOurs ? error.message : error.description
        let lines = text.split(whereSeparator: \.isNewline)
        let message = lines.map { $0.drop(while: \.isWhitespace) }.joined(separator: " ")
        self.init(
            kind,
            message,
            hint: kind.isOurs ? error.hint : nil,
            isPassing: Self.isPassing(error)
        )
    }

    private static func isPassing(_ error: DatabaseError) -> Bool {
        // Somebody holds what it needs.
        if error.sqlState == "55P03" { return true }
        return switch error.kind {
        case .unavailable, .connectionLost, .pool, .serialization, .statementTimeout, .cancelled:
            true
        case .authentication, .untrusted, .noDatabase, .constraint, .other: false
        }
    }

    private static func kind(_ error: DatabaseError) -> Kind {
        switch error.sqlState {
        case "42501": return .notAllowed
        case "3F000", "42P01", "42883": return .schemaTooOld
        case "53100": return .diskFull
        case "55P03": return .locked
        case "PA001", "PA004": return .leaseLost
        case "PA003", "PA006": return .outOfBounds
        case "PA014": return .stale
        case "PA018": return .overtaken
        case "PA005": return .wrongState
        case "PA010": return .refusedException
        case "PA011": return .notYours
        case "PA015": return .noException
        case "PA017": return .noJob
        case "PA016": return .exceptionMoved
        case "PA020": return .noChange
        case "PA021": return .changeMoved
        case "PA022": return .noMessage
        case "PA023": return .noChannel
        case "PA024": return .noRun
        case "PA025": return .runMoved
        case "PA026": return .noPlaybook
        case "PA027": return .otherPlaybook
        case "PA028": return .lockedGate
        case "PA029": return .noResponder
        case "PA036": return .refusedRun
        case "PA013": return .refusedSweep
        default: break
        }
        return switch error.kind {
        case .unavailable, .connectionLost, .pool: .unreachable
        case .authentication: .badCredentials
        case .untrusted: .untrusted
        case .noDatabase: .noDatabase
        case .serialization, .statementTimeout, .cancelled, .constraint, .other: .failed
        }
    }
}

extension StoreError.Kind {
    /// Whether functions of ours raise it, whose hints are for people who use Parapet.
    fileprivate var isOurs: Bool {
        switch self {
        case .refusedException, .noException, .exceptionMoved, .notYours, .refusedSweep, .noJob,
            .noChange, .changeMoved, .noRun, .runMoved, .noPlaybook, .otherPlaybook, .lockedGate,
            .noResponder, .refusedRun:
            true
        default: false
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
}
