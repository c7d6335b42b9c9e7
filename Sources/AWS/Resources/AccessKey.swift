import Document
import Guardrails

extension Collector {
    static let accessKey = Collector(accessKeyType) { reading, answers in
        let users = await reading.session.list(
            "iam",
            "GetAccountAuthorizationDetails",
            DocumentPath("UserDetailList"),
            region: reading.region,
            ["Filter": ["User"]]
        )
        answers.listed(users.gap)
        await reading.each(users.items) { user in
            guard let name = user["UserName"]?.string else { return [] }
            let keys = await reading.session.list(
                "iam",
                "ListAccessKeys",
                DocumentPath("AccessKeyMetadata"),
                region: reading.region,
                ["UserName": .string(name)]
            )
            answers.listed(keys.gap)
            var resources: [Resource] = []
            for key in keys.items {
                if let found = await resource(key, of: user, reading, answers) {
                    resources.append(found)
                }
            }
            return resources
        }
    }

    private static func resource(
        _ key: JSON,
        of user: JSON,
        _ reading: Reading,
        _ answers: Answers
    ) async -> Resource? {
        guard let id = key["AccessKeyId"]?.string else { return nil }
        var draft = ResourceDraft(reading.name(id: id), aws: key)
        draft["user"] = user["UserName"]
        draft["status"] = key["Status"]
        draft["created"] = key["CreateDate"]
        draft["tags"] = .tags(user["Tags"])
        if reading.needs("last_used") {
            let answer = await reading.session.read(
                "iam",
                "GetAccessKeyLastUsed",
                region: reading.region,
                ["AccessKeyId": .string(id)]
            )
            if let document = draft.take(answer, as: "last_used", answers) {
                draft["last_used"] = document["AccessKeyLastUsed"]?["LastUsedDate"]
            }
        }
        return draft.resource
    }

    private static let accessKeyType = ResourceType(
        "iam.access-key",
        title: "IAM access key",
        service: "iam",
        isGlobal: true,
        listCalls: ["GetAccountAuthorizationDetails", "ListAccessKeys"],
        listPermissions: ["iam:GetAccountAuthorizationDetails", "iam:ListAccessKeys"],
        attributes: [
            .init(
                "last_used",
                calls: ["GetAccessKeyLastUsed"],
                permissions: ["iam:GetAccessKeyLastUsed"]
            )
        ],
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

    private static func unusedSince(_ key: Resource) -> ResourceType.Fact.Answer {
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
