-- Views that answer the questions people ask, and jobs that ran out of attempts.

-- What the guardrails of the last sweep are about.
alter table parapet.guardrail_rule
    add column title text,
    add column severity text,
    add column resource_type text,
    add column frameworks jsonb not null default '{}';

create or replace function parapet.set_guardrail_rules(p_token bigint, p_rules jsonb)
returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    merge into guardrail_rule r
    using jsonb_to_recordset(p_rules) as x (
        guardrail text, granted_by text, at_most_seconds bigint, title text, severity text,
        resource_type text, frameworks jsonb
    ) on r.guardrail = x.guardrail
    when matched and (
        r.granted_by, r.at_most_seconds, r.title, r.severity, r.resource_type, r.frameworks
    ) is distinct from (
        x.granted_by, x.at_most_seconds, x.title, x.severity, x.resource_type, x.frameworks
    ) then
        update set granted_by = x.granted_by, at_most_seconds = x.at_most_seconds,
            title = x.title, severity = x.severity, resource_type = x.resource_type,
            frameworks = x.frameworks
    when not matched then
        insert values (x.guardrail, x.granted_by, x.at_most_seconds, x.title, x.severity,
            x.resource_type, x.frameworks);
end $$;

create view report.guardrails as
select guardrail, title, severity, resource_type, frameworks, granted_by,
    make_interval(secs => at_most_seconds) as at_most
from parapet.guardrail_rule;
comment on view report.guardrails is 'The guardrails that sweeps used, as they last were.';
comment on column report.guardrails.guardrail is 'Its name.';
comment on column report.guardrails.title is 'What it finds.';
comment on column report.guardrails.severity is 'How urgent its findings are.';
comment on column report.guardrails.resource_type is 'What it judges.';
comment on column report.guardrails.frameworks is 'Framework to control.';
comment on column report.guardrails.granted_by is 'The group that may grant exceptions; null: nobody.';
comment on column report.guardrails.at_most is 'How long an exception may last; null: no limit.';

create view report.open_findings as
select f.account, a.name as account_name, a.unit, f.environment, f.severity, f.guardrail,
    count(*) as findings, min(f.first_seen) as oldest,
    extract(day from now() - min(f.first_seen))::integer as oldest_days
from parapet.finding f left join parapet.account a on a.id = f.account
where f.status = 'open'
group by 1, 2, 3, 4, 5, 6;
comment on view report.open_findings is 'What is open, counted by account, unit, environment, severity and guardrail, with its age.';
comment on column report.open_findings.account is 'The AWS account id.';
comment on column report.open_findings.account_name is 'Its name.';
comment on column report.open_findings.unit is 'Its path of organizational units.';
comment on column report.open_findings.environment is 'Its environment; null: unclassified.';
comment on column report.open_findings.severity is 'How urgent.';
comment on column report.open_findings.guardrail is 'Which guardrail.';
comment on column report.open_findings.findings is 'How many.';
comment on column report.open_findings.oldest is 'Since when the oldest is known.';
comment on column report.open_findings.oldest_days is 'The same in whole days.';

create view report.finding_days as
select (at at time zone 'UTC')::date as day, guardrail,
    count(*) filter (where event in ('opened', 'reopened')) as opened,
    count(*) filter (where event = 'resolved') as resolved,
    count(*) filter (where event = 'excepted') as excepted
from parapet.finding_event
where event in ('opened', 'reopened', 'resolved', 'excepted')
group by 1, 2;
comment on view report.finding_days is 'What was opened and closed, by day (UTC) and guardrail.';
comment on column report.finding_days.day is 'The day, UTC.';
comment on column report.finding_days.guardrail is 'Which guardrail.';
comment on column report.finding_days.opened is 'Findings opened, or opened again.';
comment on column report.finding_days.resolved is 'Findings resolved.';
comment on column report.finding_days.excepted is 'Findings put under an exception.';

create view report.time_to_remediate as
select guardrail, severity, count(*) as fixed,
    avg(resolved_at - opened_at) as mean,
    percentile_cont(0.5) within group (order by extract(epoch from resolved_at - opened_at))
        * interval '1 second' as median,
    max(resolved_at - opened_at) as longest
from (
    select e.guardrail, e.severity, e.at as resolved_at, (
        select max(o.at) from parapet.finding_event o
        where o.finding = e.finding and o.event in ('opened', 'reopened') and o.id < e.id
    ) as opened_at
    from parapet.finding_event e where e.event = 'resolved' and e.reason = 'fixed'
) x where opened_at is not null
group by 1, 2;
comment on view report.time_to_remediate is 'How long findings stood open before they were fixed; other endings do not count.';
comment on column report.time_to_remediate.guardrail is 'Which guardrail.';
comment on column report.time_to_remediate.severity is 'How urgent.';
comment on column report.time_to_remediate.fixed is 'How often something was fixed.';
comment on column report.time_to_remediate.mean is 'The mean time from opened, or opened again, to fixed.';
comment on column report.time_to_remediate.median is 'Half took less.';
comment on column report.time_to_remediate.longest is 'The longest.';

create view report.expiring_exceptions as
select id, guardrail, requested_by, scope, until, until - now() as remaining, findings
from report.exceptions where state = 'granted' and until < now() + interval '14 days';
comment on view report.expiring_exceptions is 'Exceptions that end within 14 days; their findings will be open again.';
comment on column report.expiring_exceptions.id is 'The exception''s id.';
comment on column report.expiring_exceptions.guardrail is 'The guardrail that it is from.';
comment on column report.expiring_exceptions.requested_by is 'Who asked for it.';
comment on column report.expiring_exceptions.scope is 'What it covers.';
comment on column report.expiring_exceptions.until is 'When it ends.';
comment on column report.expiring_exceptions.remaining is 'How long until then.';
comment on column report.expiring_exceptions.findings is 'How many findings stand under it.';

create view report.coverage_gaps as
select permission, state, count(distinct account) as accounts,
    count(distinct (account, region)) as places, sum(missing) as missing,
    min(detail) as example
from report.coverage where state <> 'complete'
group by 1, 2;
comment on view report.coverage_gaps is 'What was not looked at, by the permission that is missing.';
comment on column report.coverage_gaps.permission is 'The IAM action that the read needs.';
comment on column report.coverage_gaps.state is 'denied, throttled, unavailable, not enabled or failed.';
comment on column report.coverage_gaps.accounts is 'In how many accounts.';
comment on column report.coverage_gaps.places is 'In how many accounts and regions.';
comment on column report.coverage_gaps.missing is 'How many reads.';
comment on column report.coverage_gaps.example is 'What AWS said in one of them.';

create view report.compliance as
select x.framework, x.control, count(distinct g.guardrail) as guardrails,
    count(f.id) filter (where f.status = 'open') as open,
    count(distinct f.account) filter (where f.status = 'open') as accounts,
    count(f.id) filter (where f.status = 'excepted') as excepted,
    count(f.id) filter (where f.status = 'unknown' or f.unverified) as unknown,
    case when count(f.id) filter (where f.status = 'open') > 0 then 'fails'
        when count(f.id) filter (where f.status = 'unknown' or f.unverified) > 0 then 'unknown'
        else 'passes' end as verdict
from parapet.guardrail_rule g
cross join jsonb_each_text(g.frameworks) as x (framework, control)
left join parapet.finding f on f.guardrail = g.guardrail and f.status <> 'resolved'
group by 1, 2;
comment on view report.compliance is 'How each control of a framework stands, as far as guardrails name it.';
comment on column report.compliance.framework is 'Such as cis-5.0.';
comment on column report.compliance.control is 'Such as 5.3.';
comment on column report.compliance.guardrails is 'How many guardrails decide it.';
comment on column report.compliance.open is 'Open findings.';
comment on column report.compliance.accounts is 'Accounts that have one.';
comment on column report.compliance.excepted is 'Findings under an exception.';
comment on column report.compliance.unknown is 'What could not be judged, or not confirmed.';
comment on column report.compliance.verdict is 'fails, unknown or passes; coverage_gaps tells what was not looked at.';

create view report.queue_health as
select
    (select count(*) from parapet.job where state = 'ready' and run_after <= now()) as ready,
    (select count(*) from parapet.job where state = 'ready' and run_after > now()) as waiting,
    (select count(*) from parapet.job where state = 'running') as running,
    (select count(*) from parapet.job where failures > 0) as retried,
    (select count(*) from parapet.job_failure where failed_at > now() - interval '1 day') as dead,
    (select count(*) from parapet.member
        where role = 'worker' and heartbeat > now() - interval '30 seconds') as workers,
    (select count(*) from parapet.member
        where role = 'coordinator' and heartbeat > now() - interval '30 seconds') as coordinators,
    (select count(*) from parapet.sweep
        where state in ('requested', 'discovering', 'running')) as sweeps;
comment on view report.queue_health is 'How the queue does, in one row.';
comment on column report.queue_health.ready is 'Jobs that a worker could take.';
comment on column report.queue_health.waiting is 'Jobs that wait before they are tried again.';
comment on column report.queue_health.running is 'Jobs that a worker holds.';
comment on column report.queue_health.retried is 'Jobs of these that failed at least once.';
comment on column report.queue_health.dead is 'Jobs that ran out of attempts within a day.';
comment on column report.queue_health.workers is 'Workers with a heartbeat within 30 seconds.';
comment on column report.queue_health.coordinators is 'Coordinators, likewise.';
comment on column report.queue_health.sweeps is 'Sweeps under way.';

-- Puts a job that ran out of attempts back, while its sweep still runs; answers whether it did.
create function parapet.retry_job(p_job bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_failed job_failure;
begin
    select * into v_failed from job_failure where job = p_job for update;
    if not found then
        raise exception 'job % is not among those that ran out of attempts', p_job
            using errcode = 'PA010';
    end if;
    -- A later stage of the sweep would not wait for it.
    if not exists (
        select from sweep where id = v_failed.sweep and state = 'running' and not joined
    ) or v_failed.kind <> 'scan' then
        return false;
    end if;
    insert into job (sweep, kind, account, region, service)
    values (v_failed.sweep, v_failed.kind, v_failed.account, v_failed.region, v_failed.service);
    delete from job_result where sweep = v_failed.sweep and kind = v_failed.kind
        and account = v_failed.account and region = v_failed.region
        and service = v_failed.service;
    delete from job_failure where job = p_job;
    perform log_action('job retried', p_job::text, to_jsonb(v_failed));
    perform pg_notify('parapet_jobs', v_failed.sweep);
    return true;
end $$;

revoke execute on function parapet.retry_job from public;
grant execute on function parapet.retry_job to parapet_operator;
grant select on all tables in schema report to parapet_coordinator, parapet_operator,
    parapet_reader;
