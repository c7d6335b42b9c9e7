import Document
import Guardrails
import Playbooks

extension Step {
    /// Which DNS names lead to something.
    static let findRecords = Step(
        StepType(
            "route53.find-records",
            title: "Which DNS records of any account lead to addresses or names",
            kind: .analyse,
            site: .estate,
            inputs: [
                .init("addresses", .list(.text), standard: [], "addresses"),
                .init(
                    "names",
                    .list(.text),
                    standard: [],
                    "names, such as those of load balancers"
                ),
            ],
            outputs: [
                .init(
                    "records",
                    .list(.any),
                    "name, type, account, zone, private, leads_to; the nearest first"
                ),
                .init("impact", .list(.text), "which names stop to answer"),
                .init("notes", .list(.text), "what people have to know"),
            ]
        )
    ) { context in
        do throws(StepInventoryFailure) {
            let found = try await RecordSearch.find(
                context.texts("addresses") + context.texts("names"),
                context
            )
            return .done(found.outputs)
        } catch {
            return .failed(error.text, isFinal: false)
        }
    }
}

/// Records that lead to something, over other records too.
///
/// Source: Amazon Route 53 Developer Guide, "Choosing between alias and non-alias records".
struct RecordSearch {
    /// A name that leads to a name that leads to a name: resolvers follow few.
    private static let mostSteps = 5

    private(set) var records: [(record: Resource, leadsTo: String)] = []
    private(set) var notes: [String] = []

    static func find(
        _ targets: [String],
        _ context: StepContext
    ) async throws(StepInventoryFailure) -> RecordSearch {
        var search = RecordSearch()
        var wanted = targets
        for _ in 0..<mostSteps where !wanted.isEmpty {
            let texts = Self.forms(of: wanted)
            let found = try await context.ask([
                EstateQuestion("route53.record", "values", holds: texts),
                EstateQuestion("route53.record", "alias", holds: texts),
            ])
            wanted = search.add(found, leadingTo: texts)
        }
        return search
    }

    /// As zones write them: with a dot at the end, and for balancers also by both families.
    static func forms(of names: [String]) -> [String] {
        let plain = names.map { name in
            let name = name.lowercased()
            return name.hasSuffix(".") ? String(name.dropLast()) : name
        }
        let dual = plain.filter { $0.contains(".elb.") }.map { "dualstack.\($0)" }
        let all = plain + dual
        return Set(all + all.map { "\($0)." }).sorted()
    }

    /// The names that are new.
    mutating func add(_ found: EstateFindings, leadingTo texts: [String]) -> [String] {
        let known = Set(records.map(\.record.name))
        var names: [String] = []
        for record in found.resources.sorted(by: { $0.name.id < $1.name.id })
        where !known.contains(record.name) {
            let held = record.texts("values") + [record.text("alias")].compactMap(\.self)
            let leadsTo = held.first { texts.contains($0.lowercased()) } ?? ""
            records.append((record, leadsTo))
            if let name = record.name.name { names.append(name) }
        }
        for note in found.notes where !notes.contains(note) { notes.append(note) }
        return names
    }

    var outputs: Object {
        let told = records.map { record, leadsTo -> JSON in
            [
                "name": .optional(record.name.name), "type": .optional(record.text("type")),
                "account": .string(record.name.account), "zone": .optional(record.text("zone")),
                "private": record.document["private"] ?? .null, "leads_to": .string(leadsTo),
            ]
        }
        let names = Set(records.compactMap(\.record.name.name)).sorted()
        return [
            "records": .array(told),
            "impact": .list(names.map { "the DNS name \($0) leads to it" }), "notes": .list(notes),
        ]
    }
}
