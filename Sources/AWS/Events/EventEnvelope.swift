import Document

/// A message of EventBridge around a CloudTrail record, or around a finding of Security Hub, with what both must say alike: anybody who
/// may put events on a bus writes the record, and only AWS the envelope.
///
/// Source: EventBridge User Guide, "AWS service events delivered via CloudTrail".
struct EventEnvelope {
    let id: String
    /// `ec2`, as in `ec2.amazonaws.com`.
    let service: String
    let eventName: String
    let account: String
    /// On whose bus it was put: another's, where Security Hub has the findings of its members.
    let teller: String
    let region: String
    let partition: Partition
    let at: Timestamp
    let record: JSON

    var name: String { "\(service):\(eventName)" }

    /// What a message is refused with.
    struct Flaw: Error {
        let reading: EventReading

        static func dead(_ reason: String) -> Flaw { Flaw(reading: .dead(reason)) }
    }

    /// More than EventBridge and SQS deliver. Source: SQS Developer Guide, "Amazon SQS message
    /// quotas".
    static let limits = ParseLimits(sizeBytes: 1 << 20, depth: 64)

    private static let kinds: Set<String> = [
        "AWS API Call via CloudTrail", "AWS Service Event via CloudTrail",
        "AWS Console Action via CloudTrail",
    ]

    init(body: String) throws(Flaw) {
        let envelope: JSON
        do throws(ParseFailure) {
            envelope = try JSON.parse(body, limits: Self.limits)
        } catch {
            throw .dead("not a document: \(error)")
        }
        try self.init(envelope)
    }

    init(_ envelope: JSON) throws(Flaw) {
        guard envelope.object != nil else { throw .dead("not an event: no object") }
        let kind = try Self.text("detail-type", in: envelope)
        let source = try Self.text("source", in: envelope)
        guard source.hasPrefix("aws.") else {
            throw .dead("forged: its source is not AWS")
        }
        guard kind != ImportedFinding.kind else {
            self = try Self.finding(envelope, source)
            return
        }
        guard Self.kinds.contains(kind) else { throw Flaw(reading: .dropped(.kind)) }
        guard let record = envelope["detail"], record.object != nil else {
            throw .dead("it has no detail")
        }
        account = try Self.text("account", in: envelope)
        teller = account
        region = try Self.text("region", in: envelope)
        guard account.isAccountID else { throw .dead("its account is not one") }
        guard let partition = Partition(region: region) else {
            throw .dead("its region is not one")
        }
        self.partition = partition
        id = try Self.text("eventID", in: record)
        eventName = try Self.text("eventName", in: record)
        guard eventName.utf8.allSatisfy({ $0.isOfEventName }) else {
            throw .dead("its eventName is not one")
        }
        let eventSource = try Self.text("eventSource", in: record)
        guard let service = Self.service(eventSource) else {
            throw .dead("its eventSource is not a service of AWS")
        }
        self.service = service
        guard let at = Timestamp(try Self.text("eventTime", in: record)) else {
            throw .dead("its eventTime is not a time")
        }
        self.at = at
        self.record = record
        try checkVersion()
        guard source == "aws.\(service)" else {
            throw .dead("forged: its source is not the record's eventSource")
        }
        guard try Self.text("recipientAccountId", in: record) == account else {
            throw .dead("forged: the record is of another account")
        }
        guard try Self.text("awsRegion", in: record) == region else {
            throw .dead("forged: the record is of another region")
        }
    }

    /// A finding that was imported into Security Hub, as a record.
    private static func finding(
        _ envelope: JSON,
        _ source: String
    ) throws(Flaw) -> EventEnvelope {
        guard source == ImportedFinding.source else {
            throw .dead("forged: its source is not Security Hub")
        }
        guard let findings = envelope["detail"]?["findings"]?.array, findings.count == 1,
            findings[0].object != nil
        else { throw .dead("it does not have one finding") }
        let finding = findings[0]
        if let flaw = ImportedFinding.flaw(finding) { throw .dead(flaw) }
        if let drop = ImportedFinding.drop(finding) { throw Flaw(reading: .dropped(drop)) }
        let teller = try text("account", in: envelope)
        let region =
            finding["Region"] == nil
            ? try text("region", in: envelope) : try text("Region", in: finding)
        guard teller.isAccountID else { throw .dead("its account is not one") }
        guard let partition = Partition(region: region) else {
            throw .dead("its region is not one")
        }
        guard let at = Timestamp(try text("UpdatedAt", in: finding)) else {
            throw .dead("its UpdatedAt is not a time")
        }
        return EventEnvelope(
            id: try text("id", in: envelope),
            service: ImportedFinding.service,
            eventName: ImportedFinding.eventName,
            account: try text("AwsAccountId", in: finding),
            teller: teller,
            region: region,
            partition: partition,
            at: at,
            record: ImportedFinding.record(finding)
        )
    }

    private init(
        id: String,
        service: String,
        eventName: String,
        account: String,
        teller: String,
        region: String,
        partition: Partition,
        at: Timestamp,
        record: JSON
    ) {
        self.id = id
        self.service = service
        self.eventName = eventName
        self.account = account
        self.teller = teller
        self.region = region
        self.partition = partition
        self.at = at
        self.record = record
    }

    /// Of the same major version members are only added.
    private func checkVersion() throws(Flaw) {
        let version = try Self.text("eventVersion", in: record)
        guard version.split(separator: ".").first == "1" else {
            throw .dead("a record of another version of CloudTrail")
        }
    }

    private static func service(_ source: String) -> String? {
        guard source.hasSuffix(".amazonaws.com") || source.hasSuffix(".amazonaws.com.cn"),
            let name = source.split(separator: ".").first,
            source == "\(name).amazonaws.com" || source == "\(name).amazonaws.com.cn",
            name.utf8.allSatisfy({ $0.isOfService })
        else { return nil }
        return String(name)
    }

    /// Longer than any name of AWS.
    private static let longestText = 256

    private static func text(_ name: String, in object: JSON) throws(Flaw) -> String {
        guard let text = object[name]?.string, !text.isEmpty else {
            throw .dead("it has no \(name)")
        }
        guard text.utf8.count <= longestText, text.isPlain else {
            throw .dead("its \(name) is not one")
        }
        return text
    }
}

extension String {
    var isAccountID: Bool { utf8.count == 12 && utf8.allSatisfy { (48...57).contains($0) } }

    /// Without control characters.
    var isPlain: Bool { unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self)
    }
    fileprivate var isOfService: Bool { isLetterOrDigit || self == UInt8(ascii: "-") }
    fileprivate var isOfEventName: Bool { isLetterOrDigit || self == UInt8(ascii: "_") }
}
