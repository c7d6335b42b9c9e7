/// Text of a page or a mail. What came from elsewhere gets in through ``text(_:)`` alone.
public enum HTML {
    /// Whatever it holds, it stays text, inside an element as in an attribute.
    public static func text(_ text: String) -> String {
        var escaped = ""
        for scalar in text.visible(keeping: ["\n"]).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
