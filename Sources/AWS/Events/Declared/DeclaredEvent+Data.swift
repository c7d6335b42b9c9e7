extension DeclaredEvent {
    static let storage: [String: [DeclaredEvent]] = [
        // Answers are without the member that the API wraps them in; AWS keeps ids in small letters.
        // Source: Amazon RDS User Guide, "Monitoring Amazon RDS API calls in AWS CloudTrail".
        "rds.instance": events(
            [
                "CreateDBInstance", "ModifyDBInstance", "DeleteDBInstance", "RebootDBInstance",
                "RestoreDBInstanceFromDBSnapshot", "RestoreDBInstanceToPointInTime",
                "CreateDBInstanceReadReplica", "PromoteReadReplica", "StartDBInstance",
                "StopDBInstance",
            ],
            .written("responseElements.dBInstanceIdentifier")
        ),
        "rds.cluster": events(
            [
                "CreateDBCluster", "ModifyDBCluster", "DeleteDBCluster",
                "RestoreDBClusterFromSnapshot", "RestoreDBClusterToPointInTime", "StartDBCluster",
                "StopDBCluster",
            ],
            .written("responseElements.dBClusterIdentifier")
        ),
        "rds.snapshot": events(
            ["CreateDBSnapshot", "DeleteDBSnapshot", "CopyDBSnapshot"],
            .written("responseElements.dBSnapshotIdentifier")
        )
            + events(
                ["ModifyDBSnapshotAttribute"],
                .written("requestParameters.dBSnapshotIdentifier")
            ),
        "dynamodb.table": events(
            ["CreateTable", "UpdateTable", "DeleteTable", "UpdateContinuousBackups"],
            .request("TableName", .name)
        ),
        "ecr.repository": events(
            [
                "CreateRepository", "DeleteRepository", "SetRepositoryPolicy",
                "DeleteRepositoryPolicy", "PutImageTagMutability", "PutImageScanningConfiguration",
            ],
            .request("repositoryName")
        ),
        "efs.file-system": events(
            [
                "CreateFileSystem", "UpdateFileSystem", "DeleteFileSystem", "PutFileSystemPolicy",
                "DeleteFileSystemPolicy", "PutBackupPolicy",
            ],
            .written("requestParameters.fileSystemId"),
            .written("responseElements.fileSystemId")
        ),
    ]

    static let compute: [String: [DeclaredEvent]] = [
        // Source: AWS Lambda Developer Guide, "Logging AWS Lambda API calls using AWS CloudTrail": the
        // events carry the version of the API.
        "lambda.function": events(
            [
                "CreateFunction20150331", "DeleteFunction20150331",
                "UpdateFunctionConfiguration20150331v2", "UpdateFunctionCode20150331v2",
                "AddPermission20150331v2", "RemovePermission20150331v2", "CreateFunctionUrlConfig",
                "UpdateFunctionUrlConfig", "DeleteFunctionUrlConfig",
            ],
            .written("requestParameters.functionName", .name),
            .written("responseElements.functionName", .name)
        ),
        "eks.cluster": events(
            ["CreateCluster", "DeleteCluster", "UpdateClusterConfig", "UpdateClusterVersion"],
            .written("requestParameters.name")
        ),
        "elbv2.load-balancer": events(
            ["SetSecurityGroups", "CreateListener"],
            .request("LoadBalancerArn")
        ),
        "cloudfront.distribution": events(
            ["UpdateDistribution", "DeleteDistribution"],
            .written("requestParameters.id")
        )
            + events(
                ["CreateDistribution", "CreateDistributionWithTags"],
                .written("responseElements.distribution.id")
            )
            + events(["TagResource", "UntagResource"], .written("requestParameters.resource")),
        "wafv2.web-acl": events(
            ["UpdateWebACL", "DeleteWebACL"],
            .written("requestParameters.id")
        )
            + events(["CreateWebACL"], .written("responseElements.summary.id")),
        "route53.hosted-zone": events(
            ["CreateHostedZone"],
            .written("responseElements.hostedZone.id", .made("/hostedzone/{name}"))
        )
            + events(
                ["DeleteHostedZone", "UpdateHostedZoneComment"],
                .written("requestParameters.id", .made("/hostedzone/{name}"))
            ),
    ]

    static let messages: [String: [DeclaredEvent]] = [
        "sns.topic": events(["AddPermission", "RemovePermission"], .request("TopicArn")),
        // Its id is the topic, the protocol and the endpoint, where the record does not hide that.
        "sns.subscription": events(
            ["Subscribe"],
            Place([
                .written("requestParameters.topicArn"), .written("requestParameters.protocol"),
                .written("requestParameters.endpoint"),
            ]),
            .written("requestParameters.topicArn", .naming("topic"))
        )
            + events(
                ["ConfirmSubscription"],
                .written("requestParameters.topicArn", .naming("topic"))
            ),
        "sqs.queue": events(["CreateQueue"], .response("QueueUrl"))
            + events(
                [
                    "SetQueueAttributes", "AddPermission", "RemovePermission", "DeleteQueue",
                    "TagQueue", "UntagQueue",
                ],
                .request("QueueUrl")
            ),
    ]

    /// The account's own: what says that its watch is on or off.
    static let account: [String: [DeclaredEvent]] = [
        "aws.account": events(
            [
                "CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging",
                "PutEventSelectors",
            ],
            in: "cloudtrail",
            .single
        )
            + events(
                [
                    "PutConfigurationRecorder", "StartConfigurationRecorder",
                    "StopConfigurationRecorder", "DeleteConfigurationRecorder",
                    "DeleteDeliveryChannel",
                ],
                in: "config",
                .single
            )
            + events(
                ["CreateDetector", "UpdateDetector", "DeleteDetector"],
                in: "guardduty",
                .single
            )
            + events(["EnableSecurityHub", "DisableSecurityHub"], in: "securityhub", .single),
        "account.security-contact": events(
            ["PutAlternateContact", "DeleteAlternateContact"],
            .single
        ),
        "account.contact-information": events(["PutContactInformation"], .single),
        "organizations.organization": events(
            ["CreateOrganization", "DeleteOrganization", "EnableAllFeatures"],
            .single
        ),
    ]
}
