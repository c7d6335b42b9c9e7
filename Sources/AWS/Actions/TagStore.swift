import Document

/// Where the tags of a resource are kept, and how they are set: by service.
struct TagStore: Sendable {
    private enum Kind: Sendable { case ec2, bucket, role, user }

    private let kind: Kind
    private let id: JSON

    /// "Tag naming limits and requirements" in the Tagging AWS Resources User Guide.
    static let limit = 50

    static let types =
        [
            "ec2.address", "ec2.flow-log", "ec2.image", "ec2.instance", "ec2.network-acl",
            "ec2.network-interface", "ec2.route-table", "ec2.security-group", "ec2.snapshot",
            "ec2.subnet", "ec2.volume", "ec2.vpc", "ec2.vpc-peering",
        ] + ["iam.role", "iam.user", "s3.bucket"]

    init?(_ context: ActionContext) {
        id = .string(context.id)
        switch context.type {
        case "s3.bucket": kind = .bucket
        case "iam.role": kind = .role
        case "iam.user": kind = .user
        case let type where type.hasPrefix("ec2."): kind = .ec2
        default: return nil
        }
    }

    var read: ActionRead {
        switch kind {
        case .ec2:
            let filter: JSON = ["Name": "resource-id", "Values": [id]]
            return ActionRead(
                "tags",
                "ec2",
                "DescribeTags",
                ["Filters": [filter]],
                items: "Tags"
            )
        case .bucket: return ActionRead("tags", "s3", "GetBucketTagging", ["Bucket": id])
        case .role:
            return ActionRead("tags", "iam", "ListRoleTags", ["RoleName": id], items: "Tags")
        case .user:
            return ActionRead("tags", "iam", "ListUserTags", ["UserName": id], items: "Tags")
        }
    }

    /// The key as it stands among the tags. Keys of users and roles have no case: one that is written
    /// otherwise is the same tag. Source: IAM User Guide, "Tags for AWS Identity and Access Management
    /// resources".
    func written(_ key: String, among tags: Object) -> String? {
        switch kind {
        case .ec2, .bucket: tags[key] == nil ? nil : key
        case .role, .user: tags.keys.first { $0.lowercased() == key.lowercased() }
        }
    }

    /// AWS's list of them, of what was read.
    func tags(_ read: Object) -> JSON? {
        kind == .bucket ? read["tags"]?["TagSet"] : read["tags"]
    }

    /// - Parameter whole: all that the resource then has; a bucket's are set at once.
    func set(_ tags: Object, whole: Object) -> [ActionCall] {
        switch kind {
        case .ec2:
            let input: Object = ["Resources": [id], "Tags": Self.list(tags)]
            return [ActionCall("ec2", "CreateTags", input, isRepeatable: true)]
        case .bucket: return [put(whole)]
        case .role:
            return [ActionCall("iam", "TagRole", ["RoleName": id, "Tags": Self.list(tags)])]
        case .user:
            return [ActionCall("iam", "TagUser", ["UserName": id, "Tags": Self.list(tags)])]
        }
    }

    func remove(_ tags: Object, whole: Object) -> [ActionCall] {
        guard !tags.isEmpty else { return [] }
        let keys = JSON.list(tags.keys.sorted())
        switch kind {
        case .ec2:
            // With its value, so that one that somebody changed stays.
            let input: Object = ["Resources": [id], "Tags": Self.list(tags)]
            return [ActionCall("ec2", "DeleteTags", input, isRepeatable: true)]
        case .bucket:
            return whole.isEmpty
                ? [ActionCall("s3", "DeleteBucketTagging", ["Bucket": id])] : [put(whole)]
        case .role: return [ActionCall("iam", "UntagRole", ["RoleName": id, "TagKeys": keys])]
        case .user: return [ActionCall("iam", "UntagUser", ["UserName": id, "TagKeys": keys])]
        }
    }

    private func put(_ tags: Object) -> ActionCall {
        let input: Object = ["Bucket": id, "Tagging": ["TagSet": Self.list(tags)]]
        return ActionCall("s3", "PutBucketTagging", input)
    }

    private static func list(_ tags: Object) -> JSON {
        .array(
            tags.sorted { $0.0 < $1.0 }.map { ["Key": .string($0.0), "Value": $0.1] }
        )
    }
}
