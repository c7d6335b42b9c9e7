import Testing

@testable import Platform

struct WorkThreadsTests {
    /// As many at a time as there are threads, and none is lost.
    @Test func workIsSpreadAndDone() async {
        let threads = WorkThreads(count: 2)
        let running = Lock(0)
        let most = Lock(0)
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 0..<100 {
                group.addTask {
                    await threads.run {
                        let now = running.withLock { running in
                            running += 1
                            return running
                        }
                        most.withLock { $0 = max($0, now) }
                        running.withLock { $0 -= 1 }
                        return number
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sum == 4950)
        #expect(most.withLock { $0 } <= 2)
    }
}
