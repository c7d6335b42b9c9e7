import Document

extension FindingReport {
    /// AWS Security Finding Format 2018-10-08, as `BatchImportFindings` takes it.
    var asff: JSON {
        .array(
            findings.map { finding in
                let account = finding.text("account")
                let isGlobal = finding["region"] == "global"
                let region = isGlobal ? "us-east-1" : finding.text("region")
                let product = "arn:aws:securityhub:\(region):\(account):product/\(account)/default"
                return [
                    "SchemaVersion": "2018-10-08",
                    "Id": .string("parapet/\(finding.text("id"))"),
                    "ProductArn": .string(product),
                    "GeneratorId": .string("parapet/\(finding.text("guardrail"))"),
                    "AwsAccountId": .string(account),
                    "Types": ["Software and Configuration Checks"],
                    "CreatedAt": .string(finding.text("first_seen")),
                    "UpdatedAt": .string(finding.text("changed")),
                    "Severity": ["Label": .string(Self.label(finding.text("severity")))],
                    "Title": .string(String(title(of: finding).prefix(256))),
                    "Description": .string(
                        String((Self.because(finding) + " ").prefix(1024))
                    ),
                    "Resources": [
                        [
                            "Type": .string(Self.resourceType(finding)),
                            "Id": .string(Self.resource(finding)),
                            "Partition": "aws", "Region": .string(region),
                        ]
                    ],
                    "Compliance": ["Status": .string(Self.compliance(finding.text("status")))],
                    "Workflow": ["Status": .string(Self.workflow(finding.text("status")))],
                    "RecordState": finding["status"] == "resolved" ? "ARCHIVED" : "ACTIVE",
                ]
            }
        )
    }

    private static func label(_ severity: String) -> String {
        severity == "info" ? "INFORMATIONAL" : severity.uppercased()
    }

    private static func compliance(_ status: String) -> String {
        switch status {
        case "resolved": "PASSED"
        case "unknown": "NOT_AVAILABLE"
        default: "FAILED"
        }
    }

    private static func workflow(_ status: String) -> String {
        switch status {
        case "resolved": "RESOLVED"
        case "excepted": "SUPPRESSED"
        default: "NEW"
        }
    }

    /// Security Hub's word for the type, where it has one.
    private static func resourceType(_ finding: JSON) -> String {
        let known = [
            "s3.bucket": "AwsS3Bucket", "ec2.security-group": "AwsEc2SecurityGroup",
            "ec2.instance": "AwsEc2Instance", "ec2.volume": "AwsEc2Volume",
            "ec2.vpc-peering": "AwsEc2VpcPeeringConnection", "iam.user": "AwsIamUser",
            "iam.role": "AwsIamRole", "iam.policy": "AwsIamPolicy",
            "iam.access-key": "AwsIamAccessKey", "aws.account": "AwsAccount",
            "rds.instance": "AwsRdsDbInstance", "lambda.function": "AwsLambdaFunction",
            "kms.key": "AwsKmsKey", "cloudtrail.trail": "AwsCloudTrailTrail",
        ]
        return known[finding["resource"]?.text("type") ?? ""] ?? "Other"
    }
}
