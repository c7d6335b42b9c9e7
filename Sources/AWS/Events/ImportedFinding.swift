import Document

/// A finding that a product or a person gave to Security Hub, as EventBridge delivers it: one message for
/// each new finding and each update. It is read as if it were a record of a call, so that a trigger's
/// condition sees AWS's own members: `event.Severity.Label`, `event.ProductArn`, `event.Types`.
///
/// Sources: Security Hub User Guide, "EventBridge event types for Security Hub CSPM" and "AWS Security
/// Finding Format (ASFF)".
enum ImportedFinding {
    static let kind = "Security Hub Findings - Imported"
    static let source = "aws.securityhub"
    static let service = "securityhub"
    static let eventName = "ImportedFinding"
    /// What triggers call it.
    static let name = "\(service):\(eventName)"
    /// Ids by Security Hub's words for their types: a member that is not AWS's.
    static let ids = "resourceIds"

    private static let version = "2018-10-08"
    private static let over: Set<String> = ["RESOLVED", "SUPPRESSED"]

    /// Why it leads to nothing; nil: it may lead to something.
    static func drop(_ finding: JSON) -> EventReading.Drop? {
        // What Parapet itself tells Security Hub would start what it is about anew.
        if finding["GeneratorId"]?.string?.hasPrefix("parapet/") == true { return .told }
        let isOver =
            finding["RecordState"]?.string != "ACTIVE"
            || over.contains(finding["Workflow"]?["Status"]?.string ?? "")
        return isOver ? .over : nil
    }

    /// What is wrong with it; nil: nothing.
    static func flaw(_ finding: JSON) -> String? {
        guard finding["SchemaVersion"]?.string == version else {
            return "a finding of another version of ASFF"
        }
        guard let account = finding["AwsAccountId"]?.string, account.isAccountID else {
            return "its AwsAccountId is no account"
        }
        guard let product = finding["ProductArn"]?.string.flatMap({ NamedARN($0) }) else {
            return "its ProductArn is not one"
        }
        // AWS's own products and its partners' are of no account; another is the account's own.
        guard product.account.isEmpty || product.account == account else {
            return "forged: its product is another account's"
        }
        return nil
    }

    /// The finding as a record.
    static func record(_ finding: JSON) -> JSON {
        var ids = Object()
        for resource in finding["Resources"]?.array ?? [] {
            guard let type = resource["Type"]?.string, let id = resource["Id"]?.string else {
                continue
            }
            let known = ids[type]?.array ?? []
            ids[type] = .array(known + [.string(plain(id))])
        }
        var record = finding.object ?? Object()
        record["eventSource"] = .string("\(service).amazonaws.com")
        record["eventName"] = .string(eventName)
        record[Self.ids] = .object(ids)
        return .object(record)
    }

    /// Of `AWS::IAM::AccessKey:AKIA…`, which is no ARN, its end.
    private static func plain(_ id: String) -> String {
        guard id.hasPrefix("AWS::"), let end = id.split(separator: ":").last else { return id }
        return String(end)
    }
}

extension DeclaredEvent {
    /// Which resources such a finding may be about. Source: Security Hub User Guide, "Resources ASFF
    /// objects".
    static let imported: [String: [DeclaredEvent]] = [
        "ec2.instance": finding("AwsEc2Instance", prefix: "i-"),
        "ec2.security-group": finding("AwsEc2SecurityGroup", prefix: "sg-"),
        "iam.access-key": finding("AwsIamAccessKey", prefix: "AKIA"),
        "iam.user": finding("AwsIamUser"),
        "s3.bucket": finding("AwsS3Bucket"),
    ]

    private static func finding(_ type: String, prefix: String = "") -> [DeclaredEvent] {
        events(
            [ImportedFinding.eventName],
            in: ImportedFinding.service,
            .written("\(ImportedFinding.ids).\(type)", .name, prefix: prefix)
        )
    }
}
