import Foundation

/// A file that is there whole or not at all: written beside its place, and moved there at the end.
final class AtomicFile {
    private let path: String
    private let partial: String
    /// Nil: closed.
    private var file: UnsafeMutablePointer<FILE>?
    private var hasFailed = false

    init(_ path: String) throws(Failure) {
        self.path = path
        partial = path + ".partial"
        guard let file = fopen(partial, "w") else { throw Self.failure(path) }
        self.file = file
    }

    func write(_ text: String) {
        guard let file, fputs(text, file) >= 0 else {
            hasFailed = true
            return
        }
    }

    func finish() throws(Failure) {
        guard close(), !hasFailed, rename(partial, path) == 0 else {
            throw Self.failure(path)
        }
    }

    /// Leaves nothing behind.
    func abandon() {
        _ = close()
        unlink(partial)
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
