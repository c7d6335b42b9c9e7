import Document

/// Why a call has no answer, after all retries.
public struct CallFailure: Error, Sendable, Hashable {
    enum Cause: Sendable, Hashable {
        case service(ServiceError)
        case unreadable(String)
        /// No connection could be made, so that nothing was sent.
        case unreachable(String)
        /// The request went out, wholly or in part.
        case network(String)
        /// Who answers is not who is trusted, or the request is none: nothing was sent, and nothing
        /// will be by trying again.
        case refused(String)
        case credentials(CredentialFailure)
        case parameters(String)
        case noEndpoint(String)
        /// A reader was asked to send what is not a read.
        case notARead(String)
        /// A writer was asked for more than its action declares: an IAM action.
        case undeclared(String)
        /// Before it was sent, or while its answer was awaited.
        case cancelled(wasSent: Bool)
    }

    let cause: Cause
    /// What could be read of an answer of which only items of its lists could not be.
    let rest: Object?

    init(_ cause: Cause, rest: Object? = nil) {
        self.cause = cause
        self.rest = rest
    }

    /// What the service said, where it answered.
    var error: ServiceError? { if case .service(let error) = cause { error } else { nil } }

    /// Why there was nothing to sign it with: that has its own code and hint.
    public var missingCredentials: CredentialFailure? {
        if case .credentials(let failure) = cause { failure } else { nil }
    }

    /// Whether the other side could not be trusted.
    var isUntrusted: Bool { if case .refused = cause { true } else { false } }

    /// Whether it was called off here: it says nothing of AWS.
    public var isCancelled: Bool { if case .cancelled = cause { true } else { false } }

    /// Whether AWS asked to slow down.
    public var isThrottle: Bool { kind == .throttled }

    var kind: ErrorKind {
        switch cause {
        case .service(let error): ErrorKind(error)
        case .network, .unreachable: .transient
        case .noEndpoint: .unavailable
        case .credentials(let failure): failure.isRefusal ? .denied : .other
        default: .other
        }
    }
}

extension CallFailure: CustomStringConvertible {
    public var description: String { text.cut(to: 1000) }

    private var text: String {
        switch cause {
        case .service(let error): "\(error.code): \(error.steadyMessage)"
        case .unreadable(let reason): reason
        case .network(let reason), .unreachable(let reason): "no answer: \(reason)"
        case .refused(let reason): "no connection: \(reason)"
        case .credentials(let failure): failure.message
        case .noEndpoint(let reason): reason
        case .parameters(let reason): "a wrong parameter: \(reason)"
        case .notARead(let operation): "\(operation) is not a read"
        case .undeclared(let permission): "\(permission) is not among what the action declares"
        case .cancelled: "cancelled"
        }
    }
}

extension ServiceError {
    /// The message without what differs each time, so that it can be kept in rows.
    var steadyMessage: String {
        var text = message
        for marker in [" Encoded authorization failure message", " (RequestId", " (Service:"] {
            if let range = text.firstRange(of: marker) { text = String(text[..<range.lowerBound]) }
        }
        return String(text.prefix(400))
    }
}
