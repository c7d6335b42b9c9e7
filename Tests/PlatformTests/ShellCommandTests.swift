import Foundation
import Rehearsal
import Testing

@testable import Platform

struct ShellCommandTests {
    @Test(
        arguments: [
            ("echo a; echo b >&2", Result.success(Array("a\n".utf8))),
            ("printf ''", .success([])),
            ("exit 3", .failure(.ended(3))),
            ("echo a; kill -9 $$", .failure(.ended(137))),
            ("yes", .failure(.tooMuchOutput)),
            // Nothing comes in, and it does not wait for somebody who writes.
            ("cat", .success([])),
            // Its end counts, not that of what it leaves behind.
            ("sleep 1000 & echo a", .success(Array("a\n".utf8))),
            ("sleep 1000 >&- & echo a", .success(Array("a\n".utf8))),
        ] as [(String, Result<[UInt8], ShellCommand.Failure>)]
    )
    func itsOutputOrWhyNot(
        line: String,
        expected: Result<[UInt8], ShellCommand.Failure>
    ) async {
        #expect(await ShellCommand.output(of: line, timeoutSeconds: 60) == expected)
    }

    /// Whatever it waits for, and whether it has closed its output by then.
    @Test(arguments: ["sleep 1000", "exec >&-; sleep 1000", "exec >&- 2>&-; while :; do :; done"])
    func oneLimitIsForAllOfIt(line: String) async {
        #expect(await ShellCommand.output(of: line, timeoutSeconds: 0.2) == .failure(.timeout))
    }

    @Test(arguments: ["", "exec >&-;", "sleep 1000 & exit 1;", "exit 0;"])
    func itsChildrenEndWithIt(then: String) async throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "parapet-child-\(hex(randomBytes(5)))")
        defer { try? FileManager.default.removeItem(at: file) }
        let line = "sleep 1000 & echo $! > \(file.path); \(then) wait"
        _ = await ShellCommand.output(of: line, timeoutSeconds: 0.5)
        let text = try String(contentsOf: file, encoding: .utf8)
        let child = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        try await eventually { !Self.isRunning(child) }
    }

    /// One that has ended may still wait for its parent.
    private static func isRunning(_ process: Int32) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        else { return false }
        return text.split(separator: ")").last?.split(separator: " ").first != "Z"
    }
}
