import Foundation
import Testing

@testable import parapet

/// Files are there whole or not at all, and nothing else is taken for one.
@Suite struct AtomicFileTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-files-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func kind(_ path: String) -> mode_t {
        var found = stat()
        return lstat(path, &found) == 0 ? found.st_mode & S_IFMT : 0
    }

    /// `--output /dev/full` once put a file in the device's place.
    @Test func whatIsNoPlainFileStaysWhatItIs() throws {
        try inFolder { folder in
            let pipe = "\(folder)/pipe"
            #expect(mkfifo(pipe, 0o600) == 0)
            // Opened for reading as well, so that nobody waits for a reader.
            let reader = open(pipe, O_RDWR | O_NONBLOCK)
            defer { close(reader) }
            let file = try AtomicFile(pipe)
            file.write("text")
            try file.finish()
            #expect(kind(pipe) == S_IFIFO)
            var bytes = [UInt8](repeating: 0, count: 16)
            #expect(read(reader, &bytes, 16) == 4)
            try AtomicFile(pipe).abandon()
            #expect(kind(pipe) == S_IFIFO)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["pipe"])
        }
    }

    @Test func aLinkStaysOneAndItsFileIsWritten() throws {
        try inFolder { folder in
            let (plain, link) = ("\(folder)/plain", "\(folder)/link")
            try "before".write(toFile: plain, atomically: false, encoding: .utf8)
            try FileManager.default.createSymbolicLink(
                atPath: link,
                withDestinationPath: plain
            )
            let file = try AtomicFile(link)
            file.write("after")
            #expect(try String(contentsOfFile: plain, encoding: .utf8) == "before")
            try file.finish()
            #expect(kind(link) == S_IFLNK)
            #expect(try String(contentsOfFile: plain, encoding: .utf8) == "after")
        }
    }

    @Test func oneThatIsGivenUpLeavesNothing() throws {
        try inFolder { folder in
            let file = try AtomicFile("\(folder)/new")
            file.write("half")
            file.abandon()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }
}
