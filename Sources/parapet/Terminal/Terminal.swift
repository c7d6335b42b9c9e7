import Document
import Foundation
import Guardrails

/// What goes to people: results on standard output, everything else on standard error.
enum Terminal {
    static let isErrorTerminal = isatty(2) == 1

    /// Colours only for people, and only where they were not declined (no-color.org).
    static let hasColours =
        isatty(1) == 1
        && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

    /// Of the terminal that standard output is, in characters; nil where it is none.
    static var width: Int? {
        var size = winsize()
        guard isatty(1) == 1, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// Lines as they are; whatever else would steer a terminal is spelt out.
    static func say(_ text: String) { write(text.visible(keeping: ["\n"]) + "\n") }

    /// What nobody reads any more, or what there is no room for, is lost, and changes no exit code.
    static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, !rest.isEmpty {
                let count = Foundation.write(STDERR_FILENO, start, rest.count)
                if count >= 0 {
                    rest = .init(rebasing: rest[count...])
                } else if errno == EAGAIN {
                    var descriptor = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
                    poll(&descriptor, 1, -1)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}

/// A line as people see it at a glance: by severity, and dim where an exception covers it.
func coloured(
    _ severity: Severity,
    _ status: Finding.Status,
    _ text: String,
    if hasColours: Bool = Terminal.hasColours
) -> String {
    guard hasColours else { return text }
    let code =
        switch (status, severity) {
        case (.excepted, _), (.resolved, _): "2"
        case (.unknown, _): "36"
        case (.open, .critical): "1;31"
        case (.open, .high): "31"
        case (.open, .medium): "33"
        case (.open, .low), (.open, .info): "0"
        }
    return "\u{1b}[\(code)m\(text)\u{1b}[0m"
}
