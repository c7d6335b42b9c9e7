extension RuleBook {
    /// Why a standing finding of a guardrail in an account is nobody's business any more; nil where
    /// it is.
    ///
    /// - Parameter account: as the estate has it; nil where it is not in it.
    public func closing(_ guardrail: String, in account: Account?) -> Finding.Reason? {
        guard let account, !account.isSuspended else { return .accountLeft }
        guard let guardrail = self.guardrail(named: guardrail) else { return .guardrailRemoved }
        return guardrail.applies(to: account) ? nil : .outOfScope
    }
}
