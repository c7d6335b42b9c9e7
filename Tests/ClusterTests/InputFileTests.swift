import Foundation
import Guardrails
import Platform
import Testing

@testable import parapet

/// What is read from files and from the standard input, and what is not.
struct InputFileTests {
    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-input-\(hex(randomBytes(5)))")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "frameworks"),
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    /// Editors and archives leave such behind; nobody sees them.
    @Test func hiddenFilesAreNotLoaded() throws {
        try inFolder { folder in
            for name in ["a.yaml", ".a.yaml", "._a.yml", "frameworks/b.yaml", "frameworks/.b.yaml"]
            {
                try Data("x".utf8).write(to: folder.appending(path: name))
            }
            let found = GuardrailsFolder(path: folder.path)
            #expect(try found.files().map(\.file) == ["\(folder.path)/a.yaml"])
            #expect(try found.frameworks().map(\.file) == ["\(folder.path)/frameworks/b.yaml"])
        }
    }

    @Test func aLineHasALimitAndCostsItselfAlone() throws {
        try inFolder { folder in
            let file = folder.appending(path: "lines")
            let long = String(repeating: "x", count: InputLines.maxBytes + 1)
            let full = String(long.dropFirst())
            try Data("a\n\n\(long)\nb\n\(full)\n\(long)\nlast".utf8).write(to: file)
            let handle = try FileHandle(forReadingFrom: file)
            defer { try? handle.close() }
            var lines = InputLines(handle)
            var found: [String] = []
            while let line = lines.next() {
                switch line {
                case .text(let bytes) where bytes.count > 10: found.append("\(bytes.count)")
                case .text(let bytes): found.append(String(decoding: bytes, as: UTF8.self))
                case .tooLong: found.append("too long")
                }
            }
            #expect(
                found == ["a", "", "too long", "b", "\(InputLines.maxBytes)", "too long", "last"]
            )
        }
    }
}
