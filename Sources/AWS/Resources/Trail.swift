import Document
import Guardrails

extension Collector {
    static let trail = Collector(
        Declaration(
            "cloudtrail.trail",
            "CloudTrail trail",
            service: "cloudtrail",
            list: "DescribeTrails",
            items: "trailList",
            id: "TrailARN",
            one: .narrowed("trailNameList"),
            arn: .path("TrailARN"),
            name: "Name",
            home: "HomeRegion",
            tags: .read(
                .init("tags", "ListTags", ["ResourceIdList": "TrailARN"], []),
                "ResourceTagList[0].TagsList"
            ),
            fields: [
                .init("home_region", .text, "HomeRegion", "the region that it was made in"),
                .init("multi_region", .flag, "IsMultiRegionTrail", "whether it covers all regions"),
                .init(
                    "organization",
                    .flag,
                    "IsOrganizationTrail",
                    "whether it covers the organization"
                ),
                .init(
                    "validation",
                    .flag,
                    "LogFileValidationEnabled",
                    "whether its files can be proved unchanged"
                ),
                .init("bucket", .text, "S3BucketName", "where it writes"),
                .init("topic", .text, "SnsTopicARN", "the topic that is told of its files"),
                .init("key", .text, "KmsKeyId", "the key that encrypts its files"),
                .init(
                    "log_group",
                    .text,
                    "CloudWatchLogsLogGroupArn",
                    "the log group it writes to"
                ),
            ],
            attributes: [
                .init(
                    "status",
                    "GetTrailStatus",
                    ["Name": "TrailARN"],
                    [
                        .init("logging", .flag, "IsLogging", "whether it writes at present"),
                        .init("delivered", .timestamp, "LatestDeliveryTime", "when it last wrote"),
                        .init("delivery_error", .text, "LatestDeliveryError", "why it could not"),
                    ]
                ),
                .init(
                    "selectors",
                    "GetEventSelectors",
                    ["TrailName": "TrailARN"],
                    [
                        .init("event_selectors", .any, "EventSelectors", "what it records"),
                        .init(
                            "advanced_selectors",
                            .any,
                            "AdvancedEventSelectors",
                            "what it records, said the newer way"
                        ),
                    ]
                ),
            ]
        ),
        facts: [
            .init(
                "management_events",
                .flag,
                from: ["selectors"],
                "whether it records all management events, reads and writes",
                example: "!resource.management_events",
                judge: recordsManagementEvents
            )
        ],
        functions: [TrailAlarm.function]
    )

    private static func recordsManagementEvents(_ trail: Resource) -> ResourceType.Fact.Answer {
        guard trail.unread["selectors"] == nil else { return .unknown(["selectors"]) }
        let plain = trail.document["event_selectors"]?.array ?? []
        let advanced = trail.document["advanced_selectors"]?.array ?? []
        let byPlain = plain.contains {
            $0["IncludeManagementEvents"]?.bool == true && $0["ReadWriteType"] == "All"
        }
        let byAdvanced = advanced.contains { selector in
            let fields = selector["FieldSelectors"]?.array ?? []
            return fields.count == 1 && fields[0]["Field"] == "eventCategory"
                && fields[0]["Equals"]?.array == ["Management"]
        }
        // A trail without any selector records them: that is how trails are made.
        let isPlain = plain.isEmpty && advanced.isEmpty
        return .known(.bool(byPlain || byAdvanced || isPlain), because: [])
    }
}
