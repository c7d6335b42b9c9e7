import Document

/// A role that the baseline asks for: who may assume it, and what it may do.
struct BaselineRole {
    /// What it is beside that; null where it is not there.
    let role: JSON
    var trust: JSON
    var boundary: JSON
    /// Managed policies by ARN, and inline policies by name.
    var attached: [String]
    var inline: Object
    let profiles: [String]
    /// Policies that the baseline names and the role has not: the ARN of each, null where there is none.
    let policies: Object
    let quotas: BaselineQuotas
    let isRoom: Bool

    init(_ context: ActionContext, read: Object) {
        let found = read["role"]?["Role"]
        let kept = ["Arn", "Description", "MaxSessionDuration", "Path", "RoleId"].compactMap {
            name in
            found?[name].map { (name, $0) }
        }
        var role = Object(kept)
        role["tags"] = .array(
            (found?["Tags"]?.array ?? []).sorted { $0.canonicalText < $1.canonicalText }
        )
        self.role = found == nil ? .null : .object(role)
        trust = Declaration.document(found?["AssumeRolePolicyDocument"]) ?? .null
        boundary = found?["PermissionsBoundary"]?["PermissionsBoundaryArn"] ?? .null
        attached = Self.attached(read).compactMap { $0["PolicyArn"]?.string }.sorted()
        inline = Object(
            (read["names"]?.texts ?? []).sorted().map { name in
                let document = read["inline/\(name)"]?["PolicyDocument"]
                return (name, Declaration.document(document) ?? .null)
            }
        )
        profiles = (read["profiles"]?.array ?? [])
            .compactMap { $0["InstanceProfileName"]?.string }.sorted()
        policies = Self.found(context, read)
        quotas = BaselineQuotas(
            read,
            ["AssumeRolePolicySizeQuota", "AttachedPoliciesPerRoleQuota", "RolePolicySizeQuota"]
        )
        isRoom = BaselineQuotas.isRoom(for: "Roles", read)
    }

    init(image: JSON) {
        role = image["role"] ?? .null
        trust = image["trust"] ?? .null
        boundary = image["boundary"] ?? .null
        attached = image["attached"]?.texts ?? []
        // The ledger keeps no order.
        inline = Object((image["inline"]?.object ?? Object()).sorted { $0.0 < $1.0 })
        profiles = image["profiles"]?.texts ?? []
        policies = image["policies"]?.object ?? Object()
        quotas = BaselineQuotas(image: image["quotas"])
        isRoom = image["room"]?.bool == true
    }

    var isThere: Bool { !role.isNull }

    /// How many others there are is of no concern where it is there.
    var image: JSON {
        guard isThere else {
            return [
                "role": .null, "room": .bool(isRoom), "policies": .object(policies),
                "quotas": quotas.image,
            ]
        }
        var image = settings
        image["role"] = role
        image["profiles"] = .list(profiles)
        image["policies"] = .object(policies)
        return .object(image)
    }

    /// What a baseline can say of it, and what bounds that.
    var settings: Object {
        [
            "trust": trust, "boundary": boundary, "attached": .list(attached),
            "inline": .object(inline), "quotas": quotas.image,
        ]
    }

    /// The calls that make another of it. What it loses comes first, so that no quota stands in the
    /// way; each concerns one thing, and none another. Documents are written as they are, whatever order
    /// the ledger gave their members.
    func calls(to other: BaselineRole, _ context: ActionContext) -> [ActionCall] {
        let name: Object = ["RoleName": .string(context.id)]
        func call(_ operation: String, _ members: Object = [:]) -> ActionCall {
            var input = name
            for (member, value) in members { input[member] = value }
            return ActionCall("iam", operation, input)
        }
        var (calls, own) = ([ActionCall](), self)
        if !isThere {
            var members: Object = ["AssumeRolePolicyDocument": .string(other.trust.canonicalText)]
            if !other.boundary.isNull { members["PermissionsBoundary"] = other.boundary }
            calls.append(call("CreateRole", members))
            (own.trust, own.boundary) = (other.trust, other.boundary)
        }
        let isKept = other.isThere || !isThere
        for arn in own.attached where !other.attached.contains(arn) {
            calls.append(call("DetachRolePolicy", ["PolicyArn": .string(arn)]))
        }
        for (policy, _) in own.inline where other.inline[policy] == nil {
            calls.append(call("DeleteRolePolicy", ["PolicyName": .string(policy)]))
        }
        guard isKept else { return calls + [call("DeleteRole")] }
        if own.trust != other.trust {
            calls.append(
                call(
                    "UpdateAssumeRolePolicy",
                    ["PolicyDocument": .string(other.trust.canonicalText)]
                )
            )
        }
        if own.boundary != other.boundary {
            calls.append(
                other.boundary.isNull
                    ? call("DeleteRolePermissionsBoundary")
                    : call("PutRolePermissionsBoundary", ["PermissionsBoundary": other.boundary])
            )
        }
        for arn in other.attached where !own.attached.contains(arn) {
            calls.append(call("AttachRolePolicy", ["PolicyArn": .string(arn)]))
        }
        for (policy, document) in other.inline where own.inline[policy] != document {
            calls.append(
                call(
                    "PutRolePolicy",
                    [
                        "PolicyName": .string(policy),
                        "PolicyDocument": .string(document.canonicalText),
                    ]
                )
            )
        }
        return calls
    }
}
