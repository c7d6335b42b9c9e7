import CEL
import Document
import Yams

/// A value in a YAML file, with its place.
package struct YAMLValue {
    let node: Node
    package let source: YAMLSource

    package var place: Place {
        Place(file: source.file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    package var isMapping: Bool { if case .mapping = node { true } else { false } }

    package var isList: Bool { if case .sequence = node { true } else { false } }

    /// For messages.
    package var kind: String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        default: "'\(node.scalar?.string ?? "")'"
        }
    }

    package func wrong(_ expected: String) {
        source.report(.wrongType, at: place, "expected \(expected), found \(kind)")
    }

    package func bad(_ message: String, hint: String? = nil) {
        source.report(.badValue, at: place, message, hint: hint)
    }

    /// What can be used, and is hardly meant.
    func doubt(_ message: String, hint: String? = nil) {
        source.report(.doubtful, at: place, message, hint: hint)
    }

    /// Whether nothing is written here (`key:` or `key: null`).
    package var isEmpty: Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }

    package func text() -> String? {
        guard case .scalar(let scalar) = node, !isEmpty else {
            wrong("text")
            return nil
        }
        return scalar.string
    }

    package func number() -> Int? {
        guard case .scalar(let scalar) = node, let number = Int(scalar.string) else {
            wrong("a whole number")
            return nil
        }
        return number
    }

    package func flag() -> Bool? {
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default:
            wrong("true or false")
            return nil
        }
    }

    package func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let text = text() else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        bad(
            "'\(text)' is none of \(names.joined(separator: ", "))",
            hint: Suggestion.nearest(to: text, in: names).map { "did you mean '\($0)'?" }
        )
        return nil
    }

    package func list() -> [YAMLValue] {
        guard case .sequence(let sequence) = node else {
            wrong("a list")
            return []
        }
        return sequence.map { YAMLValue(node: $0, source: source) }
    }

    package func texts() -> [String] { list().compactMap { $0.text() } }

    /// Each text of a list with its place.
    package func named() -> [NamedInFile] {
        list().compactMap { value in value.text().map { NamedInFile($0, at: value.place) } }
    }

    /// One text, or a list of them.
    package func textOrTexts() -> [String] {
        if case .sequence = node { return texts() }
        return [text()].compactMap(\.self)
    }

    /// A mapping with free keys, in the order written.
    package func entries() -> [(key: YAMLValue, name: String, value: YAMLValue)] {
        guard case .mapping(let mapping) = node else {
            wrong("a mapping")
            return []
        }
        return mapping.compactMap { key, value in
            let key = YAMLValue(node: key, source: source)
            return key.text().map { (key, $0, YAMLValue(node: value, source: source)) }
        }
    }

    /// A mapping with declared keys; every other key is a problem with a suggestion.
    package func keys(_ allowed: [String], required: [String] = []) -> [String: YAMLValue] {
        var found: [String: YAMLValue] = [:]
        for (key, name, value) in entries() {
            if allowed.contains(name) {
                found[name] = value
            } else {
                source.report(
                    .unknownKey,
                    at: key.place,
                    "unknown key '\(name)'; expected \(allowed.joined(separator: ", "))",
                    hint: Suggestion.nearest(to: name, in: allowed).map { "did you mean '\($0)'?" }
                )
            }
        }
        guard case .mapping = node else { return found }
        for name in required where found[name] == nil {
            source.report(.missingKey, at: place, "the key '\(name)' is missing")
        }
        return found
    }

    /// `key: text` pairs.
    package func textMap() -> [String: String] {
        Dictionary(
            entries().compactMap { entry in entry.value.text().map { (entry.name, $0) } },
            uniquingKeysWith: { $1 }
        )
    }

    /// The value as a document, plain scalars by YAML's core schema: what test documents are
    /// written in. Fields with a declared type are read by that type afterwards.
    package func json() -> JSON {
        switch node {
        case .mapping:
            return .object(Object(entries().map { ($0.name, $0.value.json()) }))
        case .sequence: return .array(list().map { $0.json() })
        case .scalar(let scalar):
            guard scalar.style == .plain else { return .string(scalar.string) }
            return Self.plain(scalar.string, isEmpty: isEmpty)
        case .alias:
            wrong("a value (aliases are not supported)")
            return .null
        }
    }

    private static func plain(_ text: String, isEmpty: Bool) -> JSON {
        if isEmpty { return .null }
        if text == "true" { return .bool(true) }
        if text == "false" { return .bool(false) }
        // A leading zero is an account id, not a number.
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let isNumber = digits.first?.isASCII == true && digits.first?.isNumber == true
        guard isNumber, !(digits.count > 1 && digits.first == "0" && !digits.contains("."))
        else { return .string(text) }
        if let number = Int64(text) { return .int(number) }
        if text.allSatisfy({ "0123456789.eE+-".contains($0) }), let number = Double(text) {
            return .double(number)
        }
        return .string(text)
    }
}
