import Document
import Guardrails
import Playbooks

/// The IAM actions that Parapet needs, taken from what the resource types declare.
public enum RolePolicies {
    /// What the audit role may do: nothing but the reads of every type, action and step, which regions
    /// are on, and whether events are handed on.
    public static var auditActions: [String] {
        let types = Catalogue.aws.types.flatMap { type in
            type.listPermissions + type.byIDPermissions + type.attributes.flatMap(\.permissions)
        }
        let actions =
            (Action.all + Action.responses).flatMap(\.type.readPermissions)
            + Step.all.filter { $0.type.kind == .analyse }.flatMap(\.type.permissions)
        return Set(types + actions + eventActions + ["ec2:DescribeRegions"]).sorted()
    }

    /// Whether an account hands its events on.
    static let eventActions = ["events:ListRules", "events:ListTargetsByRule"]

    /// Beginnings of actions that all tell of settings alone: none of them reads data or secrets.
    private static let harmless = [
        "autoscaling:Describe", "cloudfront:List", "config:Describe", "dynamodb:Describe",
        "ec2:Describe", "elasticfilesystem:Describe", "elasticloadbalancing:Describe", "iam:Get",
        "iam:List", "kms:List", "logs:Describe", "rds:Describe", "route53:List", "s3:GetBucket",
        "sns:List", "sqs:List", "wafv2:List",
    ]

    /// What a session may do at most, however much its role was given: the audit actions, by patterns
    /// where they are many, because STS takes 2048 characters.
    public static var sessionPolicy: String {
        let actions = auditActions.map { action in
            harmless.first { action.hasPrefix($0) }.map { $0 + "*" } ?? action
        }
        return policy(allowing: Set(actions)).text
    }

    /// A policy that allows these actions on everything and nothing else.
    public static func policy(allowing actions: Set<String>) -> JSON {
        [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Resource": "*",
                    "Action": .array(actions.sorted().map { .string($0) }),
                ]
            ],
        ]
    }
}
