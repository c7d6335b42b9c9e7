import Document
import Rehearsal
import Testing

extension SweepSuite {
    /// Texts that somebody wrote to keep us from looking: in every field that the owner of a bucket,
    /// a group or a role may fill.
    struct HostileTextTests {
        private static let account = "200000000013"
        private static let region = "us-east-1"

        private static let guardrails = [
            """
            guardrail: role-of-an-administrator
            title: A role may do everything
            severity: high
            education: |
              Give it less.
            resource: iam.role
            criteria: resource.privilege == 'administrator'
            tests:
              - violates:
                  resource:
                    policies:
                      - name: all
                        document: { Statement: { Effect: Allow, Action: "*", Resource: "*" } }
              - passes: { resource: { policies: [] } }
            """,
            """
            guardrail: group-beside-a-role-from-nowhere
            title: A role is filed under nowhere
            severity: low
            education: |
              It looks at groups and at roles.
            resource: ec2.security-group
            related: { roles: { resource: iam.role } }
            criteria: related.roles.exists(r, r.path == '/nowhere/')
            tests:
              - violates: { resource: {}, related: { roles: [{ path: /nowhere/ }] } }
              - passes: { resource: {}, related: { roles: [{ path: / }] } }
            """,
        ]

        /// By name, as JSON writes them inside of a string, and raw where a field that is not JSON
        /// can hold them.
        private static let texts = """
            texts = {
                "nul": "\\\\u0000", "nonchar": "\\\\uffff", "backslashes": "\\\\\\\\u0000",
                "rtl": "\\u202e\\u2067evil", "emoji": "\\U0001f600" * 20, "long": "x" * 100_000,
                "lone": "\\\\ud800",
            }

            """

        private static let plant =
            texts + """
                s3 = client("s3", "\(account)", "\(region)")
                ec2 = client("ec2", "\(account)", "\(region)")
                iam = client("iam", "\(account)")
                vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
                rule = [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                         "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "d"}]}]
                everything = '{"Effect": "Allow", "Action": "*", "Resource": "*"}'
                for name, text in texts.items():
                    raw = text if "\\\\" not in text else "plain"
                    tag = [{"Key": "note", "Value": raw[:200]}]
                    bucket = f"hostile-{name}"
                    s3.create_bucket(Bucket=bucket)
                    s3.put_bucket_policy(Bucket=bucket, Policy=
                        '{"Version": "2012-10-17", "Id": "' + text + '", "Statement": [{"Sid": "'
                        + text + '", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",'
                        + '"Resource": "arn:aws:s3:::' + bucket + '/*"}]}')
                    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tag})
                    group = ec2.create_security_group(
                        GroupName=f"hostile-{name}", Description=raw, VpcId=vpc)["GroupId"]
                    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule)
                    ec2.create_tags(Resources=[group], Tags=tag)
                    trust = ('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",'
                        + '"Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"},'
                        + '"Condition": {"StringEquals": {"aws:RequestTag/note": "' + text + '"}}}]}')
                    iam.create_role(RoleName=f"hostile-{name}", AssumeRolePolicyDocument=trust,
                        Description=raw[:900], Tags=tag)
                    iam.put_role_policy(RoleName=f"hostile-{name}", PolicyName="p", PolicyDocument=
                        '{"Version": "2012-10-17", "Statement": [' + everything + ', {"Effect": "Deny",'
                        + '"Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals":'
                        + '{"aws:RequestTag/note": "' + text + '"}}}]}')

                """

        private static let oversized = """
            iam = client("iam", "\(account)")
            for number in range(3):
                iam.put_role_policy(RoleName="hostile-long", PolicyName=f"more-{number}",
                    PolicyDocument='{"Version": "2012-10-17", "Statement": [{"Effect": "Deny",'
                    + '"Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals":'
                    + '{"aws:RequestTag/note": "' + "y" * 400_000 + '"}}}]}')
            """

        /// What is told of the resources that were planted, one line each.
        private func verdicts(_ scene: Scene) async throws -> [String: String] {
            let rows = try await scene.database.owner.query(
                """
                select guardrail || ' ' || coalesce(resource_name, resource_id) as what, status
                from report.findings
                where coalesce(resource_name, resource_id) like 'hostile-%'
                """
            )
            return Dictionary(
                rows.compactMap { row in
                    row["what"].string.flatMap { what in row["status"].string.map { (what, $0) } }
                },
                uniquingKeysWith: { "\($0) \($1)" }
            )
        }

        private func names(
            _ scene: Scene,
            _ type: String,
            _ rest: String
        ) async throws -> Set<String> {
            Set(
                try await scene.database.owner.query(
                    "select name from report.inventory where type = '\(type)' and \(rest)"
                ).compactMap { $0["name"].string }
            )
        }

        private func with(_ body: (Scene) async throws -> Void) async throws {
            try await Scene.with(guardrails: ["s3-public-bucket", "ssh-open-to-the-world"]) {
                scene in
                for (number, text) in Self.guardrails.enumerated() {
                    try text.write(
                        toFile: "\(scene.guardrails)/own-\(number).yaml",
                        atomically: true,
                        encoding: .utf8
                    )
                }
                try await scene.standIn.plant(Self.plant, beyondLimits: true)
                try await body(scene)
            }
        }

        @Test func keepNobodyFromLooking() async throws {
            try await with { scene in
                let swept = try await scene.sweep()
                #expect(swept.status == 4)
                #expect(swept.summary["jobs"]?["failed"] == 0)
                let verdicts = try await verdicts(scene)
                for name in ["nul", "nonchar", "backslashes", "rtl", "emoji", "long"] {
                    #expect(verdicts["s3-public-bucket hostile-\(name)"] == "open", "\(name)")
                    #expect(verdicts["ssh-open-to-the-world hostile-\(name)"] == "open", "\(name)")
                    #expect(
                        verdicts["role-of-an-administrator hostile-\(name)"] == "open",
                        "\(name)"
                    )
                }
                // Half a character is in no JSON: a text with one is not understood, and told. AWS itself says that
                // the bucket is public; of the role nobody knows.
                #expect(verdicts["s3-public-bucket hostile-lone"] == "open")
                #expect(verdicts["role-of-an-administrator hostile-lone"] == "unknown")
                #expect(verdicts["ssh-open-to-the-world hostile-lone"] == "open")
                // Only what had to be is escaped.
                let planted = "name like 'hostile-%' and escaped"
                #expect(try await names(scene, "s3.bucket", planted) == ["hostile-nul"])
                #expect(try await names(scene, "iam.role", planted) == ["hostile-nul"])
                let text = try await scene.database.owner.query(
                    """
                    select document #>> '{policy,Id}' as text from report.inventory
                    where name = 'hostile-nul' and type = 's3.bucket'
                    """
                ).first?["text"].string
                #expect(text == "\\u0000")
                // Whoever asks twice is told the same, and nothing is written.
                let events = try await scene.events()
                _ = try await scene.sweep()
                #expect(try await scene.events() == events)

                try await expectLimit(scene)
            }
        }

        /// A document that is too large costs its own row, and whoever would have to know it.
        private func expectLimit(_ scene: Scene) async throws {
            let join = "group-beside-a-role-from-nowhere"
            #expect(try await verdicts(scene)["\(join) hostile-rtl"] == nil)
            try await scene.standIn.plant(Self.oversized, beyondLimits: true)
            let swept = try await scene.sweep()
            #expect(swept.summary["jobs"]?["failed"] == 0)
            let after = try await verdicts(scene)
            #expect(after["role-of-an-administrator hostile-long"] == "open")
            #expect(try await names(scene, "iam.role", "omitted is not null") == ["hostile-long"])
            #expect(after["\(join) hostile-rtl"] == "unknown")
            #expect(after["role-of-an-administrator hostile-rtl"] == "open")
        }
    }
}
