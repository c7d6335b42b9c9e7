import Document
import Records

extension RunReport {
    /// Who can reach it.
    var exposure: Section {
        var section = Section(title: "Who can reach it", weight: .medium)
        let ports = values("ports").flatMap { $0.value.array ?? [] }
        let isOpen = values("open").contains { $0.value == true }
        if isOpen {
            section.weight = .high
            section.lines.append("A group lets the whole internet in")
        }
        if isOpen, values("public").contains(where: { $0.value == true }) {
            section.lines.append("It has an address on the internet, or is behind one")
        }
        section.lines += values("targets").flatMap { $0.value.array ?? [] }.map {
            "Target group \(Self.word($0, "group")) sends to port \(Self.word($0, "port"))"
                + " (\(Self.word($0, "health")))"
        }
        section.lines += values("classic").flatMap { $0.value.array ?? [] }.map {
            "Load balancer \(Self.word($0, "name")) (\(Self.word($0, "scheme"))) sends to it"
        }
        section.lines += values("records").flatMap { $0.value.array ?? [] }.map {
            "DNS name \(Self.word($0, "name")) in account \(Self.word($0, "account")) leads to"
                + " \(Self.word($0, "leads_to"))"
        }
        section.table = .init(
            titles: ["Ports", "From", "Group", "Usually"],
            rows: ports.map { port in
                [
                    Self.range(port), Self.word(port, "source"), Self.word(port, "group"),
                    Self.services(port),
                ]
            }
        )
        return section
    }

    /// What its role may do.
    var power: Section {
        var section = Section(title: "What it could do", weight: .medium)
        for (_, role) in values("role") where role.string?.isEmpty == false {
            let line = "Its role is \(role.string ?? "")"
            if !section.lines.contains(line) { section.lines.append(line) }
        }
        for (_, privilege) in values("privilege") {
            section.lines.append("Privilege: \(privilege.string ?? "")")
            if privilege == "administrator" || privilege == "power-user" { section.weight = .high }
        }
        let ways = values("escalations").flatMap { $0.value.array ?? [] }
        section.table = .init(
            titles: ["Way to become more", "Reach", "Witness"],
            rows: ways.map { way in
                [
                    Self.word(way, "name"), Self.word(way, "reach"),
                    (way["witness"]?.texts ?? []).joined(separator: "; "),
                ]
            }
        )
        // The table has those of its ways.
        let told = Set(ways.flatMap { $0["witness"]?.texts ?? [] })
        section.lines += texts("witnesses").filter { !told.contains($0) }.map { "It may: \($0)" }
        return section
    }

    /// What was seen of it and of its credentials.
    var activity: Section {
        var section = Section(title: "What was done", weight: .medium)
        for (_, launch) in values("launched") {
            section.lines.append(
                "Launched at \(Self.word(launch, "at")) by \(Self.word(launch, "by")) from"
                    + " \(Self.word(launch, "address"))"
            )
        }
        let foreign = texts("foreign_addresses")
        if !foreign.isEmpty {
            section.weight = .high
            section.lines.append(
                "Its credentials were used from \(foreign.joined(separator: ", ")), which are not its"
                    + " own addresses"
            )
        }
        section.lines += texts("looked_back_to").map { "Nothing before \($0) was looked at" }
        let calls = values("role_calls").flatMap { $0.value.array ?? [] }
        section.table = .init(
            titles: ["Its credentials did", "Times", "Refused", "Last"],
            rows: calls.map { call in
                ["event", "times", "refused", "last"].map { Self.word(call, $0) }
            }
        )
        return section
    }

    /// What else may be hit, by whoever was there or by what follows.
    var around: Section {
        var section = Section(title: "What else may be hit", weight: .medium)
        section.lines = texts("impact")
        section.lines += texts("flat_groups").map { "The members of \($0) reach each other" }
        let others = ["peers", "instances"].flatMap { values($0) }
        let rows = others.flatMap { step, value in
            (value.array ?? []).map { other -> [String] in
                let shared = other["shares"]?.object.map { Self.names($0) }
                // Peers are where the target is.
                let place = ["account", "region"].map { name in
                    (other[name] ?? row[name])?.string ?? "-"
                }
                return [
                    other.string ?? Self.word(other, "id"), place[0], place[1], step,
                    shared ?? Self.text(other["same"] ?? ""),
                ]
            }
        }
        section.table = .init(
            titles: ["Instance", "Account", "Region", "By", "Shares"],
            rows: rows
        )
        return section
    }

    /// What nobody knows, and why.
    var unknown: Section {
        var section = Section(title: "What is not known", weight: .medium)
        for step in run.steps {
            for note in Self.notes(step.outputs) { section.lines.append("\(step.name): \(note)") }
        }
        return section
    }

    /// What was not done, and nothing is wrong.
    var leftOut: Section {
        var section = Section(title: "What was left out")
        section.lines = run.steps.filter { $0.status == .skipped }.map { step in
            "\(step.name): \(reason(of: step.name) ?? "it was left out")"
        }
        return section
    }

    var steps: Section {
        Section(
            title: "Steps",
            table: .init(
                titles: ["step", "status", "began", "ended"],
                rows: run.steps.map { step in
                    [step.name, step.status.rawValue]
                        + [step.started, step.ended].map { $0?.rfc3339 ?? "-" }
                }
            )
        )
    }

    /// What a step answered, whole.
    func detail(_ step: RunRecord.Step) -> Section? {
        var section = Section(title: step.name)
        for (name, value) in step.outputs where !value.isNull {
            switch value {
            case .array(let items) where items.isEmpty: section.lines.append("\(name): none")
            case .array(let items):
                section.lines += items.map { "\(name): \(Self.text($0))" }
            default: section.lines.append("\(name): \(Self.text(value))")
            }
        }
        return section.isEmpty ? nil : section
    }
}

extension RunReport {
    private static func word(_ value: JSON, _ name: String) -> String {
        value[name].map { $0.isNull ? "-" : text($0) } ?? "-"
    }

    private static func range(_ port: JSON) -> String {
        let kind = word(port, "protocol")
        guard let from = port["from"]?.int, let to = port["to"]?.int else { return "\(kind), all" }
        return from == to ? "\(kind) \(from)" : "\(kind) \(from)-\(to)"
    }

    /// What usually listens there.
    private static func services(_ port: JSON) -> String {
        port["from"]?.int == 0 && port["to"]?.int == 65_535
            ? "every port" : text(port["services"] ?? [])
    }

    private static func names(_ shares: Object) -> String {
        shares.map { name, value in "\(name) \(text(value))" }.joined(separator: ", ")
    }

    private static func notes(_ outputs: Object) -> [String] {
        let items = outputs["items"]?.array?.compactMap { $0["outputs"]?.object } ?? [outputs]
        var seen: Set<String> = []
        return items.flatMap { $0["notes"]?.texts ?? [] }.filter { seen.insert($0).inserted }
    }
}
