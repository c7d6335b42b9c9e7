import Document
import Guardrails
import Testing

@testable import AWS

/// What a recorder of AWS Config records, and whether it works.
struct RecordingTests {
    private func fact(_ name: String, _ document: Object, unread: String? = nil) throws -> JSON? {
        let type = try #require(Catalogue.aws["config.recorder"])
        let fact = try #require(type.facts.first { $0.name == name })
        let name = ResourceName(type: type.name, account: "1", region: "r", id: "default")
        var recorder = Resource(name: name, document: document)
        if let unread { recorder.unread[unread] = Gap(reason: .denied, permission: "p") }
        guard case .known(let value, _) = fact.judge(recorder) else { return nil }
        return value
    }

    private static let iam: JSON = [
        "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role", "AWS::IAM::Policy",
    ]

    private static func excluding(_ types: JSON) -> Object {
        [
            "aws": [
                "recordingGroup": [
                    "allSupported": false, "includeGlobalResourceTypes": false,
                    "exclusionByResourceTypes": ["resourceTypes": types],
                    "recordingStrategy": ["useOnly": "EXCLUSION_BY_RESOURCE_TYPES"],
                ]
            ]
        ]
    }

    @Test(
        arguments: [
            ([:], true, true), (["all_supported": true, "global_types": true], true, true),
            (["all_supported": true, "global_types": false], true, false),
            (["all_supported": false], false, true),
            (["aws": ["recordingGroup": ["allSupported": true]]], true, true),
            (["aws": ["recordingGroup": ["resourceTypes": ["AWS::S3::Bucket"]]]], false, false),
            (
                [
                    "aws": [
                        "recordingGroup": ["allSupported": false, "resourceTypes": iam]
                    ]
                ], false, true
            ),
            // Elsewhere IAM is recorded: what is left out here is no gap.
            (excluding(iam), true, false), (excluding(["AWS::EC2::Instance"]), false, true),
            (excluding(["AWS::IAM::Role"]), true, false),
            (
                [
                    "all_supported": true, "global_types": true,
                    "aws": [
                        "recordingGroup": [
                            "recordingStrategy": ["useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"]
                        ]
                    ],
                ], true, true
            ),
            (
                [
                    "aws": [
                        "recordingGroup": [
                            "resourceTypes": ["AWS::EC2::Instance"],
                            "recordingStrategy": ["useOnly": "INCLUSION_BY_RESOURCE_TYPES"],
                        ]
                    ]
                ], false, false
            ),
        ] as [(Object, Bool, Bool)]
    )
    func whichTypes(recorder: Object, isAll: Bool, hasIAM: Bool) throws {
        #expect(try fact("all_types", recorder) == .bool(isAll))
        #expect(try fact("iam_types", recorder) == .bool(hasIAM))
    }

    @Test(
        arguments: [
            (["recording": true], true), (["recording": true, "last_status": "SUCCESS"], true),
            (["recording": true, "last_status": "Pending"], true),
            (["recording": true, "last_status": "FAILURE"], false),
            (["recording": true, "last_status": "Failure"], false),
            (["recording": false, "last_status": "SUCCESS"], false), ([:], false),
        ] as [(Object, Bool)]
    ) func whetherItWorks(status: Object, works: Bool) throws {
        #expect(try fact("works", status) == .bool(works))
        #expect(try fact("works", status, unread: "status") == nil)
    }
}
