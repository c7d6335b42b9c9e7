import Guardrails

extension RolePolicies {
    /// IAM actions that reach far, and the service for which alone an action needs them. Source: Service
    /// Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access
    /// Management (IAM)".
    private static let bounds: Bounds = [
        "iam:CreateServiceLinkedRole": (
            "iam:AWSServiceName", ["guardduty.amazonaws.com", "securityhub.amazonaws.com"]
        ),
        "iam:PassRole": ("iam:PassedToService", ["config.amazonaws.com"]),
    ]

    typealias Bounds = [String: (key: String, services: [String])]

    /// What the role for changes may do: the calls of these actions and of their undo.
    static func remediateStatements(_ actions: [ActionType]) -> [RoleTemplate.Statement] {
        statements(Set(actions.flatMap(\.permissions)), bounds)
    }

    /// Those that reach far each in a statement of its own, for the services that they are needed for.
    static func statements(
        _ permissions: Set<String>,
        _ bounds: Bounds
    ) -> [RoleTemplate.Statement] {
        let permissions = permissions.sorted()
        let free = permissions.filter { bounds[$0] == nil }
        let bound = permissions.compactMap { permission in
            bounds[permission].map { bound in
                RoleTemplate.Statement([permission], when: [(bound.key, bound.services)])
            }
        }
        return (free.isEmpty ? [] : [.init(free)]) + bound
    }

    /// A CloudFormation template of the second role, which Parapet assumes to change what these guardrails
    /// ask to be changed, and to read it again.
    public static func remediateRole(
        _ roles: Configuration.Roles,
        for guardrails: [Guardrail]
    ) -> String {
        let actions = guardrails.flatMap(\.allActions).compactMap(\.action)
        let reads = Set(actions.flatMap(\.readPermissions)).sorted()
        let template = RoleTemplate(
            document: "remediate-role",
            purpose: "The role that Parapet assumes to change.",
            description: "Lets Parapet change what its guardrails ask to be changed, and undo it.",
            logicalName: "RemediateRole",
            roleName: roles.remediate ?? "ParapetRemediate",
            policies: [
                .init("read", [.init(reads)]), .init("change", remediateStatements(actions)),
            ].filter { !$0.statements.flatMap(\.actions).isEmpty }
        )
        return template.text(roles)
    }
}
