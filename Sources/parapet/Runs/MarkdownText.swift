import Document

/// Text that Markdown shows as it is, wherever it stands in a line or in a table's cell.
///
/// Source: CommonMark Spec, "Backslash escapes"; GitHub Flavored Markdown Spec, "Tables (extension)",
/// "Autolinks (extension)", "Strikethrough (extension)".
enum MarkdownText {
    private static let marks: Set<Character> = [
        "\\", "`", "*", "_", "<", ">", "[", "]", "&", "|", "~", "#", "!", "@",
    ]

    /// On one line, without anything that is not seen.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.visible {
            if marks.contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        // Neither becomes a link by itself.
        return escaped.replacing("://", with: "\\://").replacing("www.", with: "www\\.")
    }
}
