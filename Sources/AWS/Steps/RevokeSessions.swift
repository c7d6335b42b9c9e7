import Document
import Guardrails

extension Step {
    static let revokeSessions = responding(
        .revokeSessions,
        site: .account,
        inputs: [
            .init("role", .text, required: true, "the role's name"),
            .init(
                "before",
                .text,
                "sessions that began before it are revoked, such as 2026-01-02T03:04:05Z; by default "
                    + "when the run began"
            ) { value in
                value.string.flatMap { Timestamp($0) } == nil ? "it is not a time" : nil
            },
        ],
        outputs: [
            .init("policy", .text, "the inline policy that denies"),
            .init("hits", .list(.text), "the instances with the role, and whom it trusts"),
            .init("notes", .list(.text), "what people have to know"),
        ],
        targets: { context in
            let given = context.text("before")
            guard let before = given.isEmpty ? context.run.started : Timestamp(given) else {
                return .failed("'\(given)' is not a time", isFinal: true)
            }
            let users = await RoleUsers.of(context.text("role"), context)
            let name = ResourceName(
                type: "iam.role",
                account: context.text("account"),
                region: Scope.global,
                id: context.text("role")
            )
            let document: Object = ["hits": .list(users.hits), "notes": .list(users.notes)]
            // Sessions have the second that they began in: the one that is going on counts too.
            let started = before.seconds + (before.nanoseconds > 0 ? 1 : 0)
            let whole = Timestamp(seconds: started) ?? before
            return .found([
                ActionRequest(
                    target: Resource(name: name, document: document),
                    region: Scope.global,
                    parameters: [
                        "before": .string(whole.rfc3339), "run": .string(context.run.id),
                    ]
                )
            ])
        },
        answer: { _, changed in
            guard let changed = changed.first else { return [:] }
            let document = changed.request.target.document
            let run = changed.request.parameters["run"]?.string ?? ""
            return [
                "policy": .string(SessionRevocation.name(run: run)),
                "hits": document["hits"] ?? [], "notes": document["notes"] ?? [],
            ]
        }
    )
}

extension Action {
    /// Source: IAM User Guide, "Revoke IAM role temporary security credentials".
    static let revokeSessions = Action(
        "iam.revoke-sessions",
        title: "Denies everything to the sessions of the role that began before a time",
        subject: .resources(["iam.role"]),
        parameters: [
            .init("before", .text, required: true, "the time, in UTC"),
            .init("run", .text, required: true, "what the policy is named after"),
        ],
        asks: ["iam.GetRole", "iam.GetRolePolicy", "iam.ListRolePolicies"],
        sends: ["iam.PutRolePolicy", "iam.DeleteRolePolicy"],
        undoing: "the policy is deleted, unless somebody changed it",
        refuses:
            "a role that is gone, is service-linked or Identity Center's, or is one that Parapet works "
            + "with",
        reads: { context, known in
            let role: Object = ["RoleName": .string(context.id)]
            let first = ActionRead("role", "iam", "GetRole", role)
            guard known["role"] != nil else { return [first] }
            let names = ActionRead("names", "iam", "ListRolePolicies", role, items: "PolicyNames")
            let name = SessionRevocation.name(run: context.text("run") ?? "")
            guard known["names"]?.texts.contains(name) == true else { return [first, names] }
            let policy: Object = ["RoleName": .string(context.id), "PolicyName": .string(name)]
            return [first, names, ActionRead("policy", "iam", "GetRolePolicy", policy)]
        },
        image: { _, read in
            let role = read["role"]?["Role"]
            return [
                "role": role?["RoleId"] ?? .null, "path": role?["Path"] ?? .null,
                "policy": Declaration.document(read["policy"]?["PolicyDocument"]) ?? .null,
            ]
        },
        plan: { context, before in
            guard before["role"]?.string != nil else { return .refused("the role is gone") }
            if let reason = SessionRevocation.whyLeft(context, before["path"]?.string ?? "/") {
                return .refused(reason)
            }
            let wanted = SessionRevocation.policy(context.text("before") ?? "")
            if before["policy"]?.canonicalText == wanted.canonicalText { return .alreadyRight }
            let name = SessionRevocation.name(run: context.text("run") ?? "")
            guard before["policy"]?.isNull != false else {
                return .refused("it has another policy \(name)")
            }
            let input: Object = [
                "RoleName": .string(context.id), "PolicyName": .string(name),
                "PolicyDocument": .string(wanted.canonicalText),
            ]
            return .calls(
                [ActionCall("iam", "PutRolePolicy", input)],
                after: before.setting(["policy": wanted])
            )
        },
        undo: { context, before, after in
            let wanted = SessionRevocation.policy(context.text("before") ?? "")
            guard before["policy"]?.isNull != false,
                after["policy"]?.canonicalText == wanted.canonicalText
            else { return [] }
            let name = SessionRevocation.name(run: context.text("run") ?? "")
            let input: Object = ["RoleName": .string(context.id), "PolicyName": .string(name)]
            return [ActionCall("iam", "DeleteRolePolicy", input)]
        }
    )
}

private enum SessionRevocation {
    /// One a run. Source: IAM API Reference, PutRolePolicy: the characters of a policy's name.
    static func name(run: String) -> String {
        let kept = run.map { character in
            character.isASCII && (character.isLetter || character.isNumber || character == "-")
                ? character : "-"
        }
        return "ParapetRevokeSessions-" + String(kept.prefix(80))
    }

    static func policy(_ before: String) -> JSON {
        [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Deny", "Action": "*", "Resource": "*",
                    "Condition": ["DateLessThan": ["aws:TokenIssueTime": .string(before)]],
                ]
            ],
        ]
    }

    /// Roles that AWS does not let anybody edit, and Parapet's own.
    static func whyLeft(_ context: ActionContext, _ path: String) -> String? {
        if context.isOwn(role: context.id) {
            return "Parapet itself works with it: it could not undo this"
        }
        if path.hasPrefix("/aws-service-role/") || context.id.hasPrefix("AWSServiceRoleFor") {
            return "it is service-linked: AWS lets nobody edit it"
        }
        if path.hasPrefix("/aws-reserved/") || context.id.hasPrefix("AWSReservedSSO_") {
            return "it belongs to IAM Identity Center: its sessions are revoked there"
        }
        return nil
    }
}
