import Document
import Guardrails

/// What a recorder of AWS Config records, and whether it does. What AWS's answer leaves out is not
/// held against it.
/// Sources: AWS Config API, "RecordingGroup" and "ConfigurationRecorderStatus".
enum Recording {
    static let facts: [ResourceType.Fact] = [
        .init(
            "works",
            .flag,
            from: ["status"],
            "whether it records at present and its last recording did not fail",
            example: "!resource.works",
            judge: works
        ),
        .init(
            "all_types",
            .flag,
            from: [],
            "whether it records all types of its region; those of IAM, which are everywhere the "
                + "same, may be recorded elsewhere",
            example: "!resource.all_types"
        ) { .known(.bool(Group($0).hasAllTypes), because: []) },
        .init(
            "iam_types",
            .flag,
            from: [],
            "whether it records IAM's users, groups, roles and policies",
            example: "!resource.iam_types"
        ) { .known(.bool(Group($0).hasIAM), because: []) },
    ]

    private static func works(_ recorder: Resource) -> ResourceType.Fact.Answer {
        guard recorder.unread["status"] == nil else { return .unknown(["status"]) }
        let isOn = recorder.document["recording"]?.bool == true
        let hasFailed = recorder.document["last_status"]?.string?.uppercased() == "FAILURE"
        return .known(.bool(isOn && !hasFailed), because: [])
    }

    private struct Group {
        private let recorder: Resource

        init(_ recorder: Resource) { self.recorder = recorder }

        /// Types that are global, and have to be recorded in one region only.
        private static let iam: Set = [
            "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role", "AWS::IAM::Policy",
        ]

        private var group: JSON? { recorder.document["aws"]?["recordingGroup"] }
        private var strategy: String? { group?["recordingStrategy"]?["useOnly"]?.string }
        private var named: Set<String> { Set(group?["resourceTypes"]?.texts ?? []) }
        private var excluded: Set<String> {
            Set(group?["exclusionByResourceTypes"]?["resourceTypes"]?.texts ?? [])
        }

        var hasAllTypes: Bool {
            switch strategy {
            case "EXCLUSION_BY_RESOURCE_TYPES": excluded.isSubset(of: Self.iam)
            case "INCLUSION_BY_RESOURCE_TYPES": false
            default: flag("all_supported", "allSupported") ?? named.isEmpty
            }
        }

        var hasIAM: Bool {
            switch strategy {
            case "EXCLUSION_BY_RESOURCE_TYPES": excluded.isDisjoint(with: Self.iam)
            case "INCLUSION_BY_RESOURCE_TYPES": named.isSuperset(of: Self.iam)
            default:
                named.isSuperset(of: Self.iam)
                    || flag("global_types", "includeGlobalResourceTypes") ?? named.isEmpty
            }
        }

        private func flag(_ field: String, _ member: String) -> Bool? {
            recorder.document[field]?.bool ?? group?[member]?.bool
        }
    }
}
