import Document
import Guardrails

/// A finding in the AWS Security Finding Format 2018-10-08, as Security Hub's `BatchImportFindings`
/// takes it (AWS Security Hub User Guide, "AWS Security Finding Format (ASFF)").
///
/// What could not be judged has no place there: Security Hub would take it for new.
public struct SecurityFinding: Sendable {
    /// What only Security Hub, and no file, is told.
    public struct Import: Sendable {
        /// The account whose Security Hub it is; another than the finding's where one has all.
        public var account: String
        /// When it is sent: Security Hub takes what is newer than what it has.
        public var at: Timestamp

        public init(account: String, at: Timestamp) {
            self.account = account
            self.at = at
        }
    }

    private let finding: FindingRecord
    private let partition: String
    private let region: String
    private let product: String
    private let sent: Import?

    /// - Parameters:
    ///   - partition: of its account.
    ///   - region: where it is, or is told; a global resource has one, too.
    ///   - sent: nil: for a file.
    public init(_ finding: FindingRecord, partition: String, region: String, sent: Import? = nil) {
        self.finding = finding
        self.partition = partition
        self.region = region
        self.sent = sent
        let account = sent?.account ?? finding.account
        product = Self.product(partition: partition, region: region, account: account)
    }

    /// What a finding is called there.
    public static func id(of finding: String) -> String { "parapet/\(finding)" }

    /// An account's own product, whose findings it writes itself.
    public static func product(partition: String, region: String, account: String) -> String {
        "arn:\(partition):securityhub:\(region):\(account):product/\(account)/default"
    }

    public var json: JSON {
        let updated = sent?.at ?? finding.changed
        var json: Object = [
            "SchemaVersion": "2018-10-08",
            "Id": .string(Self.id(of: finding.id)),
            "ProductArn": .string(product),
            "GeneratorId": .string("parapet/\(finding.guardrail)"),
            "AwsAccountId": .string(sent?.account ?? finding.account),
            "Types": ["Software and Configuration Checks"],
            "CreatedAt": .string(finding.firstSeen.rfc3339),
            "UpdatedAt": .string(updated.rfc3339),
            "Severity": ["Label": .string(label)],
            "Title": Self.text(finding.shownTitle, atMost: 256),
            "Description": Self.text(
                finding.because.isEmpty ? finding.shownTitle : finding.becauseText,
                atMost: 1024
            ),
            "Resources": [resource],
            "Compliance": compliance,
        ]
        // The workflow and its notes are people's there: no provider writes them.
        if sent == nil { json["Workflow"] = ["Status": .string(workflow)] }
        json["RecordState"] = finding.status == .resolved ? "ARCHIVED" : "ACTIVE"
        if let education = finding.education, !education.isEmpty {
            json["Remediation"] = ["Recommendation": ["Text": Self.text(education, atMost: 512)]]
        }
        if sent != nil {
            json["ProductFields"] = productFields
        } else if let exception = finding.exception {
            json["Note"] = [
                "Text": Self.text(exception.text, atMost: 512), "UpdatedBy": "parapet",
                "UpdatedAt": .string(finding.changed.rfc3339),
            ]
        }
        return .object(json)
    }

    /// What rules over there may go by.
    private var productFields: JSON {
        var fields: Object = [
            "parapet/status": .string(finding.status.rawValue),
            "parapet/account": .string(finding.account),
            "parapet/region": .string(finding.region),
        ]
        fields["parapet/environment"] = finding.environment.map { .string($0) }
        fields["parapet/part"] =
            finding.part.isEmpty ? nil : Self.text(finding.part, atMost: 1024)
        fields["parapet/exception"] = finding.exception.map { Self.text($0.text, atMost: 1024) }
        return .object(fields)
    }

    /// An ARN names its account; an id alone does not.
    private var resource: JSON {
        var resource: Object = [
            "Type": .string(resourceType), "Id": .string(resourceID),
            "Partition": .string(partition),
            "Region": .string(
                sent == nil || finding.region == Scope.global ? region : finding.region
            ),
        ]
        if sent != nil {
            resource["Details"] = [
                "Other": [
                    "AwsAccountId": .string(finding.account),
                    "Type": .string(finding.resource.type),
                    "Name": Self.text(finding.resource.name ?? finding.resource.id, atMost: 1024),
                ]
            ]
        }
        return .object(resource)
    }

    /// Security Hub refuses longer ones.
    private static func text(_ text: String, atMost characters: Int) -> JSON {
        .string(text.count <= characters ? text : String(text.prefix(characters - 1)) + "…")
    }

    /// Security Hub's own word for an account.
    private var resourceID: String {
        finding.resource.type == "aws.account"
            ? "AWS::::Account:\(finding.account)" : finding.resourceText
    }

    private var compliance: JSON {
        var compliance: Object = [
            "Status": finding.status == .resolved ? "PASSED" : "FAILED"
        ]
        guard !finding.frameworks.isEmpty else { return .object(compliance) }
        compliance["RelatedRequirements"] = .list(finding.frameworks.map(\.path))
        compliance["AssociatedStandards"] = .array(
            finding.standards.map { ["StandardsId": .string(Self.standard($0))] }
        )
        return .object(compliance)
    }

    /// The resource part of the standard's ARN in Security Hub, where that has one.
    private static func standard(_ framework: String) -> String {
        guard let version = framework.split(separator: "cis-").first, framework.hasPrefix("cis-")
        else { return framework }
        return "standards/cis-aws-foundations-benchmark/v/\(version).0"
    }

    private var label: String {
        finding.severity == .info ? "INFORMATIONAL" : finding.severity.rawValue.uppercased()
    }

    private var workflow: String {
        switch finding.status {
        case .resolved: "RESOLVED"
        case .excepted: "SUPPRESSED"
        case .open, .unknown: "NEW"
        }
    }

    /// Security Hub's word for the type, where it has one.
    private var resourceType: String {
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
