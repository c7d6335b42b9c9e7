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
}
