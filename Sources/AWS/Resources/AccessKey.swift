import Document
import Guardrails

extension ResourceType {
    static let accessKey = ResourceType(
        "iam.access-key",
        title: "IAM access key",
        service: "iam",
        isGlobal: true,
        listPermissions: ["iam:GetAccountAuthorizationDetails", "iam:ListAccessKeys"],
        attributes: [.init("last_used", permissions: ["iam:GetAccessKeyLastUsed"])],
        fields: [
            .init("user", .text, "the user it belongs to; tags are the user's"),
            .init("status", .text, "Active or Inactive"),
            .init("created", .timestamp, "when it was made"),
            .init(
                "last_used",
                .timestamp,
                from: "last_used",
                "when it last signed a request; missing where it never did"
            ),
        ],
        facts: [
            .init(
                "unused_since",
                .timestamp,
                from: ["last_used"],
                "the last use, or the creation of a key that was never used",
                judge: unusedSince
            )
        ]
    )

    private static func unusedSince(_ key: Resource) -> Fact.Answer {
        guard key.unread["last_used"] == nil else { return .unknown(["last_used"]) }
        if let used = key.document["last_used"]?.string {
            return .known(
                .string(used),
                because: [Because(text: "last used \(used)", path: "last_used")]
            )
        }
        guard let created = key.document["created"]?.string else {
            return .known(.null, because: [])
        }
        return .known(
            .string(created),
            because: [Because(text: "never used, created \(created)", path: "created")]
        )
    }
}
