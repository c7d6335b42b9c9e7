import Glibc

/// A small text file that may not be there: configuration, a token.
public enum SmallFile {
    /// Why a file that is there, or may be, was not read; in words that follow its name.
    public struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
        public let reason: String

        public var description: String { reason }

        public init(_ reason: String) { self.reason = reason }
    }

    /// As much as any of its kind needs.
    public static let maxBytes = 1 << 20

    /// Its text; nil where there is surely no such file, or where it is `/dev/null`.
    ///
    /// - Throws: what is not known to be absent and cannot be read as text.
    public static func read(_ path: String) throws(Fault) -> String? {
        // Without waiting for somebody who writes into a pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            guard code != ENOENT && code != ENOTDIR else { return nil }
            throw Fault("cannot be read: \(String(cString: strerror(code)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Fault("cannot be read") }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw Fault("is a folder")
        case S_IFCHR: return nil
        default: throw Fault("is a pipe or a socket")
        }
        let bytes = try bytes(of: descriptor)
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw Fault("is not UTF-8 text")
        }
        return text
    }

    private static func bytes(of descriptor: Int32) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else {
                throw Fault("cannot be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= maxBytes else { throw Fault("is larger than \(maxBytes) bytes") }
        }
    }
}
