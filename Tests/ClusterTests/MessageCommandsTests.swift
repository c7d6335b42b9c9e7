import Foundation
import Platform
import Rehearsal
import Testing

@testable import parapet

/// What messages say to type can be typed.
@Suite struct MessageCommandsTests {
    /// The messages as `NotifyTests` hold them.
    private static func lines() throws -> Set<String> {
        let folder = URL(filePath: Repository.folder).appending(path: "Tests/NotifyTests/Golden")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".txt") }
        var lines: Set<String> = []
        for file in files {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            for line in text.split(separator: "\n") {
                let line = line.trimmingPrefix { $0 == " " }
                if line.hasPrefix("parapet ") { lines.insert(String(line)) }
            }
        }
        return lines
    }

    /// As a shell takes it apart: what stands between single quotes is one word.
    private static func words(_ line: String) -> [String] {
        var words = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "'": isQuoted.toggle()
            case " " where !isQuoted: words.append("")
            default: words[words.count - 1].append(character)
            }
        }
        return words
    }

    @Test func everyOneIsTheProgramsWithItsOptions() throws {
        let program = ProgramCommands()
        var named: Set<String> = []
        for line in try Self.lines() {
            let words = Array(Self.words(line).dropFirst())
            let found = try #require(program.command(words), "\(line)")
            named.insert(found.name)
            let options = words.filter { $0.hasPrefix("--") }
            #expect(found.command.options.isSuperset(of: options), "\(line)")
            #expect(throws: Never.self, "\(line)") { _ = try Parapet.parseAsRoot(words) }
        }
        #expect(
            named.isSuperset(of: [
                "changes approve", "changes reject", "changes undo", "changes retry",
                "changes resume", "changes propose", "changes show", "exceptions request",
                "exceptions extend", "findings show", "notices list", "channels test",
                "guardrails explain",
            ])
        )
    }
}
