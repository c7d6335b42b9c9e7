import Foundation
import Testing

@testable import Platform

struct SmallFileTests {
    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-files-\(hex(randomBytes(5)))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func fault(_ path: String) -> String? {
        do throws(SmallFile.Fault) {
            _ = try SmallFile.read(path)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func textIsRead() throws {
        try inFolder { folder in
            let file = folder.appending(path: "a").path
            for text in ["", "é\n", String(repeating: "x", count: 100_000)] {
                try Data(text.utf8).write(to: URL(filePath: file))
                #expect(try SmallFile.read(file) == text)
            }
            #expect(try SmallFile.read(folder.path + "/none") == nil)
            #expect(try SmallFile.read(file + "/none") == nil)
            #expect(try SmallFile.read("") == nil)
            #expect(try SmallFile.read("/dev/null") == nil)
        }
    }

    @Test(arguments: [
        ("Latin-1", Data([0x5b, 0xe9, 0x5d])), ("UTF-16", Data([0xff, 0xfe, 0x5b, 0])),
        ("UTF-16 without a mark", Data([0x5b, 0, 0x61, 0, 0x5d, 0])),
    ]) func whatIsNoTextIsNeverAbsent(name: String, bytes: Data) throws {
        try inFolder { folder in
            let file = folder.appending(path: "a")
            try bytes.write(to: file)
            #expect(fault(file.path) == "is not UTF-8 text")
        }
    }

    @Test func whatCannotBeOpenedIsNeverAbsent() throws {
        try inFolder { folder in
            #expect(fault(folder.path) == "is a folder")
            let loop = folder.appending(path: "loop").path
            try FileManager.default.createSymbolicLink(
                atPath: loop,
                withDestinationPath: loop
            )
            #expect(fault(loop)?.hasPrefix("cannot be read: ") == true)
            let pipe = folder.appending(path: "pipe").path
            #expect(mkfifo(pipe, 0o600) == 0)
            #expect(fault(pipe) == "is a pipe or a socket")
            let large = folder.appending(path: "large")
            try Data(count: SmallFile.maxBytes + 1).write(to: large)
            #expect(fault(large.path)?.hasPrefix("is larger than") == true)
            // Root reads everything.
            guard geteuid() != 0 else { return }
            let closed = folder.appending(path: "closed").path
            #expect(open(closed, O_CREAT | O_WRONLY, 0) >= 0)
            #expect(fault(closed)?.hasPrefix("cannot be read: ") == true)
        }
    }
}
