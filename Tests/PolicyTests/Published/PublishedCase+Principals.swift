/// Who is named, and who is meant.
extension PublishedCase {
    private static func allow(_ principal: String) -> String {
        #"{"Effect": "Allow", "Principal": \#(principal), "Action": "s3:*", "Resource": "*"}"#
    }

    private static let s3 = #"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#
    private static func denyAllBut(_ principals: String) -> String {
        s3(to: #""*""#) + "," + #"""
            {"Effect": "Deny", "NotPrincipal": {"AWS": \#(principals)}, "Action": "s3:*",
             "Resource": "*"}
            """#
    }
    private static func s3(to principal: String) -> String { allow(principal) }

    static let principals: [PublishedCase] = [
        .init(
            "NotPrincipal with Allow is everybody else, without a name too",
            .policyuniverse("test_statement_internet_accessible"),
            resource: #"""
                {"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:root"},
                 "Action": "s3:*", "Resource": "*"}
                """#,
            .anonymous,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "AWS: * is anyone",
            .parliament("test_principals"),
            resource: allow(#"{"AWS": "*"}"#),
            .anonymous,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "a star among accounts is anyone",
            .policyuniverse("test_statement_principals"),
            resource: allow(#"{"AWS": ["111122223333", "*"]}"#),
            .anonymous,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "a principal without its kind cannot be read",
            .policyuniverse("test_statement_principals"),
            resource: allow(#""arn:aws:iam::444455556666:root""#),
            .anonymous,
            "s3:GetObject",
            is: .unknown
        ),
        .init(
            "a service is not the internet",
            .policyuniverse("test_statement_internet_accessible"),
            resource: allow(#"{"Service": ["cloudtrail.amazonaws.com"]}"#),
            .anonymous,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "a service and an account in one",
            .policyuniverse("test_statement_principals"),
            resource: allow(
                #"{"Service": "cloudtrail.amazonaws.com", "AWS": "111122223333"}"#
            ),
            .service,
            "s3:PutObject",
            is: .allowed
        ),
        .init(
            "an account's id is the same as its root",
            .aws("Principal"),
            identity: s3,
            resource: allow(#"{"AWS": "444455556666"}"#),
            away: true,
            .stranger,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "an account's id holds in every partition",
            .aws("Principal"),
            identity: s3,
            resource: allow(#"{"AWS": "111122223333"}"#),
            away: true,
            .govCloudUser,
            "s3:GetObject",
            on: "arn:aws-us-gov:s3:::shop/x",
            is: .allowed
        ),
        .init(
            "a user that was deleted is nobody",
            .aws("Principal"),
            resource: allow(#"{"AWS": "AIDAEXAMPLEEXAMPLE"}"#),
            .ada,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "a name with wildcards is none that AWS takes",
            .parliament("test_principals"),
            resource: allow(#"{"AWS": "arn:aws:iam::111122223333:user/*"}"#),
            .ada,
            "s3:GetObject",
            is: .unknown
        ),
        .init(
            "a role's ARN is all its sessions",
            .aws("Principal"),
            resource: allow(#"{"AWS": "arn:aws:iam::111122223333:role/deploy"}"#),
            .session,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "a session's ARN is that session alone",
            .aws("Principal"),
            resource: allow(#"{"AWS": "arn:aws:sts::111122223333:assumed-role/deploy/night"}"#),
            .session,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "Deny with NotPrincipal hits everybody else",
            .aws("NotPrincipal"),
            resource: denyAllBut(
                #"["arn:aws:iam::111122223333:user/ada", "arn:aws:iam::111122223333:root"]"#
            ),
            .bob,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "and leaves whom it names with the account",
            .aws("NotPrincipal"),
            resource: denyAllBut(
                #"["arn:aws:iam::111122223333:user/ada", "arn:aws:iam::111122223333:root"]"#
            ),
            .ada,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "without the account AWS may deny the account first",
            .aws("NotPrincipal"),
            resource: denyAllBut(#""arn:aws:iam::111122223333:user/ada""#),
            .ada,
            "s3:GetObject",
            is: .unknown
        ),
        .init(
            "a session is left alone when account, role and session are named",
            .aws("NotPrincipal"),
            resource: denyAllBut(
                #"""
                ["arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/deploy",
                 "arn:aws:sts::111122223333:assumed-role/deploy/ci"]
                """#
            ),
            .session,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "Deny with NotPrincipal always hits who has a boundary",
            .aws("NotPrincipal"),
            boundary: s3,
            resource: denyAllBut(
                #"["arn:aws:iam::111122223333:user/ada", "arn:aws:iam::111122223333:root"]"#
            ),
            .ada,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "a federated user is named by its session's ARN",
            .aws("Principal, AWS STS federated user principals"),
            resource: allow(#"{"AWS": "arn:aws:sts::111122223333:federated-user/ann"}"#),
            .federatedUser,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "one federated user is no other",
            .aws("Principal, AWS STS federated user principals"),
            resource: allow(#"{"AWS": "arn:aws:sts::111122223333:federated-user/bob"}"#),
            .federatedUser,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "CloudFront reads by an origin access identity",
            .policyuniverse("test_statement_principals"),
            resource: allow(
                #"""
                {"AWS":
                 "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC"}
                """#
            ),
            .originAccessIdentity,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "an origin access identity is nobody on the internet",
            .policyuniverse("test_statement_internet_accessible"),
            resource: allow(
                #"""
                {"AWS":
                 "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC"}
                """#
            ),
            .anonymous,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "an address compared as a text may mean anything",
            .aws("Condition operators, IP address condition operators"),
            resource: #"""
                {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*",
                 "Condition": {"StringEquals": {"aws:SourceIp": "203.0.113.7"}}}
                """#,
            .anonymous,
            "s3:GetObject",
            with: ["aws:sourceip": ["203.0.113.7"]],
            is: .unknown
        ),
    ]
}
