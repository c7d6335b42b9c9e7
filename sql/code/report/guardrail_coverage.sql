create or replace view report.guardrail_coverage with (security_invoker = true) as
select r.guardrail, c.account, c.region, c.service,
    case when bool_and(c.state = 'complete') then 'complete' else 'incomplete' end as state,
    array_remove(array_agg(distinct c.permission) filter (where c.state <> 'complete'), null)
        as permissions,
    sum(c.missing)::bigint as missing, min(c.evaluated_at) as evaluated_at
from parapet.guardrail_rule r
cross join jsonb_to_recordset(r.reads) as n (type text, attributes jsonb)
join report.coverage c on c.resource_type = n.type
    and (c.attribute is null or n.attributes ? c.attribute)
group by 1, 2, 3, 4
union all
-- Where nothing of the scope was looked at: the account refused, or the job failed.
select r.guardrail, c.account, c.region, c.service, 'not looked at',
    array_remove(array[c.permission], null), c.missing, c.evaluated_at
from parapet.guardrail_rule r
join report.coverage c on c.resource_type is null and (
    c.service = 'sts' or exists (
        select from jsonb_to_recordset(r.reads) as n (type text)
        where split_part(n.type, '.', 1) = c.service
    )
);
comment on view report.guardrail_coverage is 'How far each guardrail could be judged, scope by scope, at the last look.';
comment on column report.guardrail_coverage.guardrail is 'The guardrail.';
comment on column report.guardrail_coverage.account is 'The AWS account id.';
comment on column report.guardrail_coverage.region is 'The scope''s region, or global.';
comment on column report.guardrail_coverage.service is 'The service that was read; sts where the account refused the role.';
comment on column report.guardrail_coverage.state is 'complete, incomplete (something that it needs could not be read), or not looked at.';
comment on column report.guardrail_coverage.permissions is 'The IAM actions of the reads that are missing.';
comment on column report.guardrail_coverage.missing is 'How many reads are missing.';
comment on column report.guardrail_coverage.evaluated_at is 'When it was looked at.';
