import Guardrails

extension StepType {
    static let account = "account"
    static let region = "region"

    /// What a playbook may say of it: its own inputs, and where it works.
    ///
    /// - Parameter isAimed: whether the playbook has a target, whose account and region are meant
    ///   where the step names none. An orchestration names them.
    public func inputs(aimed isAimed: Bool) -> [Input] {
        let account = Input(
            Self.account,
            .text,
            required: !isAimed,
            "the account that it works in" + (isAimed ? "; else the target's" : "")
        )
        let region = Input(
            Self.region,
            .text,
            required: !isAimed,
            "the region that it works in" + (isAimed ? "; else the target's" : "")
        )
        return switch site {
        case .estate: inputs
        case .account: inputs + [account]
        case .region: inputs + [account, region]
        }
    }
}
