import Foundation
import Glibc
import Platform

/// A process that planted an estate once, and lends copies of itself: each is as fresh as one that was
/// started anew, and costs milliseconds where that costs seconds.
final class StandInCopies: Sendable {
    private static let started = Lock<[String: Task<StandInCopies, any Error>]>([:])

    private let program: Program
    private let port: UInt16

    /// Of that estate; started where none is, and ends with this process.
    static func of(_ estate: String) async throws -> StandInCopies {
        try await started.withLock { started in
            let task = started[estate] ?? Task { try await StandInCopies(estate) }
            started[estate] = task
            return task
        }.value
    }

    private init(_ estate: String) async throws {
        guard let python = StandIn.python else { throw Missing(variable: "PARAPET_TEST_PYTHON") }
        program = try Program(
            python,
            [
                "\(Repository.folder)/ops/stand-in/serve.py", "--copies", "--estate", estate,
                "--with-parent",
            ],
            environment: [:]
        )
        let program = program
        try await program.await("an estate of \(estate)") { program.output.contains("\n") }
        guard let port = program.output.split(separator: "\n").first.flatMap({ UInt16($0) }) else {
            throw Missing(variable: program.error)
        }
        self.port = port
    }

    /// Lends one that writes down in a folder where it is.
    func with(
        state: URL,
        verifyingSignatures: Bool,
        _ body: () async throws -> Void
    ) async throws {
        let file = state.appending(path: "stand-in.env").path
        let asked = #"{"state": "\#(state.path)", "verify-signatures": \#(verifyingSignatures)}"#
        for _ in 0..<Self.attempts {
            // Left open in a process that a test starts, it would keep the copy with it.
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            let connection = socket(AF_INET, kind, 0)
            // It ends with the connection.
            defer { close(connection) }
            guard connect(connection), send(connection, "\(asked)\n") else { break }
            if await Self.isWritten(file) { return try await body() }
            // A process that was forked may be stuck, once in thousands: another takes its place.
        }
        throw Missing(variable: "a copy of the stand-in: \(program.error)")
    }

    private static let attempts = 4
    private static let looks = 4000

    private static func isWritten(_ file: String) async -> Bool {
        for _ in 0..<looks where !Task.isCancelled {
            if FileManager.default.fileExists(atPath: file) { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    private func connect(_ connection: Int32) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                Glibc.connect(connection, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private func send(_ connection: Int32, _ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }
}
