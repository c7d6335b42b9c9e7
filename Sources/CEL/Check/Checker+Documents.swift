// Dynamic documents whose shape the host knows.
extension Checker {
    /// A member of an operand that is a document or an object with one.
    mutating func selectDocument(_ node: Node, _ operand: Node, _ field: String, of type: ValueType)
    {
        if case .object(let name) = unwrapped(type) {
            node.document = environment.declarations.documents[name]?[field]
        } else {
            node.document = member(field, of: operand.document, node)
        }
    }

    /// An element of a list, or a member by its name in brackets.
    mutating func indexDocument(_ node: Node, _ operand: Node, _ key: Node) {
        guard let document = operand.document else { return }
        if let element = document.element {
            node.document = element
        } else if case .literal(.string(let name)) = key.kind {
            node.document = member(name, of: document, key)
        }
    }

    /// The variables of a macro that goes over a list: the last is its element.
    mutating func elementDocument(of range: Node) {
        guard let element = range.document?.element, !locals.isEmpty else { return }
        locals[locals.count - 1].document = element
    }

    private mutating func member(
        _ name: String,
        of document: (any DocumentShape)?,
        _ node: Node
    ) -> (any DocumentShape)? {
        guard !isLenient, let document, let members = document.members else { return nil }
        if let found = document.member(name) { return found }
        _ = report(
            node,
            "\(document.name) has no member '\(name)'",
            suggestion: Suggestion.nearest(to: name, in: members)
        )
        return nil
    }

    private func unwrapped(_ type: ValueType) -> ValueType {
        let resolved = unification.resolve(type)
        if case .optional(let inner) = resolved { return unwrapped(inner) }
        return resolved
    }
}
