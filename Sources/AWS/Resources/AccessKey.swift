import Document
import Guardrails

extension Collector {
    static let accessKey = Collector(accessKeyType) { reading, answers in
        if let id = reading.id, await readOne(id, reading, answers) { return }
        let users = await reading.reader.list(
            "iam",
            "GetAccountAuthorizationDetails",
            DocumentPath("UserDetailList"),
            region: reading.region,
            ["Filter": ["User"]]
        )
        answers.listed(users.gap)
        let denials = Denials()
        await reading.each(users.items) { user in
            guard let name = user["UserName"]?.string else { return [] }
            let keys = await reading.reader.list(
                "iam",
                "ListAccessKeys",
                DocumentPath("AccessKeyMetadata"),
                region: reading.region,
                ["UserName": .string(name)],
                // A user may go while others are read, and the keys with it.
                ofOne: true
            )
            answers.listed(keys.gap)
            var resources: [Resource] = []
            for key in keys.items
            where reading.id == nil || key["AccessKeyId"]?.string == reading.id {
                if let found = await resource(key, of: user, denials, reading, answers) {
                    resources.append(found)
                }
            }
            return resources
        }
    }

    /// The last use of a key tells whose it is. False where AWS does not tell: of a key that is not
    /// there it says what it says to who may not ask, so that only the list decides.
    private static func readOne(_ id: String, _ reading: Reading, _ answers: Answers) async -> Bool
    {
        let used = await reading.reader.read(
            "iam",
            "GetAccessKeyLastUsed",
            region: reading.region,
            ["AccessKeyId": .string(id)]
        )
        guard case .complete(let document) = used, let owner = document["UserName"],
            owner.string?.isEmpty == false
        else { return false }
        let keys = await reading.reader.list(
            "iam",
            "ListAccessKeys",
            DocumentPath("AccessKeyMetadata"),
            region: reading.region,
            ["UserName": owner],
            ofOne: true
        )
        let tags = await reading.reader.list(
            "iam",
            "ListUserTags",
            DocumentPath("Tags"),
            region: reading.region,
            ["UserName": owner],
            ofOne: true
        )
        answers.listed(keys.gap ?? tags.gap)
        guard keys.gap == nil, tags.gap == nil else { return true }
        let user: JSON = ["UserName": owner, "Tags": .array(tags.items)]
        for key in keys.items where key["AccessKeyId"]?.string == id {
            if let found = await resource(key, of: user, Denials(), reading, answers) {
                answers.found([found])
            }
        }
        return true
    }

    private static func resource(
        _ key: JSON,
        of user: JSON,
        _ denials: Denials,
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
            let answer = await reading.reader.read(
                "iam",
                "GetAccessKeyLastUsed",
                region: reading.region,
                ["AccessKeyId": .string(id)],
                asPart: true
            )
            if case .gap(let gap) = answer, gap.reason == .denied, let name = user["UserName"],
                await denials.mayBeOfOneGone(), await isGone(id, of: name, reading)
            {
                return nil
            }
            if let document = draft.take(answer, as: "last_used", answers) {
                draft["last_used"] = document["AccessKeyLastUsed"]?["LastUsedDate"]
            }
        }
        return draft.isGone ? nil : draft.resource
    }

    /// Of a key that is not there AWS says what it says to who may not ask: the user's keys, asked
    /// for again, tell which of the two it is.
    private static func isGone(_ id: String, of name: JSON, _ reading: Reading) async -> Bool {
        let keys = await reading.reader.sendPaced(
            "iam",
            "ListAccessKeys",
            reading.region,
            ["UserName": name]
        )
        switch keys {
        case .success(let document):
            guard let items = document["AccessKeyMetadata"]?.array,
                document["IsTruncated"]?.bool != true
            else { return false }
            return !items.contains { $0["AccessKeyId"]?.string == id }
        case .failure(let failure): return failure.error?.code == "NoSuchEntity"
        }
    }

    /// Where every key is refused, it is not that all have gone: a few are asked about.
    private actor Denials {
        private var count = 0

        func mayBeOfOneGone() -> Bool {
            count += 1
            return count <= 3
        }
    }

    private static let accessKeyType = ResourceType(
        "iam.access-key",
        title: "IAM access key",
        service: "iam",
        isGlobal: true,
        listCalls: ["GetAccountAuthorizationDetails", "ListAccessKeys"],
        listPermissions: ["iam:GetAccountAuthorizationDetails", "iam:ListAccessKeys"],
        byID: .calls(
            ["GetAccessKeyLastUsed", "ListAccessKeys", "ListUserTags"],
            permissions: ["iam:GetAccessKeyLastUsed", "iam:ListAccessKeys", "iam:ListUserTags"]
        ),
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
        aws: ModelShape("iam", "ListAccessKeys", DocumentPath("AccessKeyMetadata")),
        facts: [
            .init(
                "unused_since",
                .timestamp,
                from: ["last_used"],
                "the last use, or the creation of a key that was never used",
                example: "resource.unused_since < now - days(90)",
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
