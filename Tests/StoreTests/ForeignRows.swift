/// Rows that tell of an account, one or more for each table that readers are given.
enum ForeignRows {
    /// As the schema's owner; ids of rows that anybody may know of do not tell the account.
    static func statements(_ account: String) -> [String] {
        let key = "md5('\(account)')"
        let sweep = "'s-' || \(key)"
        return estate(account, key) + findings(account, sweep) + people(account, key)
            + events(account) + cluster(account, key, sweep)
    }

    private static func estate(_ account: String, _ key: String) -> [String] {
        [
            """
            insert into parapet.account (id, name, unit, status)
            values ('\(account)', 'name of \(account)', 'unit of \(account)', 'active')
            """,
            "insert into parapet.account_news (account, kind) values ('\(account)', 'new')",
            "insert into parapet.unread values ('\(account)', 'r', 'ec2', now(), 0, now(), null)",
            "insert into parapet.introduction (account, sweep) values ('\(account)', '')",
            """
            insert into parapet.scope (account, region, service, sweep, evaluated_at, coverage,
                reads, unknown)
            values ('\(account)', 'r', 'ec2', 's', now(), '[{"type": "ec2.instance",
                "attribute": null, "permission": "p", "complete": 0, "gaps": [
                    {"reason": "denied", "permission": "p", "detail": "\(account)", "count": 1}
                ]}]', 1, 0)
            """,
            """
            insert into parapet.inventory (account, type, region, id, scope_region, service,
                document, hash, first_seen, changed)
            values ('\(account)', 'ec2.instance', 'r', 'i-1', 'r', 'ec2', '{}', 'h', now(), now())
            """,
            """
            insert into parapet.inventory_event (at, event, account, type, region, resource, tags,
                document)
            values (now(), 'seen', '\(account)', 'ec2.instance', 'r', 'i-1', '{}', '{}')
            """,
            """
            insert into parapet.guardrail_rule (guardrail, origin, reach, controls)
            values (\(key), \(key), '{"accounts": ["\(account)"]}',
                '[{"framework": "f", "control": "1"}]')
            """,
            "insert into parapet.configured_name values ('account', '\(account)')",
            "update parapet.organization set error = concat(error, '\(account)')",
        ]
    }

    private static func findings(_ account: String, _ sweep: String) -> [String] {
        let identity = "'g', '\(account)', 'r', 'ec2.instance', 'i-1', ''"
        return [
            """
            insert into parapet.finding (id, guardrail, account, region, resource_type, resource_id,
                part, scope_region, service, status, severity, first_seen, changed)
            values (gen_random_uuid(), \(identity), 'r', 'ec2', 'open', 'high', now(), now())
            """,
            """
            insert into parapet.finding_event (finding, sweep, at, event, guardrail, account, region,
                resource_type, resource_id, part, status, unverified, severity, because)
            values (gen_random_uuid(), \(sweep), now(), 'opened', \(identity), 'open', false, 'high',
                '[]')
            """,
            """
            insert into parapet.outbox (at, finding, event, status, guardrail, account, region,
                resource_type, resource_id, part)
            values (now(), gen_random_uuid(), 'opened', 'open', \(identity))
            """,
            """
            insert into parapet.change (key, action, account, region, resource, target, target_key,
                part, mode, state, rules, proposed_by)
            values ('\(account)', 'a', '\(account)', 'r', '{}', '{}', '\(account)', '', 'approve',
                'proposed', 1, 'x')
            """,
        ]
    }

    private static func people(_ account: String, _ key: String) -> [String] {
        [
            """
            insert into parapet.exception (id, guardrail, scope, reason, state, requested_by,
                requested_at, until)
            values ('e-' || \(key), 'g', '{"account": "\(account)"}', 'r', 'requested', 'x', now(),
                now() + interval '1 day')
            """,
            "select parapet.log_action('a', 's', '{\"account\": \"\(account)\"}')",
            """
            insert into parapet.run (id, playbook, text, sha256, account, started_by, rules)
            values ('r-' || \(key), 'p', 't', 's', '\(account)', 'x', 1)
            """,
            """
            insert into parapet.run_step (run, step, task, attempt, type, key, inputs, inputs_sha256)
            values ('r-' || \(key), 's', 0, 1, 't.s', '\(account)', '{}', '')
            """,
            """
            insert into parapet.run_gate (run, step, approvers, two_persons, reason)
            values ('r-' || \(key), 's', '{}', false, '\(account)')
            """,
            """
            insert into parapet.evidence values ('r-' || \(key), 1, '\(account)', '', 'h')
            """,
            """
            insert into parapet.channel (name, type, last_error)
            values ('c-' || \(key), 'slack', '\(account)')
            """,
            """
            insert into parapet.kept_finding (channel, finding, status)
            select 'c-' || \(key), id, '\(account)' from parapet.finding
            where account = '\(account)'
            """,
            """
            insert into parapet.ticket (channel, guardrail, account, key)
            values ('c-' || \(key), 'g', '\(account)', '\(account)')
            """,
            """
            with message as (
                insert into parapet.message (channel, address, kind, rules, notices)
                values ('c-' || \(key), '\(account)', 'transitions', 1, 1) returning id, channel
            ), notices as (
                insert into parapet.notice_group (channel, address, event, account, severity,
                    is_owner, first, last, message)
                select channel, '', 'opened', '\(account)', 'high', false, now(), now(), id
                from message returning id
            )
            insert into parapet.notice (kind, recipient, subject, until, detail, notice_group)
            select 'finding', 'x', \(key), now(), '{"account": "\(account)"}', id from notices
            """,
        ]
    }

    private static func events(_ account: String) -> [String] {
        [
            """
            insert into parapet.received_event (id, day, received, at, name, account, region,
                mentions)
            values ('\(account)', current_date, now(), now(), 'n', '\(account)', 'r', '[]')
            """,
            """
            insert into parapet.dead_event (queue, message, reason, excerpt)
            values ('q', 'm', 'r', '\(account)')
            """,
            """
            insert into parapet.dropped_event values (current_date, '\(account)', 'r', 'f', 1)
            """,
            """
            insert into parapet.feed_queue (queue, feed, region, error)
            values ('q', md5('\(account)'), 'r', '\(account)')
            """,
            "insert into parapet.configured_name values ('queue', 'q') on conflict do nothing",
        ]
    }

    private static func cluster(
        _ account: String,
        _ key: String,
        _ sweep: String
    ) -> [String] {
        [
            """
            insert into parapet.member (process, role, host)
            values (\(key), 'worker', 'host of \(account)')
            """,
            "insert into parapet.broken_rule values ('f-' || \(key), '\(account)', false)",
            """
            with batch as (
                insert into parapet.batch (lane, priority, state)
                values ('sweep', 'event', 'cleared') returning id
            ), failure as (
                insert into parapet.job_failure (job, batch, kind, account, gate, payload, failures,
                    throttles, drains, error)
                select nextval('parapet.job_id'), id, 'scan', '\(account)', 'g', '{}', 1, 0, 0, 'e'
                from batch
            ), job as (
                insert into parapet.job (batch, kind, account, gate)
                select id, 'scan', '\(account)', '\(account)/r/ec2' from batch
            )
            insert into parapet.sweep (id, batch, requested_by, state, narrowing, is_full, notes,
                summary, error)
            select \(sweep), id, 'x', 'done', '{"accounts": ["\(account)"], "regions": [],
                    "guardrails": [], "environments": []}', false, '{"lines": ["\(account)"]}',
                '{"accounts": "\(account)"}', '\(account)'
            from batch
            """,
        ]
    }
}
