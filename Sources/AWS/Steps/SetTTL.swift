import Document
import Guardrails

extension Step {
    /// How long others may remember where a name leads.
    static let setTTL = Step.responding(
        settingTTL,
        site: .account,
        inputs: [
            .init("zone", .text, required: true, "the id of the hosted zone"),
            .init("name", .text, required: true, "the name in it"),
            .init("ttl", .int, required: true, "how many seconds others may remember it") { value in
                // Route 53 takes 31 bits.
                let range = Int64(0)...2_147_483_647
                return value.int.map(range.contains) == true ? nil : "it is no TTL"
            },
        ],
        outputs: [
            .init(
                "was",
                .int,
                "the longest that others may still remember what was there, in seconds"
            )
        ],
        targets: { context in
            RecordSets.target(
                context,
                ["name": .string(context.text("name")), "ttl": context.inputs["ttl"] ?? 0]
            )
        },
        answer: { _, changed in
            let sets = changed.flatMap { $0.before["records"]?.array ?? [] }
            // An alias is remembered for as long as what it stands for: 60 seconds where that is a load
            // balancer or a distribution (Amazon Route 53 Developer Guide, "Choosing between alias and
            // non-alias records").
            return ["was": .int(sets.map { $0["TTL"]?.int ?? 60 }.max() ?? 0)]
        }
    )

    private static let settingTTL = Action(
        "dns.set-ttl",
        title: "Sets how long others may remember where a name leads; an alias has no such time",
        subject: .resources(["route53.hosted-zone"]),
        parameters: [
            .init("name", .text, required: true, "the name"),
            .init("ttl", .int, required: true, "in seconds"),
        ],
        asks: ["route53.GetHostedZone", "route53.ListResourceRecordSets"],
        sends: ["route53.ChangeResourceRecordSets"],
        undoing: "the records have the times that they had",
        refuses: "where the zone has no such name",
        reads: { context, _ in RecordSets(context).reads },
        image: { context, read in RecordSets(context).image(read) },
        plan: { context, before in
            let sets = RecordSets(context)
            if let refusal = sets.refusal(before) { return refusal }
            let ttl = context.request.parameters["ttl"] ?? 0
            let records = before["records"]?.array ?? []
            return sets.plan(before, records.map { $0.living(for: ttl) })
        },
        undo: { context, before, after in RecordSets(context).undo(before, after) }
    )
}

extension JSON {
    fileprivate func living(for ttl: JSON) -> JSON {
        guard var members = object, members["TTL"] != nil else { return self }
        members["TTL"] = ttl
        return .object(members)
    }
}
