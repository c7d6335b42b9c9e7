import Document

/// A letter as Slack's blocks: sections, contexts and dividers. Source: Slack's reference of Block Kit.
struct SlackLetter {
    /// Slack takes 50 blocks in a message, and 3,000 characters in a text.
    private static let mostBlocks = 50
    private static let mostCharacters = 2900

    private var blocks: [JSON] = []

    static func blocks(_ letter: Letter) -> JSON {
        var form = SlackLetter()
        form.write(letter)
        return .array(form.fitting(letter))
    }

    private mutating func write(_ letter: Letter) {
        section(["*\(SlackText.prose(letter.title))*"] + letter.facts.map(Self.line))
        for section in letter.sections {
            blocks.append(["type": "divider"])
            write(section)
        }
        context(letter.footer)
    }

    private mutating func write(_ section: Letter.Section) {
        var lines: [String] = section.title.map { ["*\(SlackText.prose($0))*"] } ?? []
        for part in section.parts {
            switch part {
            case .paragraph(let text): lines.append(SlackText.prose(text))
            case .list(let items): lines += items.map { "• \(SlackText.prose($0))" }
            case .counts(let counts):
                lines += counts.map { count in
                    let severity = count.severity.rawValue
                    let mark = count.text == severity ? "" : " [\(severity)]"
                    return "*\(count.number.grouped)* \(SlackText.prose(count.text))\(mark)"
                }
            case .command(let command):
                lines.append(SlackText.prose(command.purpose))
                lines += command.texts.map { "```\(SlackText.code($0))```" }
            case .entry(let entry):
                self.section(lines)
                lines = []
                self.section(Self.lines(entry))
            }
        }
        self.section(lines)
    }

    private static func lines(_ entry: Letter.Entry) -> [String] {
        let link = entry.link.map { ["<\(SlackText.escaped($0))|Open in the AWS console>"] } ?? []
        return ["*\(SlackText.prose(entry.word)):* \(SlackText.verbatim(entry.title))"]
            + entry.facts.map(line) + link
    }

    private static func line(_ fact: Letter.Fact) -> String {
        let text = fact.isVerbatim ? SlackText.verbatim(fact.text) : SlackText.prose(fact.text)
        return "\(SlackText.prose(fact.label)): \(text)"
    }

    /// As many sections as the lines need; a line is never broken.
    private mutating func section(_ lines: [String]) {
        var text = ""
        for line in lines {
            // Escaping can make a line longer than what was clipped before.
            let line =
                line.unicodeScalars.count <= Self.mostCharacters
                ? line : "(a line too long for Slack was left out)"
            if text.unicodeScalars.count + line.unicodeScalars.count + 1 > Self.mostCharacters {
                blocks.append(Self.section(text))
                text = ""
            }
            text += (text.isEmpty ? "" : "\n") + line
        }
        if !text.isEmpty { blocks.append(Self.section(text)) }
    }

    private static func section(_ text: String) -> JSON {
        ["type": "section", "text": mrkdwn(text)]
    }

    private mutating func context(_ text: String) {
        blocks.append(["type": "context", "elements": [Self.mrkdwn(SlackText.prose(text))]])
    }

    /// Verbatim: names are not made into links, nobody is called by them.
    private static func mrkdwn(_ text: String) -> JSON {
        ["type": "mrkdwn", "text": .string(text), "verbatim": true]
    }

    /// What does not fit is counted, before the footer.
    private func fitting(_ letter: Letter) -> [JSON] {
        guard blocks.count > Self.mostBlocks, let footer = blocks.last else { return blocks }
        let kept = blocks.prefix(Self.mostBlocks - 2)
        let left = blocks.count - 1 - kept.count
        var note = SlackLetter()
        note.context("\(left.grouped) parts of this message did not fit here.")
        return kept + note.blocks + [footer]
    }
}
