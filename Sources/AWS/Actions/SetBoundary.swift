import Document

extension Action {
    /// Source: IAM User Guide, "Permissions boundaries for IAM entities".
    static let setBoundary = Action(
        "iam.set-boundary",
        title: "Sets a permissions boundary on the role; no policy of it is touched",
        subject: .resources(["iam.role"]),
        parameters: [
            .init(
                "boundary",
                .text,
                required: true,
                "the managed policy that bounds it: an ARN, or a name in the role's account"
            )
        ],
        asks: ["iam.GetRole", "iam.GetPolicy"],
        sends: ["iam.PutRolePermissionsBoundary", "iam.DeleteRolePermissionsBoundary"],
        undoing: "the boundary is taken away: there was none",
        refuses:
            "a role that has a boundary, is service-linked or Identity Center's, or is one that "
            + "Parapet works with; a policy that is not there",
        reads: { context, _ in
            let policy = context.policyARN("boundary") ?? ""
            return [
                ActionRead("role", "iam", "GetRole", ["RoleName": .string(context.id)]),
                ActionRead("policy", "iam", "GetPolicy", ["PolicyArn": .string(policy)]),
            ]
        },
        image: { _, read in
            let role = read["role"]?["Role"]
            let kept = ["Arn", "Path", "RoleId", "RoleName"].compactMap { name in
                role?[name].map { (name, $0) }
            }
            let boundary = role?["PermissionsBoundary"]?["PermissionsBoundaryArn"]
            return [
                "role": role == nil ? .null : .object(Object(kept)),
                "boundary": boundary ?? .null,
                "policy": read["policy"]?["Policy"]?["Arn"] ?? .null,
            ]
        },
        plan: { context, before in
            guard let role = before["role"], !role.isNull else {
                return .refused("the role is gone")
            }
            let policy = context.policyARN("boundary") ?? ""
            let boundary = before["boundary"]?.string
            if boundary == policy { return .alreadyRight }
            if let boundary { return .refused("it has a boundary: \(boundary)") }
            let path = role["Path"]?.string ?? "/"
            if path.hasPrefix("/aws-service-role/") { return .refused("it is service-linked") }
            if path.hasPrefix("/aws-reserved/") {
                return .refused("it belongs to IAM Identity Center, which would set it back")
            }
            if context.own.roles.contains(context.id) {
                return .refused("Parapet itself works with it: it could not undo this")
            }
            guard before["policy"]?.string == policy else {
                return .refused("there is no policy \(policy)")
            }
            var after = before.object ?? Object()
            after["boundary"] = .string(policy)
            let input: Object = [
                "RoleName": .string(context.id), "PermissionsBoundary": .string(policy),
            ]
            return .calls(
                [ActionCall("iam", "PutRolePermissionsBoundary", input)],
                after: .object(after)
            )
        },
        undo: { context, _, _ in
            let input: Object = ["RoleName": .string(context.id)]
            return [ActionCall("iam", "DeleteRolePermissionsBoundary", input)]
        }
    )
}
