import Logging
import Platform
import Store

/// Sees to it that every sweep that has not ended is led, each by itself: one that is slow, locked or
/// failing holds up no other.
struct LeadSweeps: Duty {
    private let tools: LeaderTools
    private let led = Lock<Set<String>>([])

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.pollSeconds }

    func perform(token: Int64) async throws(StoreError) -> Turn {
        let active = try await tools.sweeps.active(token: token)
        let fresh = led.withLock { led in
            active.filter { led.insert($0.id).inserted }
        }
        return Turn(
            alongside: fresh.map { sweep in
                { [self] in
                    await SweepLeader(sweep, tools: tools, token: token).lead()
                    led.withLock { _ = $0.remove(sweep.id) }
                }
            }
        )
    }
}
