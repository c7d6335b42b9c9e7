import Document

extension Action {
    static let startRecorder = Action(
        "config.start-recorder",
        title: "Starts AWS Config's recorder in the region, and makes what it lacks",
        subject: .region,
        parameters: [
            .init(
                "role",
                .text,
                "the ARN of the role that it reads with, where there is no recorder"
            ),
            .init(
                "bucket",
                .text,
                "the bucket that it delivers to, where there is no delivery channel"
            ),
            .init("topic", .text, "the ARN of the topic that it tells, of a channel that is made"),
            .init(
                "global-types",
                .flag,
                standard: false,
                "whether a recorder that is made records IAM, too: one region's should"
            ),
        ],
        asks: [
            "config.DescribeConfigurationRecorders", "config.DescribeConfigurationRecorderStatus",
            "config.DescribeDeliveryChannels",
        ],
        sends: [
            "config.PutConfigurationRecorder", "config.PutDeliveryChannel",
            "config.StartConfigurationRecorder", "config.StopConfigurationRecorder",
            "config.DeleteDeliveryChannel", "config.DeleteConfigurationRecorder",
        ],
        also: ["iam:PassRole"],
        undoing: "the recorder is stopped; a channel and a recorder that were made are deleted",
        refuses:
            "a region without a recorder or a delivery channel where no role or no bucket is named",
        reads: { _, _ in
            [
                ActionRead(
                    "recorders",
                    "config",
                    "DescribeConfigurationRecorders",
                    items: "ConfigurationRecorders"
                ),
                ActionRead(
                    "status",
                    "config",
                    "DescribeConfigurationRecorderStatus",
                    items: "ConfigurationRecordersStatus"
                ),
                ActionRead(
                    "channels",
                    "config",
                    "DescribeDeliveryChannels",
                    items: "DeliveryChannels"
                ),
            ]
        },
        image: { _, read in RecorderState(read: read).image },
        plan: { context, before in RecorderState(image: before).plan(context) },
        undo: { _, before, after in
            RecorderState(image: after).undo(to: RecorderState(image: before))
        }
    )
}
