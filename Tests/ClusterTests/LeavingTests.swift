import Cluster
import Glibc
import Logging
import Platform
import Rehearsal
import ServiceLifecycle
import Testing

@testable import parapet

/// How the services of one process leave when one of them ends it.
struct LeavingTests {
    private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private struct Failure: Error {}

    private struct Failing: Service {
        func run() async throws { throw Failure() }
    }

    /// Says whether it was asked to leave, or cut off.
    private struct Leaving: Service {
        let wasAsked = Lock<Bool?>(nil)

        func run() async {
            try? await gracefulShutdown()
            wasAsked.withLock { $0 = !Task.isCancelled }
        }
    }

    /// Whoever is cut off stays a member, and keeps its lease and its jobs until they run out.
    @Test func oneThatFailsCutsNobodyOff() async {
        // The group lets this process, and all tests in it, ignore them.
        defer { for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) } }
        let other = Leaving()
        let group = ServiceGroup(untilDone: [other, Failing()], Self.silent)
        await #expect(throws: Failure.self) { try await group.run() }
        #expect(other.wasAsked.withLock { $0 } == true)
    }

    /// A notifier that waits for channels when its process ends.
    @Test(.enabled(if: ScratchDatabase.server != nil))
    func whoWasNeverNeededIsNoMember() async throws {
        try await ScratchDatabase.with { scratch in
            let notifier = Worker(
                notifying: scratch.owner,
                channels: { _, _ in nil },
                isNeeded: { false },
                host: "here",
                logger: Self.silent
            )
            let task = Task { try await notifier.run() }
            task.cancel()
            try await task.value
            #expect(try await scratch.count("select count(*) from report.members") == 0)
        }
    }
}
