import Document

/// Text in Slack's markup. Source: Slack's page "Formatting message text".
public enum SlackText {
    /// The three characters that Slack reads: nothing becomes a link, nobody is called.
    public static func escaped(_ text: String) -> String { written(text) { _ in nil } }

    /// Text for people. Slack has no way to write a mark as itself, so that another stands for it.
    static func prose(_ text: String) -> String {
        written(text) { scalar in
            switch scalar {
            case "*": "∗"
            case "~": "∼"
            case "`": "ˋ"
            default: nil
            }
        }
    }

    /// Inside of marks that keep every character but their own.
    static func verbatim(_ text: String) -> String { "`\(code(text))`" }

    static func code(_ text: String) -> String { written(text) { $0 == "`" ? "ˋ" : nil } }

    private static func written(
        _ text: String,
        _ other: (Unicode.Scalar) -> Unicode.Scalar?
    ) -> String {
        var written = ""
        for scalar in text.visible.unicodeScalars {
            switch scalar {
            case "&": written += "&amp;"
            case "<": written += "&lt;"
            case ">": written += "&gt;"
            default: written.unicodeScalars.append(other(scalar) ?? scalar)
            }
        }
        return written
    }
}
