import Foundation
import Rehearsal
import Testing

/// The table of other tools in the page on incident response: what it says of Parapet is shown by a test,
/// or is said not to be.
@Suite struct IncidentTableTests {
    private static let notTried = "not tried here"

    private static func cells() throws -> [[String]] {
        let page = try String(
            contentsOfFile: "\(Repository.folder)/ops/docs/incident-response.md",
            encoding: .utf8
        )
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { row in
            row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        return rows.filter { $0.count == 9 }.dropFirst().map { $0 }
    }

    private static func tests() throws -> Set<String> {
        let folder = "\(Repository.folder)/Tests"
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix("Tests.swift") }
        var names: Set<String> = []
        for file in files {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            for match in text.matches(of: #/@Test.*?func (\w+)\(/#.dotMatchesNewlines()) {
                names.insert(String(match.1))
            }
        }
        return names
    }

    @Test func everyRowNamesATestOrSaysThatNoneTriesIt() throws {
        let rows = try Self.cells()
        let tests = try Self.tests()
        #expect(rows.count >= 21 && tests.count > 500)
        for row in rows {
            let named = row[8].matches(of: #/`(\w+)`/#).map { String($0.1) }
            #expect(!named.isEmpty || row[8] == Self.notTried, "\(row[0])")
            for name in named { #expect(tests.contains(name), "\(row[0]): \(name)") }
        }
    }
}
