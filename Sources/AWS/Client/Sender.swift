import Document
import Platform

/// An account's service as a channel calls it: for one thing, and for nothing else.
public final class Sender: Sendable {
    private let access: AccountClient
    /// The IAM actions that it may use.
    private let permissions: Set<String>

    init(_ access: AccountClient, permissions: Set<String>) {
        self.access = access
        self.permissions = permissions
    }

    /// Makes one call. It is repeated here only where AWS surely did nothing.
    public func send(
        _ service: String,
        _ operation: String,
        region: String,
        _ parameters: Object
    ) async -> SendOutcome {
        let permission = Permission.action(service, operation)
        guard permissions.contains(permission) else {
            return SendOutcome(CallFailure(.undeclared(permission)))
        }
        let found = AccountClient.operation(service, operation)
        switch await access.send(service, found, region, parameters).result {
        case .success(let answer): return .done(answer)
        case .failure(let failure): return SendOutcome(failure)
        }
    }
}

/// What came of a call that a channel made.
public enum SendOutcome: Sendable {
    case done(Object)
    /// AWS may do it another time, and may have done it now.
    case later(String)
    /// It will not, until somebody changes something.
    case refused(String)

    public init(_ failure: CallFailure) {
        self = failure.isPassing ? .later("\(failure)") : .refused("\(failure)")
    }
}

extension CallFailure {
    /// Whether the same call may succeed by itself another time.
    fileprivate var isPassing: Bool {
        switch cause {
        case .service, .network, .unreachable:
            [.throttled, .transient, .expired, .skewed].contains(kind)
        case .cancelled, .unreadable: true
        case .credentials(let failure):
            !failure.isFinal && [.failed, .throttled].contains(failure.kind)
        case .refused, .parameters, .noEndpoint, .notARead, .undeclared: false
        }
    }
}
