extension DeclaredEvent {
    /// A trail is called by its name or its ARN.
    private static let trailARN = "arn:{partition}:cloudtrail:{region}:{account}:trail/{name}"

    static let security: [String: [DeclaredEvent]] = [
        "cloudtrail.trail": events(
            ["CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"],
            .request("Name", .made(trailARN))
        )
            + events(
                ["PutEventSelectors", "PutInsightSelectors"],
                .request("TrailName", .made(trailARN))
            )
            + events(["AddTags", "RemoveTags"], .request("ResourceId", prefix: "arn:")),
        "config.recorder": events(
            ["PutConfigurationRecorder"],
            .request("ConfigurationRecorder.name")
        )
            + events(
                [
                    "StartConfigurationRecorder", "StopConfigurationRecorder",
                    "DeleteConfigurationRecorder",
                ],
                .request("ConfigurationRecorderName")
            ),
        "config.delivery-channel": events(
            ["PutDeliveryChannel"],
            .request("DeliveryChannel.name")
        )
            + events(["DeleteDeliveryChannel"], .request("DeliveryChannelName")),
        "guardduty.detector": events(
            ["CreateDetector"],
            .response("DetectorId")
        )
            + events(["UpdateDetector", "DeleteDetector"], .request("DetectorId")),
        "securityhub.hub": events(
            ["EnableSecurityHub", "DisableSecurityHub", "UpdateSecurityHubConfiguration"],
            .single
        ),
        "securityhub.standard": events(
            ["BatchEnableStandards", "BatchDisableStandards"],
            .response("StandardsSubscriptions[].StandardsArn")
        ),
        "accessanalyzer.analyzer": events(
            ["CreateAnalyzer", "DeleteAnalyzer", "UpdateAnalyzer"],
            .request("analyzerName")
        ),
        "macie2.session": events(
            ["EnableMacie", "DisableMacie", "UpdateMacieSession"],
            .single
        ),
        "kms.key": events(["CreateKey"], .response("KeyMetadata.KeyId"))
            + events(
                [
                    "EnableKey", "DisableKey", "ScheduleKeyDeletion", "CancelKeyDeletion",
                    "EnableKeyRotation", "DisableKeyRotation", "PutKeyPolicy", "TagResource",
                    "UntagResource", "UpdateKeyDescription",
                ],
                .request("KeyId", .name)
            ),
        // A secret goes by its name too, which is not its id.
        "secretsmanager.secret": events(["CreateSecret"], .response("ARN"))
            + events(
                [
                    "PutResourcePolicy", "DeleteResourcePolicy", "UpdateSecret", "DeleteSecret",
                    "RestoreSecret", "RotateSecret", "CancelRotateSecret", "TagResource",
                    "UntagResource",
                ],
                .request("SecretId", prefix: "arn:"),
                .written("responseElements.arn", prefix: "arn:")
            ),
    ]

    static let monitoring: [String: [DeclaredEvent]] = [
        "cloudwatch.alarm": alarms + events(["PutMetricAlarm"], .request("AlarmName")),
        "cloudwatch.composite-alarm": alarms
            + events(["PutCompositeAlarm"], .request("AlarmName")),
        "logs.log-group": events(
            [
                "PutRetentionPolicy", "DeleteRetentionPolicy", "AssociateKmsKey",
                "DisassociateKmsKey",
            ],
            .request("logGroupName")
        ),
        "logs.metric-filter": events(
            ["PutMetricFilter", "DeleteMetricFilter"],
            Place([.request("logGroupName"), .request("filterName")])
        ),
    ]

    private static let alarms = events(
        ["DeleteAlarms", "EnableAlarmActions", "DisableAlarmActions"],
        .request("AlarmNames[]")
    )
}
