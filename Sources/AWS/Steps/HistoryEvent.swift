import Document

/// An event of CloudTrail's event history. Source: AWS CloudTrail API Reference, "LookupEvents", and AWS
/// CloudTrail User Guide, "CloudTrail record contents".
struct HistoryEvent: Sendable {
    let id: String
    /// RFC 3339, UTC.
    let time: String
    let name: String
    /// Such as `iam`.
    let service: String
    let region: String
    let isRead: Bool
    /// The address, or the AWS service, that asked.
    let address: String
    let agent: String
    /// The key that it was signed with.
    let key: String
    let who: String
    let error: String?
    let parameters: JSON
    let response: JSON
    /// What CloudTrail says that it was about.
    let resources: [String]

    /// Nil where the record is none.
    init?(_ entry: JSON) {
        guard let text = entry["CloudTrailEvent"]?.string, let record = try? JSON.parse(text),
            let time = record["eventTime"]?.string, let name = record["eventName"]?.string
        else { return nil }
        id = record["eventID"]?.string ?? entry["EventId"]?.string ?? ""
        self.time = time
        self.name = name
        let source = record["eventSource"]?.string ?? ""
        service = String(source.prefix { $0 != "." })
        region = record["awsRegion"]?.string ?? ""
        isRead = record["readOnly"]?.bool == true
        address = record["sourceIPAddress"]?.string ?? ""
        agent = record["userAgent"]?.string ?? ""
        key = record["userIdentity"]?["accessKeyId"]?.string ?? ""
        who = record["userIdentity"]?["arn"]?.string ?? ""
        error = record["errorCode"]?.string
        parameters = record["requestParameters"] ?? .null
        response = record["responseElements"] ?? .null
        resources = (entry["Resources"]?.array ?? []).compactMap { $0["ResourceName"]?.string }
    }
}
