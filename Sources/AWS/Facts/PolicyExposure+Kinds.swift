import Policy

/// The examples are what each service's resource policies mostly grant, so that a pattern such as `s3:Get*`
/// is told by an action that exists. Source: Service Authorization Reference.
extension PolicyExposure.Kind {
    static let bucket = PolicyExposure.Kind(
        actions: ["s3:?*"],
        examples: [
            "s3:GetObject", "s3:ListBucket", "s3:PutObject", "s3:DeleteObject",
            "s3:GetObjectVersion",
            "s3:GetObjectAcl", "s3:PutObjectAcl", "s3:GetBucketLocation", "s3:GetBucketAcl",
            "s3:PutBucketPolicy", "s3:ListBucketVersions", "s3:DeleteBucket",
            "s3:AbortMultipartUpload", "s3:RestoreObject", "s3:ReplicateObject",
        ],
        inside: Exposure.Inside("/*", example: "/x") { action in
            !action.contains("Bucket") && ["Object", "Multipart"].contains { action.contains($0) }
        }
    )
    static let topic = PolicyExposure.Kind(
        from: "attributes",
        actions: ["sns:?*"],
        examples: [
            "sns:Publish", "sns:Subscribe", "sns:GetTopicAttributes", "sns:SetTopicAttributes",
            "sns:ListSubscriptionsByTopic", "sns:AddPermission", "sns:RemovePermission",
            "sns:DeleteTopic",
        ]
    )
    static let queue = PolicyExposure.Kind(
        from: "attributes",
        actions: ["sqs:?*"],
        examples: [
            "sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes",
            "sqs:SetQueueAttributes", "sqs:ChangeMessageVisibility", "sqs:PurgeQueue",
            "sqs:AddPermission", "sqs:RemovePermission", "sqs:ListQueueTags",
        ]
    )
    static let key = PolicyExposure.Kind(
        actions: ["kms:?*"],
        examples: [
            "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom",
            "kms:DescribeKey", "kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant",
            "kms:PutKeyPolicy", "kms:GetKeyPolicy", "kms:ScheduleKeyDeletion", "kms:Sign",
            "kms:Verify", "kms:EnableKey", "kms:DisableKey", "kms:UpdateAlias", "kms:TagResource",
            "kms:CancelKeyDeletion", "kms:DeleteAlias", "kms:ImportKeyMaterial",
        ]
    )
    static let repository = PolicyExposure.Kind(
        actions: ["ecr:?*"],
        examples: [
            "ecr:BatchGetImage", "ecr:PutImage", "ecr:GetDownloadUrlForLayer", "ecr:DescribeImages",
            "ecr:ListImages", "ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload",
            "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:BatchDeleteImage",
            "ecr:SetRepositoryPolicy", "ecr:DeleteRepository", "ecr:ReplicateImage",
            "ecr:CreateRepository",
        ]
    )
    static let fileSystem = PolicyExposure.Kind(
        actions: ["elasticfilesystem:?*"],
        examples: [
            "elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite",
            "elasticfilesystem:ClientRootAccess", "elasticfilesystem:DescribeFileSystems",
            "elasticfilesystem:DeleteFileSystem", "elasticfilesystem:PutFileSystemPolicy",
        ]
    )
    static let secret = PolicyExposure.Kind(
        actions: ["secretsmanager:?*"],
        examples: [
            "secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret",
            "secretsmanager:PutSecretValue", "secretsmanager:ListSecretVersionIds",
            "secretsmanager:UpdateSecret", "secretsmanager:DeleteSecret",
            "secretsmanager:PutResourcePolicy", "secretsmanager:RotateSecret",
        ]
    )
    static let function = PolicyExposure.Kind(
        actions: ["lambda:?*"],
        examples: [
            "lambda:InvokeFunction", "lambda:InvokeFunctionUrl", "lambda:GetFunction",
            "lambda:UpdateFunctionCode", "lambda:ListVersionsByFunction", "lambda:AddPermission",
            "lambda:DeleteFunction",
        ],
        inside: Exposure.Inside(":?*", example: ":1")
    )
    static let trust = PolicyExposure.Kind(
        "trust",
        from: nil,
        actions: ["sts:?*"],
        examples: [
            "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML",
            "sts:TagSession", "sts:SetSourceIdentity",
        ]
    )
}
