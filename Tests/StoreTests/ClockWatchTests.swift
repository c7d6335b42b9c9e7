import Document
import Platform
import Store
import Testing

@testable import Store

extension DatabaseTests {
    /// A machine's clock against the database's.
    @Suite struct ClockWatchTests {
        private static func time(_ seconds: Int64) -> Timestamp {
            Timestamp(seconds: 1_000_000 + seconds) ?? .epoch
        }

        @Test(
            arguments: [
                // Asked, theirs, answered, how far it is ahead for sure.
                (0, 0, 0, 0.0), (0, 30, 59, 0), (0, 59, 0, 0), (0, 61, 0, -61), (61, 0, 61, 61),
                // An answer that took its time says nothing of the clock.
                (0, 100, 200, 0), (0, 300, 200, -100), (1200, 0, 1230, 1200),
            ]
        )
        func whatIsCertainIsTold(
            _ asked: Int,
            _ theirs: Int,
            _ answered: Int,
            _ ahead: Double
        ) {
            let watch = ClockWatch()
            watch.measure(
                asked: Self.time(Int64(asked)),
                theirs: Self.time(Int64(theirs)),
                answered: Self.time(Int64(answered))
            )
            #expect(watch.aheadSeconds == ahead)
        }

        @Test func itIsToldOnceAndWhenItIsRightAgain() {
            let told = Lock<[Double]>([])
            let watch = ClockWatch(changed: { ahead in told.withLock { $0.append(ahead) } })
            for ahead in [0, 1200, 1200, 1210, 2400, 10, 0] as [Int64] {
                watch.measure(
                    asked: Self.time(ahead),
                    theirs: Self.time(0),
                    answered: Self.time(ahead)
                )
            }
            #expect(told.withLock { $0 } == [1200, 2400, 0])
        }

        @Test func theDatabaseKnowsWhoseClockIsOff() async throws {
            try await Stage.with { stage in
                let watch = ClockWatch(clock: {
                    Timestamp(seconds: Timestamp.now().seconds - 1200) ?? .epoch
                })
                let queue = Queue(
                    database: stage.worker,
                    process: Process(.worker),
                    clock: watch,
                    beatSeconds: 5
                )
                try await queue.heartbeat(host: "here")
                #expect(watch.aheadSeconds < -1100)
                try await queue.heartbeat(host: "here")
                let off = "select ahead_seconds < -1100 from report.members"
                #expect(try await stage.column(off) == ["t"])
            }
        }

        /// Two signs of life in a row are missing, as often as the process promised them.
        @Test(arguments: [(12, "f"), (15, "t")])
        func whoIsSilentIsSaidSoon(_ seconds: Int, _ isSilent: String) async throws {
            try await Stage.with { stage in
                let queue = Queue(
                    database: stage.worker,
                    process: Process(.worker),
                    beatSeconds: 5
                )
                try await queue.heartbeat(host: "here")
                _ = try await stage.owner.query(
                    "update parapet.member set heartbeat = now() - make_interval(secs => $1::int)",
                    [.int(Int64(seconds))]
                )
                let silent = "select silent from report.members"
                #expect(try await stage.column(silent) == [isSilent])
            }
        }
    }
}
