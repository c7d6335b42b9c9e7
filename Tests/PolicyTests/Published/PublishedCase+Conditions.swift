/// Operators, missing keys and keys of many values.
extension PublishedCase {
    private static func when(_ condition: String, effect: String = "Allow") -> String {
        #"""
        {"Effect": "\#(effect)", "Principal": "*", "Action": "s3:*", "Resource": "*",
         "Condition": \#(condition)}
        """#
    }

    private static func unless(_ condition: String) -> String {
        #"{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"},"#
            + when(condition, effect: "Deny")
    }

    private static let operators = Source.aws("IAM JSON policy elements: Condition operators")
    private static let manyValues = Source.aws("Set operators for multi-valued context keys")
    private static let tagTable = Source.aws("Multivalued context key examples")
    private static let tagKeys = "aws:tagkeys"
    private static let noPrefix = unless(
        #"{"ForAllValues:StringNotLike": {"aws:TagKeys": "key1*"}}"#
    )
    private static let topic = #"{"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}"#
    private static let oddTopic = "arn:aws:sns:us-east-1:444455556666:x:111122223333:t"
    private static let mfa = "aws:multifactorauthpresent"

    static let conditions: [PublishedCase] = [
        .init(
            "an organization written with a wildcard",
            .policyuniverse("statement30"),
            resource: when(#"{"StringLike": {"AWS:PrincipalOrgID": "o-*"}}"#),
            away: true,
            .anonymous,
            "s3:GetObject",
            with: ["aws:principalorgid": ["o-abc"]],
            is: .allowed
        ),
        .init(
            "StringEquals takes a wildcard for a letter",
            .policyuniverse("statement29"),
            resource: when(#"{"StringEquals": {"aws:PrincipalOrgID": "o-*"}}"#),
            away: true,
            .anonymous,
            "s3:GetObject",
            with: ["aws:principalorgid": ["o-abc"]],
            is: .denied
        ),
        .init(
            "the case of a key does not matter",
            .policyuniverse("statement12"),
            resource: when(#"{"IpAddress": {"AWS:sourceIP": "203.0.113.0/24"}}"#),
            .anonymous,
            "s3:GetObject",
            with: ["aws:sourceip": ["203.0.113.9"]],
            is: .allowed
        ),
        .init(
            "the case of an operator does not either",
            .policyuniverse("statement07"),
            resource: when(#"{"ARNLike": {"aws:SourceArn": "arn:aws:s3:::shop"}}"#),
            .service,
            "s3:GetObject",
            with: ["aws:sourcearn": ["arn:aws:s3:::shop"]],
            is: .allowed
        ),
        .init(
            "an operator that AWS does not have",
            .parliament("test_formatting"),
            resource: when(#"{"StringEqual": {"aws:SourceVpc": "vpc-1"}}"#),
            .anonymous,
            "s3:GetObject",
            is: .unknown
        ),
        .init(
            "a value that is no address",
            .parliament("test_formatting"),
            resource: when(#"{"IpAddress": {"aws:SourceIp": "office"}}"#),
            .anonymous,
            "s3:GetObject",
            with: ["aws:sourceip": ["203.0.113.9"]],
            is: .unknown
        ),
        .init(
            "a key that is missing fails a plain operator",
            operators,
            resource: when(#"{"StringEquals": {"aws:SourceVpc": "vpc-1"}}"#),
            .anonymous,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "IfExists with Allow lets in who has no key",
            operators,
            resource: when(#"{"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}"#),
            .anonymous,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "Bool alone misses requests without the key",
            .aws("AWS: Allows MFA-authenticated users to manage credentials"),
            identity: unless(#"{"Bool": {"aws:MultiFactorAuthPresent": "false"}}"#)
                .replacing(#""Principal": "*", "#, with: ""),
            .ada,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "BoolIfExists does not",
            .aws("AWS: Allows MFA-authenticated users to manage credentials"),
            identity: unless(#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#)
                .replacing(#""Principal": "*", "#, with: ""),
            .ada,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "a boolean that is one in JSON",
            operators,
            resource: unless(#"{"Bool": {"aws:SecureTransport": false}}"#),
            .anonymous,
            "s3:GetObject",
            with: ["aws:securetransport": ["false"]],
            is: .denied
        ),
        .init(
            "Null asks whether a key is missing",
            operators,
            resource: unless(#"{"Null": {"aws:MultiFactorAuthAge": true}}"#),
            .ada,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "Null of both is always so",
            operators,
            resource: unless(#"{"Null": {"aws:MultiFactorAuthAge": ["true", "false"]}}"#),
            .ada,
            "s3:GetObject",
            with: ["aws:multifactorauthage": ["1"]],
            is: .denied
        ),
        .init(
            "a number that is one in JSON",
            operators,
            resource: when(#"{"NumericLessThan": {"aws:MultiFactorAuthAge": 3600}}"#),
            .ada,
            "s3:GetObject",
            with: ["aws:multifactorauthage": ["3599.5"]],
            is: .allowed
        ),
        .init(
            "less is not equal",
            operators,
            resource: when(#"{"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}"#),
            .ada,
            "s3:GetObject",
            with: ["aws:multifactorauthage": ["3600"]],
            is: .denied
        ),
        .init(
            "between two dates",
            .aws("AWS: Allows access based on date and time"),
            resource: when(
                #"""
                {"DateGreaterThan": {"aws:CurrentTime": "2026-01-01"},
                 "DateLessThan": {"aws:CurrentTime": "2026-06-30T23:59:59Z"}}
                """#
            ),
            .ada,
            "s3:GetObject",
            with: ["aws:currenttime": ["2026-07-01T00:00:00Z"]],
            is: .denied
        ),
        .init(
            "all of IPv4 is not IPv6",
            .policyuniverse("statement20"),
            resource: when(#"{"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}"#),
            .anonymous,
            "s3:GetObject",
            with: ["aws:sourceip": ["2001:db8::1"]],
            is: .denied
        ),
        .init(
            "IPv6 in short and in full",
            .aws("Bucket policy examples: specific IP addresses"),
            resource: when(#"{"IpAddress": {"aws:SourceIp": "2001:DB8:1234::/48"}}"#),
            .anonymous,
            "s3:GetObject",
            with: ["aws:sourceip": ["2001:db8:1234:0:0:0:0:7"]],
            is: .allowed
        ),
        .init(
            "a request from within a VPC has no address",
            .aws("AWS: Denies access to AWS based on the source IP"),
            resource: unless(#"{"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#),
            .anonymous,
            "s3:GetObject",
            with: ["aws:sourcevpc": ["vpc-1"]],
            is: .denied
        ),
        .init(
            "ArnLike holds each part on its own",
            operators,
            resource: when(#"{"ArnLike": \#(topic)}"#),
            .service,
            "s3:PutObject",
            with: ["aws:sourcearn": [oddTopic]],
            is: .denied
        ),
        .init(
            "StringLike does not",
            operators,
            resource: when(#"{"StringLike": \#(topic)}"#),
            .service,
            "s3:PutObject",
            with: ["aws:sourcearn": [oddTopic]],
            is: .allowed
        ),
        .init(
            "ArnEquals takes wildcards",
            operators,
            resource: when(#"{"ArnEquals": \#(topic)}"#),
            .service,
            "s3:PutObject",
            with: ["aws:sourcearn": ["arn:aws:sns:eu-west-1:111122223333:t"]],
            is: .allowed
        ),
        .init(
            "ForAllValues with Allow holds where the key is missing",
            manyValues,
            resource: when(#"{"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}"#),
            .ada,
            "s3:PutObject",
            is: .allowed
        ),
        .init(
            "ForAllValues asks it of each",
            manyValues,
            resource: when(#"{"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}"#),
            .ada,
            "s3:PutObject",
            with: [tagKeys: ["team", "cost"]],
            is: .denied
        ),
        .init(
            "ForAnyValue asks it of one",
            manyValues,
            resource: when(#"{"ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}}"#),
            .ada,
            "s3:PutObject",
            with: [tagKeys: ["team", "cost"]],
            is: .allowed
        ),
        .init(
            "ForAnyValue needs a value",
            manyValues,
            resource: when(#"{"ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}}"#),
            .ada,
            "s3:PutObject",
            is: .denied
        ),
        .init(
            "none of the values has the prefix",
            tagTable,
            resource: noPrefix,
            .ada,
            "s3:PutObject",
            with: [tagKeys: ["key2:audit"]],
            is: .denied
        ),
        .init(
            "one of them has",
            tagTable,
            resource: noPrefix,
            .ada,
            "s3:PutObject",
            with: [tagKeys: ["key1:legal", "key2:audit"]],
            is: .allowed
        ),
        .init(
            "no values have no prefix",
            tagTable,
            resource: noPrefix,
            .ada,
            "s3:PutObject",
            is: .denied
        ),
        .init(
            "a plain operator on many values is not said",
            manyValues,
            resource: when(#"{"StringEquals": {"aws:TagKeys": ["team"]}}"#),
            .ada,
            "s3:PutObject",
            with: [tagKeys: ["team", "cost"]],
            is: .unknown
        ),
        .init(
            "keys of one operator hold together",
            .policyuniverse("statement12"),
            resource: when(
                #"{"StringEquals": {"aws:SourceVpc": "vpc-1", "aws:SourceAccount": "111122223333"}}"#
            ),
            .service,
            "s3:GetObject",
            with: ["aws:sourcevpc": ["vpc-1"]],
            is: .denied
        ),
        .init(
            "KMS has a key of its own for the caller's account",
            .policyuniverse("statement23"),
            resource: when(
                #"{"StringEquals": {"kms:CallerAccount": "222222222222"}}"#
            ),
            .ada,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "an empty list after ForAllValues asks for no value",
            .aws("IAM Access Analyzer policy check reference"),
            resource: when(#"{"ForAllValues:StringEquals": {"aws:TagKeys": []}}"#),
            .ada,
            "s3:PutObject",
            with: [tagKeys: ["team"]],
            is: .denied
        ),
    ]
}
