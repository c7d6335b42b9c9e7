import Store

/// Takes the rows of sweeps that have ended out of the queue, a piece at a time.
struct ClearSweeps: Duty {
    let everySeconds: Double
    let sweeps: Sweeps

    func perform(token: Int64) async throws(StoreError) -> Bool {
        try await sweeps.clearEnded(token: token)
    }
}
