import Document
import Foundation

/// A file that people wrote, as text; or what keeps it from being read, in words that lead to it.
enum TextFile {
    struct Fault: Error, CustomStringConvertible {
        /// Behind the file's name, such as `is not there`.
        let text: String
        let hint: String

        var description: String { "the file \(text); \(hint)" }
    }

    /// - Parameter isKept: whether it is to be read again and again. A pipe is read once, and waited
    ///   for until somebody writes.
    static func read(
        _ file: String,
        isKept: Bool = false,
        isExact: Bool = false
    ) throws(Fault) -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
            throw Fault(text: "is not there", hint: "check its name")
        }
        guard !isFolder.boolValue else {
            throw Fault(text: "is a folder", hint: "name a file in it")
        }
        guard !isKept || isRegular(file) else {
            throw Fault(
                text: "is a pipe or a device",
                hint: "it is read again and again: write a file"
            )
        }
        guard let handle = FileHandle(forReadingAtPath: file) else {
            throw Fault(text: "cannot be read", hint: "check its permissions")
        }
        defer { try? handle.close() }
        return try text(handle, isExact: isExact)
    }

    /// As much as a document that is parsed may hold.
    private static let maxBytes = ParseLimits.standard.sizeBytes

    private static func isRegular(_ file: String) -> Bool {
        let target = URL(filePath: file).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }

    /// - Parameters:
    ///   - file: `-` stands for the standard input.
    ///   - code: what a fault is told with.
    ///   - isExact: every byte counts: what begins with a byte order mark is refused.
    static func read(
        _ file: String,
        code: String,
        isExact: Bool = false
    ) throws(Failure) -> String {
        let isInput = file == "-"
        do throws(Fault) {
            return try isInput
                ? text(FileHandle.standardInput, isExact: isExact)
                : read(file, isExact: isExact)
        } catch {
            let name = isInput ? "the standard input" : file
            throw Failure("\(code) \(name) \(error.text)", hint: error.hint)
        }
    }

    private static func text(_ handle: FileHandle, isExact: Bool) throws(Fault) -> String {
        var data = Data()
        while data.count <= maxBytes {
            guard let more = try? handle.read(upToCount: 1 << 20), !more.isEmpty else { break }
            data += more
        }
        guard data.count <= maxBytes else {
            throw Fault(text: "is larger than \(maxBytes) bytes", hint: "split it")
        }
        guard !isExact || !data.starts(with: [0xef, 0xbb, 0xbf]) else {
            throw Fault(
                text: "begins with a byte order mark",
                hint: "nobody exports one: take the file as it was written"
            )
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Fault(text: "is not UTF-8 text", hint: "check its encoding")
        }
        return text
    }
}
