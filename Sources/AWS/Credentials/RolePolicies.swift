import Document
import Guardrails

/// The IAM actions that Parapet needs, taken from what the resource types declare.
public enum RolePolicies {
    /// What the audit role may do: nothing but the reads of every type, and which regions are on.
    public static var auditActions: [String] {
        let types = Catalogue.aws.types.flatMap { type in
            type.listPermissions + type.attributes.flatMap(\.permissions)
        }
        return Set(types + ["ec2:DescribeRegions"]).sorted()
    }

    /// Beginnings of actions that all tell of settings alone: none of them reads data or secrets.
    private static let harmless = [
        "config:Describe", "dynamodb:Describe", "ec2:Describe", "elasticfilesystem:Describe",
        "elasticloadbalancing:Describe", "iam:Get", "iam:List", "rds:Describe", "s3:GetBucket",
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

    /// What Parapet's own identity may do besides taking on the audit role.
    public static let callerActions = [
        "organizations:ListAccountsForParent", "organizations:ListOrganizationalUnitsForParent",
        "organizations:ListRoots", "organizations:ListTagsForResource",
    ]

    public static var callerPolicy: JSON {
        let actions = callerActions.map { JSON.string($0) }
        return [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Action": "sts:AssumeRole",
                    "Resource": "arn:aws:iam::*:role/ParapetAudit",
                ],
                ["Effect": "Allow", "Action": .array(actions), "Resource": "*"],
            ],
        ]
    }

    /// A CloudFormation template for every account, best as a stack set over the organization.
    public static var auditRole: String {
        """
        # Written by 'parapet permissions audit-role'. The role that Parapet assumes to read.
        AWSTemplateFormatVersion: "2010-09-09"
        Description: Lets Parapet read what its guardrails judge.
        Parameters:
          CallerAccount: { Type: String, Description: The id of the account that Parapet runs in }
          CallerArn: { Type: String, Description: The ARN of the role or user that Parapet runs as }
          ExternalId: { Type: String, NoEcho: true, MinLength: 8, Description: As in parapet.yaml }
          RoleName: { Type: String, Default: ParapetAudit }
        Resources:
          AuditRole:
            Type: AWS::IAM::Role
            Properties:
              RoleName: !Ref RoleName
              MaxSessionDuration: 3600
              AssumeRolePolicyDocument:
                Version: "2012-10-17"
                Statement:
                  - Effect: Allow
                    Principal: { AWS: !Sub "arn:${AWS::Partition}:iam::${CallerAccount}:root" }
                    Action: sts:AssumeRole
                    Condition:
                      StringEquals: { "sts:ExternalId": !Ref ExternalId }
                      ArnEquals: { "aws:PrincipalArn": !Ref CallerArn }
              Policies:
                - PolicyName: read
                  PolicyDocument:
                    Version: "2012-10-17"
                    Statement:
                      - Effect: Allow
                        Resource: "*"
                        Action:
        \(auditActions.map { "                  - \($0)" }.joined(separator: "\n"))

        """
    }
}
