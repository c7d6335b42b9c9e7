/// A guardrail to begin with: it loads, its tests pass, and a warning says what to replace.
public enum GuardrailStarter {
    /// The tag that the criterion asks for until somebody writes a better one.
    static let placeholder = "replace-me"

    /// The file's text.
    ///
    /// - Throws: a name that guardrails cannot have.
    public static func yaml(_ type: ResourceType, name: String) throws(Problems) -> String {
        if let fault = Guardrail.fault(ofName: name) {
            throw Problems([
                Problem(
                    code: "PAR-GRD-05",
                    place: Place(file: "\(name).yaml", line: 1, column: 12),
                    message: fault
                )
            ])
        }
        return """
            guardrail: \(name)
            title: What is wrong with the \(type.title), in one line
            severity: medium # critical high medium low info
            education: |
              Why it matters, how to do it right, and how to ask for an exception.
            resource: \(type.name)
            # Replace the criterion. Fields and facts: parapet catalogue \(type.name)
            \(fields(of: type))criteria: resource.tag('\(placeholder)') == 'yes'
            # Without triggers it is judged in every sweep that is asked for.
            # triggers: [{ every: 1h }]
            exceptions: { granted-by: security, at-most: 90d }
            tests:
              - violates: { resource: { tags: { \(placeholder): "yes" } } }
              - passes: { resource: { tags: {} } }

            """
    }

    private static let shownFields = 6

    /// Some of what conditions may ask, as comments.
    private static func fields(of type: ResourceType) -> String {
        let known =
            type.facts.map { ($0.name, $0.shape, $0.meaning) }
            + type.fields.map { ($0.name, $0.shape, $0.meaning) }
        return known.prefix(shownFields).map { name, shape, meaning in
            let line = meaning.split(separator: "\n").first ?? ""
            return "#   resource.\(name) (\(shape.name)): \(line)\n"
        }.joined()
    }
}
