create or replace view report.time_to_remediate with (security_invoker = true) as
select guardrail, severity, count(*) as fixed,
    avg(at - opened_at) as mean,
    percentile_cont(0.5) within group (order by extract(epoch from at - opened_at))
        * interval '1 second' as median,
    max(at - opened_at) as longest
from parapet.finding_event where event = 'resolved' and opened_at is not null
group by 1, 2;
comment on view report.time_to_remediate is 'How long findings stood open before they were fixed; other endings do not count.';
comment on column report.time_to_remediate.guardrail is 'Which guardrail.';
comment on column report.time_to_remediate.severity is 'How urgent.';
comment on column report.time_to_remediate.fixed is 'How often something was fixed.';
comment on column report.time_to_remediate.mean is 'The mean time from opened, or opened again, to fixed.';
comment on column report.time_to_remediate.median is 'Half took less.';
comment on column report.time_to_remediate.longest is 'The longest.';
