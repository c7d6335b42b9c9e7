import Document
import Policy
import Testing

/// What a bucket policy lets in: every customer's `*`, under what a case adds to it.
struct ExposureTests {
    private static func exposure(_ statements: [JSON]) -> Exposure {
        Exposure(
            of: PolicyDocument(["Version": "2012-10-17", "Statement": .array(statements)]),
            Exposure.Subject(
                arn: "arn:aws:s3:::shop",
                owner: "111122223333",
                actions: ["s3:?*"],
                examples: ["s3:GetObject", "s3:ListBucket"],
                inside: Exposure.Inside("/*", example: "/x") { $0.contains("Object") }
            )
        )
    }

    private static func allow(_ condition: JSON, principal: JSON = "*") -> JSON {
        [
            "Sid": "Read", "Effect": "Allow", "Principal": principal, "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::shop/*", "Condition": condition,
        ]
    }

    /// The own policies of whoever is from elsewhere.
    private static let everything = PolicyDocument([
        "Statement": ["Effect": "Allow", "Action": "*", "Resource": "*"]
    ])

    private static func deny(_ condition: JSON, _ more: (String, JSON)...) -> JSON {
        var deny: Object = [
            "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
            "Condition": condition,
        ]
        for (name, value) in more { deny[name] = value }
        return .object(deny)
    }

    /// A key with a fixed value ties a request to somebody; with a pattern, a value that anybody may
    /// have, or where the key may be missing, it does not.
    @Test(
        arguments: [
            (["StringEquals": ["aws:PrincipalOrgID": "o-1"]], false),
            (["StringLike": ["aws:PrincipalOrgID": "o-*"]], true),
            (["StringEqualsIfExists": ["aws:PrincipalOrgID": "o-1"]], true),
            (["ForAnyValue:StringLike": ["aws:PrincipalOrgPaths": "o-1/*"]], false),
            (["ForAllValues:StringLike": ["aws:PrincipalOrgPaths": "o-1/*"]], true),
            (["ForAnyValue:StringLike": ["aws:PrincipalOrgPaths": "o-*/r-1/*"]], true),
            (["StringEquals": ["aws:PrincipalAccount": ["111122223333", "444455556666"]]], false),
            (["StringNotEquals": ["aws:PrincipalAccount": "111122223333"]], true),
            (["StringEquals": ["aws:PrincipalAccount": "${aws:ResourceAccount}"]], false),
            (["StringNotEquals": ["aws:PrincipalAccount": "${aws:ResourceAccount}"]], true),
            (["ArnLike": ["aws:PrincipalArn": "arn:aws:iam::444455556666:role/*"]], false),
            (["ArnLike": ["aws:PrincipalArn": "arn:aws:iam::*:role/admin"]], true),
            (["StringLike": ["aws:PrincipalArn": "arn:aws:iam::444455556666:*"]], false),
            (["ArnLike": ["aws:SourceArn": "arn:aws:sns:*:444455556666:*"]], false),
            (["ArnLike": ["aws:SourceArn": "arn:aws:sns:*:*:*"]], true),
            (["StringEquals": ["aws:SourceAccount": "444455556666"]], false),
            (["StringEquals": ["aws:SourceAccount": "${aws:ResourceAccount}"]], false),
            (["StringNotEquals": ["aws:SourceAccount": "${aws:ResourceAccount}"]], true),
            (["ArnLike": ["aws:SourceArn": "arn:aws:sns:*:${aws:ResourceAccount}:*"]], false),
            (["StringEquals": ["aws:PrincipalOrgID": "${aws:ResourceOrgID}"]], false),
            (["StringEquals": ["aws:SourceOrgID": "${aws:ResourceOrgID}"]], false),
            (["StringNotEquals": ["aws:PrincipalOrgID": "${aws:ResourceOrgID}"]], true),
            (
                ["ForAnyValue:StringLike": ["aws:PrincipalOrgPaths": "${aws:ResourceOrgID}/*"]],
                false
            ),
            (["StringEquals": ["aws:PrincipalTag/team": "shop"]], true),
            (anonymous(["aws:PrincipalTag/team": "shop"]), false),
            (anonymous(["aws:Referer": "shop"]), true),
            (anonymous(["aws:Referer": "${aws:PrincipalTag/team}"]), false),
            (["StringEquals": ["aws:SourceOwner": "444455556666"]], false),
            (["StringEquals": ["aws:SourceOrgID": "o-1"]], false),
            (["ForAnyValue:StringEquals": ["aws:SourceOrgPaths": "o-1/r-1/ou-1/"]], false),
            (["StringEquals": ["aws:SourceVpc": "vpc-1"]], false),
            (["StringLike": ["aws:SourceVpc": "vpc-*"]], true),
            (["StringEquals": ["aws:SourceVpce": "vpce-1"]], false),
            (["Null": ["aws:SourceVpce": "false"]], true),
            (["StringEquals": ["aws:VpceAccount": "111122223333"]], false),
            (["StringEquals": ["aws:VpceOrgID": "o-1"]], false),
            (["ForAnyValue:StringLike": ["aws:VpceOrgPaths": "o-1/*"]], false),
            (["StringLike": ["aws:userid": "AROAEXAMPLE:*"]], false),
            (["StringLike": ["aws:userid": "*:ada"]], true),
            (["StringEquals": ["s3:DataAccessPointAccount": "111122223333"]], false),
            (
                [
                    "StringLike": [
                        "s3:DataAccessPointArn": "arn:aws:s3:*:111122223333:accesspoint/*"
                    ]
                ], false
            ),
            (["StringLike": ["s3:DataAccessPointArn": "arn:aws:s3:*:*:accesspoint/shop"]], true),
            (["StringEquals": ["kms:CallerAccount": "111122223333"]], false),
            (["Bool": ["elasticfilesystem:AccessedViaMountTarget": "true"]], false),
            (["StringEquals": ["aws:Referer": "https://shop.example"]], true),
            (["StringLike": ["aws:UserAgent": "secret*"]], true),
            (["Bool": ["aws:SecureTransport": "true"]], true),
            (["StringEquals": ["kms:ViaService": "s3.us-west-2.amazonaws.com"]], true),
            (["StringEquals": ["aws:PrincipalType": "User"]], true),
            (["StringEquals": ["aws:ResourceAccount": "111122223333"]], true),
            (["IpAddress": ["aws:SourceIp": "203.0.113.0/24"]], false),
            (["IpAddress": ["aws:SourceIp": "8.0.0.0/7"]], true),
            (["IpAddress": ["aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]]], true),
            (["IpAddress": ["aws:SourceIp": "10.0.0.0/8"]], false),
            (["IpAddress": ["aws:SourceIp": "2a00::/31"]], true),
            (["IpAddressIfExists": ["aws:SourceIp": "203.0.113.0/24"]], true),
            (["NotIpAddress": ["aws:SourceIp": "203.0.113.0/24"]], true),
            (["DateLessThan": ["aws:CurrentTime": "2020-01-01T00:00:00Z"]], true),
        ] as [(JSON, Bool)]
    )
    func aKeyPinsWhereItsValueIsFixed(condition: JSON, isPublic: Bool) {
        let answer = Self.exposure([Self.allow(condition)]).isPublic()
        #expect(answer.isYes == isPublic)
        if !isPublic { #expect(answer == .no) }
        if case .yes(let request) = answer {
            let found = Evaluation.of(
                request,
                under: PolicySet(
                    identity: [Self.everything],
                    resource: PolicyDocument([
                        "Version": "2012-10-17", "Statement": [Self.allow(condition)],
                    ])
                ),
                Situation(isSameAccount: false)
            )
            #expect(found.decision == .allowed, "\(request)")
        }
    }

    /// For nobody who has credentials.
    private static func anonymous(_ more: Object) -> JSON {
        var keys = more
        keys["aws:PrincipalType"] = "Anonymous"
        return ["StringEquals": .object(keys), "Null": ["aws:PrincipalAccount": "true"]]
    }

    /// A Deny takes away what it hits, and nothing else.
    @Test(
        arguments: [
            (deny(["StringNotEquals": ["aws:PrincipalOrgID": "o-1"]]), false),
            (deny(["StringNotEqualsIfExists": ["aws:PrincipalOrgID": "o-1"]]), false),
            (deny(["StringEquals": ["aws:PrincipalOrgID": "o-1"]]), true),
            (deny(["StringNotEquals": ["aws:SourceVpce": "vpce-1"]]), false),
            (deny(["NotIpAddress": ["aws:SourceIp": "203.0.113.0/24"]]), false),
            (deny(["NotIpAddress": ["aws:SourceIp": "0.0.0.0/0"]]), true),
            (deny(["Bool": ["aws:SecureTransport": "false"]]), true),
            (deny(["Bool": ["aws:SecureTransport": ["true", "false"]]]), false),
            (deny(["Null": ["aws:userid": "false"]]), false),
            (deny(["Bool": ["aws:PrincipalIsAWSService": "false"]]), true),
            (deny(["BoolIfExists": ["aws:PrincipalIsAWSService": "false"]]), false),
            (deny(["Null": ["aws:PrincipalIsAWSService": "true"]]), true),
            (deny(["Null": ["aws:PrincipalIsAWSService": ["true", "false"]]]), false),
            (deny([:]), false), (deny([:], ("Action", "s3:Put*")), true),
            (deny([:], ("Resource", "arn:aws:s3:::shop")), true),
            (deny([:], ("Resource", ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"])), false),
            (deny([:], ("Principal", ["AWS": "444455556666"])), true),
        ] as [(JSON, Bool)]
    )
    func aDenyTakesAway(deny: JSON, isPublic: Bool) {
        #expect(Self.exposure([Self.allow([:]), deny]).isPublic().isYes == isPublic)
    }

    @Test func aWitnessSaysWhoMayDoWhat() throws {
        let exposure = Self.exposure([Self.allow([:])])
        guard case .yes(let request) = exposure.isPublic() else {
            Issue.record("it is public")
            return
        }
        #expect(
            request.words(exposure.statement(for: request))
                == "anyone on the internet may s3:GetObject on arn:aws:s3:::shop/x (statement 'Read')"
        )
    }

    /// What cannot be read is never taken for closed, nor for open.
    @Test(
        arguments: [
            ["StringResembles": ["aws:PrincipalOrgID": "o-1"]],
            ["StringEquals": ["aws:PrincipalOrgID": "${aws:PrincipalTag/org}"]],
            ["IpAddress": ["aws:SourceIp": "everywhere"]],
            ["StringEquals": ["aws:SourceIp": "203.0.113.7"]],
            ["StringLike": ["aws:SourceIp": "203.0.113.*"]],
            ["StringNotEquals": ["aws:SourceIp": "203.0.113.7"]],
        ] as [JSON]
    )
    func whatCannotBeReadIsUnknown(condition: JSON) {
        guard case .unknown(let reason) = Self.exposure([Self.allow(condition)]).isPublic() else {
            Issue.record("it is unknown")
            return
        }
        #expect(reason.contains("statement 'Read': "))
    }

    /// Where it matters: whatever the address, it is one of an organization.
    @Test func whatCannotBeReadTakesNothingFromTheRest() {
        let pinned: JSON = [
            "StringEquals": ["aws:SourceIp": "203.0.113.7", "aws:PrincipalOrgID": "o-1"]
        ]
        #expect(Self.exposure([Self.allow(pinned)]).isPublic() == .no)
    }

    /// Who is let in is not told where that depends on what nobody said, and the reason says where.
    @Test(
        arguments: [
            (["StringEquals": ["aws:PrincipalOrgID": "${aws:ResourceOrgID}"]], "organization"),
            (["StringEquals": ["aws:SourceVpc": "${aws:PrincipalTag/vpc}"]], "'Read': it depends"),
            (["StringEquals": ["aws:SourceIp": "203.0.113.7"]], "'Read': the condition"),
        ] as [(JSON, String)]
    )
    func whoIsNamedMayDependOnWhatNobodySaid(condition: JSON, reason: String) {
        let exposure = Self.exposure([
            Self.allow(condition, principal: ["AWS": "444455556666"])
        ])
        let untold = #expect(throws: Exposure.Untold.self) { try exposure.external() }
        #expect(untold?.reason.contains(reason) == true, "\(untold?.reason ?? "")")
    }

    /// What a witness names can be: a pattern's values are filled in as AWS's documentation does.
    @Test(
        arguments: [
            (["StringLike": ["aws:PrincipalOrgID": "o-*"]], "aws:principalorgid", "o-exampleorgid"),
            (["StringLike": ["aws:SourceAccount": "*"]], "aws:sourceaccount", "123456789012"),
            (
                ["ArnLike": ["aws:SourceArn": "arn:aws:s3:*:*:*"]], "aws:sourcearn",
                "arn:aws:s3:us-east-1:123456789012:example"
            ),
            (["StringLike": ["aws:SourceVpce": "vpce-*"]], "aws:sourcevpce", "vpce-1a2b3c4d"),
            (["StringLike": ["aws:UserAgent": "agent-*"]], "aws:useragent", "agent-example"),
            (
                ["StringLike": ["aws:PrincipalOrgID": "o-?b*"]], "aws:principalorgid",
                "o-xbexample"
            ),
        ] as [(JSON, String, String)]
    )
    func aWitnessHasValuesThatCanBe(condition: JSON, key: String, value: String) {
        guard case .yes(let request) = Self.exposure([Self.allow(condition)]).isPublic() else {
            Issue.record("it is public")
            return
        }
        #expect(request.keys[key] == [value])
    }

    /// What is done to the bucket is told of the bucket, and what is done to objects of one.
    @Test(
        arguments: [
            ("s3:ListBucket", "arn:aws:s3:::shop"), ("s3:GetObject", "arn:aws:s3:::shop/x"),
            ("s3:*", "arn:aws:s3:::shop/x"),
        ]
    )
    func aWitnessNamesWhatAnActionIsDoneTo(action: String, resource: String) {
        let statement: JSON = [
            "Effect": "Allow", "Principal": "*", "Action": .string(action), "Resource": "*",
        ]
        guard case .yes(let request) = Self.exposure([statement]).isPublic() else {
            Issue.record("it is public")
            return
        }
        #expect(request.resource == resource)
    }

    private static let identity =
        "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC"

    @Test(
        arguments: [
            (["AWS": "444455556666"], [:], ["account 444455556666: s3:GetObject"]),
            (
                ["AWS": "arn:aws:iam::444455556666:role/ci"], [:],
                ["account 444455556666: s3:GetObject"]
            ),
            (["AWS": "arn:aws:iam::111122223333:root"], [:], []),
            (
                "*", ["StringEquals": ["aws:PrincipalAccount": "444455556666"]],
                ["account 444455556666: s3:GetObject"]
            ),
            (
                "*", ["StringEquals": ["aws:PrincipalOrgID": "o-1"]],
                ["organization o-1: s3:GetObject"]
            ),
            (
                "*", ["ForAnyValue:StringLike": ["aws:PrincipalOrgPaths": "o-1/r-1/*"]],
                ["organization o-1: s3:GetObject"]
            ),
            (["Service": "sns.amazonaws.com"], [:], ["service sns.amazonaws.com: s3:GetObject"]),
            (
                ["Service": "sns.amazonaws.com"],
                ["StringEquals": ["aws:SourceAccount": "111122223333"]], []
            ),
            (
                ["Service": "sns.amazonaws.com"],
                ["StringEquals": ["aws:SourceAccount": "444455556666"]],
                ["account 444455556666: s3:GetObject"]
            ),
            (
                ["Service": "sns.amazonaws.com"],
                ["ArnLike": ["aws:SourceArn": "arn:aws:sns:*:444455556666:*"]],
                ["account 444455556666: s3:GetObject"]
            ),
            (
                ["Service": "sns.amazonaws.com"], ["StringEquals": ["aws:SourceOrgID": "o-1"]],
                ["organization o-1: s3:GetObject"]
            ),
            (
                ["Federated": "accounts.google.com"], [:],
                ["provider accounts.google.com: s3:GetObject"]
            ),
            (
                "*", ["Bool": ["aws:PrincipalIsAWSService": "true"]], ["service *: s3:GetObject"]
            ),
            (
                "*", ["StringEquals": ["aws:PrincipalServiceName": "cloudtrail.amazonaws.com"]],
                ["service cloudtrail.amazonaws.com: s3:GetObject"]
            ),
            (["CanonicalUser": "abc"], [:], ["canonical-user abc: s3:GetObject"]),
            (
                ["AWS": "arn:aws:sts::444455556666:federated-user/ann"], [:],
                ["account 444455556666: s3:GetObject"]
            ), (["AWS": "arn:aws:sts::111122223333:federated-user/ann"], [:], []),
            (
                ["AWS": .string(identity)], [:], ["service \(identity): s3:GetObject"]
            ),
            (
                ["Service": "sns.amazonaws.com"],
                ["StringEquals": ["aws:SourceAccount": "${aws:ResourceAccount}"]], []
            ),
        ] as [(JSON, JSON, [String])]
    )
    func externalIsWhoIsNamed(principal: JSON, condition: JSON, expected: [String]) throws {
        let exposure = Self.exposure([Self.allow(condition, principal: principal)])
        #expect(exposure.isPublic() == .no)
        let found = try exposure.external()
        #expect(
            found.map { "\($0.kind.rawValue) \($0.id): \($0.actions.joined(separator: " "))" }
                == expected
        )
    }

    /// A long policy is answered too: each of many accounts with what its own statement says.
    @Test func whoIsNamedMayDoWhatItsStatementSays() throws {
        let statements = (0..<30).map { number -> JSON in
            [
                "Effect": "Allow", "Principal": ["AWS": .string("\(444_400_000_000 + number)")],
                "Action": .string(number % 2 == 0 ? "s3:GetObject" : "s3:*"),
                "Resource": .string("arn:aws:s3:::shop/\(number)/*"),
                "Condition": ["StringEquals": ["aws:SourceVpce": .string("vpce-\(number)")]],
            ]
        }
        let found = try Self.exposure(statements).external()
        #expect(found.count == 30)
        for (number, grantee) in found.enumerated() {
            #expect(grantee.actions == [number % 2 == 0 ? "s3:GetObject" : "s3:*"])
        }
    }

    /// Who is named in a large policy is told; past a bound it is not known, and never takes for ever.
    @Test(arguments: [(100, true), (2_100, false)])
    func manyStatementsAreBounded(count: Int, isKnown: Bool) {
        let statements = (0..<count).map { number -> JSON in
            let account = String(100_000_000_000 + number)
            return [
                "Effect": "Allow", "Principal": ["AWS": .string(account)],
                "Action": .string("s3:Get\(number)"), "Resource": "arn:aws:s3:::shop/\(number)",
                "Condition": ["StringEquals": ["aws:SourceVpce": .string("vpce-\(number)")]],
            ]
        }
        let found = try? Self.exposure(statements).external()
        #expect(found?.count == (isKnown ? count : nil))
    }
}
