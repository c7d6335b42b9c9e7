import Platform
import Testing

@testable import AWS

/// The standard order of variables and shared files.
struct CallerTests {
    private func caller(
        _ environment: [String: String],
        config: String? = nil,
        credentials: String? = nil
    ) throws -> Caller {
        try Caller(
            environment: environment.merging(["HOME": "/home/a"]) { $1 },
            client: Client(endpoints: Endpoints())
        ) { path in
            switch path {
            case "/home/a/.aws/config": config
            case "/home/a/.aws/credentials": credentials
            default: nil
            }
        }
    }

    private func key(_ caller: Caller) async throws -> String {
        try await caller.credentials.credentials().accessKeyID
    }

    @Test func variablesFirst() async throws {
        let found = try caller(
            ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "eu-west-1"],
            credentials: "[default]\naws_access_key_id = B\naws_secret_access_key = t\n"
        )
        #expect(try await key(found) == "A")
        #expect(found.region == "eu-west-1")
    }

    @Test func aNamedProfileIsMeant() async throws {
        let found = try caller(
            ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_PROFILE": "work"],
            config: """
                # a comment
                [profile work]
                region = ap-south-1
                s3 =
                    max_concurrent_requests = 1
                aws_access_key_id=C
                [profile other]
                """,
            credentials: "[work]\naws_access_key_id = D\naws_secret_access_key = t=u\n"
        )
        #expect(try await key(found) == "D")
        #expect(found.region == "ap-south-1")
    }

    @Test func regionsHaveAnOrderToo() throws {
        let keys = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s"]
        #expect(try caller(keys).region == "us-east-1")
        #expect(
            try caller(keys.merging(["AWS_DEFAULT_REGION": "eu-west-2"]) { $1 }).region
                == "eu-west-2"
        )
    }

    @Test(
        arguments: [
            (["AWS_EC2_METADATA_DISABLED": "true"], nil, "PAR-AWS-01"),
            (["AWS_ACCESS_KEY_ID": "A"], nil, "PAR-AWS-01"),
            (["AWS_PROFILE": "none"], nil, "PAR-AWS-02"),
            (["AWS_PROFILE": "p"], "[profile p]\nregion = eu-west-2", "PAR-AWS-02"),
            (["AWS_PROFILE": "p"], "[profile p]\nrole_arn = r\nsource_profile = q", "PAR-AWS-02"),
            (
                ["AWS_PROFILE": "p"],
                "[profile p]\nrole_arn = r\nmfa_serial = m\nsource_profile = p", "PAR-AWS-02"
            ),
            (["AWS_PROFILE": "p"], "[profile p]\nsso_session = s", "PAR-AWS-02"),
            ([:], "[default]\nsso_start_url = https://s", "PAR-AWS-02"),
            (
                ["AWS_PROFILE": "p"],
                "[profile p]\naws_access_key_id = A\naws_secret_access_key =", "PAR-AWS-02"
            ),
            (
                ["AWS_PROFILE": "p"],
                "[profile p]\naws_access_key_id =\naws_secret_access_key = s", "PAR-AWS-02"
            ),
            (["AWS_PROFILE": "p"], "[profile p\nregion = eu-west-2", "PAR-AWS-02"),
        ] as [([String: String], String?, String)]
    )
    func whatCannotBeUsedIsSaid(
        environment: [String: String],
        config: String?,
        code: String
    ) {
        let failure = #expect(throws: CredentialFailure.self) {
            try caller(environment, config: config)
        }
        #expect(failure?.kind.rawValue == code)
        #expect(failure?.hint.isEmpty == false)
    }
}

/// A file that is there and cannot be read is never taken for one that is not.
struct UnreadableFileTests {
    @Test(arguments: ["/home/a/.aws/config", "/home/a/.aws/credentials"])
    func theFileIsNamed(file: String) {
        // Keys in the variables do not help: the region may stand in the file.
        let environment = [
            "HOME": "/home/a", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s",
        ]
        let failure = #expect(throws: CredentialFailure.self) {
            let client = Client(endpoints: Endpoints(environment: environment))
            _ = try Caller(environment: environment, client: client) {
                path throws(SmallFile.Fault) in
                guard path == file else { return nil }
                throw SmallFile.Fault("is not UTF-8 text")
            }
        }
        #expect(failure?.kind == .profile)
        #expect(failure?.message == "\(file) is not UTF-8 text")
    }

    @Test func aProfileThatSignsInWithABrowserSaysTheWayRound() {
        let environment = ["HOME": "/home/a", "AWS_PROFILE": "work"]
        let failure = #expect(throws: CredentialFailure.self) {
            let client = Client(endpoints: Endpoints(environment: environment))
            _ = try Caller(environment: environment, client: client) { path in
                path.hasSuffix("config") ? "[profile work]\nsso_session = s\n" : nil
            }
        }
        #expect(failure?.message.contains("IAM Identity Center") == true)
        #expect(failure?.hint.contains("export-credentials --profile work") == true)
    }
}

struct EndpointTests {
    private func host(
        _ service: String,
        _ region: String,
        _ environment: [String: String] = [:],
        prefix: String = ""
    ) throws -> String {
        let model = try #require(ServiceModel.named(service))
        let endpoint = try #require(
            Endpoints(environment: environment)
                .endpoint(of: model, region: region, hostPrefix: prefix)
        )
        return "\(endpoint.scheme) \(endpoint.host)\(endpoint.path) \(endpoint.signingRegion) "
            + endpoint.signingName
    }

    @Test(
        arguments: [
            ("ec2", "eu-west-1", "https ec2.eu-west-1.amazonaws.com eu-west-1 ec2"),
            ("iam", "eu-west-1", "https iam.amazonaws.com us-east-1 iam"),
            ("iam", "cn-north-1", "https iam.cn-north-1.amazonaws.com.cn cn-north-1 iam"),
            ("sts", "us-gov-west-1", "https sts.us-gov-west-1.amazonaws.com us-gov-west-1 sts"),
            (
                "organizations", "eu-west-1",
                "https organizations.us-east-1.amazonaws.com us-east-1 organizations"
            ),
            ("ecr", "us-east-2", "https api.ecr.us-east-2.amazonaws.com us-east-2 ecr"),
            (
                "cloudwatch", "us-east-2",
                "https monitoring.us-east-2.amazonaws.com us-east-2 monitoring"
            ),
            ("route53", "us-east-2", "https route53.amazonaws.com us-east-1 route53"),
        ]
    )
    func hosts(service: String, region: String, expected: String) throws {
        #expect(try host(service, region) == expected)
    }

    @Test func variants() throws {
        let fips = ["AWS_USE_FIPS_ENDPOINT": "true"]
        let both = ["AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "TRUE"]
        #expect(
            try host("sts", "us-east-1", fips)
                == "https sts-fips.us-east-1.amazonaws.com us-east-1 sts"
        )
        #expect(
            try host("s3", "eu-west-1", both)
                == "https s3-fips.dualstack.eu-west-1.amazonaws.com eu-west-1 s3"
        )
        #expect(
            try host("iam", "eu-west-1", ["AWS_USE_DUALSTACK_ENDPOINT": "true"])
                == "https iam.global.api.aws us-east-1 iam"
        )
    }

    /// Each partition has hosts of its own, and its global services elsewhere.
    @Test(arguments: [
        ("sts", "eusc-de-east-1", "https sts.eusc-de-east-1.amazonaws.eu eusc-de-east-1 sts"),
        ("ec2", "us-iso-east-1", "https ec2.us-iso-east-1.c2s.ic.gov us-iso-east-1 ec2"),
        ("ec2", "us-isob-east-1", "https ec2.us-isob-east-1.sc2s.sgov.gov us-isob-east-1 ec2"),
        ("iam", "cn-north-1", "https iam.cn-north-1.amazonaws.com.cn cn-north-1 iam"),
        ("iam", "us-gov-east-1", "https iam.us-gov.amazonaws.com us-gov-west-1 iam"),
        ("iam", "eusc-de-east-1", "https iam.eusc-de-east-1.amazonaws.eu eusc-de-east-1 iam"),
    ]) func partitions(service: String, region: String, expected: String) throws {
        #expect(try host(service, region) == expected)
    }

    @Test(arguments: [
        ("us-east-1", "aws"), ("eu-west-9", "aws"), ("eusc-de-east-1", "aws-eusc"),
        ("us-iso-east-1", "aws-iso"), ("us-isob-west-1", "aws-iso-b"),
        ("us-isof-south-1", "aws-iso-f"), ("eu-isoe-west-1", "aws-iso-e"),
        ("us-gov-east-1", "aws-us-gov"), ("cn-north-1", "aws-cn"), ("mars", nil), ("", nil),
        ("us-east-", nil), ("us-east-1a", nil), ("global", nil), ("us-gov-moon-east-1", nil),
    ]) func aRegionIsOfOnePartitionOrOfNone(region: String, name: String?) {
        #expect(Partition(region: region)?.name == name)
    }

    @Test func knownRegionsAreThoseThatAWSHas() {
        #expect(Partition.knows(region: "eu-central-2") && !Partition.knows(region: "eu-west-9"))
        #expect(Partition.nearest(to: "eu-wst-1") == "eu-west-1")
        #expect(Partition.regions == Partition.regions.sorted() && Partition.regions.count > 40)
    }

    @Test func aRegionThatNobodyHasIsRefused() {
        let environment = [
            "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "eu-wst1",
        ]
        let failure = #expect(throws: CredentialFailure.self) {
            let client = Client(endpoints: Endpoints(environment: environment))
            _ = try Caller(environment: environment, client: client) { _ in nil }
        }
        #expect(
            failure?.description == "PAR-AWS-09 AWS has no region 'eu-wst1' | hint: did you mean "
                + "'eu-west-1'? set AWS_REGION, such as eu-west-1"
        )
    }

    @Test func variablesWin() throws {
        let environment = [
            "AWS_ENDPOINT_URL": "http://127.0.0.1:5000/",
            "AWS_ENDPOINT_URL_S3": "https://s3.internal/x",
        ]
        #expect(try host("ec2", "us-east-1", environment) == "http 127.0.0.1:5000 us-east-1 ec2")
        #expect(try host("s3", "us-east-1", environment) == "https s3.internal/x us-east-1 s3")
        #expect(
            try host("s3control", "us-east-1", prefix: "1.")
                == "https 1.s3-control.us-east-1.amazonaws.com us-east-1 s3"
        )
    }
}
