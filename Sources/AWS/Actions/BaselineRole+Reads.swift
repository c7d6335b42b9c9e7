import Document

extension BaselineRole {
    static func reads(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        let role: Object = ["RoleName": .string(context.id)]
        let first = [BaselineQuotas.read, ActionRead("role", "iam", "GetRole", role)]
        // Nothing is known before the first answers.
        guard known["quotas"] != nil else { return first }
        guard known["role"] != nil else {
            return first + candidates(context, known).map(policy)
        }
        let rest = [
            ActionRead(
                "attached",
                "iam",
                "ListAttachedRolePolicies",
                role,
                items: "AttachedPolicies"
            ),
            ActionRead("names", "iam", "ListRolePolicies", role, items: "PolicyNames"),
            ActionRead(
                "profiles",
                "iam",
                "ListInstanceProfilesForRole",
                role,
                items: "InstanceProfiles"
            ),
        ]
        guard known["attached"] != nil else { return first + rest }
        let inline = (known["names"]?.texts ?? []).map { name in
            var input = role
            input["PolicyName"] = .string(name)
            return ActionRead("inline/\(name)", "iam", "GetRolePolicy", input)
        }
        return first + rest + inline + candidates(context, known).map(policy)
    }

    private static func policy(_ arn: String) -> ActionRead {
        ActionRead("policy/\(arn)", "iam", "GetPolicy", ["PolicyArn": .string(arn)])
    }

    static func attached(_ read: Object) -> [JSON] { read["attached"]?.array ?? [] }

    /// Whether a policy is the one that a baseline names, by ARN or by name.
    static func isNamed(_ arn: String, _ name: String) -> Bool {
        arn == name || arn.hasSuffix("/\(name)")
    }

    /// The policies that a baseline names and the role has not, by the baseline's names.
    private static func missing(_ context: ActionContext, _ read: Object) -> [String] {
        let arns = attached(read).compactMap { $0["PolicyArn"]?.string }
        let boundary = read["role"]?["Role"]?["PermissionsBoundary"]?["PermissionsBoundaryArn"]
        let bounds = [context.wanted["boundary"]?.string].compactMap(\.self)
            .filter { $0 != boundary?.string }
        let attached = (context.wanted["attached"]?.texts ?? [])
            .filter { name in !arns.contains { isNamed($0, name) } }
        return attached + bounds
    }

    private static func candidates(_ context: ActionContext, _ read: Object) -> [String] {
        missing(context, read).flatMap { arns($0, context) }
    }

    /// What a name may be: a policy of the account, or one of AWS's.
    ///
    /// Source: AWS Managed Policy Reference Guide: their paths.
    private static func arns(_ name: String, _ context: ActionContext) -> [String] {
        if name.hasPrefix("arn:") { return [name] }
        let start = "arn:\(context.partition.name):iam:"
        return ["\(start):\(context.account):policy/\(name)"]
            + ["", "job-function/", "service-role/"].map { "\(start):aws:policy/\($0)\(name)" }
    }

    static func found(_ context: ActionContext, _ read: Object) -> Object {
        Object(
            missing(context, read).map { name in
                let arn = arns(name, context).first { read["policy/\($0)"] != nil }
                return (name, .optional(arn))
            }
        )
    }
}
