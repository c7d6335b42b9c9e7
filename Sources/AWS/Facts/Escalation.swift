/// A known way to become more than one is.
struct Escalation: Sendable, Hashable {
    /// What the action that counts is done to.
    enum Target: String, Sendable {
        case role, user, group, policy, function, instance, project, stack, notebook, job, task
        case endpoint, provider

        /// The ARN behind its partition, up to the name.
        private func form(_ region: String, _ account: String) -> String {
            switch self {
            case .role, .user, .group, .policy: "iam::\(account):\(rawValue)/"
            case .provider: "iam::\(account):saml-provider/"
            case .function: "lambda:\(region):\(account):function:"
            case .instance: "ec2:\(region):\(account):instance/"
            case .project: "codebuild:\(region):\(account):project/"
            case .stack: "cloudformation:\(region):\(account):stack/"
            case .notebook: "sagemaker:\(region):\(account):notebook-instance/"
            case .job: "glue:\(region):\(account):job/"
            case .endpoint: "glue:\(region):\(account):devEndpoint/"
            case .task: "ecs:\(region):\(account):task/"
            }
        }

        func arn(_ name: String, _ partition: String, _ account: String, region: String) -> String {
            "arn:\(partition):" + form(region, account) + name
        }
    }

    /// What somebody has who goes this way.
    enum Gain: Sendable {
        /// Whatever is written into a policy of the target.
        case grants
        /// The target itself: its keys, its membership, its sessions.
        case identity
        /// The role of something that runs already.
        case workload
        /// What the own policies grant without the boundary.
        case boundary
    }

    /// How far the action reaches.
    enum Reach: String, Sendable {
        /// Every target of the account.
        case account
        /// Some of them.
        case pattern
        /// Only what the principal itself is, or has.
        case itself
    }

    let action: String
    let target: Target
    let gain: Gain
    /// Condition keys that the action is done with: one of these values each.
    let keys: [String: [String]]
    /// Other actions that it takes.
    let others: [String]

    init(
        _ action: String,
        _ target: Target,
        _ gain: Gain,
        with keys: [String: [String]] = [:],
        and others: [String] = []
    ) {
        self.action = action
        self.target = target
        self.gain = gain
        self.keys = keys
        self.others = others
    }

    /// A role is handed to a service that runs what one gives it.
    init(passingTo service: String, _ others: String...) {
        let names = ["\(service).amazonaws.com", "\(service).amazonaws.com.cn"]
        self.init(
            "iam:PassRole",
            .role,
            .identity,
            with: ["iam:passedtoservice": names],
            and: others
        )
    }

    /// `iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction`
    var name: String { ([action] + others).joined(separator: " + ") }

    /// Whether it makes an administrator of whoever has it.
    ///
    /// What reaches every role or user reaches an administrator; who writes its own policies is one.
    func isAdministrative(_ reach: Reach) -> Bool {
        switch (gain, reach) {
        case (.grants, .account), (.grants, .itself), (.identity, .account): true
        default: false
        }
    }
}
