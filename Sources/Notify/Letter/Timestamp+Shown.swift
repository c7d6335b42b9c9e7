import Document

extension Timestamp {
    /// `2026-11-26 09:33 UTC`: a minute is exact enough to read.
    var shown: String {
        let text = rfc3339
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }
}
