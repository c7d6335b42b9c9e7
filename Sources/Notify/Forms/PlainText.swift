import Document

/// A letter as plain text, good to read in a mail and on a terminal.
struct PlainText {
    private static let width = 72
    private static let labelWidth = 12

    private var lines: [String] = []

    /// - Returns: lines of at most 72 characters, save what must not be broken.
    static func text(_ letter: Letter) -> String {
        var form = PlainText()
        form.write(letter)
        return form.lines.joined(separator: "\n") + "\n"
    }

    private mutating func write(_ letter: Letter) {
        add(letter.title)
        lines.append(String(repeating: "=", count: min(Self.width, lines.map(\.count).max() ?? 0)))
        for fact in letter.facts { add(fact, indent: "") }
        for section in letter.sections {
            lines.append("")
            if let title = section.title {
                add(title)
                lines.append(String(repeating: "-", count: min(Self.width, title.visible.count)))
            }
            var number = 0
            for (index, part) in section.parts.enumerated() {
                if case .entry = part { number += 1 }
                if index > 0 { lines.append("") }
                write(part, number: number)
            }
        }
        lines += ["", "-- "]
        add(letter.footer)
    }

    private mutating func write(_ part: Letter.Part, number: Int) {
        switch part {
        case .paragraph(let text): add(text)
        case .list(let items): for item in items { add(item, indent: "  ", first: "- ") }
        case .entry(let entry):
            add("\(entry.word): \(entry.title)", indent: "   ", first: "\(number). ")
            for fact in entry.facts { add(fact, indent: "   ") }
            if let link = entry.link { add(Letter.Fact("console", link), indent: "   ") }
        case .counts(let counts):
            let width = counts.map { $0.number.grouped.count }.max() ?? 0
            for count in counts {
                let number = count.number.grouped
                let first = String(repeating: " ", count: width + 2 - number.count) + number + "  "
                let severity =
                    count.text == count.severity.rawValue ? "" : " [\(count.severity.rawValue)]"
                add(
                    count.text + severity,
                    indent: String(repeating: " ", count: width + 4),
                    first: first
                )
            }
        case .command(let command):
            add(command.purpose)
            // Whole, to be copied.
            lines += command.texts.map { "  " + $0.visible }
        }
    }

    private mutating func add(_ fact: Letter.Fact, indent: String) {
        let label =
            fact.label + String(repeating: " ", count: max(1, Self.labelWidth - fact.label.count))
        add(
            fact.text,
            indent: indent + String(repeating: " ", count: Self.labelWidth),
            first: indent + label
        )
    }

    /// - Parameters:
    ///   - indent: of each line but the first.
    ///   - first: what the first begins with in place of it.
    private mutating func add(_ text: String, indent: String = "", first: String? = nil) {
        var wrapped = (indent + text.visible).wrapped(to: Self.width)
        if let first, !wrapped.isEmpty { wrapped[0] = first + wrapped[0].dropFirst(indent.count) }
        lines += wrapped
    }
}
