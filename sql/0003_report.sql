-- What people read. Columns of these views are only ever added.

create view report.findings as
select id, guardrail, status, unverified, severity, account, environment, region,
    resource_type, resource_id, resource_arn, resource_name, part, because, reason,
    first_seen, changed
from parapet.finding;
comment on view report.findings is 'Every violation that was ever seen, and how it stands.';
comment on column report.findings.id is 'Made from the identity (guardrail, account, region, resource, part): the same for ever.';
comment on column report.findings.guardrail is 'The guardrail that is violated.';
comment on column report.findings.status is 'open, excepted, resolved, or unknown where nothing could be judged yet.';
comment on column report.findings.unverified is 'The last look could not confirm what the status says.';
comment on column report.findings.severity is 'info, low, medium, high or critical.';
comment on column report.findings.account is 'The AWS account id.';
comment on column report.findings.environment is 'The account''s environment; null: unclassified.';
comment on column report.findings.region is 'The resource''s region, or global.';
comment on column report.findings.resource_type is 'The catalogue type, such as ec2.security-group.';
comment on column report.findings.resource_id is 'The id as AWS gives it.';
comment on column report.findings.resource_arn is 'The ARN; null where AWS has none.';
comment on column report.findings.resource_name is 'The name; null where AWS has none.';
comment on column report.findings.part is 'The element that violates; empty for the whole resource.';
comment on column report.findings.because is 'Reasons, a list of {text, path}.';
comment on column report.findings.reason is 'Why it was resolved: fixed, gone, account left, guardrail removed, out of scope; or the exception.';
comment on column report.findings.first_seen is 'When it was seen first.';
comment on column report.findings.changed is 'When anything about it changed last.';

create view report.finding_events as
select id, finding, at, event, sweep, guardrail, account, region, resource_type, resource_id,
    part, status, unverified, severity, environment, because, reason, exception
from parapet.finding_event;
comment on view report.finding_events is 'The history of findings; rows are only ever added.';
comment on column report.finding_events.id is 'Grows with time.';
comment on column report.finding_events.finding is 'The id in report.findings; a withdrawn finding has no row there.';
comment on column report.finding_events.at is 'When it was recorded.';
comment on column report.finding_events.event is 'opened, reopened, excepted, changed, resolved, unverified, verified, unknown or withdrawn.';
comment on column report.finding_events.sweep is 'The sweep that noticed.';
comment on column report.finding_events.guardrail is 'As in report.findings.';
comment on column report.finding_events.account is 'As in report.findings.';
comment on column report.finding_events.region is 'As in report.findings.';
comment on column report.finding_events.resource_type is 'As in report.findings.';
comment on column report.finding_events.resource_id is 'As in report.findings.';
comment on column report.finding_events.part is 'As in report.findings.';
comment on column report.finding_events.status is 'The status after the event.';
comment on column report.finding_events.unverified is 'As in report.findings, after the event.';
comment on column report.finding_events.severity is 'As in report.findings, after the event.';
comment on column report.finding_events.environment is 'As in report.findings, after the event.';
comment on column report.finding_events.because is 'As in report.findings, after the event.';
comment on column report.finding_events.reason is 'As in report.findings, after the event.';
comment on column report.finding_events.exception is 'The exception it then stood under: {source, owner, from, until}.';

create view report.sweeps as
select id, state, requested_by, requested_at, started_at, finished_at, narrowing,
    config_sha256, guardrails_sha256, summary, error
from parapet.sweep;
comment on view report.sweeps is 'Every sweep that was asked for.';
comment on column report.sweeps.id is 'The sweep''s id.';
comment on column report.sweeps.state is 'requested, discovering, running, done or failed.';
comment on column report.sweeps.requested_by is 'The database user who asked for it.';
comment on column report.sweeps.requested_at is 'When it was asked for.';
comment on column report.sweeps.started_at is 'When a coordinator took it up.';
comment on column report.sweeps.finished_at is 'When it ended.';
comment on column report.sweeps.narrowing is 'What it was narrowed to; empty lists mean everything.';
comment on column report.sweeps.config_sha256 is 'SHA-256 of the configuration it used.';
comment on column report.sweeps.guardrails_sha256 is 'SHA-256 of the guardrails it judged with.';
comment on column report.sweeps.summary is 'Its figures, once done.';
comment on column report.sweeps.error is 'Why it failed.';

create view report.coverage as
select s.account, s.region, s.service, c ->> 'type' as resource_type,
    c ->> 'attribute' as attribute,
    coalesce(g.reason, 'complete') as state,
    c ->> 'permission' as permission,
    g.detail as detail,
    (c ->> 'complete')::bigint as resources,
    coalesce(g.missing, 0) as missing,
    c ->> 'sweep' as sweep,
    (c ->> 'evaluated_at')::timestamptz as evaluated_at
from parapet.scope s
cross join jsonb_array_elements(s.coverage) c
left join lateral (
    select (array_agg(x ->> 'reason' order by (x ->> 'count')::bigint desc))[1] as reason,
        (array_agg(nullif(x ->> 'detail', '') order by (x ->> 'count')::bigint desc))[1] as detail,
        sum((x ->> 'count')::bigint) as missing
    from jsonb_array_elements(c -> 'gaps') x
) g on true
union all
select a.id, 'global', 'sts', null, null,
    case a.role_state when 'refused' then 'denied' else 'failed' end,
    'sts:AssumeRole', a.role_detail, 0, 1, null, a.discovered_at
from parapet.account a
where a.status = 'active' and a.role_state in ('refused', 'failed')
union all
select f.account, f.region, f.service, null, null, 'failed', null, f.error, 0, 1, f.sweep,
    f.failed_at
from (
    select distinct on (account, region, service) * from parapet.job_failure
    where kind = 'scan' order by account, region, service, failed_at desc
) f
left join parapet.scope s using (account, region, service)
where s.evaluated_at is null or s.evaluated_at < f.failed_at;
comment on view report.coverage is 'What the last look at each scope could read, and what not: one row per list call and per attribute; an account that refused the role and a scope whose job failed have one row without a type.';
comment on column report.coverage.account is 'The AWS account id.';
comment on column report.coverage.region is 'The scope''s region, or global.';
comment on column report.coverage.service is 'The service whose API was called.';
comment on column report.coverage.resource_type is 'The catalogue type; null where nothing of the scope was looked at.';
comment on column report.coverage.attribute is 'The attribute; null for the list call.';
comment on column report.coverage.state is 'complete, or why reads are missing: denied, throttled, unavailable, not enabled, failed (the most frequent).';
comment on column report.coverage.permission is 'The IAM action that the read needs.';
comment on column report.coverage.detail is 'What AWS said.';
comment on column report.coverage.resources is 'How many reads answered, absence included.';
comment on column report.coverage.missing is 'How many reads did not.';
comment on column report.coverage.sweep is 'The sweep that looked.';
comment on column report.coverage.evaluated_at is 'When it looked.';

create view report.accounts as
select id, name, environment, tags, unit, status, role_state, role_detail, regions, discovered_at
from parapet.account;
comment on view report.accounts is 'Every account that was ever listed.';
comment on column report.accounts.id is 'The AWS account id.';
comment on column report.accounts.name is 'Its name.';
comment on column report.accounts.environment is 'Its environment; null: unclassified, observed and never changed.';
comment on column report.accounts.tags is 'Its tags.';
comment on column report.accounts.unit is 'The path of its organizational unit.';
comment on column report.accounts.status is 'active, suspended (skipped) or left (no longer listed).';
comment on column report.accounts.role_state is 'assumed, refused or failed; null before the first look.';
comment on column report.accounts.role_detail is 'What AWS said when the role was refused.';
comment on column report.accounts.regions is 'The regions that are enabled in it.';
comment on column report.accounts.discovered_at is 'When it was last looked at.';

create view report.jobs as
select sweep, kind, state, count(*) as jobs, count(*) filter (where failures > 0) as retried,
    min(run_after) as oldest
from parapet.job group by sweep, kind, state;
comment on view report.jobs is 'What is in the queue, counted.';
comment on column report.jobs.sweep is 'The sweep.';
comment on column report.jobs.kind is 'discover or scan.';
comment on column report.jobs.state is 'ready or running.';
comment on column report.jobs.jobs is 'How many.';
comment on column report.jobs.retried is 'How many of them failed at least once.';
comment on column report.jobs.oldest is 'Since when the oldest may run.';

create view report.job_failures as
select job, sweep, kind, account, region, service, failures, error, failed_at
from parapet.job_failure;
comment on view report.job_failures is 'Jobs that used up their attempts.';
comment on column report.job_failures.job is 'The job''s id.';
comment on column report.job_failures.sweep is 'Its sweep.';
comment on column report.job_failures.kind is 'discover or scan.';
comment on column report.job_failures.account is 'The AWS account id.';
comment on column report.job_failures.region is 'The region, or global.';
comment on column report.job_failures.service is 'The service.';
comment on column report.job_failures.failures is 'How often it failed.';
comment on column report.job_failures.error is 'The last error.';
comment on column report.job_failures.failed_at is 'When it was given up.';

create view report.members as
select process, role, host, started, heartbeat from parapet.member;
comment on view report.members is 'Coordinators and workers that run, or ran until lately.';
comment on column report.members.process is 'The process, drawn by lot at each start.';
comment on column report.members.role is 'worker or coordinator.';
comment on column report.members.host is 'Where it runs.';
comment on column report.members.started is 'Since when.';
comment on column report.members.heartbeat is 'Its last sign of life.';

grant usage on schema report to parapet_coordinator, parapet_operator,
    parapet_reader;
grant select on all tables in schema report to parapet_coordinator, parapet_operator,
    parapet_reader;
