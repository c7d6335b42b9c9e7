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
            .init("lower", .flag, standard: false, "whether shorter times stay"),
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
                [
                    "name": .string(context.text("name")), "ttl": context.inputs["ttl"] ?? 0,
                    "lower": .bool(context.flag("lower")),
                ]
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
            .init("lower", .flag, standard: false, "whether shorter times stay"),
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
            let ttl = context.request.parameters["ttl"]?.int ?? 0
            let isLowering = context.request.parameters["lower"]?.bool == true
            let records = before["records"]?.array ?? []
            return sets.plan(before, records.map { $0.living(for: ttl, atMost: isLowering) })
        },
        undo: { context, before, after in RecordSets(context).undo(before, after) }
    )
}

extension JSON {
    /// - Parameter isMost: whether what lives shorter stays.
    fileprivate func living(for ttl: Int64, atMost isMost: Bool) -> JSON {
        guard var members = object, let was = members["TTL"]?.int else { return self }
        members["TTL"] = .int(isMost ? min(was, ttl) : ttl)
        return .object(members)
    }
}
