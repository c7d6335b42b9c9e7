import Document

extension RunReport {
    /// A part of it, that each form writes in its own way.
    struct Section {
        enum Weight: String {
            /// Somebody has to do something.
            case high
            /// Somebody has to know it.
            case medium
            case info
        }

        let title: String
        var weight = Weight.info
        var lines: [String] = []
        var table: Table?

        var isEmpty: Bool { lines.isEmpty && table?.rows.isEmpty != false }

        private static let mostLines = 10

        /// With no more than a screen takes, and how much there is more.
        var shortened: Section {
            guard lines.count > Self.mostLines || table.map({ $0.rows.count > 20 }) == true
            else { return self }
            var short = self
            if lines.count > Self.mostLines {
                let more = lines.count - Self.mostLines
                short.lines = lines.prefix(Self.mostLines) + ["and \(more) more"]
            }
            if let table, table.rows.count > 20 {
                short.lines.append("of \(table.rows.count) rows the first 20")
                short.table = .init(titles: table.titles, rows: Array(table.rows.prefix(20)))
            }
            return short
        }

        struct Table {
            let titles: [String]
            let rows: [[String]]
        }

        var json: JSON {
            [
                "title": .string(title), "weight": .string(weight.rawValue), "lines": .list(lines),
                "rows": .array(
                    (table?.rows ?? []).map { row in
                        .object(Object(zip(table?.titles ?? [], row.map { JSON.string($0) })))
                    }
                ),
            ]
        }
    }

    /// The worst first; those that say nothing are left out.
    var sections: [Section] {
        [
            open, planned, contained, living, web, exposure, power, activity, around, done, proof,
            unknown,
            leftOut,
            steps,
        ].filter { !$0.isEmpty } + run.steps.compactMap(detail)
    }

    /// What somebody who looks at it first has to know.
    var outline: [Section] {
        [open, planned, contained, living, web, exposure, power, activity, around, unknown, steps]
            .map(
                \.shortened
            )
            .filter { !$0.isEmpty }
    }
}

extension RunReport {
    /// What a step answered under a name; of one that was done for several items, what each did.
    func values(_ output: String) -> [(step: String, value: JSON)] {
        run.steps.filter { $0.status == .done }.flatMap { step -> [(step: String, value: JSON)] in
            let items = step.outputs["items"]?.array?.compactMap { $0["outputs"]?.object }
            return (items ?? [step.outputs]).compactMap { outputs in
                outputs[output].flatMap { $0.isNull ? nil : (step.name, $0) }
            }
        }
    }

    /// All texts of one name, each once.
    func texts(_ output: String) -> [String] {
        var seen: Set<String> = []
        return values(output).flatMap { $0.value.array == nil ? [$0.value] : $0.value.array ?? [] }
            .map(Self.text).filter { seen.insert($0).inserted }
    }

    /// Documents are told by what they are called, and by their short values.
    static func text(_ value: JSON) -> String {
        switch value {
        case .string(let text): return text
        case .object(let members):
            let parts = members.compactMap { name, value -> String? in
                switch value {
                case .object, .null: nil
                case .array(let items) where items.contains { $0.object != nil }: nil
                default: "\(name) \(text(value))"
                }
            }
            return parts.joined(separator: ", ")
        case .array(let items): return items.map(text).joined(separator: " ")
        default: return value.text
        }
    }
}
