import Document
import Guardrails

extension Step {
    /// Where a name leads from now on.
    static let swapRecords = Step.responding(
        swappingRecords,
        site: .account,
        inputs: [
            .init("zone", .text, required: true, "the id of the hosted zone"),
            .init("name", .text, required: true, "the name in it"),
            .init("type", .text, standard: "CNAME", "CNAME, A or AAAA") { value in
                RecordSets.types.contains(value.string ?? "") ? nil : "it is CNAME, A or AAAA"
            },
            .init("ttl", .int, standard: 60, "how many seconds others may remember it"),
            .init("values", .list(.text), required: true, "where it leads"),
        ],
        outputs: [.init("changes", .list(.text), "Route 53's ids of what was asked")],
        targets: { context in
            guard !context.texts("values").isEmpty else {
                return .failed("it would lead nowhere", isFinal: true)
            }
            let names = ["name", "type", "ttl", "values"]
            let given = names.compactMap { name in context.inputs[name].map { (name, $0) } }
            return RecordSets.target(context, Object(given))
        },
        answer: { _, changed in ["changes": changed.dnsChanges] }
    )

    private static let swappingRecords = Action(
        "dns.swap-records",
        title: "Makes one record of all that a name leads to, in one batch",
        subject: .resources(["route53.hosted-zone"]),
        parameters: [
            .init("name", .text, required: true, "the name"),
            .init("type", .text, required: true, "CNAME, A or AAAA"),
            .init("ttl", .int, required: true, "in seconds"),
            .init("values", .list(.text), required: true, "where it leads"),
        ],
        asks: ["route53.GetHostedZone", "route53.ListResourceRecordSets"],
        sends: ["route53.ChangeResourceRecordSets"],
        undoing:
            "the records are there again that were there, with their sets and times, in one batch",
        refuses:
            "where the zone has no such name; a CNAME for the zone's own name, or beside records of "
            + "other types",
        reads: { context, _ in RecordSets(context).reads },
        image: { context, read in RecordSets(context).image(read) },
        plan: { context, before in
            let sets = RecordSets(context)
            if let refusal = sets.refusal(before) { return refusal }
            let type = context.text("type") ?? ""
            if type == "CNAME", before["apex"]?.bool == true {
                return .refused("\(sets.name) is the zone's own name, which cannot be a CNAME")
            }
            if type == "CNAME", let others = before["others"]?.texts, !others.isEmpty {
                let list = others.joined(separator: ", ")
                return .refused("a CNAME cannot stand beside \(list) of \(sets.name)")
            }
            let values = context.texts("values").map { value -> JSON in
                ["Value": .string(value)]
            }
            let new: JSON = [
                "Name": .string(sets.name), "Type": .string(type),
                "TTL": context.request.parameters["ttl"] ?? 60, "ResourceRecords": .array(values),
            ]
            return sets.plan(before, [new])
        },
        undo: { context, before, after in RecordSets(context).undo(before, after) }
    )
}
