import Document

/// Calls that lead to further calls, side by side, each operation within a budget of its own: AWS
/// counts operations apart.
struct PacedCalls: Sendable {
    typealias Outcome = Result<Object, CallFailure>

    let limits: @Sendable (_ operation: String) -> CallBudget.Limits
    let send: @Sendable (OrganizationCall) async -> Outcome

    /// A call that is too early so often has failed.
    static let maxThrottles = 30

    private let begun = ContinuousClock.now

    private struct Lane {
        var budget: CallBudget
        /// The last goes first: pages and units are finished before others are begun.
        var waiting: [OrganizationCall] = []
        var isTimed = false
    }

    private enum Event: Sendable {
        case ended(OrganizationCall, Int, Outcome)
        case timer(String)
    }

    /// Goes on until no call is left. In a cancelled task those that are left fail at once.
    ///
    /// - Parameter ended: is told of one call after another, and answers which are to follow.
    func run<Failure: Error>(
        _ calls: [OrganizationCall],
        _ ended: (OrganizationCall, Outcome) async throws(Failure) -> [OrganizationCall]
    ) async throws(Failure) {
        let result = await withTaskGroup(of: Event.self) { group -> Result<Void, Failure> in
            var lanes: [String: Lane] = [:]
            enqueue(calls, &lanes)
            while lanes.values.contains(where: { !$0.waiting.isEmpty || $0.budget.running > 0 }) {
                do throws(Failure) {
                    if Task.isCancelled {
                        for call in Self.takeWaiting(&lanes) {
                            _ = try await ended(
                                call,
                                .failure(CallFailure(.cancelled(wasSent: false)))
                            )
                        }
                    }
                    for operation in lanes.keys { start(operation, &lanes, &group) }
                    guard let event = await group.next() else { break }
                    switch event {
                    case .timer(let operation): lanes[operation]?.isTimed = false
                    case .ended(let call, let number, let outcome):
                        if count(call, number, outcome, &lanes) {
                            enqueue(try await ended(call, outcome), &lanes)
                        }
                    }
                } catch {
                    group.cancelAll()
                    return .failure(error)
                }
            }
            group.cancelAll()
            return .success(())
        }
        try result.get()
    }

    private func enqueue(_ calls: [OrganizationCall], _ lanes: inout [String: Lane]) {
        for call in calls {
            let operation = call.operation
            lanes[operation, default: Lane(budget: CallBudget(limits(operation)))]
                .waiting.append(call)
        }
    }

    private static func takeWaiting(_ lanes: inout [String: Lane]) -> [OrganizationCall] {
        var calls: [OrganizationCall] = []
        for operation in lanes.keys {
            calls += lanes[operation]?.waiting ?? []
            lanes[operation]?.waiting = []
        }
        return calls
    }

    private func start(
        _ operation: String,
        _ lanes: inout [String: Lane],
        _ group: inout TaskGroup<Event>
    ) {
        guard var lane = lanes[operation] else { return }
        defer { lanes[operation] = lane }
        while let call = lane.waiting.last {
            switch lane.budget.next(at: begun.duration(to: .now) / .seconds(1)) {
            case .start(let number):
                lane.waiting.removeLast()
                group.addTask { [send] in .ended(call, number, await send(call)) }
            case .full: return
            case .wait(let seconds):
                guard !lane.isTimed else { return }
                lane.isTimed = true
                group.addTask {
                    try? await Task.sleep(for: .seconds(seconds))
                    return .timer(operation)
                }
                return
            }
        }
    }

    /// False where the call is made again.
    private func count(
        _ call: OrganizationCall,
        _ number: Int,
        _ outcome: Outcome,
        _ lanes: inout [String: Lane]
    ) -> Bool {
        let operation = call.operation
        guard case .failure(let failure) = outcome else {
            lanes[operation]?.budget.succeeded(number)
            return true
        }
        guard failure.kind == .throttled else {
            lanes[operation]?.budget.failed()
            return true
        }
        lanes[operation]?.budget.throttled(number)
        guard call.throttles < Self.maxThrottles else { return true }
        var again = call
        again.throttles += 1
        lanes[operation]?.waiting.append(again)
        return false
    }
}
