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
                        .init(
                            "log_delivery_error",
                            .text,
                            "LatestCloudWatchLogsDeliveryError",
                            "why it could not write to its log group"
                        ),
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
        facts: ManagementEvents.facts + TrailDelivery.facts,
        functions: TrailAlarm.functions
    )
}
