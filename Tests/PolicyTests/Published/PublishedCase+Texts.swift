/// Wildcards, case and variables.
extension PublishedCase {
    private static func home(_ version: String, _ path: String) -> String {
        #"""
        {"Version": "\#(version)", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
         "Resource": "arn:aws:s3:::home/\#(path)"}}
        """#
    }

    private static func actions(_ pattern: String) -> String {
        #"{"Effect": "Allow", "Action": "\#(pattern)", "Resource": "*"}"#
    }

    private static let variables = Source.aws("IAM policy elements: Variables and tags")

    static let texts: [PublishedCase] = [
        .init(
            "a star in the middle of an action",
            .policySentry("test_expand"),
            identity: actions("s3:*Object"),
            .ada,
            "s3:PutObject",
            is: .allowed
        ),
        .init(
            "a star in the middle ends where it says",
            .policySentry("test_expand"),
            identity: actions("s3:*Object"),
            .ada,
            "s3:GetObjectAcl",
            is: .denied
        ),
        .init(
            "one letter for one letter",
            .parliament("test_action_expansion"),
            identity: actions("s3:?etObject"),
            .ada,
            "s3:GetObject",
            is: .allowed
        ),
        .init(
            "one letter is not none",
            .parliament("test_action_expansion"),
            identity: actions("s3:?GetObject"),
            .ada,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "a star at the end takes longer names",
            .policySentry("test_expand_wildcard_actions"),
            identity: actions("ssm:GetParameter*"),
            .ada,
            "ssm:GetParametersByPath",
            on: "*",
            is: .allowed
        ),
        .init(
            "a star between stars",
            .policySentry("test_minimize_wildcard_actions"),
            identity: actions("*:*Object*"),
            .ada,
            "s3:PutObjectAcl",
            is: .allowed
        ),
        .init(
            "the case of actions does not matter",
            .policyuniverse("test_statement_summary"),
            identity: actions("EC2:authorizesecuritygroupINGRESS"),
            .ada,
            "ec2:AuthorizeSecurityGroupIngress",
            on: "*",
            is: .allowed
        ),
        .init(
            "the case of resources does",
            .aws("Resource"),
            identity: home("2012-10-17", "Ada/*"),
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::home/ada/x",
            is: .denied
        ),
        .init(
            "a star takes slashes",
            .aws("Resource"),
            identity: home("2012-10-17", "*/x"),
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::home/ada/deep/x",
            is: .allowed
        ),
        .init(
            "a bucket is not what is in it",
            .parliament("test_resource_formatting"),
            identity: #"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::shop"}"#,
            .ada,
            "s3:GetObject",
            is: .denied
        ),
        .init(
            "a variable has the value of its key",
            variables,
            identity: home("2012-10-17", "${aws:username}/*"),
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::home/ada/x",
            with: ["aws:username": ["ada"]],
            is: .allowed
        ),
        .init(
            "a variable of the older version is a text",
            variables,
            identity: home("2008-10-17", "${aws:username}/*"),
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::home/ada/x",
            with: ["aws:username": ["ada"]],
            is: .denied
        ),
        .init(
            "a variable without its key matches nothing",
            variables,
            identity: home("2012-10-17", "${aws:username}/*"),
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::home//x",
            is: .denied
        ),
        .init(
            "a default stands where the key is missing",
            variables,
            identity: home("2012-10-17", "${aws:PrincipalTag/team, 'all'}/*"),
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::home/all/x",
            is: .allowed
        ),
        .init(
            "a default gives way to the key",
            variables,
            identity: home("2012-10-17", "${aws:PrincipalTag/team, 'all'}/*"),
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::home/all/x",
            with: ["aws:principaltag/team": ["blue"]],
            is: .denied
        ),
        .init(
            "a star within a value is a letter",
            variables,
            identity: home("2012-10-17", "${aws:username}"),
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::home/bob",
            with: ["aws:username": ["*"]],
            is: .denied
        ),
        .init(
            "${*} is a star's letter",
            variables,
            identity: home("2012-10-17", "${*}"),
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::home/x",
            is: .denied
        ),
        .init(
            "${*} meets a star",
            variables,
            identity: home("2012-10-17", "${*}"),
            .ada,
            "s3:GetObject",
            on: "arn:aws:s3:::home/*",
            is: .allowed
        ),
    ]
}
