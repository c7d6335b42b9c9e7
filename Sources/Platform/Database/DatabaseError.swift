/// Why the database did not do what was asked. Never carries a password.
public struct DatabaseError: Error, Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Nobody answers at the address, or the server is not ready.
        case unavailable
        case authentication
        /// Who answers did not prove to be the server that was named, or speaks in plain text.
        case untrusted
        /// The named database is not there.
        case noDatabase
        /// Worth trying again: serialization failure or deadlock.
        case serialization
        case statementTimeout
        case cancelled
        case constraint
        /// The connection broke; whether a commit under way took effect is not known.
        case connectionLost
        /// Too many waited for a connection, or the pool is closed.
        case pool
        case other
    }

    public let kind: Kind
    /// PostgreSQL's five characters, where it answered.
    public let sqlState: String?
    public let message: String
    public let detail: String?
    public let hint: String?

    public init(
        _ kind: Kind,
        _ message: String,
        sqlState: String? = nil,
        detail: String? = nil,
        hint: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.sqlState = sqlState
        self.detail = detail
        self.hint = hint
    }
}

extension DatabaseError {
    /// too_many_connections
    static let tooMany = "53300"

    /// Whether the server has no room for another connection.
    var isFull: Bool { sqlState == Self.tooMany }
}

extension DatabaseError: CustomStringConvertible {
    public var description: String {
        message + (detail.map { " (\($0))" } ?? "") + (sqlState.map { " [\($0)]" } ?? "")
    }
}

extension DatabaseError.Kind {
    init(sqlState: String) {
        self =
            switch sqlState {
            case "40001", "40P01": .serialization
            case "57014": .statementTimeout
            case "3D000": .noDatabase
            case "57P01", "57P02": .connectionLost
            case "57P03", "53300": .unavailable
            case let state where state.hasPrefix("28"): .authentication
            case let state where state.hasPrefix("23"): .constraint
            case let state where state.hasPrefix("08"): .connectionLost
            default: .other
            }
    }
}
