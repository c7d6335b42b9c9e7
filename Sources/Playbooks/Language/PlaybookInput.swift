import CEL
import Document
import Guardrails

/// What whoever starts a run may say, by an option of its name.
public struct PlaybookInput: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case text, texts, flag, number

        public var shape: Shape {
            switch self {
            case .text: .text
            case .texts: .list(.text)
            case .flag: .flag
            case .number: .int
            }
        }
    }

    /// As it is typed, such as `memory-first`.
    public let name: String
    public let kind: Kind
    /// What it is where nobody says; nil: somebody has to.
    public let standard: JSON?
    public let meaning: String
    /// Those that have to say something where it does.
    public let needs: [String]
}

extension Playbook {
    /// What is wrong with the inputs of a run; nil: nothing.
    public func problem(withInputs given: Object) -> String? {
        for (name, value) in given {
            guard let input = self[input: name] else {
                return "'\(self.name)' has no input '\(name)'"
            }
            guard input.kind.shape.value(of: value, []) != nil else {
                return "the input '\(name)' is \(input.kind.shape.expectation)"
            }
        }
        for step in steps {
            for input in step.type.inputs(aimed: target != nil) {
                guard case .computed(let program) = step.with[input.name],
                    let own = self.input(shownBy: program), let value = given[own.name],
                    let problem = input.problem(value)
                else { continue }
                return "the input '\(own.name)', for the step '\(step.name)': \(problem)"
            }
        }
        let missing = inputs.first { $0.standard == nil && given[$0.name] == nil }
        return missing.map { "the input '\($0.name)' is missing: \($0.meaning)" }
            ?? lacking(completed(given))
    }

    /// What is wrong with inputs that go together.
    private func lacking(_ values: Object) -> String? {
        for input in inputs where values[input.name]?.saysSomething == true {
            for name in input.needs where values[name]?.saysSomething != true {
                let meaning = self[input: name].map { ": \($0.meaning)" } ?? ""
                return "the input '\(input.name)' needs '\(name)' too\(meaning)"
            }
        }
        return nil
    }

    /// The input that a step is given as it is.
    private func input(shownBy program: Program) -> PlaybookInput? {
        inputs.first { program.source == "inputs.\($0.name.identifier)" }
    }

    /// Those that were given, and the standard values of the others.
    func completed(_ given: Object) -> Object {
        Object(
            inputs.compactMap { input in
                (given[input.name] ?? input.standard).map { (input.name, $0) }
            }
        )
    }
}

extension JSON {
    /// Not of an empty text or list, and not of a flag that is off.
    fileprivate var saysSomething: Bool {
        switch self {
        case .null, .bool(false), .string(""), .array([]): false
        default: true
        }
    }
}
