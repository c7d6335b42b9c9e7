import Document

/// Where a worker's claims have got to: it spares the search the places already emptied, and says
/// whose turn it is.
public struct ClaimCursors: Sendable {
    /// The last job claimed, by sweep.
    private var places: [String: Int64] = [:]
    /// Counts claims; each starts with another sweep.
    private(set) var turn: Int

    private static let maxTurn = 1 << 20

    /// Workers start at different turns, so that they do not all look at the same sweep.
    public init(turn: Int = .random(in: 0..<100)) {
        self.turn = turn % Self.maxTurn
    }

    mutating func advance(past jobs: [LeasedJob]) {
        turn = (turn + 1) % Self.maxTurn
        // Nothing was left anywhere: sweeps that have ended are forgotten.
        guard !jobs.isEmpty else { return places = [:] }
        for job in jobs { places[job.sweep] = max(places[job.sweep] ?? 0, job.id) }
    }

    var json: JSON { .object(Object(places.map { ($0.key, .int($0.value)) })) }
}
