import Document

/// The jobs that come of a change. The same for the same change however often it is asked.
///
/// - Parameter rules: the book that the change names; nil where it is not known any more.
public func followUp(_ change: RecordedChange, rules: RuleBook?) -> [WantedJob] {
    switch change.event {
    // Where something is wrong that was not, or not known to be.
    case .opened, .reopened:
        guard let rules, let quota = change.quota, change.after == .open,
            let guardrail = rules.guardrail(named: change.identity.guardrail),
            rules.changes(of: guardrail, in: change.environment)
        else { return [] }
        return [.proposal(for: change, quota: quota)]
    // Where it is as it was, or is nobody's concern any more.
    case .excepted, .changed, .resolved, .verified, .renamed: return []
    // Never acted on.
    case .unverified, .unknown, .withdrawn: return []
    }
}

extension RuleBook {
    /// Whether anything is proposed about a guardrail's findings there.
    public func changes(of guardrail: Guardrail, in environment: String?) -> Bool {
        switch conduct(of: guardrail, in: environment).mode {
        case .approve, .enforce: isActing(guardrail)
        case .off, .observe, .notify: false
        }
    }

    /// Whether it has something to do, and somebody to do it.
    func isActing(_ guardrail: Guardrail) -> Bool {
        let hasRole = configuration.roles.remediate != nil
        return guardrail.allActions.contains { use in
            use.playbook != nil || hasRole && use.action != nil && use.missing.isEmpty
        }
    }
}

extension WantedJob {
    /// Reads the resource again and plans what its guardrail wants done.
    fileprivate static func proposal(for change: RecordedChange, quota: String) -> WantedJob {
        WantedJob(
            lane: "change",
            kind: "propose",
            account: change.identity.account,
            gate: "\(change.identity.account)/change/\(change.finding)",
            payload: [
                "finding": .string(change.finding), "quota": .string(quota),
                "region": .string(change.identity.region),
            ],
            rules: change.rules
        )
    }
}
