import AWS
import ArgumentParser
import Document

/// What a person reads when a command cannot go on: one line, with a code and a hint.
struct Failure: Error, CustomStringConvertible {
    let description: String
    let exitCode: ExitCode

    init(_ message: String, hint: String, exitCode: ExitCode = .configuration) {
        description = "\(message.cut(to: Self.most)) | hint: \(hint.cut(to: Self.most))"
        self.exitCode = exitCode
    }

    /// What was typed may be in it.
    private static let most = 2000

    /// AWS lets a process that works for others go on no more: it failed, however it was called.
    init(_ failure: CredentialFailure) {
        description = failure.description
        exitCode = .failure
    }
}

/// The exit codes that CONTRACTS promise to scripts.
extension ExitCode {
    static let configuration = ExitCode(2)
    /// At or above `--fail-on`.
    static let findings = ExitCode(3)
    /// Done, but something could not be read.
    static let incomplete = ExitCode(4)
    /// A run waits for somebody's word.
    static let atGate = ExitCode(5)
    /// As shells have it for a command that SIGINT ended.
    static let interrupted = ExitCode(130)
}
