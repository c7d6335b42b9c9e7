import Document
import Guardrails
import Records

/// AWS Security Finding Format 2018-10-08, as `BatchImportFindings` takes it. What could not be judged
/// is left out: Security Hub would take it for new.
struct ASFFFormat: FindingFormat {
    static let name = "asff"

    private let write: (String) -> Void
    private var array = JSONArrayText()

    init(_ listing: FindingListing, write: @escaping (String) -> Void) {
        self.write = write
    }

    mutating func row(_ finding: FindingRecord) {
        guard finding.status != .unknown else { return }
        write(array.element(json(finding)))
    }

    mutating func end() { write(array.end + "\n") }

    private func json(_ finding: FindingRecord) -> JSON {
        let account = finding.account
        let isGlobal = finding.region == Scope.global
        let partition = finding.partition
        let region = isGlobal ? partition.mainRegion : finding.region
        let product =
            "arn:\(partition.name):securityhub:\(region):\(account):product/\(account)/default"
        var json: Object = [
            "SchemaVersion": "2018-10-08",
            "Id": .string("parapet/\(finding.id)"),
            "ProductArn": .string(product),
            "GeneratorId": .string("parapet/\(finding.guardrail)"),
            "AwsAccountId": .string(account),
            "Types": ["Software and Configuration Checks"],
            "CreatedAt": .string(finding.firstSeen.rfc3339),
            "UpdatedAt": .string(finding.changed.rfc3339),
            "Severity": ["Label": .string(Self.label(finding.severity))],
            "Title": Self.text(finding.shownTitle, atMost: 256),
            "Description": Self.text(
                finding.because.isEmpty ? finding.shownTitle : finding.becauseText,
                atMost: 1024
            ),
            "Resources": [
                [
                    "Type": .string(Self.resourceType(finding)),
                    "Id": .string(Self.resourceID(finding)),
                    "Partition": .string(partition.name), "Region": .string(region),
                ]
            ],
            "Compliance": Self.compliance(finding),
            "Workflow": ["Status": .string(Self.workflow(finding.status))],
            "RecordState": finding.status == .resolved ? "ARCHIVED" : "ACTIVE",
        ]
        if let education = finding.education, !education.isEmpty {
            json["Remediation"] = ["Recommendation": ["Text": Self.text(education, atMost: 512)]]
        }
        if let exception = finding.exception {
            json["Note"] = [
                "Text": Self.text(exception.text, atMost: 512), "UpdatedBy": "parapet",
                "UpdatedAt": .string(finding.changed.rfc3339),
            ]
        }
        return .object(json)
    }

    /// Security Hub refuses longer ones.
    private static func text(_ text: String, atMost characters: Int) -> JSON {
        .string(text.cut(to: characters))
    }

    /// Security Hub's own word for an account.
    private static func resourceID(_ finding: FindingRecord) -> String {
        finding.resource.type == "aws.account"
            ? "AWS::::Account:\(finding.account)" : finding.resourceText
    }

    private static func compliance(_ finding: FindingRecord) -> JSON {
        var compliance: Object = [
            "Status": finding.status == .resolved ? "PASSED" : "FAILED"
        ]
        guard !finding.frameworks.isEmpty else { return .object(compliance) }
        compliance["RelatedRequirements"] = .list(finding.frameworks.map(\.path))
        compliance["AssociatedStandards"] = .array(
            finding.standards.map { ["StandardsId": .string(standard($0))] }
        )
        return .object(compliance)
    }

    /// The resource part of the standard's ARN in Security Hub, where that has one.
    private static func standard(_ framework: String) -> String {
        guard let version = framework.split(separator: "cis-").first, framework.hasPrefix("cis-")
        else { return framework }
        return "standards/cis-aws-foundations-benchmark/v/\(version).0"
    }

    private static func label(_ severity: Severity) -> String {
        severity == .info ? "INFORMATIONAL" : severity.rawValue.uppercased()
    }

    private static func workflow(_ status: Finding.Status) -> String {
        switch status {
        case .resolved: "RESOLVED"
        case .excepted: "SUPPRESSED"
        case .open, .unknown: "NEW"
        }
    }

    /// Security Hub's word for the type, where it has one.
    private static func resourceType(_ finding: FindingRecord) -> String {
        let known = [
            "s3.bucket": "AwsS3Bucket", "ec2.security-group": "AwsEc2SecurityGroup",
            "ec2.instance": "AwsEc2Instance", "ec2.volume": "AwsEc2Volume",
            "ec2.vpc-peering": "AwsEc2VpcPeeringConnection", "iam.user": "AwsIamUser",
            "iam.role": "AwsIamRole", "iam.policy": "AwsIamPolicy",
            "iam.access-key": "AwsIamAccessKey", "aws.account": "AwsAccount",
            "rds.instance": "AwsRdsDbInstance", "lambda.function": "AwsLambdaFunction",
            "kms.key": "AwsKmsKey", "cloudtrail.trail": "AwsCloudTrailTrail",
        ]
        return known[finding.resource.type] ?? "Other"
    }
}
