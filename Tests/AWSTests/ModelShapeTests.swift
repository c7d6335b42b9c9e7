import Guardrails
import Testing

@testable import AWS

/// What AWS does not have cannot be asked for by a guardrail.
struct ModelShapeTests {
    private func problems(
        _ criteria: String,
        type: String = "ec2.instance",
        resource: String = "{ state: running }"
    ) -> String {
        let text = """
            guardrail: example
            title: t
            severity: low
            education: e
            resource: \(type)
            related: { volumes: { resource: ec2.volume } }
            criteria: \(criteria)
            triggers: [{ every: 1d }]
            tests:
              - violates: { resource: \(resource) }
              - passes: { resource: \(resource) }
            """
        do throws(Problems) {
            _ = try Guardrail.load(files: [(name: "example.yaml", text: text)], catalogue: .aws)
            return ""
        } catch {
            return error.all.map(\.description).filter { !$0.contains("PAR-GRD-05 test failed") }
                .joined(separator: "\n")
        }
    }

    @Test(arguments: [
        ("resource.aws.NoSuchMember == 'x'", "has no member 'NoSuchMember'"),
        ("resource.aws.VpcID == 'x'", "did you mean 'VpcId'?"),
        ("has(resource.aws.VpcID)", "did you mean 'VpcId'?"),
        ("resource.aws.?VpcID.orValue('') == 'x'", "did you mean 'VpcId'?"),
        ("resource.aws['VpcID'] == 'x'", "did you mean 'VpcId'?"),
        ("resource.aws.State.Nam == 'x'", "did you mean 'Name'?"),
        ("resource.aws.Tags.exists(t, t.Ky == 'x')", "did you mean 'Key'?"),
        (
            "resource.aws.Tags.filter(t, t.Key == 'x').exists(t, t.Valu == 'x')",
            "did you mean 'Value'?"
        ),
        ("resource.aws.Tags[0].Ky == 'x'", "did you mean 'Key'?"),
        ("cel.bind(s, resource.aws.State, s.Nam == 'x')", "did you mean 'Name'?"),
        (
            "resource.aws.NetworkInterfaces.exists(i, i.Groups.exists(g, g.GroupID == 'x'))",
            "did you mean 'GroupId'?"
        ),
        ("related.volumes.exists(v, v.aws.Encryptd)", "did you mean 'Encrypted'?"),
    ]) func aMemberThatAWSDoesNotHaveIsRefused(criteria: String, expected: String) {
        let found = problems(criteria)
        #expect(found.contains(expected), "\(found)")
        #expect(found.contains("example.yaml:7:"), "\(found)")
    }

    @Test(arguments: [
        "resource.aws.State.Name == 'x'", "resource.aws.Tags.exists(t, t.Key == 'x')",
        "has(resource.aws.VpcId) && 'VpcId' in resource.aws",
        "resource.aws.Tags.map(t, t.Key).exists(k, k == 'x')",
        "related.volumes.exists(v, v.aws.Attachments[0].InstanceId == resource.id)",
    ]) func whatItHasIsNot(criteria: String) {
        #expect(problems(criteria).isEmpty)
    }

    /// Keys of maps are their owner's; a list of ids has nothing but these.
    @Test(arguments: [
        ("lambda.function", "resource.aws.Environment.Variables.ANY == 'x'", true),
        ("lambda.function", "resource.aws.Environment.Variable.ANY == 'x'", false),
        ("dynamodb.table", "resource.aws.Id == 'x'", true),
        ("dynamodb.table", "resource.aws.Name == 'x'", false),
        ("iam.credential-report", "resource.aws.anything == 'x'", true),
        ("s3.bucket", "resource.aws.BucketRegion == 'x'", true),
        ("s3.bucket", "resource.aws.Region == 'x'", false),
        ("ec2.ebs-defaults", "resource.aws.EbsEncryptionByDefault", true),
        ("ec2.ebs-defaults", "resource.aws.Encryption", false),
    ]) func behindMapsNothingIsChecked(type: String, criteria: String, isThere: Bool) {
        let found = problems(criteria, type: type, resource: "{ id: x }")
        #expect(found.isEmpty == isThere, "\(found)")
    }

    @Test func anExampleIsHeldToItToo() {
        let found = problems(
            "resource.aws.State.Name == 'x'",
            resource: "{ aws: { State: { Nam: x } } }"
        )
        #expect(found.contains("unknown key 'Nam'") && found.contains("did you mean 'Name'?"))
    }

    /// The summary is a map itself, and the report a table.
    @Test func everyOtherTypeHasAModel() {
        let without = Catalogue.aws.types.filter { $0.isRead && $0.aws?.members == nil }
        #expect(without.map(\.name) == ["iam.account-summary", "iam.credential-report"])
    }
}
