import Document
import Platform

/// How the cluster does: its processes, its queue and the latest sweeps.
public struct Overview: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// `{"members":[…],"sweeps":[…],"jobs":[…],"overdue":[…],"rules":[…],"changes":{…},"runs":{…},"events":{…},
    /// "channels":[…]}`, each list as in the `report` view of its name; `changes` as ``changes`` has it,
    /// `runs` as ``runs``, `events` as ``events``, and of channels those that something is wrong with.
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
                ) order by file) from report.rules), '[]'),
                'changes', \(Self.changes(time)),
                'runs', \(Self.runs(time)),
                'events', \(Self.events(time)),
                'channels', coalesce((select json_agg(json_build_object(
                    'name', name, 'failing_since', \(time("failing_since")),
                    'last_error', last_error, 'waiting', waiting, 'dead', dead
                ) order by name) from report.channels
                    where current and (failing_since is not null or dead > 0)), '[]')
            ) as overview
            """,
            [.int(limit)]
        )
        return try row.json("overview")
    }

    /// `{"queues":[…],"looks","unlooked","alone":[GUARDRAIL],"accounts":[{"account","kind","state",
    /// "detail"}]}`: the looks that wait, the resources that events of the last day named and that were too
    /// many to be looked at, the guardrails that nothing but events leads to, and the accounts of which an
    /// event told and that are not swept yet.
    private static func events(_ time: (String) -> String) -> String {
        """
        json_build_object(
            'queues', coalesce((select json_agg(json_build_object(
                'queue', queue, 'region', region, 'feeds', feeds, 'heard', \(time("heard")),
                'is_heard', is_heard, 'received', \(time("received")),
                'lag_seconds', lag_seconds, 'backlog', backlog, 'error', error
            ) order by queue) from report.event_queues), '[]'),
            'looks', (select event_looks from report.queue_health),
            'unlooked', coalesce((select sum(unlooked) from report.events
                where unlooked > 0 and received > now() - interval '1 day'), 0),
            'alone', coalesce((select json_agg(name order by name) from (
                select guardrail as name from report.guardrails where current and not is_swept
            ) g), '[]'),
            'accounts', coalesce((select json_agg(json_build_object(
                'account', id, 'kind', news, 'state', news_state,
                'detail', coalesce(news_detail, 'being looked at')
            ) order by id) from report.accounts where news_state in ('waiting', 'given up')), '[]')
        )
        """
    }

    /// `{"running","waiting":[{"run","playbook","step","approvers","asked"}],"failed":[{"run","playbook",
    /// "ended"}]}`: of those that wait the longest, of those that failed in the last day the latest.
    private static func runs(_ time: (String) -> String) -> String {
        """
        json_build_object(
            'running', (select count(*) from report.runs where status = 'running'),
            'waiting', coalesce((select json_agg(json_build_object(
                'run', run, 'playbook', playbook, 'step', step, 'approvers', approvers,
                'asked', \(time("asked"))
            ) order by asked, run, step) from (
                select * from report.run_gates order by asked, run, step limit \(mostRuns)
            ) g), '[]'),
            'failed', coalesce((select json_agg(json_build_object(
                'run', id, 'playbook', playbook, 'ended', \(time("ended"))
            ) order by ended desc, id) from (
                select * from report.runs
                where status = 'failed' and ended > now() - interval '1 day'
                order by ended desc, id limit \(mostRuns)
            ) r), '[]')
        )
        """
    }

    private static let mostRuns = 20

    /// `{"awaiting_approval","executing","failed_last_day","waiting":[{"waits","changes"}],
    /// "stops":[{"guardrail","by","at","reason"}]}`: what waits for nothing but its turn has none.
    private static func changes(_ time: (String) -> String) -> String {
        """
        (
            with living as (
                select state, waits, count(*) as changes from report.changes
                where state in ('proposed', 'awaiting approval', 'approved', 'executing',
                    'verifying', 'stopped')
                group by state, waits
            )
            select json_build_object(
                'awaiting_approval', (select coalesce(sum(changes), 0) from living
                    where state = 'awaiting approval'),
                'executing', (select coalesce(sum(changes), 0) from living
                    where state in ('executing', 'verifying')),
                'failed_last_day', (select count(*) from report.changes
                    where state in ('failed', 'conflict')
                        and executed > now() - interval '1 day'),
                'waiting', coalesce((select json_agg(json_build_object(
                    'waits', waits, 'changes', changes
                ) order by waits) from (
                    select case when state = 'stopped' then 'stop' else waits end as waits,
                        sum(changes) as changes
                    from living where state in ('proposed', 'approved', 'stopped') group by 1
                ) w), '[]'),
                'stops', coalesce((select json_agg(json_build_object(
                    'guardrail', guardrail, 'by', by, 'at', \(time("at")), 'reason', reason
                ) order by guardrail) from report.change_stops), '[]')
            )
        )
        """
    }
}
