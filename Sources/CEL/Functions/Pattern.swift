import CRE2

/// A compiled regular expression in RE2's syntax: matching takes linear time.
///
/// Unchecked because of the C pointer; RE2 promises that matching is safe from many threads.
final class Pattern: @unchecked Sendable {
    private let handle: OpaquePointer
    /// How many instructions it was compiled to. At worst each byte of a text meets each of them:
    /// RE2 promises no more.
    let size: Int

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
        size = Int(CRE2PatternSize(created))
        if let problem = CRE2PatternError(created) {
            throw EvaluationError(
                .invalidArgument,
                "bad regular expression: " + String(cString: problem)
            )
        }
    }

    deinit { CRE2PatternDestroy(handle) }

    /// - Throws: a spent budget. The text is charged by the pattern's size.
    func matches(_ text: String, meter: inout Meter) throws(EvaluationError) -> Bool {
        let (steps, overflow) = text.utf8.count.multipliedReportingOverflow(by: size)
        if let error = meter.chargeBytes(overflow ? .max : steps / 4) { throw error }
        return matches(text)
    }

    private func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { chars in
                CRE2PatternMatches(handle, chars.baseAddress, chars.count)
            }
        }
    }
}
