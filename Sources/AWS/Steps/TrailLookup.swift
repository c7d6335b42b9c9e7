import Document

/// Events that CloudTrail's event history has under one name, of some regions.
///
/// Source: AWS CloudTrail API Reference, LookupEvents.
struct TrailLookup {
    /// Of one region: AWS answers two a second.
    private static let mostPages = 4
    private static let pageSize: Int64 = 50

    /// The records, the newest first.
    private(set) var events: [HistoryEvent] = []
    /// False where some could not be read.
    private(set) var isRead = true
    /// The time of the oldest that was read, where older ones were left; nil: all was read.
    private(set) var lookedBackTo: String?

    init(
        _ attribute: String,
        _ value: String,
        in regions: [String],
        _ reading: inout StepReading
    ) async {
        for region in regions { await read(attribute, value, region, &reading) }
        events.sort { ($1.time, $0.id) < ($0.time, $1.id) }
    }

    private mutating func read(
        _ attribute: String,
        _ value: String,
        _ region: String,
        _ reading: inout StepReading
    ) async {
        var parameters: Object = [
            "LookupAttributes": [
                ["AttributeKey": .string(attribute), "AttributeValue": .string(value)]
            ],
            "MaxResults": .int(Self.pageSize),
        ]
        for page in 1...Self.mostPages {
            let answer = await reading.read(
                "cloudtrail",
                "LookupEvents",
                parameters,
                region: region
            )
            guard let answer else {
                isRead = false
                return
            }
            let found = (answer["Events"]?.array ?? []).compactMap { HistoryEvent($0) }
            events += found
            guard let token = answer["NextToken"]?.string else { return }
            parameters["NextToken"] = .string(token)
            guard page == Self.mostPages, let oldest = found.map(\.time).min() else { continue }
            lookedBackTo = [lookedBackTo, oldest].compactMap(\.self).max()
            reading.note("in \(region) there are more events of \(value) before \(oldest)")
        }
    }
}
