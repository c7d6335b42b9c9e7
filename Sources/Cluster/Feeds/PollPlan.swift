/// How many polls of a queue are under way: few while it is quiet, twice as many while they come back
/// full. A function of values.
struct PollPlan: Sendable {
    /// While nothing comes: while one brings what it found, another listens.
    static let fewest = 2

    private let most: Int
    private(set) var active = 0
    private(set) var wanted = PollPlan.fewest
    private var failures = 0

    init(most: Int) { self.most = max(most, Self.fewest) }

    /// Whether another is to begin; it then has.
    mutating func begins() -> Bool {
        guard active < wanted else { return false }
        active += 1
        return true
    }

    /// One has ended.
    ///
    /// - Parameter isFull: whether it brought as many messages as it could take.
    mutating func ended(messages: Int, isFull: Bool) {
        active -= 1
        failures = 0
        if isFull {
            wanted = min(most, wanted * 2)
        } else {
            wanted = max(Self.fewest, messages == 0 ? wanted / 2 : wanted)
        }
    }

    /// One failed, or what it brought could not be kept: one alone goes on trying. Answers for how many
    /// seconds it waits: a second, then twice as long each time up to a minute.
    mutating func failed() -> Double {
        wanted = 1
        failures += 1
        return min(60, Double(1 << min(failures - 1, 6)))
    }

    /// The pause after a failure is over.
    mutating func goesOn() {
        active -= 1
    }
}
