/// An action on the stand-in: what is planted, and the guardrail that asks for it.
public struct ActionScene: Sendable {
    public static let account = "200000000013"
    public static let region = "eu-central-1"

    public let action: String
    /// Python, as `StandIn.plant` runs it; `A` is the account, `R` the region. It prints the id of the
    /// resource where AWS gives it.
    public var plant = ""
    /// What the guardrail says beside its name, education and tests.
    public let guardrail: String
    /// By its id, or by its name where AWS gives the id.
    public var resource = account
    public var part = ""
    /// What the account's baseline says of the part.
    public var baseline: String?

    /// Whether events alone open its findings, so that a sweep does not.
    public var isOfEvents: Bool { guardrail.contains("- event: ") }

    private static func group(_ name: String, _ permissions: String) -> String {
        """
        ec2 = client("ec2", A, R)
        vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        made = ec2.create_security_group(GroupName="\(name)", Description="d", VpcId=vpc)
        ec2.authorize_security_group_ingress(
            GroupId=made["GroupId"], IpPermissions=\(permissions),
            TagSpecifications=[{"ResourceType": "security-group-rule",
                                "Tags": [{"Key": "why", "Value": "migration"}]}])
        """
    }

    private static let statement = """
        {"Version": "2012-10-17", "Statement": [
            {"Sid": "Everybody", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
             "Resource": "arn:aws:s3:::BUCKET/*"},
            {"Sid": "Own", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::200000000013:root"},
             "Action": "s3:*", "Resource": "arn:aws:s3:::BUCKET"}]}
        """

    private static func bucket(_ name: String, _ more: String) -> String {
        """
        s3 = client("s3", A, R)
        s3.create_bucket(Bucket="\(name)", CreateBucketConfiguration={"LocationConstraint": R})
        s3.delete_public_access_block(Bucket="\(name)")
        \(more.replacing("BUCKET", with: name))
        """
    }

    private static let ssh = """
        resource: ec2.security-group
        each: { rule: resource.ingress }
        criteria: rule.world('tcp', 22)
        """

    public static let all: [ActionScene] =
        security + storage + identity + tags + watching + baselines

    private static let security = [
        ActionScene(
            action: "ec2.restrict-ingress",
            plant: group(
                "restrict",
                """
                [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [
                    {"CidrIp": "0.0.0.0/0", "Description": "open"},
                    {"CidrIp": "203.0.113.0/24", "Description": "the office"}]},
                 {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                  "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
                """
            ),
            guardrail: """
                \(ssh)
                actions:
                  - do: ec2.restrict-ingress
                    with: { networks: [203.0.113.0/24, 198.51.100.7/32, "2001:db8::/48"] }
                """,
            resource: "restrict",
            part: "tcp/22-22/0.0.0.0/0"
        ),
        ActionScene(
            action: "ec2.revoke-ingress",
            plant: group(
                "revoke",
                """
                [{"IpProtocol": "-1", "IpRanges": [
                    {"CidrIp": "10.0.0.0/8", "Description": "all of us"},
                    {"CidrIp": "10.1.23.2/32", "Description": "one of us"}]}]
                """
            ),
            guardrail: """
                resource: ec2.security-group
                each: { rule: resource.ingress }
                criteria: rule.source == '10.0.0.0/8'
                actions: [{ do: ec2.revoke-ingress }]
                """,
            resource: "revoke",
            part: "all/all/10.0.0.0/8"
        ),
        ActionScene(
            action: "ec2.revoke-peering-ingress",
            plant: group(
                "peered",
                """
                [{"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "Ipv6Ranges": [
                    {"CidrIpv6": "2600:1f18::/32", "Description": "theirs"}]}]
                """
            ),
            guardrail: """
                resource: ec2.security-group
                each: { rule: resource.ingress }
                criteria: rule.meets(['2600:1f18:1::/48'])
                actions: [{ do: ec2.revoke-peering-ingress }]
                """,
            resource: "peered",
            part: "tcp/0-65535/2600:1f18::/32"
        ),
        ActionScene(
            action: "ec2.revert-event",
            plant: group(
                "revert",
                """
                [{"IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080, "IpRanges": [
                    {"CidrIp": "0.0.0.0/0", "Description": "for a test"},
                    {"CidrIp": "10.0.0.0/8", "Description": "there before"}]}]
                """
            ),
            guardrail: """
                resource: ec2.security-group
                each: { rule: resource.ingress }
                criteria: rule.source == '0.0.0.0/0' && rule.from == 8080
                triggers:
                  - event: ec2:AuthorizeSecurityGroupIngress
                actions: [{ do: ec2.revert-event }]
                """,
            resource: "revert",
            part: "tcp/8080-8080/0.0.0.0/0"
        ),
    ]

    private static let storage = [
        ActionScene(
            action: "s3.block-public-access",
            plant: bucket(
                "scene-block",
                #"s3.put_bucket_policy(Bucket="BUCKET", Policy='''\#(statement)''')"#
            ),
            guardrail: """
                resource: s3.bucket
                criteria: resource.public
                actions: [{ do: s3.block-public-access }]
                """,
            resource: "scene-block"
        ),
        ActionScene(
            action: "s3.restrict-to-networks",
            plant: bucket(
                "scene-restrict",
                #"""
                s3.put_bucket_ownership_controls(
                    Bucket="BUCKET",
                    OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]})
                s3.put_bucket_acl(Bucket="BUCKET", ACL="public-read")
                s3.put_bucket_policy(Bucket="BUCKET", Policy='''\#(statement)''')
                """#
            ),
            guardrail: """
                resource: s3.bucket
                criteria: resource.public
                actions:
                  - do: s3.restrict-to-networks
                    with:
                      networks: { cel: estate.networks.known }
                      endpoints: [vpce-1]
                      keep: true
                """,
            resource: "scene-restrict"
        ),
        // An ACL alone: the policy is new, and goes with the change.
        ActionScene(
            action: "s3.restrict-to-networks",
            plant: bucket(
                "scene-acl",
                """
                s3.put_bucket_ownership_controls(
                    Bucket="BUCKET",
                    OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]})
                s3.put_bucket_acl(Bucket="BUCKET", ACL="public-read-write")
                """
            ),
            guardrail: """
                resource: s3.bucket
                criteria: resource.public
                actions:
                  - do: s3.restrict-to-networks
                    with: { networks: { cel: estate.networks.known }, keep: true }
                """,
            resource: "scene-acl"
        ),
    ]

    private static let identity = [
        ActionScene(
            action: "iam.deactivate-key",
            plant: """
                iam = client("iam", A)
                iam.create_user(UserName="keyed")
                print(iam.create_access_key(UserName="keyed")["AccessKey"]["AccessKeyId"])
                """,
            guardrail: """
                resource: iam.access-key
                criteria: resource.status == 'Active'
                actions: [{ do: iam.deactivate-key, after: 7d }]
                """
        ),
        ActionScene(
            action: "iam.require-mfa",
            plant: """
                iam = client("iam", A)
                iam.create_user(UserName="phoneless")
                iam.put_user_policy(UserName="phoneless", PolicyName="work", PolicyDocument=json.dumps(
                    {"Version": "2012-10-17", "Statement": [
                        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))
                """,
            guardrail: """
                resource: iam.user
                criteria: "!resource.api_needs_mfa"
                actions: [{ do: iam.require-mfa }]
                """,
            resource: "phoneless"
        ),
        ActionScene(
            action: "iam.require-mfa",
            plant: """
                iam = client("iam", A)
                iam.create_user(UserName="unbound")
                iam.create_policy(PolicyName="MFA", PolicyDocument=json.dumps(
                    {"Version": "2012-10-17", "Statement": [
                        {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*",
                         "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}))
                iam.put_user_policy(UserName="unbound", PolicyName="work", PolicyDocument=json.dumps(
                    {"Version": "2012-10-17", "Statement": [
                        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))
                """,
            guardrail: """
                resource: iam.user
                criteria: "!resource.api_needs_mfa"
                actions: [{ do: iam.require-mfa, with: { policy: MFA } }]
                """,
            resource: "unbound"
        ),
        ActionScene(
            action: "iam.set-boundary",
            plant: """
                iam = client("iam", A)
                iam.create_policy(PolicyName="Bound", PolicyDocument=json.dumps(
                    {"Version": "2012-10-17", "Statement": [
                        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}))
                iam.create_role(RoleName="wide", AssumeRolePolicyDocument=json.dumps(
                    {"Version": "2012-10-17", "Statement": [
                        {"Effect": "Allow", "Action": "sts:AssumeRole",
                         "Principal": {"Service": "ec2.amazonaws.com"}}]}))
                iam.put_role_policy(RoleName="wide", PolicyName="all", PolicyDocument=json.dumps(
                    {"Version": "2012-10-17", "Statement": [
                        {"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
                """,
            guardrail: """
                resource: iam.role
                criteria: resource.privilege in ['power-user', 'administrator']
                actions: [{ do: iam.set-boundary, with: { boundary: Bound } }]
                """,
            resource: "wide"
        ),
    ]

    private static func tagging(
        _ type: String,
        _ resource: String,
        _ plant: String
    ) -> ActionScene {
        ActionScene(
            action: "resource.add-tags",
            plant: plant,
            guardrail: """
                resource: \(type)
                criteria: resource.tag('owner') != 'shop'
                actions:
                  - do: resource.add-tags
                    with: { tags: { owner: shop, stage: prod }, replace: true }
                """,
            resource: resource
        )
    }

    private static let tags = [
        tagging(
            "ec2.security-group",
            "tagged",
            group("tagged", #"[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.9.0.0/16"}]}]"#)
                + """

                ec2.create_tags(Resources=[made["GroupId"]], Tags=[
                    {"Key": "owner", "Value": "somebody"}, {"Key": "kept", "Value": "yes"}])
                """
        ),
        tagging("s3.bucket", "scene-tags", bucket("scene-tags", "")),
        tagging(
            "iam.user",
            "taggable",
            #"client("iam", A).create_user(UserName="taggable", Tags=[{"Key": "a", "Value": "b"}])"#
        ),
        tagging(
            "iam.role",
            "wide",
            ""
        ),
        // It is the same tag, in IAM.
        tagging(
            "iam.user",
            "cased",
            #"client("iam", A).create_user(UserName="cased", Tags=[{"Key": "Owner", "Value": "b"}])"#
        ),
    ]
}
