import Document
import Platform

extension Changes {
    /// What goes on by itself of what a sweep's findings led to: how many changes were made or failed;
    /// nil: nothing does. What waits for a person, a limit or a window stands still.
    public func moving(
        ofSweep sweep: String
    ) async throws(StoreError) -> (done: Int, failed: Int, moving: Int)? {
        let row = try await database.row(
            """
            select parapet.sweep_changes($1) as answer,
                exists (select from report.outbox where quota = $1)
                or exists (
                    -- What was mended is looked at again, and closes its finding.
                    select from report.changes c join report.findings f on f.id = c.finding
                    where c.quota = $1 and c.state = 'done' and f.status = 'open'
                        and f.changed < c.executed
                        and c.executed > clock_timestamp() - interval '20 seconds'
                ) as follows
            """,
            [.text(sweep)]
        )
        let answer = try row.json("answer")
        let count = { (key: String) in Int(answer[key]?.int ?? 0) }
        let moving = count("moving")
        let follows = try row.truth("follows")
        guard moving > 0 || follows else { return nil }
        return (count("done"), count("failed"), moving)
    }

    /// Whether a sweep's findings led to anything.
    public func hasAny(ofSweep sweep: String) async throws(StoreError) -> Bool {
        try await database.row(
            "select exists (select from report.changes where quota = $1) as found",
            [.text(sweep)]
        ).truth("found")
    }
}
