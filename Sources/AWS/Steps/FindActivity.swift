import Document
import Playbooks

extension Step {
    /// What CloudTrail has of an instance, and of what was done with its credentials.
    static let findActivity = Step(
        StepType(
            "cloudtrail.find-activity",
            title: "Who launched an instance, and what was done to it and with its role",
            kind: .analyse,
            site: .region,
            inputs: [
                .init("instance", .text, required: true, "the instance's id"),
                .init("addresses", .list(.text), standard: [], "its own addresses"),
            ],
            outputs: [
                .init("launched", .map(.any), "its launch: at, event, by, address, agent, request"),
                .init("events", .list(.any), "what was done to it, the newest first"),
                .init("role_events", .list(.any), "what its credentials did, the newest first"),
                .init("role_calls", .list(.any), "the same by event: event, times, refused, last"),
                .init(
                    "foreign_addresses",
                    .list(.text),
                    "addresses that used its credentials and are not its own"
                ),
                .init("looked_back_to", .text, "nothing before that was looked at"),
                .init("notes", .list(.text), "what people have to know"),
            ],
            permissions: ["cloudtrail:LookupEvents"],
            limits: .init(timeoutSeconds: 600)
        )
    ) { context in
        guard let reader = context.reader else {
            return .done(["notes": [.string(context.unasked)]])
        }
        let (id, region) = (context.text("instance"), context.text("region"))
        var regions = [region]
        let main = reader.partition.mainRegion
        if main != region { regions.append(main) }
        let onIt = await TrailLookup("ResourceName", id, in: [region], .pages(mostPages), reader)
        // The session of a role that an instance has is named after the instance.
        let byIt = await TrailLookup("Username", id, in: regions, .pages(mostPages), reader)
        var outputs = InstanceActivity(
            on: onIt.events.reversed(),
            by: byIt.events.reversed(),
            own: Set(context.texts("addresses"))
        ).outputs
        if !onIt.isRead { outputs["events"] = nil }
        if !byIt.isRead {
            for name in ["role_events", "role_calls", "foreign_addresses"] { outputs[name] = nil }
        }
        outputs["looked_back_to"] = [onIt.lookedBackTo, byIt.lookedBackTo].compactMap(\.self).max()
            .map { .string($0) }
        outputs["notes"] = .list(
            Set(onIt.notes + byIt.notes).sorted() + [
                "CloudTrail's event history has management events of 90 days, some minutes late;"
                    + " what was read or written in buckets, tables and functions is not in it"
            ]
        )
        return .done(outputs)
    }

    /// Of one region: AWS answers two a second.
    private static let mostPages = 4
}
