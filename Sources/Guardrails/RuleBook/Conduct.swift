import Document

/// What a guardrail may do in one environment, everything laid over each other.
public struct Conduct: Sendable, Hashable {
    public let mode: Mode
    /// Any of them may approve; empty: nobody may.
    public let approvers: [Guardrail.Approval.Approver]
    /// A proposal that nobody decided lapses after so long.
    public let expiresSeconds: Int
    public let limits: Guardrail.Limits
    public let iac: Guardrail.IaC
    /// Changes of a resource that only just appeared wait so long.
    public let settleSeconds: Int
    /// Changes are made inside only; nil: at any time.
    public var window: ChangeWindow?

    /// How long changes wait for their window; 0 where it is open, or there is none.
    public func secondsUntilOpen(at now: Timestamp) -> Double {
        guard let window else { return 0 }
        return Double(window.opening(at: now).seconds - now.seconds)
    }
}

extension RuleBook {
    /// - Parameters:
    ///   - guardrail: one of this book.
    ///   - environment: nil for an unclassified account, where nothing is more than observed.
    public func conduct(of guardrail: Guardrail, in environment: String?) -> Conduct {
        configuration.conduct(of: guardrail, in: environment)
    }
}

extension Configuration {
    /// - Parameter guardrail: as ``Guardrail/inForce(under:)`` has it.
    func conduct(of guardrail: Guardrail, in environment: String?) -> Conduct {
        let approval = guardrail.approval
        return Conduct(
            mode: guardrail.mode(in: environment),
            approvers: approval.by,
            expiresSeconds: approval.expiresSeconds,
            limits: guardrail.limits,
            iac: guardrail.iac,
            settleSeconds: guardrail.settleSeconds,
            window: environment.flatMap { windows[$0] } ?? windows["default"]
        )
    }
}
