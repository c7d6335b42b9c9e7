import Document
import Guardrails

/// A policy that tells what an IAM user, group or role may do: its own, an attached one, one of a
/// user's group, or the boundary.
enum AttachedPolicy {
    /// `policies` of `iam.user`, `iam.group` and `iam.role`.
    static let element = ResourceType.Element(
        "iam.attached-policy",
        meaning: "a policy that tells what it may do, wherever it comes from",
        example: "each: { policy: resource.policies }",
        fields: [
            .init("name", .text, "the policy's name"),
            .init("kind", .text, "inline, attached, group or boundary"),
            .init("group", .text, "the group that it comes by"),
            .init("arn", .text, "of a managed policy"),
            .init("document", .any, "what it says"),
        ],
        key: { "\($0["kind"]?.string ?? "")/\($0["name"]?.string ?? "")" },
        text: text
    )

    /// `inline policy 'admin'`
    static func text(_ policy: Object) -> String {
        let name = policy["name"]?.string ?? ""
        return switch policy["kind"]?.string {
        case "inline": "inline policy '\(name)'"
        case "group": "policy '\(name)' of group '\(policy["group"]?.string ?? "")'"
        case "boundary": "boundary '\(name)'"
        default: "policy '\(name)'"
        }
    }
}
