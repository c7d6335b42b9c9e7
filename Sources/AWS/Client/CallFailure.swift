/// Why a call has no answer, after all retries.
public struct CallFailure: Error, Sendable, Hashable {
    enum Cause: Sendable, Hashable {
        case service(ServiceError)
        case unreadable(String)
        case network(String)
        case credentials(CredentialFailure)
        case parameters(String)
        case noEndpoint(String)
        case cancelled
    }

    let cause: Cause

    init(_ cause: Cause) { self.cause = cause }

    /// What the service said, where it answered.
    var error: ServiceError? { if case .service(let error) = cause { error } else { nil } }

    var kind: ErrorKind {
        switch cause {
        case .service(let error): ErrorKind(error)
        case .network: .transient
        case .noEndpoint: .unavailable
        case .credentials(let failure): failure.isRefusal ? .denied : .other
        default: .other
        }
    }
}

extension CallFailure: CustomStringConvertible {
    public var description: String {
        switch cause {
        case .service(let error): "\(error.code): \(error.steadyMessage)"
        case .unreadable(let reason): reason
        case .network(let reason): "no answer: \(reason)"
        case .credentials(let failure): failure.description
        case .noEndpoint(let reason): reason
        case .parameters(let reason): "a wrong parameter: \(reason)"
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
