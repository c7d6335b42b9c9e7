import Guardrails

extension RolePolicies {
    /// What the role for telling may do: write findings, and read what people set on them. Writing answers
    /// nothing of a workflow, so that showing it needs the second (AWS Security Hub API Reference,
    /// BatchImportFindings and GetFindings); neither may set one.
    public static let notifyActions = [
        "securityhub:BatchImportFindings", "securityhub:GetFindings",
    ]

    /// A CloudFormation template of the third role, which Parapet assumes to tell an account's own
    /// Security Hub.
    public static func notifyRole(_ roles: Configuration.Roles) -> String {
        let template = RoleTemplate(
            document: "notify-role",
            purpose:
                "The role that Parapet assumes to tell Security Hub: it writes findings, and reads the "
                + "workflow that people set on them.",
            description:
                "Lets Parapet write its findings into this account's Security Hub, and read them.",
            logicalName: "NotifyRole",
            roleName: roles.notify ?? "ParapetNotify",
            policies: [.init("tell", [.init(notifyActions)])]
        )
        return template.text(roles)
    }
}
