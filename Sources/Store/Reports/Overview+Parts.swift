extension Overview {
    /// One that is read by itself.
    struct Part {
        let name: String
        /// One value, as JSON.
        let query: String
        /// Whether it is told how many rows there may be.
        var isLimited = false
    }

    static let parts = [
        members, sweeps, jobs, unread, overdue, rules, changes, runs, events, channels,
    ]

    private static let members = list(
        "members",
        """
        'process', process, 'role', role, 'host', host, 'started', \(time("started")),
        'heartbeat', \(time("heartbeat")), 'alive', not silent, 'leads', leads,
        'ahead_seconds', ahead_seconds
        """,
        from: "report.members",
        order: "role, process"
    )

    private static let sweeps = list(
        "sweeps",
        """
        'sweep', id, 'state', state, 'requested_by', requested_by,
        'requested_at', \(time("requested_at")), 'finished_at', \(time("finished_at")),
        'summary', summary, 'error', error, 'priority', priority, 'paused', paused
        """,
        from: "(select * from report.sweeps order by requested_at desc limit $1::int) latest",
        order: "requested_at desc",
        isLimited: true
    )

    private static let jobs = list(
        "jobs",
        "'sweep', sweep, 'kind', kind, 'state', state, 'jobs', jobs, 'retried', retried",
        from: "report.jobs",
        order: "sweep, kind, state"
    )

    private static let unread = list(
        "unread",
        """
        'scopes', scopes, 'accounts', accounts, 'since', \(time("since")), 'due', \(time("due")),
        'sweep', sweep
        """,
        from: """
            (select count(*) as scopes, count(distinct account) as accounts, min(since) as since,
                min(due) as due, sweep from report.unread group by sweep) u
            """,
        order: "since"
    )

    private static let overdue = list(
        "overdue",
        "'guardrail', guardrail, 'due', \(time("due"))",
        from: "report.overdue",
        order: "due, guardrail"
    )

    private static let rules = list(
        "rules",
        "'file', file, 'problem', problem, 'replaced', replaced, 'since', \(time("since"))",
        from: "report.rules",
        order: "file"
    )

    private static let channels = list(
        "channels",
        """
        'name', name, 'failing_since', \(time("failing_since")), 'last_error', last_error,
        'waiting', waiting, 'dead', dead
        """,
        from: "report.channels where current and (failing_since is not null or dead > 0)",
        order: "name"
    )

    private static func list(
        _ name: String,
        _ fields: String,
        from relation: String,
        order: String,
        isLimited: Bool = false
    ) -> Part {
        Part(
            name: name,
            query: "select \(array(fields, order)) from \(relation)",
            isLimited: isLimited
        )
    }

    private static func array(_ fields: String, _ order: String) -> String {
        "coalesce(json_agg(json_build_object(\(fields)) order by \(order)), '[]')"
    }

    private static func time(_ column: String) -> String {
        "to_char(\(column) at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    }

    /// How many runs of a kind are listed.
    private static let mostRuns = 20

    /// `{"running","waiting":[{"run","playbook","step","approvers","asked"}],"failed":[{"run","playbook",
    /// "ended"}]}`: the gates that somebody is asked at, and what failed within a day.
    private static let runs = Part(
        name: "runs",
        query: """
            select json_build_object(
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
    )

    /// `{"queues":[…],"looks","unlooked","alone":[GUARDRAIL],"accounts":[{"account","kind","state",
    /// "detail"}]}`: the looks that wait, the resources that events of the last day named and that were too
    /// many to be looked at, the guardrails that nothing but events leads to, and the accounts of which an
    /// event told and that are not swept yet.
    private static let events = Part(
        name: "events",
        query: """
            select json_build_object(
                'queues', coalesce((select json_agg(json_build_object(
                    'queue', queue, 'region', region, 'feeds', feeds, 'heard', \(time("heard")),
                    'is_heard', is_heard, 'received', \(time("received")),
                    'lag_seconds', lag_seconds, 'backlog', backlog, 'error', error,
                    'is_readable', is_readable
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
    )

    /// `{"awaiting_approval","executing","failed_last_day","waiting":[{"waits","changes"}],
    /// "stops":[{"guardrail","by","at","reason"}]}`: what waits for nothing but its turn has none.
    private static let changes = Part(
        name: "changes",
        query: """
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
            """
    )
}
