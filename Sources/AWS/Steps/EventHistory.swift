import Document
import Guardrails
import Platform

/// What CloudTrail's event history tells of one thing in some regions: management events of the last 90
/// days, and no others.
struct EventHistory: Sendable {
    /// The oldest first.
    private(set) var events: [HistoryEvent] = []
    /// What is not known.
    private(set) var notes: [String] = []

    static let permissions = ["cloudtrail:LookupEvents"]

    /// - Parameter attribute: as `LookupEvents` calls it, such as `AccessKeyId`.
    static func of(
        _ attribute: String,
        _ value: String,
        in regions: [String],
        days: Int64,
        reader: Reader
    ) async -> EventHistory {
        let asked: JSON = [
            "AttributeKey": .string(attribute), "AttributeValue": .string(value),
        ]
        let start = Timestamp(seconds: Timestamp.now().seconds - days * 86_400) ?? .epoch
        var history = EventHistory()
        await withTaskGroup(of: (String, Listing).self) { group in
            for region in regions {
                group.addTask {
                    let listing = await reader.list(
                        "cloudtrail",
                        "LookupEvents",
                        DocumentPath("Events"),
                        region: region,
                        ["LookupAttributes": [asked], "StartTime": .string(start.rfc3339)]
                    )
                    return (region, listing)
                }
            }
            for await (region, listing) in group { history.add(listing, of: region) }
        }
        history.events.sort { ($0.time, $0.name) < ($1.time, $1.name) }
        history.notes.sort()
        return history
    }

    mutating func add(_ other: EventHistory) {
        events = (events + other.events).sorted { ($0.time, $0.name) < ($1.time, $1.name) }
        notes = Set(notes + other.notes).sorted()
    }

    /// Only those events.
    mutating func keep(_ isWanted: (HistoryEvent) -> Bool) { events = events.filter(isWanted) }

    private mutating func add(_ listing: Listing, of region: String) {
        events += listing.items.compactMap { HistoryEvent($0) }
        if let gap = listing.gap {
            let detail = gap.detail.isEmpty ? "" : " (\(gap.detail))"
            notes.append("not all events of \(region) are known: \(gap.summary)\(detail)")
        }
    }
}
