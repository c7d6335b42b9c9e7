import Foundation

/// A file that is there whole or not at all: written beside its place, and moved there at the end. What
/// is no plain file (a device, a pipe) is written to, and stays what it is.
final class AtomicFile {
    private let path: String
    /// Nil: it is written in its place.
    private let partial: String?
    /// Nil: closed.
    private var file: UnsafeMutablePointer<FILE>?
    private var hasFailed = false

    init(_ path: String) throws(Failure) {
        // A link stays one: what it leads to is written.
        let place = Self.resolved(path)
        self.path = place
        partial = Self.isReplaceable(place) ? place + ".partial" : nil
        guard let file = fopen(partial ?? place, "w") else { throw Self.failure(path) }
        self.file = file
    }

    func write(_ text: String) {
        guard let file, fputs(text, file) >= 0 else {
            hasFailed = true
            return
        }
    }

    func finish() throws(Failure) {
        guard close(), !hasFailed, partial.map({ rename($0, path) == 0 }) ?? true else {
            throw Self.failure(path)
        }
    }

    /// Leaves nothing behind.
    func abandon() {
        _ = close()
        if let partial { unlink(partial) }
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Whether nothing is there yet, or a plain file.
    private static func isReplaceable(_ path: String) -> Bool {
        var found = stat()
        guard stat(path, &found) == 0 else { return true }
        return found.st_mode & S_IFMT == S_IFREG
    }

    private func close() -> Bool {
        guard let open = file else { return true }
        file = nil
        return fclose(open) == 0
    }

    private static func failure(_ path: String) -> Failure {
        Failure(
            "PAR-OUT-02 \(path) could not be written: \(String(cString: strerror(errno)))",
            hint: "check that its folder exists, that you may write there, and that there is room",
            exitCode: .failure
        )
    }
}
