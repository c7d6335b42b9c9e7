import Foundation
import Platform

/// A process under test.
public final class Program: Sendable {
    public struct Outcome: Sendable {
        public let status: Int32
        public let output: String
        public let error: String
    }

    private struct Ended: Sendable {
        var status: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    private let child: Child
    private let ended: Lock<Ended>
    private let outputFile: URL
    private let errorFile: URL

    /// Parapet itself, as this build made it.
    public static let parapet: String = {
        let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        return products.appending(path: "parapet").path
    }()

    private static let patienceSeconds = 180.0

    /// - Parameter environment: added to the tests' own, less what belongs to AWS and Parapet.
    public init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String]
    ) throws {
        let folder = FileManager.default.temporaryDirectory
        let name = "parapet-program-\(hex(randomBytes(5)))"
        outputFile = folder.appending(path: "\(name).out")
        errorFile = folder.appending(path: "\(name).err")
        for file in [outputFile, errorFile] { try Data().write(to: file) }
        let own = ProcessInfo.processInfo.environment.filter { name, _ in
            !name.hasPrefix("AWS_") && !name.hasPrefix("PARAPET_")
        }
        let ended = Lock(Ended())
        self.ended = ended
        child = try Child(
            path,
            arguments,
            environment: own.merging(environment) { $1 },
            folder: Repository.folder,
            output: outputFile.path,
            error: errorFile.path
        ) { status in
            let waiting = ended.withLock { ended in
                ended.status = status
                defer { ended.waiting = [] }
                return ended.waiting
            }
            for continuation in waiting { continuation.resume(returning: status) }
        }
    }

    deinit {
        kill()
        for file in [outputFile, errorFile] { try? FileManager.default.removeItem(at: file) }
    }

    /// Runs Parapet to its end.
    public static func run(
        _ arguments: [String],
        environment: [String: String]
    ) async throws -> Outcome {
        let program = try Program(parapet, arguments, environment: environment)
        let status = await program.wait()
        return Outcome(status: status, output: program.output, error: program.error)
    }

    public var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }
    public var error: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }

    public var hasEnded: Bool { ended.withLock { $0.status != nil } }

    /// Its exit status once it has ended.
    public func wait() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = ended.withLock { ended -> Int32? in
                if ended.status == nil { ended.waiting.append(continuation) }
                return ended.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    /// SIGTERM.
    public func terminate() { signal(SIGTERM) }

    /// SIGTERM, and its exit status; one that does not end by it is killed in the end.
    public func stop() async -> Int32 {
        terminate()
        return await end()
    }

    /// Its exit status, where it is to end by itself; one that does not is killed in the end.
    public func end() async -> Int32 {
        let patience = Task {
            try await Task.sleep(for: .seconds(Self.patienceSeconds))
            kill()
        }
        defer { patience.cancel() }
        return await wait()
    }

    /// SIGINT, as Ctrl-C sends it.
    public func interrupt() { signal(SIGINT) }

    /// SIGSTOP: still there, and not a step further.
    public func pause() { signal(SIGSTOP) }

    /// SIGCONT.
    public func resume() { signal(SIGCONT) }

    private func signal(_ number: Int32) {
        ended.withLock { if $0.status == nil { _ = Foundation.kill(child.id, number) } }
    }

    /// SIGKILL: no chance to say goodbye.
    public func kill() { signal(SIGKILL) }

    /// Waits until something holds; gives up when the process has ended or too much time went by.
    public func await(
        _ what: String,
        _ condition: () async throws -> Bool
    ) async throws {
        let start = ContinuousClock.now
        while try await !condition() {
            if let status = ended.withLock({ $0.status }) {
                throw Missing(variable: "\(what): the process ended with \(status): \(error)")
            }
            guard start.duration(to: .now) < .seconds(Self.patienceSeconds) else {
                throw Missing(variable: "\(what), after \(Self.patienceSeconds) s: \(error)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
