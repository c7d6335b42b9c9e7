import Foundation

/// A file that is there whole or not at all: written beside its place, and moved there at the end.
final class NewFile {
    private let path: String
    private let partial: String
    private let file: UnsafeMutablePointer<FILE>
    private var hasFailed = false

    init(_ path: String) throws(Failure) {
        self.path = path
        partial = path + ".partial"
        guard let file = fopen(partial, "w") else { throw Self.failure(path) }
        self.file = file
    }

    func write(_ text: String) {
        guard fputs(text, file) >= 0 else {
            hasFailed = true
            return
        }
    }

    func finish() throws(Failure) {
        guard fclose(file) == 0, !hasFailed, rename(partial, path) == 0 else {
            throw Self.failure(path)
        }
    }

    /// Leaves nothing behind.
    func abandon() { unlink(partial) }

    private static func failure(_ path: String) -> Failure {
        Failure(
            "PAR-OUT-02 \(path) could not be written: \(String(cString: strerror(errno)))",
            hint: "check that its folder exists, that you may write there, and that there is room",
            exitCode: .failure
        )
    }
}
