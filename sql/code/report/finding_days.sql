create or replace view report.finding_days with (security_invoker = true) as
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
