import Guardrails

extension CallFailure {
    /// What it is as a gap.
    var reason: Gap.Reason {
        switch kind {
        case .denied: .denied
        case .throttled: .throttled
        case .unavailable: .unavailable
        case .notEnabled: .notEnabled
        case .transient, .expired, .skewed, .other: .failed
        }
    }

    /// Nil: what the reason alone tells. No connection, an error of AWS's own, a session that ends and
    /// a clock that is off are over some time; an answer that cannot be read is not.
    var prospect: Gap.Prospect? {
        switch cause {
        case .service, .network, .unreachable:
            [.transient, .expired, .skewed].contains(kind) ? .passing : nil
        case .credentials(let failure): failure.isPassing ? .passing : nil
        case .unreadable, .refused, .parameters, .noEndpoint, .notARead, .undeclared, .cancelled:
            nil
        }
    }
}
