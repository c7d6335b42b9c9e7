import Document
import Platform

/// How the cluster does: its processes, its queue and the latest sweeps.
public struct Overview: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// `{"members":[…],"sweeps":[…],"jobs":[…],"overdue":[…],"rules":[…]}`, each list as in the `report` view of its name.
    public func read(sweeps limit: Int) async throws(StoreError) -> JSON {
        let time = { (column: String) in
            "to_char(\(column) at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
        }
        let row = try await database.row(
            """
            select json_build_object(
                'members', coalesce((select json_agg(json_build_object(
                    'process', process, 'role', role, 'host', host,
                    'started', \(time("started")), 'heartbeat', \(time("heartbeat")),
                    'alive', heartbeat > now() - interval '30 seconds'
                ) order by role, process) from report.members), '[]'),
                'sweeps', coalesce((select json_agg(json_build_object(
                    'sweep', id, 'state', state, 'requested_by', requested_by,
                    'requested_at', \(time("requested_at")),
                    'finished_at', \(time("finished_at")),
                    'summary', summary, 'error', error, 'priority', priority,
                    'paused', paused
                ) order by requested_at desc) from (
                    select * from report.sweeps order by requested_at desc limit $1::int
                ) latest), '[]'),
                'jobs', coalesce((select json_agg(json_build_object(
                    'sweep', sweep, 'kind', kind, 'state', state, 'jobs', jobs,
                    'retried', retried
                ) order by sweep, kind, state) from report.jobs), '[]'),
                'overdue', coalesce((select json_agg(json_build_object(
                    'guardrail', guardrail, 'due', \(time("due"))
                ) order by due, guardrail) from report.overdue), '[]'),
                'rules', coalesce((select json_agg(json_build_object(
                    'file', file, 'problem', problem, 'replaced', replaced,
                    'since', \(time("since"))
                ) order by file) from report.rules), '[]')
            ) as overview
            """,
            [.int(limit)]
        )
        return try row.json("overview")
    }
}
