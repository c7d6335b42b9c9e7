-- What is read directly: reports, through views that run with the rights of who asks. Nobody but the
-- schema's owner writes a table; workers and people have functions.
revoke all on all tables in schema parapet, report
    from parapet_worker, parapet_coordinator, parapet_feed, parapet_notifier, parapet_operator,
        parapet_reader, parapet_responder, parapet_console;
grant select on parapet.migration, parapet.code
    to parapet_worker, parapet_coordinator, parapet_feed, parapet_notifier, parapet_operator,
        parapet_reader, parapet_responder, parapet_console;
grant select on all tables in schema report
    to parapet_coordinator, parapet_operator, parapet_reader,
        parapet_responder, parapet_console;
grant select on
        parapet.finding, parapet.finding_event, parapet.scope, parapet.inventory,
        parapet.inventory_event, parapet.job_failure, parapet.account, parapet.notice,
        parapet.exception, parapet.audit, parapet.audit_signature,
        parapet.batch, parapet.outbox, parapet.organization, parapet.configured_name,
        parapet.schedule, parapet.broken_rule, parapet.change, parapet.change_stop, parapet.run,
        parapet.run_gate, parapet.run_step, parapet.evidence,
        parapet.received_event, parapet.account_news, parapet.dead_event, parapet.dropped_event,
        parapet.notice_group, parapet.ticket, parapet.introduction, parapet.kept_finding,
        parapet.unread
    to parapet_coordinator, parapet_operator, parapet_reader,
        parapet_responder, parapet_console;
-- What a receiver said of a message may name what is another reader's: views ask for it by
-- readable_error. So with channels and queues, which are everybody's: readable_channels,
-- readable_queues.
grant select (
        id, channel, address, kind, state, rules, notices, attempts, turn, made, tried, ended, until,
        reference
    ) on parapet.message
    to parapet_coordinator, parapet_operator, parapet_reader,
        parapet_responder, parapet_console;
-- The configuration's text is none of a reader's business.
grant select (id, hash, config_sha256, guardrails_sha256, rules, stored_at) on parapet.rule_book
    to parapet_coordinator, parapet_operator, parapet_reader,
        parapet_responder, parapet_console;
-- Nor is which accounts a guardrail names, on which host a process runs, and what a sweep was narrowed
-- to: of these, reports show what may be read.
grant select (
        guardrail, origin, granted_by, at_most_seconds, title, severity, resource_type, education,
        frameworks, controls, current, reads, is_swept, ground, changes
    ) on parapet.guardrail_rule
    to parapet_coordinator, parapet_operator, parapet_reader,
        parapet_responder, parapet_console;
grant select (process, role, started, heartbeat) on parapet.member
    to parapet_coordinator, parapet_operator, parapet_reader,
        parapet_responder, parapet_console;
grant select (id, batch, state) on parapet.sweep
    to parapet_coordinator, parapet_operator, parapet_reader,
        parapet_responder, parapet_console;
-- The queue is seen in numbers only, through views that count it with their owner's rights: COPY, which
-- loads it, does not go with row security.
--
-- For COPY; what these columns leave out has its default, so a row can only come in as ready.
grant insert (batch, kind, account, gate, payload, waits) on parapet.job
    to parapet_coordinator;
grant usage on sequence parapet.job_id to parapet_coordinator;
