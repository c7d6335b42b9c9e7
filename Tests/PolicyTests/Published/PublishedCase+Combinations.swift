/// Policies of several kinds together.
extension PublishedCase {
    private static let anything = #"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#
    private static let onlyS3 = #"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#
    private static func names(_ principal: String, _ action: String = "s3:*") -> String {
        #"""
        {"Effect": "Allow", "Principal": {"AWS": "\#(principal)"}, "Action": "\#(action)",
         "Resource": "*"}
        """#
    }

    private static let boundaries = Source.aws("Permissions boundaries for IAM entities")
    private static let across = Source.aws("Cross-account policy evaluation logic")
    private static let sessions = Source.aws("Policies and permissions: Session policies")
    private static let controls = Source.aws("SCP evaluation")
    private static let resourceControls = Source.aws("Resource control policies (RCPs)")
    private static let deploy = "arn:aws:iam::111122223333:role/deploy"
    private static let deployRun = "arn:aws:sts::111122223333:assumed-role/deploy/ci"
    private static let ada = "arn:aws:iam::111122223333:user/ada"
    private static let key = "arn:aws:kms:eu-central-1:111122223333:key/k"
    private static let ours = #"""
        {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {
          "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"},
          "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}
        """#

    static let combinations: [PublishedCase] = [
        .init(
            "a boundary that is silent",
            boundaries,
            identity: anything,
            boundary: onlyS3,
            .ada,
            "ec2:RunInstances",
            on: "*",
            is: .denied
        ),
        .init(
            "a boundary that agrees",
            boundaries,
            identity: anything,
            boundary: onlyS3,
            .ada,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "a boundary grants nothing",
            boundaries,
            boundary: anything,
            .ada,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "a user named by the resource is beyond the boundary's silence",
            boundaries,
            boundary: #"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#,
            resource: names(ada),
            .ada,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "a role named by the resource is not",
            boundaries,
            boundary: #"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#,
            resource: names(deploy),
            .session,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "a session named by the resource is",
            boundaries,
            boundary: #"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#,
            resource: names(deployRun),
            .session,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "a boundary that denies hits everybody",
            boundaries,
            boundary: #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}"#,
            resource: names(ada),
            .ada,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "a session policy limits its role",
            sessions,
            identity: anything,
            session: onlyS3,
            .session,
            "ec2:RunInstances",
            on: "*",
            is: .denied
        ),
        .init(
            "what names the role is limited by the session policy",
            sessions,
            session: #"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#,
            resource: names(deploy),
            .session,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "what names the session is added to it",
            sessions,
            session: #"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#,
            resource: names(deployRun),
            .session,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "within an account the resource's policy is enough",
            .aws("Policy evaluation logic"),
            resource: names(ada),
            .ada,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "naming the account leaves it to identity policies",
            .aws("Policy evaluation logic"),
            resource: names("111122223333"),
            .ada,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "across accounts the resource alone is not enough",
            across,
            resource: names("arn:aws:iam::444455556666:user/eve"),
            away: true,
            .stranger,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "across accounts the identity alone is not enough",
            across,
            identity: anything,
            away: true,
            .stranger,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "across accounts both are",
            across,
            identity: onlyS3,
            resource: names("444455556666"),
            away: true,
            .stranger,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "a KMS key that does not leave it to the account",
            .aws("Key policies in AWS KMS"),
            identity: anything,
            resource: names("arn:aws:iam::111122223333:user/bob", "kms:*"),
            needsResource: true,
            .ada,
            "kms:Decrypt",
            on: key,
            is: .denied
        ),
        .init(
            "a KMS key that does",
            .aws("Key policies in AWS KMS"),
            identity: anything,
            resource: names("arn:aws:iam::111122223333:root", "kms:*"),
            needsResource: true,
            .ada,
            "kms:Decrypt",
            on: key,
            is: .allowed
        ),
        .init(
            "a role that does not trust one who may assume all",
            .cloudsplaining("test_trust_policies"),
            identity: anything,
            resource: #"""
                {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"},
                 "Action": "sts:AssumeRole"}
                """#,
            needsResource: true,
            .ada,
            "sts:AssumeRole",
            on: deploy,
            is: .denied
        ),
        .init(
            "a role that trusts by name",
            .cloudsplaining("test_trust_policies"),
            resource: #"""
                {"Effect": "Allow", "Principal": {"AWS": "\#(ada)"}, "Action": "sts:AssumeRole"}
                """#,
            needsResource: true,
            .ada,
            "sts:AssumeRole",
            on: deploy,
            is: .allowed
        ),
        .init(
            "every level of the organization has to allow",
            controls,
            identity: anything,
            service: [anything, onlyS3],
            .ada,
            "ec2:RunInstances",
            on: "*",
            is: .denied
        ),
        .init(
            "levels that agree",
            controls,
            identity: anything,
            service: [anything, onlyS3],
            .ada,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "a service control policy grants nothing",
            controls,
            service: [anything],
            .ada,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "the account's root is under them too",
            controls,
            identity: anything,
            service: [
                anything,
                anything + #"""
                    ,{"Effect": "Deny", "Action": "*", "Resource": "*",
                      "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:*:iam::*:root"}}}
                    """#,
            ],
            .root,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "the management account and service-linked roles are outside",
            controls,
            identity: anything,
            service: [onlyS3],
            exempt: true,
            .ada,
            "ec2:RunInstances",
            on: "*",
            is: .allowed
        ),
        .init(
            "a resource control policy keeps strangers out",
            resourceControls,
            identity: anything,
            resource: names("444455556666"),
            control: [ours],
            away: true,
            .stranger,
            "s3:GetObject",
            with: ["aws:principalorgid": ["o-2"]],
            is: .denied
        ),
        .init(
            "and lets AWS's services in",
            resourceControls,
            resource: #"""
                {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
                 "Action": "s3:PutObject", "Resource": "*"}
                """#,
            control: [ours],
            .service,
            "s3:PutObject",
            is: .allowed
        ),
        .init(
            "exemption from service control is none from resource control",
            resourceControls,
            identity: anything,
            resource: names("444455556666"),
            control: [ours],
            away: true,
            exempt: true,
            .stranger,
            "s3:GetObject",
            with: ["aws:principalorgid": ["o-2"]],
            is: .denied
        ),
        .init(
            "aws:PrincipalArn of a session is its role's",
            .aws("AWS global condition context keys: aws:PrincipalArn"),
            identity: #"""
                {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
                 "Condition": {"ArnEquals": {"aws:PrincipalArn": "\#(deploy)"}}}
                """#,
            .session,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "who has no name has no account",
            .aws("AWS global condition context keys: aws:PrincipalAccount"),
            resource: #"""
                {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"},
                {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
                 "Condition": {"Null": {"aws:PrincipalAccount": "true"}}}
                """#,
            .anonymous,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "an explicit Deny wins over every Allow",
            .aws("Policy evaluation logic"),
            identity: anything,
            resource: names(ada) + #"""
                ,{"Effect": "Deny", "Principal": {"AWS": "\#(ada)"}, "Action": "s3:GetObject",
                  "Resource": "*"}
                """#,
            .ada,
            "s3:GetObject",
            is: .denied
        ),
    ]
}
