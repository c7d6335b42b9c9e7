import Document

extension Letter {
    init(_ exception: EndingException) {
        let guardrail = exception.guardrail
        title = "An exception ends: \(guardrail.title.clipped())"
        subject =
            "An exception ends at \(exception.until.shown): \(guardrail.title.clipped(to: 80))"
        severity = guardrail.severity
        facts = [
            Fact("exception", exception.id.clipped(), isVerbatim: true),
            Fact("guardrail", guardrail.name.clipped(), isVerbatim: true),
            Fact("severity", guardrail.severity.rawValue),
            Fact("covers", exception.covers, isVerbatim: true),
            Fact("asked for", exception.reason.clipped(to: 500), isVerbatim: true),
            Fact("ends", exception.until.shown), Fact("findings", exception.findings.grouped),
        ]
        let effect =
            "What it covers is open again then, and treated like any other finding. If the "
            + "reason still holds, ask again; if not, mend it before."
        sections = [Section(nil, [.paragraph(effect)])]
        if !guardrail.education.isEmpty {
            sections.append(
                Section(
                    "Why it matters, and how to do it right",
                    guardrail.education.paragraphs.map { .paragraph($0.clipped(to: 2000)) }
                )
            )
        }
        var commands: [Part] = [
            .command(Command("All that is known of it:", ["exceptions", "show", exception.id]))
        ]
        if let again = exception.again {
            commands.append(.command(Command("To ask again:", again)))
        }
        let extend = ["exceptions", "extend", exception.id, "--until", "30d"]
        commands.append(.command(Command("To let it last longer, who may grant it:", extend)))
        sections.append(Section("How to go on", commands))
        footer = ""
    }
}

extension EndingException {
    private static let keys = ["account", "unit", "environment", "region", "resource", "condition"]

    private var narrowing: [(key: String, value: String)] {
        let tag = scope["tag"].flatMap { tag in
            tag.string
                ?? tag["key"]?.string.map { "\($0)=\(tag["value"]?.string ?? "")" }
        }
        return Self.keys.compactMap { key in scope[key]?.string.map { (key, $0) } }
            + (tag.map { [("tag", $0)] } ?? [])
    }

    /// `account 200000000013, resource site-*`
    var covers: String {
        let words = narrowing.map { "\($0.key) \($0.value.clipped())" }
        return words.isEmpty ? "all that the guardrail finds" : words.joined(separator: ", ")
    }

    /// The command that asks for the same again; nil where it cannot be typed.
    var again: [String]? {
        guard narrowing.allSatisfy({ $0.value.canBeTyped }) else { return nil }
        let options = narrowing.flatMap { ["--\($0.key)", $0.value] }
        return ["exceptions", "request", guardrail.name]
            + (options.isEmpty ? ["--everything"] : options) + [
                "--until", "30d", "--reason", "WHY",
            ]
    }
}
