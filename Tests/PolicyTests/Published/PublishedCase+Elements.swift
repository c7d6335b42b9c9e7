/// Effect, actions and resources, and what cannot be read.
extension PublishedCase {
    private static let allBut =
        #"{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}"#
    private static let oneRegion = #"""
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "NotAction": ["cloudfront:*", "iam:*"], "Resource": "*",
         "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-central-1"}}}
        """#
    private static let regionPage = Source.aws("AWS: Denies access to AWS based on the Region")
    private static let ownBucket = #"""
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:*",
         "NotResource": ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"]}
        """#

    static let elements: [PublishedCase] = [
        .init(
            "NotAction with Allow grants all the rest",
            .cloudsplaining("test_statement_detail"),
            identity: allBut,
            .ada,
            "ec2:RunInstances",
            on: "*",
            is: .allowed
        ),
        .init(
            "what NotAction names is not granted",
            .cloudsplaining("test_statement_detail"),
            identity: allBut,
            .ada,
            "iam:CreateUser",
            on: "*",
            is: .denied
        ),
        .init(
            "the case of what NotAction names does not matter",
            .aws("NotAction"),
            identity: #"{"Effect": "Allow", "NotAction": "IAM:cREATE*", "Resource": "*"}"#,
            .ada,
            "iam:CreateUser",
            on: "*",
            is: .denied
        ),
        .init(
            "NotAction of what does not exist grants everything",
            .prowler("privilege_escalation_test"),
            identity: #"{"Effect": "Allow", "NotAction": "nosuch:thing", "Resource": "*"}"#,
            .ada,
            "iam:PutUserPolicy",
            on: "*",
            is: .allowed
        ),
        .init(
            "a way up of which one half is denied",
            .prowler("privilege_escalation_test"),
            identity: #"""
                {"Effect": "Allow", "Action": ["iam:*", "ec2:*"], "Resource": "*"},
                {"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*"}
                """#,
            .ada,
            "ec2:RunInstances",
            on: "*",
            is: .denied
        ),
        .init(
            "PassRole alone writes no policy",
            .prowler("privilege_escalation_test"),
            identity: #"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}"#,
            .ada,
            "iam:PutUserPolicy",
            on: "*",
            is: .denied
        ),
        .init(
            "Deny with NotAction outside of the region",
            regionPage,
            identity: oneRegion,
            .ada,
            "ec2:RunInstances",
            on: "*",
            with: ["aws:requestedregion": ["us-east-1"]],
            is: .denied
        ),
        .init(
            "Deny with NotAction leaves alone what it names",
            regionPage,
            identity: oneRegion,
            .ada,
            "iam:CreateUser",
            on: "*",
            with: ["aws:requestedregion": ["us-east-1"]],
            is: .allowed
        ),
        .init(
            "a Region that is not told is one all the same",
            regionPage,
            identity: oneRegion,
            .ada,
            "ec2:RunInstances",
            on: "*",
            is: .unknown
        ),
        .init(
            "Deny with NotResource leaves one bucket",
            .aws("NotResource"),
            identity: ownBucket,
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::other/x",
            is: .denied
        ),
        .init(
            "and that bucket is open",
            .aws("NotResource"),
            identity: ownBucket,
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::shop/x",
            is: .allowed
        ),
        .init(
            "Allow with NotResource grants every other resource",
            .cloudsplaining("test_statement_detail"),
            identity:
                #"{"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::safe/*"}"#,
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::shop/x",
            is: .allowed
        ),
        .init(
            "a write that is held to one bucket",
            .cloudsplaining("test_policy_document"),
            identity:
                #"{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::a/*"}"#,
            .ada,
            "s3:PutObject",
            is: .denied
        ),
        .init(
            "one statement that is no list",
            .parliament("test_formatting"),
            identity: #"""
                {"Version": "2012-10-17",
                 "Statement": {"Effect": "Allow", "Action": ["s3:*"], "Resource": ["*"]}}
                """#,
            .ada,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "an element that AWS does not have",
            .parliament("test_formatting"),
            identity:
                #"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Conditions": {}}"#,
            .ada,
            "s3:GetObject",
            is: .unknown
        ),
        .init(
            "an effect that is none",
            .parliament("test_formatting"),
            identity: #"{"Effect": "allow", "Action": "s3:*", "Resource": "*"}"#,
            .ada,
            "s3:GetObject",
            is: .unknown
        ),
        .init(
            "Action and NotAction in one statement",
            .parliament("test_formatting"),
            identity:
                #"{"Effect": "Allow", "Action": "s3:*", "NotAction": "ec2:*", "Resource": "*"}"#,
            .ada,
            "iam:GetUser",
            is: .unknown
        ),
        .init(
            "a document without statements",
            .parliament("test_formatting"),
            identity: #"{"Version": "2012-10-17"}"#,
            .ada,
            "s3:GetObject",
            is: .unknown
        ),
        .init(
            "a version that AWS does not have",
            .parliament("test_formatting"),
            identity: #"""
                {"Version": "2012-10-18",
                 "Statement": {"Effect": "Allow", "Action": ["s3:*"], "Resource": ["*"]}}
                """#,
            .ada,
            "s3:GetObject",
            is: .unknown
        ),
        .init(
            "what cannot be read of another action changes nothing",
            .parliament("test_formatting"),
            identity: #"""
                {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
                {"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Conditions": {}}
                """#,
            .ada,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "lists that are empty name nothing",
            .aws("IAM Access Analyzer policy check reference"),
            identity: #"{"Effect": "Allow", "Action": [], "Resource": "*"}"#,
            .ada,
            "s3:GetObject",
            is: .denied
        ),
    ]
}
