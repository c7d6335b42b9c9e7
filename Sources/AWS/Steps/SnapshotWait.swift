import Document
import Guardrails

/// How far snapshots are.
struct SnapshotWait {
    /// As AWS tells them.
    let snapshots: [JSON]
    /// Those that are waited for.
    let ids: [String]
    /// The longest that any of them may take.
    let hours: Int64

    func answer(at now: Timestamp) -> StepAnswer {
        var waiting: [String] = []
        for id in ids {
            guard let snapshot = snapshots.first(where: { $0["SnapshotId"]?.string == id }) else {
                return .failed("there is no snapshot \(id)", isFinal: false)
            }
            switch snapshot["State"]?.string {
            case "completed": continue
            case "error":
                let why = snapshot["StateMessage"]?.string.map { ": \($0)" } ?? ""
                return .failed("the snapshot \(id) has failed\(why)", isFinal: true)
            default: waiting.append(id)
            }
        }
        guard !waiting.isEmpty else { return .done(["snapshots": .list(ids)]) }
        let taken = secondsSince(waiting, now)
        guard taken < hours * 3600 else {
            let names = waiting.joined(separator: ", ")
            return .failed("not complete after \(hours) hours: \(names)", isFinal: true)
        }
        return .later(seconds: Self.pause(after: taken))
    }

    /// A tenth of what it has taken so far: a small one is not waited for long, a large one asked for
    /// seldom.
    static func pause(after seconds: Int64) -> Int { Int(min(600, max(10, seconds / 10))) }

    /// Since the first of them was begun.
    private func secondsSince(_ waiting: [String], _ now: Timestamp) -> Int64 {
        let begun = snapshots.filter { waiting.contains($0["SnapshotId"]?.string ?? "") }
            .compactMap { $0["StartTime"]?.string.flatMap { Timestamp($0)?.seconds } }
        return begun.min().map { max(0, now.seconds - $0) } ?? 0
    }
}
