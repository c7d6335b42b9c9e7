import Document
import Guardrails

extension Collector {
    static let credentialReport = Collector(credentialReportType) { reading, answers in
        let generated = await reading.reader.read(
            "iam",
            "GenerateCredentialReport",
            region: reading.region
        )
        switch generated {
        case .gap(let gap): return answers.listed(gap)
        case .complete(let document) where document["State"] == nil:
            return answers.listed(unreadable("AWS does not tell the state", "Generate"))
        case .complete(let document) where document["State"] != "COMPLETE":
            // AWS takes its time; the job comes back to it.
            return answers.wait(seconds: 5)
        case .complete, .absent, .gone: break
        }
        let report = await reading.reader.read(
            "iam",
            "GetCredentialReport",
            region: reading.region
        )
        switch report {
        case .gap(let gap): answers.listed(gap)
        case .absent, .gone: answers.listed(nil)
        case .complete(let document):
            let bytes = document["Content"]?.string.flatMap { Base64.decode($0) } ?? []
            // Without its titles it is no report, also where it has no line.
            guard bytes.starts(with: "user,".utf8), let rows = try? CSV.parse(bytes) else {
                return answers.listed(unreadable("it is no credential report", "Get"))
            }
            answers.listed(nil)
            let found = rows.compactMap { resource($0, reading) }
            if found.count < rows.count {
                answers.listed(unreadable("a line without a user", "Get"))
            }
            answers.found(found.filter { reading.id == nil || $0.name.id == reading.id })
        }
    }

    private static func unreadable(_ detail: String, _ verb: String) -> Gap {
        let permission = Permission.action("iam", "\(verb)CredentialReport")
        return Gap(reason: .failed, permission: permission, detail: detail)
    }

    private static func resource(_ row: Object, _ reading: Reading) -> Resource? {
        guard let user = row["user"]?.string, !user.isEmpty else { return nil }
        let arn = row["arn"]?.string
        var draft = ResourceDraft(
            reading.name(id: user, arn: arn, name: user),
            aws: .object(row)
        )
        for field in credentialReportType.fields {
            // AWS writes words where there is no value.
            switch (field.shape, row[field.name]?.string) {
            case (_, nil), (_, "N/A"), (_, "no_information"), (_, "not_supported"): continue
            case (.flag, let text?): draft[field.name] = .bool(text.lowercased() == "true")
            case (_, let text?): draft[field.name] = .string(text)
            }
        }
        return draft.resource
    }

    private static let credentialReportType = ResourceType(
        "iam.credential-report",
        title: "Line of the credential report",
        service: "iam",
        isGlobal: true,
        listCalls: ["GenerateCredentialReport", "GetCredentialReport"],
        listPermissions: ["iam:GenerateCredentialReport", "iam:GetCredentialReport"],
        byID: .listing("the report is made of all users at once"),
        fields: [
            .init("user", .text, "the user; <root_account> for the root user"),
            .init("user_creation_time", .timestamp, "when it was made"),
            .init("password_enabled", .flag, "whether it has a password"),
            .init("password_last_used", .timestamp, "when it last signed in"),
            .init("password_last_changed", .timestamp, "when the password was set"),
            .init("mfa_active", .flag, "whether it has a second factor"),
            .init("access_key_1_active", .flag, "whether its first key works"),
            .init("access_key_1_last_rotated", .timestamp, "when the first key was made"),
            .init("access_key_1_last_used_date", .timestamp, "when the first key was last used"),
            .init("access_key_2_active", .flag, "whether its second key works"),
            .init("access_key_2_last_rotated", .timestamp, "when the second key was made"),
            .init("access_key_2_last_used_date", .timestamp, "when the second key was last used"),
            .init("cert_1_active", .flag, "whether its first certificate works"),
            .init("cert_2_active", .flag, "whether its second certificate works"),
        ]
    )
}
