/// One change on a resource that only a wildcard names.
struct PrivilegeProbe {
    let action: String
    private let service: String
    /// The resource behind its account: `table/any-other`.
    private let resource: String

    private init(_ action: String, _ resource: String) {
        self.action = action
        service = String(action.prefix { $0 != ":" })
        self.resource = resource
    }

    func arn(_ partition: String, _ account: String, region: String) -> String {
        switch service {
        // Their names are one for all accounts.
        case "s3", "route53": "arn:\(partition):\(service):::\(resource)"
        default: "arn:\(partition):\(service):\(region):\(account):\(resource)"
        }
    }

    /// One change in each of the services that most accounts live on.
    static let all = [
        ("ec2:RunInstances", "instance/any-other"), ("s3:PutObject", "any-other/x"),
        ("s3:PutBucketPolicy", "any-other"), ("lambda:UpdateFunctionCode", "function:any-other"),
        ("dynamodb:PutItem", "table/any-other"), ("rds:DeleteDBInstance", "db:any-other"),
        ("sqs:SendMessage", "any-other"), ("sns:Publish", "any-other"),
        ("kms:ScheduleKeyDeletion", "key/any-other"),
        ("secretsmanager:PutSecretValue", "secret:any-other"),
        ("cloudformation:UpdateStack", "stack/any-other"),
        ("ecs:UpdateService", "service/any-other"), ("logs:DeleteLogGroup", "log-group:any-other"),
        ("ssm:SendCommand", "document/any-other"), ("ecr:PutImage", "repository/any-other"),
        ("ec2:AuthorizeSecurityGroupIngress", "security-group/any-other"),
        ("elasticloadbalancing:DeleteLoadBalancer", "loadbalancer/any-other"),
        ("route53:ChangeResourceRecordSets", "hostedzone/any-other"),
        ("cloudtrail:StopLogging", "trail/any-other"), ("events:PutRule", "rule/any-other"),
    ].map(PrivilegeProbe.init)

    /// Actions that tell people more than the shortest that a pattern names.
    static let examples =
        all.map(\.action) + [
            "s3:GetObject", "s3:ListAllMyBuckets", "ec2:DescribeInstances", "dynamodb:GetItem",
            "lambda:ListFunctions", "rds:DescribeDBInstances", "sqs:ReceiveMessage",
            "kms:Decrypt", "secretsmanager:GetSecretValue", "ssm:GetParameter", "logs:GetLogEvents",
            "cloudwatch:GetMetricData", "ecr:GetDownloadUrlForLayer", "sts:AssumeRole",
            "iam:CreateAccessKey", "iam:ListRoles", "iam:GetUser", "cloudtrail:LookupEvents",
        ]
}
