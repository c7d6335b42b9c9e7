import ArgumentParser

/// What a person reads when a command cannot go on: one line, with a code and a hint.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ message: String, hint: String) { description = "\(message) | hint: \(hint)" }
}

/// The exit codes that CONTRACTS promise to scripts.
extension ExitCode {
    static let configuration = ExitCode(2)
}
