import Document
import Foundation

/// What goes to people: results on standard output, everything else on standard error.
enum Terminal {
    static let isErrorTerminal = isatty(2) == 1

    /// Colours only for people, and only where they were not declined (no-color.org).
    static let hasColours =
        isatty(1) == 1
        && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

    static func say(_ text: String) { write(text + "\n") }

    static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// A severity as people see it at a glance.
func coloured(severity: String, _ text: String) -> String {
    guard Terminal.hasColours else { return text }
    switch severity {
    case "critical": return "\u{1b}[1;31m\(text)\u{1b}[0m"
    case "high": return "\u{1b}[31m\(text)\u{1b}[0m"
    case "medium": return "\u{1b}[33m\(text)\u{1b}[0m"
    default: return text
    }
}
