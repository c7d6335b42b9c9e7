import Document

/// How long a receiver asks to wait (RFC 9110, section 10.2.3).
enum RetryAfter {
    /// More is not waited for: whoever says so is mistaken, or is gone.
    private static let longestSeconds = 86_400.0

    /// Nil for what says nothing.
    static func seconds(_ text: String, at now: Timestamp) -> Double? {
        let seconds =
            text.utf8.allSatisfy { (48...57).contains($0) }
            ? Double(text) : MailDate.read(text).map { Double($0.seconds - now.seconds) }
        return seconds.map { min(max(0, $0), longestSeconds) }
    }
}
