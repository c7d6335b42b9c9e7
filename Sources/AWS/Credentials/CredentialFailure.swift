/// Why there are no credentials. Carries no secret.
public struct CredentialFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable {
        case missing = "PAR-AWS-01"
        /// The shared files, or what they name, cannot be used.
        case profile = "PAR-AWS-02"
        case refused = "PAR-AWS-03"
        case failed = "PAR-AWS-04"
        case throttled = "PAR-AWS-06"
    }

    public let kind: Kind
    public let message: String
    public let hint: String

    public init(_ kind: Kind, _ message: String, hint: String) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    /// AWS said no, as opposed to nothing or nonsense.
    public var isRefusal: Bool { kind == .refused }

    public var description: String { "\(kind.rawValue) \(message) | hint: \(hint)" }
}
