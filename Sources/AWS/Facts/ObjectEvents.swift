import Document
import Guardrails

/// Whether a trail records who reads the objects of a bucket: data events, which no trail has unless
/// somebody asks for them. Sources: CloudTrail API, "DataResource" and "AdvancedFieldSelector".
enum ObjectEvents {
    /// Nil where the selectors were not read.
    static func areRecorded(by trail: Resource, of bucket: String, partition: String) -> Bool? {
        guard trail.unread["selectors"] == nil else { return nil }
        let arn = "arn:\(partition):s3:::\(bucket)/"
        let plain = trail.document["event_selectors"]?.array ?? []
        let advanced = trail.document["advanced_selectors"]?.array ?? []
        return plain.contains { isPlain($0, arn) } || advanced.contains { isAdvanced($0, arn) }
    }

    private static func isPlain(_ selector: JSON, _ arn: String) -> Bool {
        guard selector["ReadWriteType"]?.string != "WriteOnly" else { return false }
        return (selector["DataResources"]?.array ?? []).contains { resource in
            resource["Type"]?.string == "AWS::S3::Object"
                && (resource["Values"]?.texts ?? []).contains { arn.hasPrefix($0) }
        }
    }

    /// A selector that narrows otherwise may leave some out: it is not counted.
    private static func isAdvanced(_ selector: JSON, _ arn: String) -> Bool {
        var isData = false
        var isObject = false
        for field in selector["FieldSelectors"]?.array ?? [] {
            let equals = field["Equals"]?.texts ?? []
            switch field["Field"]?.string {
            case "eventCategory": isData = equals == ["Data"]
            case "resources.type": isObject = equals == ["AWS::S3::Object"]
            case "readOnly" where equals == ["true"]: continue
            case "resources.ARN":
                let starts = (field["StartsWith"]?.texts ?? []) + equals
                guard starts.contains(where: arn.hasPrefix) else { return false }
            default: return false
            }
        }
        return isData && isObject
    }
}
