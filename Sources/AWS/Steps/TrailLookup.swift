import Document
import Guardrails

/// What CloudTrail's event history tells of one thing in some regions: management events of the last 90
/// days, and no others.
///
/// Source: AWS CloudTrail API Reference, "LookupEvents": two requests a second in each region.
struct TrailLookup: Sendable {
    /// How much is asked of a region.
    enum Depth: Sendable {
        /// So many pages, of 50 events each, the newest first.
        case pages(Int)
        /// All of so many days.
        case days(Int64)
    }

    static let permissions = ["cloudtrail:LookupEvents"]

    /// The oldest first.
    private(set) var events: [HistoryEvent] = []
    /// What is not known.
    private(set) var notes: [String] = []
    /// False where some could not be read.
    private(set) var isRead = true
    /// The time of the oldest that was read, where older ones were left; nil: all was read.
    private(set) var lookedBackTo: String?

    /// Nothing was looked up yet.
    init() {}

    /// - Parameter attribute: as `LookupEvents` calls it, such as `AccessKeyId`.
    init(
        _ attribute: String,
        _ value: String,
        in regions: [String],
        _ depth: Depth,
        _ reader: Reader
    ) async {
        var all = TrailLookup()
        await withTaskGroup(of: TrailLookup.self) { group in
            for region in regions {
                group.addTask {
                    await TrailLookup(attribute, value, of: region, depth, reader)
                }
            }
            for await found in group { all.add(found) }
        }
        self = all
    }

    mutating func add(_ other: TrailLookup) {
        events = (events + other.events).sorted {
            // Their times are whole seconds.
            ($0.time, $0.name, $0.id) < ($1.time, $1.name, $1.id)
        }
        notes = Set(notes + other.notes).sorted()
        isRead = isRead && other.isRead
        lookedBackTo = [lookedBackTo, other.lookedBackTo].compactMap(\.self).max()
    }

    /// Only those events.
    mutating func keep(_ isWanted: (HistoryEvent) -> Bool) { events = events.filter(isWanted) }

    /// Of one region, page by page.
    private init(
        _ attribute: String,
        _ value: String,
        of region: String,
        _ depth: Depth,
        _ reader: Reader
    ) async {
        var parameters: Object = [
            "LookupAttributes": [
                ["AttributeKey": .string(attribute), "AttributeValue": .string(value)]
            ]
        ]
        switch depth {
        case .pages(let most):
            parameters["MaxResults"] = 50
            await read(value, region, parameters, mostPages: most, reader)
        case .days(let days):
            let start = Timestamp(seconds: Timestamp.now().seconds - days * 86_400) ?? .epoch
            parameters["StartTime"] = .string(start.rfc3339)
            let found = await reader.list(
                "cloudtrail",
                "LookupEvents",
                DocumentPath("Events"),
                region: region,
                parameters
            )
            events = found.items.compactMap { HistoryEvent($0) }
            if let gap = found.gap { miss(gap, region) }
        }
    }

    private mutating func read(
        _ value: String,
        _ region: String,
        _ asked: Object,
        mostPages: Int,
        _ reader: Reader
    ) async {
        var parameters = asked
        for page in 1...mostPages {
            let answer = await reader.read(
                "cloudtrail",
                "LookupEvents",
                region: region,
                parameters,
                ofOne: true
            )
            let document: Object
            switch answer {
            case .complete(let found): document = found
            case .absent, .gone: return
            case .gap(let gap): return miss(gap, region)
            }
            let found = (document["Events"]?.array ?? []).compactMap { HistoryEvent($0) }
            events += found
            guard let token = document["NextToken"]?.string else { return }
            parameters["NextToken"] = .string(token)
            guard page == mostPages, let oldest = found.map(\.time).min() else { continue }
            lookedBackTo = oldest
            notes.append("in \(region) there are more events of \(value) before \(oldest)")
        }
    }

    private mutating func miss(_ gap: Gap, _ region: String) {
        let detail = gap.detail.isEmpty ? "" : " (\(gap.detail))"
        notes.append("not all events of \(region) are known: \(gap.summary)\(detail)")
        isRead = false
    }
}
