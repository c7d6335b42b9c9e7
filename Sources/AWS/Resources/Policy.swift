import Document
import Guardrails

extension Collector {
    static let policy: Collector = {
        let plain = Collector(
            policyDeclaration,
            facts: [StatementElement.ofDefaultVersion],
            elements: StatementElement.all,
            functions: StatementElement.functions
        )
        let calls = ["GetPolicy", "ListPolicyVersions"]
        let type = plain.type.adding(
            attributes: [],
            fields: [],
            byID: .calls(
                calls,
                forParts: ["GetPolicyVersion"],
                permissions: (calls + ["GetPolicyVersion"]).map { "iam:\($0)" }
            )
        )
        return Collector(type, declaration: policyDeclaration) { reading, answers in
            guard let arn = reading.id else {
                return await policyDeclaration.collect(reading, answers)
            }
            guard let item = await policy(arn, reading, answers) else { return }
            await policyDeclaration.complete([item], reading, answers)
        }
    }()

    /// With its versions, as the account's details tell it, which cannot be asked for one.
    private static func policy(
        _ arn: String,
        _ reading: Reading,
        _ answers: Answers
    ) async -> JSON? {
        // AWS's own policies can be read like the account's; they are not in its list.
        let isOwn = arn.split(separator: ":", omittingEmptySubsequences: false).dropFirst(4).first
        guard isOwn == reading.scope.account[...] else {
            answers.listed(nil)
            return nil
        }
        let read = { (operation: String, parameters: Object) async -> Answer in
            await reading.reader.read(
                "iam",
                operation,
                region: reading.region,
                parameters,
                ofOne: true
            )
        }
        let found = await read("GetPolicy", ["PolicyArn": .string(arn)])
        guard case .complete(let document) = found else {
            if case .gap(let gap) = found { answers.listed(gap) } else { answers.listed(nil) }
            return nil
        }
        let versions = await reading.reader.list(
            "iam",
            "ListPolicyVersions",
            DocumentPath("Versions"),
            region: reading.region,
            ["PolicyArn": .string(arn)]
        )
        var gap = versions.gap
        var texts: [JSON] = []
        for version in versions.items {
            let answer = await read(
                "GetPolicyVersion",
                ["PolicyArn": .string(arn), "VersionId": version["VersionId"] ?? ""]
            )
            switch answer {
            case .complete(let document): texts.append(document["PolicyVersion"] ?? .null)
            case .gap(let found): gap = gap ?? found
            // Deleted since the versions were listed.
            case .absent, .gone: break
            }
        }
        answers.listed(gap)
        guard gap == nil else { return nil }
        var item = policyDeclaration.listed(document["Policy"])
        item["PolicyVersionList"] = .array(texts)
        return .object(item)
    }

    private static let policyDeclaration = Declaration(
        "iam.policy",
        "IAM policy of the account",
        service: "iam",
        isGlobal: true,
        list: "GetAccountAuthorizationDetails",
        ["Filter": ["LocalManagedPolicy"]],
        items: "Policies",
        id: "Arn",
        arn: .path("Arn"),
        name: "PolicyName",
        fields: [
            .init("created", .timestamp, "CreateDate", "when it was made"),
            .init("attachments", .int, "AttachmentCount", "how often it is attached"),
            .init("default_version", .text, "DefaultVersionId", "the version in force"),
            .init(
                "versions",
                .any,
                "PolicyVersionList",
                "its versions, each with what it says",
                documents: "[].Document"
            ),
        ]
    )
}
