import Document

/// A managed policy of the account that the baseline asks for.
///
/// Source: IAM User Guide, "Versioning IAM policies": a policy has up to five versions, one of them in
/// force.
struct BaselinePolicy {
    /// Its ARN and id; null where it is not there.
    let policy: JSON
    let standard: String
    let versions: [String]
    /// What the version in force says.
    let document: JSON
    /// Parapet's own roles that have it.
    let own: [String]
    let quotas: BaselineQuotas
    let isRoom: Bool

    static func reads(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        let arn: Object = ["PolicyArn": .string(context.id)]
        let first = [BaselineQuotas.read, ActionRead("policy", "iam", "GetPolicy", arn)]
        guard let standard = known["policy"]?["Policy"]?["DefaultVersionId"] else { return first }
        var version = arn
        version["VersionId"] = standard
        var roles = arn
        roles["EntityFilter"] = "Role"
        return first + [
            ActionRead("version", "iam", "GetPolicyVersion", version),
            ActionRead("versions", "iam", "ListPolicyVersions", arn, items: "Versions"),
            ActionRead("roles", "iam", "ListEntitiesForPolicy", roles, items: "PolicyRoles"),
        ]
    }

    init(_ context: ActionContext, read: Object) {
        let found = read["policy"]?["Policy"]
        policy =
            found.map { ["Arn": $0["Arn"] ?? .null, "PolicyId": $0["PolicyId"] ?? .null] } ?? .null
        standard = found?["DefaultVersionId"]?.string ?? ""
        versions = (read["versions"]?.array ?? []).compactMap { $0["VersionId"]?.string }.sorted()
        document = Declaration.document(read["version"]?["PolicyVersion"]?["Document"]) ?? .null
        own = (read["roles"]?.array ?? []).compactMap { $0["RoleName"]?.string }
            .filter(context.isOwn(role:)).sorted()
        quotas = BaselineQuotas(read, ["PolicySizeQuota", "VersionsPerPolicyQuota"])
        isRoom = BaselineQuotas.isRoom(for: "Policies", read)
    }

    init(image: JSON) {
        policy = image["policy"] ?? .null
        standard = image["default"]?.string ?? ""
        versions = image["versions"]?.texts ?? []
        document = image["document"] ?? .null
        own = image["own"]?.texts ?? []
        quotas = BaselineQuotas(image: image["quotas"])
        isRoom = image["room"]?.bool == true
    }

    /// How many others there are is of no concern where it is there.
    var image: JSON {
        guard !policy.isNull else {
            return ["policy": .null, "room": .bool(isRoom), "quotas": quotas.image]
        }
        return [
            "policy": policy, "default": .string(standard), "versions": .list(versions),
            "document": document, "own": .list(own), "quotas": quotas.image,
        ]
    }

    func plan(_ context: ActionContext) -> ActionPlan {
        guard let wanted = context.wanted["document"]?.versioned, !wanted.isNull else {
            return .refused("the baseline does not say what the policy says")
        }
        guard let size = quotas["PolicySizeQuota"], let limit = quotas["VersionsPerPolicyQuota"]
        else { return .refused(BaselineQuotas.unknown) }
        let characters = BaselineQuotas.characters(wanted)
        let isLong = characters > size
        let long = "it would have \(characters) characters, IAM takes \(size)"
        guard !policy.isNull else {
            if let why = context.whyNotMade(isRoom: isRoom) { return .refused(why) }
            if isLong { return .refused(long) }
            let input: Object = [
                "PolicyName": .string(context.baselineName),
                "PolicyDocument": .string(wanted.canonicalText),
            ]
            return .calls(
                [ActionCall("iam", "CreatePolicy", input)],
                after: ["document": wanted, "quotas": quotas.image]
            )
        }
        switch PolicyDrift.comparison(document, with: wanted) {
        case .same: return .alreadyRight
        case .unknown(let why): return .refused("it cannot be compared: \(why)")
        case .differs: break
        }
        if let role = own.first {
            return .refused("the role \(role), which Parapet works with, has it")
        }
        guard versions.count < limit else {
            return .refused(
                "it has \(versions.count) versions: one would have to be deleted, and could not be "
                    + "put back"
            )
        }
        if isLong { return .refused(long) }
        let input: Object = [
            "PolicyArn": .string(context.id), "PolicyDocument": .string(wanted.canonicalText),
            "SetAsDefault": true,
        ]
        return .calls(
            [ActionCall("iam", "CreatePolicyVersion", input)],
            after: ["policy": policy, "document": wanted, "quotas": quotas.image]
        )
    }

    /// AWS deletes no policy that is attached, or has more than its version in force.
    func undo(to before: BaselinePolicy, _ context: ActionContext) -> [ActionCall] {
        let arn: Object = ["PolicyArn": .string(context.id)]
        guard !before.policy.isNull else { return [ActionCall("iam", "DeletePolicy", arn)] }
        var calls: [ActionCall] = []
        if standard != before.standard {
            var input = arn
            input["VersionId"] = .string(before.standard)
            calls.append(ActionCall("iam", "SetDefaultPolicyVersion", input))
        }
        for version in versions where !before.versions.contains(version) {
            var input = arn
            input["VersionId"] = .string(version)
            calls.append(ActionCall("iam", "DeletePolicyVersion", input))
        }
        return calls
    }
}
