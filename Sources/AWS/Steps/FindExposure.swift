import Document
import Guardrails
import Playbooks

extension Step {
    /// Who may open connections to an instance, by its security groups.
    static let findExposure = Step(
        StepType(
            "ec2.find-exposure",
            title: "Which ports of an instance its security groups open, and to whom",
            kind: .analyse,
            site: .region,
            inputs: [.init("instance", .text, required: true, "the instance's id")],
            outputs: [
                .init(
                    "ports",
                    .list(.any),
                    "protocol, from, to, source, group, world, services; the world first"
                ),
                .init("public", .flag, "whether it has an address on the internet"),
                .init("open", .flag, "whether a group lets the whole internet in"),
                .init("notes", .list(.text), "what people have to know"),
            ]
        )
    ) { context in
        let types = ["ec2.network-interface", "ec2.security-group"]
        return await StepAnswer.about(context, types) { instance, known in
            let ports = known.groups(of: instance).flatMap(OpenPort.all).sorted(
                by: OpenPort.isWorse
            )
            let missing = Set(known.groupIDs(of: instance))
                .subtracting(known.groups(of: instance).map(\.name.id)).sorted()
            var notes = known.notes + missing.map { "nobody knows the rules of \($0)" }
            notes.append("routes and network ACLs are not looked at")
            return [
                "ports": .array(ports.map(\.json)),
                "public": .bool(known.isOnInternet(instance)),
                "open": .bool(ports.contains(where: \.isToWorld)),
                "notes": .list(notes),
            ]
        }
    }
}

/// Ports that one rule opens to one source.
private struct OpenPort {
    let group: String
    let rule: JSON

    static func all(of group: Resource) -> [OpenPort] {
        (group.document["ingress"]?.array ?? []).map { OpenPort(group: group.name.id, rule: $0) }
    }

    /// Every port where the protocol has ports and the rule names none.
    private var range: ClosedRange<Int64> {
        guard let from = rule["from"]?.int, let to = rule["to"]?.int, from <= to else {
            return 0...65_535
        }
        return from...to
    }

    var isToWorld: Bool {
        rule["source"]?.string.flatMap { Network($0) }.map { $0.prefixLength == 0 } ?? false
    }

    var json: JSON {
        [
            "protocol": rule["protocol"] ?? .null, "from": rule["from"] ?? .null,
            "to": rule["to"] ?? .null, "source": rule["source"] ?? .null,
            "group": .string(group), "world": .bool(isToWorld),
            "services": .list(ListeningServices.on(range)),
        ]
    }

    /// The world first, then by group, port and source.
    static func isWorse(_ left: OpenPort, _ right: OpenPort) -> Bool {
        left.rank.lexicographicallyPrecedes(right.rank)
    }

    private var rank: [String] {
        let port = String(range.lowerBound)
        return [
            isToWorld ? "0" : "1", group, String(repeating: "0", count: 5 - port.count) + port,
            rule["protocol"]?.string ?? "", rule["source"]?.string ?? "",
        ]
    }
}
