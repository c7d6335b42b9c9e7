extension PolicyExposure.Kind {
    static let bucket = PolicyExposure.Kind(
        actions: ["s3:*"],
        examples: ["s3:GetObject", "s3:ListBucket", "s3:PutObject"]
    )
    static let topic = PolicyExposure.Kind(
        from: "attributes",
        actions: ["sns:*"],
        examples: ["sns:Publish", "sns:Subscribe"]
    )
    static let queue = PolicyExposure.Kind(
        from: "attributes",
        actions: ["sqs:*"],
        examples: ["sqs:SendMessage", "sqs:ReceiveMessage"]
    )
    static let key = PolicyExposure.Kind(
        actions: ["kms:*"],
        examples: ["kms:Decrypt", "kms:Encrypt"]
    )
    static let repository = PolicyExposure.Kind(
        actions: ["ecr:*"],
        examples: ["ecr:BatchGetImage", "ecr:PutImage"]
    )
    static let fileSystem = PolicyExposure.Kind(
        actions: ["elasticfilesystem:*"],
        examples: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    )
    static let secret = PolicyExposure.Kind(
        actions: ["secretsmanager:*"],
        examples: ["secretsmanager:GetSecretValue"]
    )
    static let function = PolicyExposure.Kind(
        actions: ["lambda:*"],
        examples: ["lambda:InvokeFunction"]
    )
    static let trust = PolicyExposure.Kind(
        "trust",
        from: nil,
        actions: ["sts:*"],
        examples: ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"]
    )
}
