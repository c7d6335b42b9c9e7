import CEL
import Document
import Guardrails

extension YAMLValue {
    /// The steps in the order of the file; each is read once those that it comes after are.
    func playbookSteps(in catalogue: StepCatalogue, _ sight: PlaybookSight) -> [PlaybookStep] {
        let written = list().compactMap { WrittenStep($0, in: catalogue) }
        if isList, written.isEmpty, !source.hasErrors { bad("there is no step") }
        for (index, step) in written.enumerated()
        where written[..<index].contains(where: { $0.name == step.name }) {
            step.value.bad("there are two steps '\(step.name)'")
        }
        let order = StepOrder(written.map { .init(name: $0.name, after: $0.after) })
        let names = written.map(\.name)
        for name in written.flatMap({ $0.after ?? [] }) where !names.contains(name.name) {
            source.report(
                .badValue,
                at: name.place,
                "there is no step '\(name.name)'",
                hint: Suggestion.nearest(to: name.name, in: names).map { "did you mean '\($0)'?" }
            )
        }
        if !order.cycle.isEmpty {
            let around = order.cycle.map { "'\($0)'" }.joined(separator: " comes before ")
            bad("the steps go in a circle: \(around)")
        }
        var read: [String: PlaybookStep] = [:]
        for name in order.sorted {
            guard let step = written.first(where: { $0.name == name }) else { continue }
            let past = order.past(of: name)
            let seen = written.compactMap { other in
                past.contains(other.name) ? other.past : nil
            }
            read[name] = step.read(
                after: order.direct[name] ?? [],
                seeing: seen,
                sight
            )
        }
        return names.compactMap { read[$0] }
    }
}

/// A step as its file has it, before its conditions are read.
private struct WrittenStep {
    private static let keys = [
        "step", "do", "with", "when", "after", "each", "gate", "retry", "at-most", "timeout",
        "may-fail",
    ]

    let name: String
    let type: StepType
    let after: [NamedInFile]?
    let value: YAMLValue
    private let keys: [String: YAMLValue]

    init?(_ value: YAMLValue, in catalogue: StepCatalogue) {
        let keys = value.keys(Self.keys, required: ["step", "do"])
        guard let name = keys["step"]?.text() else { return nil }
        if !name.isPlainName {
            keys["step"]?.bad("'\(name)' is not a name: lower-case letters, digits and '-'")
        }
        guard let kind = keys["do"], let doing = kind.text() else { return nil }
        guard let type = catalogue[doing] else {
            kind.bad(
                "unknown step '\(doing)'; there is \(catalogue.names.joined(separator: ", "))",
                hint: catalogue.nearest(to: doing).map { "did you mean '\($0)'?" }
                    ?? "parapet steps"
            )
            return nil
        }
        self.name = name
        self.type = type
        self.value = value
        self.keys = keys
        after = keys["after"].map { after in
            if after.isList { return after.named() }
            return after.text().map { [NamedInFile($0, at: after.place)] } ?? []
        }
    }

    var past: PlaybookSight.Past {
        PlaybookSight.Past(name: name, type: type, isRepeated: keys["each"] != nil)
    }

    func read(
        after: [String],
        seeing past: [PlaybookSight.Past],
        _ sight: PlaybookSight
    ) -> PlaybookStep? {
        let before = sight.declarations(after: past)
        let each = keys["each"]?.program(before, expecting: nil)
        // What is wrong with the list is said once.
        let item = keys["each"] == nil ? nil : each.flatMap { itemType($0) } ?? .dyn
        let declarations = sight.declarations(after: past, item: item)
        let when = keys["when"]?.program(before, expecting: .bool)
        if when?.isConstant == true {
            keys["when"]?.bad("the condition is constant: leave it out, or leave the step out")
        }
        let isAimed = sight.target != nil
        return PlaybookStep(
            name: name,
            type: type,
            with: arguments(declarations, isAimed: isAimed),
            when: when,
            each: each,
            after: after,
            gate: keys["gate"]?.gate(before),
            retry: retry(),
            atMost: atMost(),
            timeoutSeconds: keys["timeout"]?.durationSeconds() ?? type.limits.timeoutSeconds,
            mayFail: keys["may-fail"]?.flag() ?? false,
            place: value.place
        )
    }

    /// Nil with a problem where it gives no items.
    private func itemType(_ program: Program) -> ValueType? {
        switch program.type {
        case .dyn, .list(.dyn): return .dyn
        case .list(let item):
            switch item {
            case .bool, .int, .double, .string, .list, .map: return item
            default:
                keys["each"]?.bad(
                    "an item is a text, a number or a document, not \(item)",
                    hint: "take what names it, as in LIST.map(x, x.id)"
                )
                return nil
            }
        default:
            keys["each"]?.bad("'each' is a list, not \(program.type)")
            return nil
        }
    }

    private func arguments(
        _ declarations: Declarations,
        isAimed: Bool
    ) -> [String: ActionUse.Argument] {
        let inputs = type.inputs(aimed: isAimed)
        let with =
            keys["with"]?
            .arguments(for: inputs, of: "'\(type.name)'", declarations) ?? [:]
        let written = keys["with"]?.isMapping == true ? keys["with"]?.keysQuietly ?? [:] : [:]
        for input in inputs where input.isRequired && written[input.name] == nil {
            value.source.report(
                .missingKey,
                at: keys["with"]?.place ?? value.place,
                "'\(type.name)' needs '\(input.name)': \(input.meaning)"
            )
        }
        return with
    }

    /// `{ attempts: 3, wait: 30s }`
    private func retry() -> PlaybookStep.Retry {
        let keys = self.keys["retry"]?.keys(["attempts", "wait"]) ?? [:]
        let attempts = keys["attempts"]?.number() ?? type.limits.attempts
        if !(1...100).contains(attempts) { keys["attempts"]?.bad("1 to 100 attempts") }
        return PlaybookStep.Retry(
            attempts: attempts,
            waitSeconds: keys["wait"]?.durationSeconds() ?? type.limits.waitSeconds
        )
    }

    private func atMost() -> Int {
        let most = type.limits.items
        guard let value = keys["at-most"], let count = value.number() else { return most }
        if keys["each"] == nil { value.bad("'at-most' goes with 'each'") }
        if !(1...most).contains(count) {
            value.bad("'\(type.name)' is done for 1 to \(most) items")
        }
        return count
    }
}

extension YAMLValue {
    /// `{ by: [security], two-persons: account.environment == 'prod', reason: … }`
    fileprivate func gate(_ declarations: Declarations) -> PlaybookStep.Gate? {
        let keys = keys(["by", "two-persons", "reason"], required: ["by", "reason"])
        guard let by = keys["by"], let reason = keys["reason"]?.text() else { return nil }
        let roles = by.isList ? by.list() : [by]
        if roles.isEmpty {
            by.bad(
                "nobody can pass this gate: nobody is named",
                hint: "name a role of the database, or leave the gate out"
            )
        }
        return PlaybookStep.Gate(
            by: roles.compactMap { $0.databaseRole() },
            persons: keys["two-persons"]?.persons(declarations) ?? .one,
            reason: reason
        )
    }

    private func persons(_ declarations: Declarations) -> PlaybookStep.Gate.Persons? {
        switch plainText {
        case "true": return .two
        case "false": return .one
        default: break
        }
        guard let program = program(declarations, expecting: .bool) else { return nil }
        if program.isConstant { bad("the condition is constant: write true or false") }
        return .twoWhen(program)
    }

    /// What is written, where it is no list and no mapping.
    private var plainText: String? { isList || isMapping || isEmpty ? nil : text() }
}
