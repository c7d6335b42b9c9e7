import Foundation
import Rehearsal
import Testing

@testable import parapet

/// Every code that somebody may read is explained, once.
@Suite struct ErrorCodeTests {
    private static let known = ErrorCode.all.map(\.code)

    private static func texts() throws -> [(file: String, text: String)] {
        let folder = Repository.folder + "/Sources"
        let files = try #require(FileManager.default.enumerator(atPath: folder))
        return try files.compactMap { $0 as? String }
            .filter { $0.hasSuffix(".swift") && !$0.hasPrefix("parapet/Errors/") }
            .map { ($0, try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) }
    }

    @Test func everyCodeInTheSourceIsExplained() throws {
        var used: Set<String> = []
        for (file, text) in try Self.texts() {
            for match in text.matches(of: #/PAR-[A-Z]+-[0-9]{2}\b/#) {
                used.insert(String(match.output))
                #expect(
                    Self.known.contains(String(match.output)),
                    "\(file) has \(match.output): explain it in Sources/parapet/Errors"
                )
            }
            // Codes of files are put together from the kind of file and the kind of fault.
            for match in text.matches(of: #/codes: "(PAR-[A-Z]+)"/#) {
                let faults = ["01", "02", "03", "04", "05", "12"]
                let codes = faults.map { "\(match.output.1)-\($0)" }
                used.formUnion(codes)
                for code in codes { #expect(Self.known.contains(code), "\(file): \(code)") }
            }
        }
        for code in Self.known { #expect(used.contains(code), "nothing says \(code) any more") }
    }

    @Test func noCodeIsExplainedTwice() {
        #expect(Set(Self.known).count == Self.known.count)
        for entry in ErrorCode.all {
            #expect(entry.code.wholeMatch(of: #/PAR-[A-Z]{2,3}-[0-9]{2}/#) != nil, "\(entry.code)")
            #expect(entry.meaning.hasSuffix(".") && entry.remedy.hasSuffix("."), "\(entry.code)")
        }
    }

    /// What goes to standard output goes one way, which knows what to do when it cannot.
    @Test func standardOutputHasOneWriter() throws {
        for (file, text) in try Self.texts() where file.hasPrefix("parapet/") {
            let lines = text.split(separator: "\n").filter { $0.contains(#/(^|[^\w.])print\(/#) }
            #expect(lines.isEmpty, "\(file): use Output.line instead of \(lines)")
        }
    }
}
