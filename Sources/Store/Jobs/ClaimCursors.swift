import Document

/// Where a worker's claims have got to: it spares the search the places already emptied, and says
/// whose turn it is.
public struct ClaimCursors: Sendable {
    /// The last job claimed, by batch.
    private var places: [Int64: Int64] = [:]
    /// Counts claims; each starts with another batch.
    private(set) var turn: Int

    private static let maxTurn = 1 << 20

    /// Workers start at different turns, so that they do not all look at the same batch.
    public init(turn: Int = .random(in: 0..<100)) {
        self.turn = turn % Self.maxTurn
    }

    mutating func advance(past jobs: [Job]) {
        turn = (turn + 1) % Self.maxTurn
        // Nothing was left anywhere: batches that have ended are forgotten.
        guard !jobs.isEmpty else { return places = [:] }
        for job in jobs { places[job.batch] = max(places[job.batch] ?? 0, job.id) }
    }

    var json: JSON { .object(Object(places.map { (String($0.key), .int($0.value)) })) }
}
