import Document
import Guardrails

/// Which management events a trail records, over all its selectors together: one that has reads and
/// one that has writes have all. Of a service that a selector leaves out, another may have them.
/// Sources: CloudTrail API, "EventSelector" and "AdvancedFieldSelector".
struct ManagementEvents {
    /// The sources that are left out; nil: it records none of the kind.
    private(set) var reads: Set<String>?
    private(set) var writes: Set<String>?

    /// Nil where the selectors were not read.
    init?(of trail: Resource) {
        guard trail.unread["selectors"] == nil else { return nil }
        let plain = trail.document["event_selectors"]?.array ?? []
        let advanced = trail.document["advanced_selectors"]?.array ?? []
        // A trail without any selector records them: that is how trails are made.
        if plain.isEmpty && advanced.isEmpty { add(isRead: nil, []) }
        for selector in plain where selector["IncludeManagementEvents"]?.bool != false {
            let left = Set(selector["ExcludeManagementEventSources"]?.texts ?? [])
            switch selector["ReadWriteType"]?.string ?? "All" {
            case "All": add(isRead: nil, left)
            case "ReadOnly": add(isRead: true, left)
            case "WriteOnly": add(isRead: false, left)
            default: break
            }
        }
        for selector in advanced { add(advanced: selector["FieldSelectors"]?.array ?? []) }
    }

    /// A selector that asks for anything else has some of the events only.
    private mutating func add(advanced fields: [JSON]) {
        var isManagement = false
        var isRead: Bool?
        var left: Set<String> = []
        for field in fields {
            let tests = field.object?.filter { $0.0 != "Field" && !$0.1.isNull } ?? []
            guard tests.count == 1, let (test, value) = tests.first else { return }
            let values = value.texts
            switch (field["Field"]?.string, test) {
            case ("eventCategory", "Equals"): isManagement = values == ["Management"]
            case ("readOnly", "Equals"):
                if values.count == 1 { isRead = values == ["true"] }
            case ("eventSource", "NotEquals"): left.formUnion(values)
            default: return
            }
        }
        if isManagement { add(isRead: isRead, left) }
    }

    private mutating func add(isRead: Bool?, _ left: Set<String>) {
        if isRead != false { reads = reads?.intersection(left) ?? left }
        if isRead != true { writes = writes?.intersection(left) ?? left }
    }

    /// What some of its reads or writes leave out.
    var excluded: Set<String> { (reads ?? []).union(writes ?? []) }

    static let facts: [ResourceType.Fact] = [
        fact(
            "management_events",
            .flag,
            "whether it records all management events, reads and writes, of all services",
            example: "!resource.management_events"
        ) { .bool($0.reads?.isEmpty == true && $0.writes?.isEmpty == true) },
        fact(
            "management_reads",
            .flag,
            "whether it records management events that read, save those of excluded_sources",
            example: "!resource.management_reads"
        ) { .bool($0.reads != nil) },
        fact(
            "management_writes",
            .flag,
            "whether it records management events that write, save those of excluded_sources",
            example: "!resource.management_writes"
        ) { .bool($0.writes != nil) },
        fact(
            "excluded_sources",
            .list(.text),
            "the services of which it leaves out management events, such as kms.amazonaws.com",
            example: "'kms.amazonaws.com' in resource.excluded_sources"
        ) { .array($0.excluded.sorted().map { .string($0) }) },
    ]

    private static func fact(
        _ name: String,
        _ shape: Shape,
        _ meaning: String,
        example: String,
        _ answer: @escaping @Sendable (ManagementEvents) -> JSON
    ) -> ResourceType.Fact {
        .init(name, shape, from: ["selectors"], meaning, example: example) { trail in
            guard let events = ManagementEvents(of: trail) else { return .unknown(["selectors"]) }
            return .known(answer(events), because: [])
        }
    }
}
