import Document

extension Action {
    /// Sources: IAM User Guide, "Modify a role", "Versioning IAM policies" and "Service-linked roles";
    /// "IAM and AWS STS quotas".
    static let applyBaseline = Action(
        "iam.apply-baseline",
        title: "Makes a role or policy of the baseline as the baseline says",
        subject: .element(Baseline.element.name),
        parameters: [
            .init(
                "create",
                .flag,
                standard: false,
                "whether a role or policy that is missing is made; else it is left to people"
            )
        ],
        asks: [
            "iam.GetAccountSummary", "iam.GetPolicy", "iam.GetPolicyVersion", "iam.GetRole",
            "iam.GetRolePolicy", "iam.ListAttachedRolePolicies", "iam.ListEntitiesForPolicy",
            "iam.ListInstanceProfilesForRole", "iam.ListPolicyVersions", "iam.ListRolePolicies",
        ],
        sends: [
            "iam.AttachRolePolicy", "iam.CreatePolicy", "iam.CreatePolicyVersion", "iam.CreateRole",
            "iam.DeletePolicy", "iam.DeletePolicyVersion", "iam.DeleteRole",
            "iam.DeleteRolePermissionsBoundary", "iam.DeleteRolePolicy", "iam.DetachRolePolicy",
            "iam.PutRolePermissionsBoundary", "iam.PutRolePolicy", "iam.SetDefaultPolicyVersion",
            "iam.UpdateAssumeRolePolicy",
        ],
        undoing:
            "what was attached is detached, what was changed is as it was, and what was made is "
            + "deleted, unless somebody changed it or put something to it since",
        refuses:
            "what is missing without 'create'; a role that is service-linked, Identity Center's or "
            + "one that Parapet works with, and a policy of such a one; a policy without room for a "
            + "version, a role beyond IAM's quotas; what could not be put back",
        reads: { context, known in
            context.isBaselineRole
                ? BaselineRole.reads(context, known) : BaselinePolicy.reads(context, known)
        },
        image: { context, read in
            context.isBaselineRole
                ? BaselineRole(context, read: read).image
                : BaselinePolicy(context, read: read).image
        },
        plan: { context, before in
            context.isBaselineRole
                ? BaselineRole(image: before).plan(context)
                : BaselinePolicy(image: before).plan(context)
        },
        undo: { context, before, after in
            context.isBaselineRole
                ? BaselineRole(image: after).calls(to: BaselineRole(image: before), context)
                : BaselinePolicy(image: after).undo(to: BaselinePolicy(image: before), context)
        }
    )
}

extension ActionContext {
    /// What the baseline says of it.
    var wanted: JSON { request.element ?? .null }
    var isBaselineRole: Bool { wanted["kind"] == "role" }
    var baselineName: String { wanted["name"]?.string ?? "" }

    /// Why one that is not there is not made; nil: it may be.
    func whyNotMade(isRoom: Bool) -> String? {
        if !flag("create") { return "it is missing, and 'with' does not say create: true" }
        return isRoom ? nil : "the account has as many as IAM lets it have"
    }

    /// Whether Parapet acts as a role of the account.
    func isOwn(role: String) -> Bool {
        own.roles.contains(role)
            || own.caller?.hasPrefix(
                "arn:\(partition.name):sts::\(account):assumed-role/\(role)/"
            ) == true
    }
}

/// What IAM lets an account have, as `GetAccountSummary` tells it.
struct BaselineQuotas {
    /// By IAM's names, those alone that do not move by themselves.
    let image: JSON

    static let read = ActionRead("quotas", "iam", "GetAccountSummary")
    static let unknown = "AWS does not say how much it may have"

    init(image: JSON?) { self.image = image ?? .null }

    init(_ read: Object, _ names: [String]) {
        let summary = read["quotas"]?["SummaryMap"]
        image = .object(Object(names.map { ($0, summary?[$0] ?? .null) }))
    }

    subscript(name: String) -> Int64? { image[name]?.int }

    /// Whether one more may be made of what the summary counts under a name.
    static func isRoom(for name: String, _ read: Object) -> Bool {
        let summary = read["quotas"]?["SummaryMap"]
        guard let count = summary?[name]?.int, let quota = summary?["\(name)Quota"]?.int else {
            return false
        }
        return count < quota
    }

    /// IAM does not count white space.
    static func characters(_ policy: JSON) -> Int64 {
        Int64(policy.text.count { !$0.isWhitespace })
    }
}

extension JSON {
    /// A policy as IAM takes it: one that does not say its version means the oldest, which IAM does not
    /// take of a new one. Only variables mean something else in the newer.
    ///
    /// Source: IAM User Guide, "IAM JSON policy elements: Version".
    var versioned: JSON {
        guard var document = object, document["Version"] == nil, !text.contains("${") else {
            return self
        }
        document["Version"] = "2012-10-17"
        return .object(document)
    }
}
