import Document

/// Why there are no credentials. Carries no secret.
public struct CredentialFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case missing = "PAR-AWS-01"
        /// The shared files, or what they name, cannot be used.
        case profile = "PAR-AWS-02"
        case refused = "PAR-AWS-03"
        case failed = "PAR-AWS-04"
        case throttled = "PAR-AWS-06"
        case noRoleForChanges = "PAR-AWS-07"
        case noRoleForResponses = "PAR-RUN-13"
        case noRoleForTelling = "PAR-NOT-02"
        /// The caller's region is none of AWS's.
        case region = "PAR-AWS-09"
        /// AWS does not know Parapet's own key, or its secret is another.
        case wrongKeys = "PAR-AWS-10"
        /// The session of Parapet's own key has ended.
        case expiredKeys = "PAR-AWS-12"
        /// AWS refuses what is signed by this machine's clock.
        case clock = "PAR-AWS-13"
    }

    public let kind: Kind
    public let message: String
    public let hint: String
    /// Whether nobody answered: the same may succeed by itself another time.
    public let isPassing: Bool

    public init(_ kind: Kind, _ message: String, hint: String, isPassing: Bool = false) {
        self.kind = kind
        self.message = message.cut(to: Self.most)
        self.hint = hint.cut(to: Self.most)
        self.isPassing = isPassing
    }

    private static let most = 1000

    /// Nothing is to be gained from trying again.
    public var isFinal: Bool { kind == .wrongKeys || kind == .expiredKeys }

    /// AWS said no, as opposed to nothing or nonsense.
    public var isRefusal: Bool { kind == .refused }

    public var description: String { "\(kind.rawValue) \(message) | hint: \(hint)" }
}

extension CredentialFailure {
    /// Of keys that were given with a session token and stay as they are.
    static let expired = CredentialFailure(
        .expiredKeys,
        "AWS does not accept Parapet's own keys any more: the session of AWS_SESSION_TOKEN has ended",
        hint: "start again with keys of a new session, or with an identity that renews itself: a "
            + "profile, or the role of the task, the pod or the instance"
    )

    /// No connection that can be trusted could be made.
    static func untrusted(_ message: String) -> CredentialFailure {
        CredentialFailure(
            .failed,
            message,
            hint: "where a proxy of your own stands in between, set AWS_CA_BUNDLE to the file with "
                + "its roots"
        )
    }

    /// What STS says of the keys that asked it; nil where it is not about them. Keys that are
    /// fetched may be others the next time.
    init?(wrongKeys failure: CallFailure, of source: any CredentialSource) {
        if case .credentials(let failure) = failure.cause, failure.isFinal {
            self = failure
            return
        }
        guard let error = failure.error, ErrorKind.isOfKeys(error) else { return nil }
        guard source.isFixed else {
            source.discard()
            self.init(
                .failed,
                "AWS does not accept the keys that were fetched for Parapet: \(failure)",
                hint: "others are fetched; see to the profile, the container or the instance"
            )
            return
        }
        self.init(
            .wrongKeys,
            "AWS does not accept Parapet's own keys: \(failure.description)",
            hint: "correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
        )
    }
}
