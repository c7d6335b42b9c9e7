import Document
import Guardrails

extension Message {
    /// For programs. Every key is there; keys are only ever added.
    ///
    /// - Parameters:
    ///   - letter: has the subject.
    ///   - limit: how many items of a group are told; more are counted.
    func json(_ letter: Letter, limit: Int) -> JSON {
        var json: Object = [
            "key": .string(key.storable), "kind": .string(matter.kind.rawValue),
            "at": .string(at.rfc3339),
            "recipient": [
                "name": .string(recipient.name.storable),
                "audience": .string(recipient.audience.rawValue), "owner": .bool(recipient.isOwner),
            ],
            "subject": .string(letter.subject), "severity": .optional(severity?.rawValue),
            "groups": [], "digest": .null, "first_sweep": .null, "changes_stopped": .null,
            "exception": .null, "channel": .null, "run": .null,
        ]
        let encoded = { (groups: [Group]) in
            JSON.array(groups.map { $0.json(for: recipient, limit: limit) })
        }
        switch matter {
        case .transitions(let groups): json["groups"] = encoded(groups)
        case .digest(let digest):
            json["groups"] = encoded(digest.groups)
            json["digest"] = [
                "from": .string(digest.from.rfc3339), "to": .string(digest.to.rfc3339),
                "still_open": .count(digest.stillOpen),
            ]
        case .firstSweep(let sweep): json["first_sweep"] = sweep.json
        case .changesStopped(let stop): json["changes_stopped"] = stop.json
        case .exceptionEnds(let exception): json["exception"] = exception.json
        case .channelDead(let channel): json["channel"] = channel.json
        case .run(let run): json["run"] = run.json
        case .test: break
        }
        return .object(json)
    }
}

extension Group {
    func json(for recipient: Recipient, limit: Int) -> JSON {
        let told = items.prefix(limit)
        return [
            "guardrail": guardrail.json, "account": account?.json ?? .null,
            "items": .array(told.map { $0.json(in: self, for: recipient) }),
            "omitted": .count(omitted + items.count - told.count),
            "still_open": stillOpen.map { .count($0) } ?? .null,
        ]
    }
}

extension JSON {
    static func count(_ number: Int) -> JSON { .int(Int64(number)) }

    static func optional(_ time: Timestamp?) -> JSON { .optional(time?.rfc3339) }
}

extension String {
    /// As PostgreSQL's jsonb takes it, and no longer than AWS's names are.
    var storable: String { storable(upTo: 600) }

    func storable(upTo limit: Int) -> String {
        let text = clipped(to: limit)
        return text.utf8.contains(0) ? text.replacing("\0", with: "\u{fffd}") : text
    }
}
