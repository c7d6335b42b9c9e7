-- With the rights of its owner: who reads some accounts sees that there was a sweep, and of what it came
-- to, and of what it was narrowed to, their own.
create or replace view report.sweeps with (security_invoker = false) as
select s.id, s.state, s.requested_by, s.requested_at, s.started_at, s.finished_at,
    parapet.only_readable(s.narrowing) as narrowing,
    r.config_sha256, r.guardrails_sha256,
    case when x.is_theirs then s.summary end as summary,
    case when x.is_theirs then s.error end as error,
    b.priority, b.paused, r.hash as rules_sha256, s.estate_at,
    case when x.is_theirs then s.notes else '{}' end as notes
from parapet.sweep s
join parapet.batch b on b.id = s.batch
left join parapet.rule_book r on r.id = b.rules
cross join lateral (
    select (select parapet.reads_everything()) or s.requested_by = (select parapet.actor())
        or s.narrowing -> 'accounts' <> '[]' and not exists (
            select from jsonb_array_elements_text(s.narrowing -> 'accounts') a
            where a not in (select parapet.readable_accounts())
        ) as is_theirs
) x;
comment on view report.sweeps is 'Every sweep that was asked for.';
comment on column report.sweeps.id is 'The sweep''s id.';
comment on column report.sweeps.state is 'requested, discovering, running, done, failed or cancelled.';
comment on column report.sweeps.requested_by is 'The database user who asked for it.';
comment on column report.sweeps.requested_at is 'When it was asked for.';
comment on column report.sweeps.started_at is 'When a coordinator took it up.';
comment on column report.sweeps.finished_at is 'When it ended.';
comment on column report.sweeps.narrowing is 'What it was narrowed to; empty lists mean everything.';
comment on column report.sweeps.config_sha256 is 'SHA-256 of the configuration it used.';
comment on column report.sweeps.guardrails_sha256 is 'SHA-256 of the guardrails it judged with.';
comment on column report.sweeps.summary is 'Its figures, once done; null where they are of accounts that you may not read.';
comment on column report.sweeps.error is 'Why it failed; likewise.';
comment on column report.sweeps.priority is 'event, on-demand or scheduled: whose jobs are taken first.';
comment on column report.sweeps.paused is 'Whether workers leave its jobs alone until someone resumes it.';
comment on column report.sweeps.rules_sha256 is 'SHA-256 of all the texts it judged with.';
comment on column report.sweeps.estate_at is 'Since when the accounts were known that it began with; null without an organization.';
comment on column report.sweeps.notes is 'What is to be said beside its figures: accounts without an environment, files that do not load.';
