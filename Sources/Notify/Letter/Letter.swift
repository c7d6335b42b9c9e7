import Guardrails

/// A message laid out: what stands under what. Its texts are plain, each form escapes them itself.
struct Letter: Sendable, Hashable {
    struct Section: Sendable, Hashable {
        var title: String?
        var parts: [Part]

        init(_ title: String?, _ parts: [Part]) {
            self.title = title
            self.parts = parts
        }
    }

    enum Part: Sendable, Hashable {
        case paragraph(String)
        case list([String])
        case entry(Entry)
        case counts([Count])
        case command(Command)
    }

    /// One line.
    var subject: String
    var severity: Severity?
    var title: String
    /// Under the title: of what guardrail, in which account.
    var facts: [Fact]
    var sections: [Section]
    /// To whom it went, and its key.
    var footer: String
}

extension Letter {
    /// A word and what it says.
    struct Fact: Sendable, Hashable {
        var label: String
        var text: String
        /// Names and the like, whose every character counts.
        var isVerbatim: Bool

        init(_ label: String, _ text: String, isVerbatim: Bool = false) {
            self.label = label
            self.text = text
            self.isVerbatim = isVerbatim
        }
    }

    /// One of the things that happened.
    struct Entry: Sendable, Hashable {
        /// What happened: `Opened`.
        var word: String
        /// To what.
        var title: String
        var facts: [Fact]
        /// In AWS's console.
        var link: String?
    }

    struct Count: Sendable, Hashable {
        var number: Int
        var text: String
        var severity: Severity
    }

    /// What to type, ready to copy: a line, or one for each of several things.
    struct Command: Sendable, Hashable {
        var purpose: String
        /// The words of each line, without the program's own name.
        var lines: [[String]]
        /// Whether the purpose says something by itself.
        var isCount: Bool

        init(_ purpose: String, _ lines: [String]..., isCount: Bool = false) {
            self.init(purpose, lines: lines, isCount: isCount)
        }

        init(_ purpose: String, lines: [[String]], isCount: Bool = false) {
            self.purpose = purpose
            self.lines = lines
            self.isCount = isCount
        }

        var texts: [String] {
            lines.map { (["parapet"] + $0).map(\.shellWord).joined(separator: " ") }
        }

        /// Those lines that do what they say when they are copied: a name that steers, or has no
        /// end, is in none. Nil where nothing is left to say.
        var typable: Command? {
            let typable = lines.filter { $0.allSatisfy(\.canBeTyped) }
            return typable.isEmpty && !isCount
                ? nil : Command(purpose, lines: typable, isCount: isCount)
        }
    }
}
