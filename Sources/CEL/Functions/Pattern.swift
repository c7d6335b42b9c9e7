import CRE2

/// A compiled regular expression in RE2's syntax: matching takes linear time.
///
/// Unchecked because of the C pointer; RE2 promises that matching is safe from many threads.
final class Pattern: @unchecked Sendable {
    private let handle: OpaquePointer

    /// Throws what is wrong with the pattern.
    init(_ text: String) throws(EvaluationError) {
        var text = text
        let created = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { chars in
                CRE2PatternCreate(chars.baseAddress, chars.count)
            }
        }
        guard let created else {
            throw EvaluationError(.invalidArgument, "no memory for a regular expression")
        }
        handle = created
        if let problem = CRE2PatternError(created) {
            throw EvaluationError(
                .invalidArgument,
                "bad regular expression: " + String(cString: problem)
            )
        }
    }

    deinit { CRE2PatternDestroy(handle) }

    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { chars in
                CRE2PatternMatches(handle, chars.baseAddress, chars.count)
            }
        }
    }
}
