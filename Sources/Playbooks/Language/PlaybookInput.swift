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
        let missing = inputs.first { $0.standard == nil && given[$0.name] == nil }
        return missing.map { "the input '\($0.name)' is missing: \($0.meaning)" }
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
