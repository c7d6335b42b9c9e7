import Document
import Guardrails

extension Step {
    /// Such as the record that shows a certificate's authority whose a name is.
    static let addRecord = Step.responding(
        addingRecord,
        site: .account,
        inputs: [
            .init("zone", .text, required: true, "the id of the hosted zone"),
            .init("name", .text, required: true, "the name in it"),
            .init("type", .text, standard: "TXT", "TXT or CNAME") { value in
                AddedRecord.types.contains(value.string ?? "") ? nil : "it is TXT or CNAME"
            },
            .init("values", .list(.text), required: true, "what it says; TXT without quotes"),
            .init("ttl", .int, standard: 300, "of a new record, in seconds"),
        ],
        outputs: [.init("changes", .list(.text), "Route 53's ids of what was asked")],
        targets: { context in
            guard !context.texts("values").isEmpty else {
                return .failed("it would say nothing", isFinal: true)
            }
            let names = ["name", "type", "ttl", "values"]
            let given = names.compactMap { name in context.inputs[name].map { (name, $0) } }
            return RecordSets.target(context, Object(given))
        },
        answer: { _, changed in ["changes": changed.dnsChanges] }
    )

    private static let addingRecord = Action(
        "dns.add-record",
        title: "Adds values to a name's TXT record, or a CNAME for a name that has nothing",
        subject: .resources(["route53.hosted-zone"]),
        parameters: [
            .init("name", .text, required: true, "the name"),
            .init("type", .text, required: true, "TXT or CNAME"),
            .init("ttl", .int, required: true, "in seconds"),
            .init("values", .list(.text), required: true, "what it says"),
        ],
        asks: ["route53.GetHostedZone", "route53.ListResourceRecordSets"],
        sends: ["route53.ChangeResourceRecordSets"],
        undoing: "the name has the record that it had, or none",
        refuses:
            "a name of another zone, a CNAME that leads elsewhere or beside other records, and a "
            + "record that is one of several sets",
        reads: { context, _ in RecordSets(context).reads },
        image: { context, read in AddedRecord(context).image(read) },
        plan: { context, before in AddedRecord(context).plan(before) },
        undo: { context, before, after in
            let (old, new) = (before["records"]?.array ?? [], after["records"]?.array ?? [])
            return [RecordSets(context).call(from: new, to: old)].compactMap(\.self)
        }
    )
}

/// A record beside what a name says already.
private struct AddedRecord {
    static let types: Set<String> = ["TXT", "CNAME"]

    private let sets: RecordSets
    private let type: String
    private let ttl: JSON
    private let values: [String]

    init(_ context: ActionContext) {
        sets = RecordSets(context)
        type = context.text("type") ?? ""
        ttl = context.request.parameters["ttl"] ?? 300
        let isText = type == "TXT"
        values = context.texts("values").map { isText ? Self.quoted($0) : $0 }
    }

    /// `records`: those of the type; `others`: the types of the rest; `zone`: its name.
    func image(_ read: Object) -> JSON {
        let found = sets.found(read)
        let others = Set(found.own.compactMap { $0["Type"]?.string }).subtracting([type])
        return [
            "records": .array(RecordSets.ordered(found.own.filter { $0["Type"]?.string == type })),
            "others": .list(others.sorted()), "whole": .bool(found.isWhole),
            "zone": .string(read["zone"]?["HostedZone"]?["Name"]?.string?.lowercased() ?? ""),
        ]
    }

    func plan(_ before: JSON) -> ActionPlan {
        let (zone, name) = (before["zone"]?.string ?? "", sets.name)
        guard before["whole"]?.bool == true else {
            return .refused("not all records of \(name) can be read at once")
        }
        guard !zone.isEmpty, ".\(name)".hasSuffix(".\(zone)") else {
            return .refused("\(name) is not in the zone \(zone)")
        }
        let others = before["others"]?.texts ?? []
        if type == "CNAME" && !others.isEmpty || others.contains("CNAME") {
            let list = others.joined(separator: ", ")
            return .refused("a CNAME cannot stand beside others: \(name) has \(list)")
        }
        let old = before["records"]?.array ?? []
        guard let record = old.first else { return make(set(values, ttl), of: old, before) }
        guard old.count == 1, record["SetIdentifier"]?.string == nil else {
            return .refused("\(name) has several sets of \(type)")
        }
        let there = (record["ResourceRecords"]?.array ?? []).compactMap { $0["Value"]?.string }
        let missing = values.filter { value in !there.contains { isSame($0, value) } }
        if missing.isEmpty { return .alreadyRight }
        guard type == "TXT" else {
            return .refused("\(name) leads to \(there.joined(separator: ", "))")
        }
        return make(set(there + missing, record["TTL"] ?? ttl), of: old, before)
    }

    private func make(_ new: JSON, of old: [JSON], _ before: JSON) -> ActionPlan {
        guard let call = sets.call(from: old, to: [new]) else { return .alreadyRight }
        var after = before.object ?? Object()
        after["records"] = [new]
        return .calls([call], after: .object(after))
    }

    private func set(_ values: [String], _ ttl: JSON) -> JSON {
        [
            "Name": .string(sets.name), "Type": .string(type), "TTL": ttl,
            "ResourceRecords": .array(values.map { ["Value": .string($0)] }),
        ]
    }

    private func isSame(_ one: String, _ other: String) -> Bool {
        guard type == "CNAME" else { return one == other }
        return FirewallSite.domain(one) == FirewallSite.domain(other)
    }

    /// Strings of at most 255 characters, each in quotes (Amazon Route 53 Developer Guide, "TXT record
    /// type").
    private static func quoted(_ text: String) -> String {
        guard !text.hasPrefix("\"") else { return text }
        let characters = Array(text)
        let parts = stride(from: 0, to: max(1, characters.count), by: 255).map { start in
            String(characters[start..<min(start + 255, characters.count)])
                .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        }
        return parts.map { "\"\($0)\"" }.joined(separator: " ")
    }
}
