import Document
import Records

extension Item {
    private static let longestWitnessBytes = 4000

    func json(in group: Group, for recipient: Recipient) -> JSON {
        [
            "event": .string(event.rawValue), "at": .string(at.rfc3339),
            "finding": .optional(finding?.storable),
            "account": (account ?? group.account)?.json ?? .null,
            "region": .string(region.storable),
            "resource": [
                "type": .string(resource.type.storable), "id": .string(resource.id.storable),
                "arn": .optional(resource.arn?.storable),
                "name": .optional(resource.name?.storable),
            ],
            "part": .string(part.storable), "because": .array(because.map(Self.json)),
            "reason": .optional(reason?.storable),
            "flapping": flapping.map {
                ["count": .count($0.count), "since": .string($0.since.rfc3339)]
            } ?? .null,
            "actor": recipient.mayKnowActors ? actor?.json ?? .null : .null,
            "change": change?.json ?? .null,
            "ticket": ticket.map {
                ["reference": .string($0.reference.storable), "url": .optional($0.safeURL)]
            } ?? .null,
            "console": .optional(
                ConsoleLink.url(
                    of: resource,
                    account: (account ?? group.account)?.id,
                    region: region
                )
            ),
        ]
    }

    /// Without a witness where there is none, or a very long one.
    private static func json(_ reason: FindingRecord.Reason) -> JSON {
        var json: Object = [
            "text": .string(reason.text.storable), "path": .string(reason.path.storable),
        ]
        if let witness = reason.witness, witness.text.utf8.count <= longestWitnessBytes,
            !witness.text.contains("\\u0000")
        {
            json["witness"] = witness
        }
        return .object(json)
    }
}

extension Item.Actor {
    fileprivate var json: JSON {
        [
            "name": .string(name.storable), "call": .string(call.storable),
            "at": .string(at.rfc3339),
        ]
    }
}

extension ChangeNote {
    fileprivate var json: JSON {
        [
            "id": .optional(id?.storable), "action": .string(action.storable),
            "does": .string(does.storable), "state": .string(state.rawValue),
            "waits": .optional(waits?.rawValue), "not_before": .optional(notBefore),
            "expires": .optional(expires), "approvers": .list(approvers.map(\.storable)),
            "reason": .optional(reason?.storable), "calls": .list(calls.map(\.storable)),
            "executed": .optional(executed), "undoes": .optional(undoes?.storable),
        ]
    }
}
