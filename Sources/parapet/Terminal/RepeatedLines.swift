/// Which lines were said lately. A function of values and of the time that it is told.
struct RepeatedLines {
    typealias Instant = ContinuousClock.Instant

    /// For so long after a line was said the same is only counted.
    static let quiet = Duration.seconds(60)
    /// Of more different ones the oldest are forgotten.
    static let most = 500

    private var said: [String: (at: Instant, again: Int)] = [:]

    /// How often the line came unsaid since it was said last; nil: it is not said now.
    mutating func take(_ line: String, at now: Instant) -> Int? {
        if let known = said[line], now - known.at < Self.quiet {
            said[line] = (known.at, known.again + 1)
            return nil
        }
        let again = said[line]?.again ?? 0
        if said.count >= Self.most, said[line] == nil { forget() }
        said[line] = (now, 0)
        return again
    }

    private mutating func forget() {
        let oldest = said.sorted { $0.value.at < $1.value.at }.prefix(Self.most / 2)
        for (line, _) in oldest { said[line] = nil }
    }
}
