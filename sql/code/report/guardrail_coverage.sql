create or replace view report.guardrail_coverage with (security_invoker = true) as
-- Scope by scope, so that who asks for some reads no more; those without a gap apart, so that who asks for
-- the others reads these by index.
select r.guardrail, s.account, s.region, s.service, 'complete' as state, '{}'::text[] as permissions,
    0::bigint as missing, x.evaluated_at
from parapet.guardrail_rule r
cross join lateral (
    select distinct n.service from jsonb_to_recordset(r.reads) as n (service text)
) v
join parapet.scope s on s.service = v.service and not s.coverage @? '$[*].gaps[*]'
cross join lateral (
    select min(coalesce((c ->> 'evaluated_at')::timestamptz, s.evaluated_at)) as evaluated_at
    from jsonb_array_elements(s.coverage) c
    join jsonb_to_recordset(r.reads) as n (type text, attributes jsonb) on n.type = c ->> 'type'
        and (c ->> 'attribute' is null or n.attributes ? (c ->> 'attribute'))
) x
where x.evaluated_at is not null
union all
select r.guardrail, s.account, s.region, s.service,
    case when x.is_complete then 'complete' else 'incomplete' end, x.permissions, x.missing,
    x.evaluated_at
from parapet.guardrail_rule r
cross join lateral (
    select distinct n.service from jsonb_to_recordset(r.reads) as n (service text)
) v
join parapet.scope s on s.service = v.service and s.coverage @? '$[*].gaps[*]'
cross join lateral (
    select bool_and(not c @? '$.gaps[*]') as is_complete,
        coalesce(array_agg(distinct c ->> 'permission' order by c ->> 'permission')
            filter (where c @? '$.gaps[*]'), '{}') as permissions,
        coalesce(sum(g.missing), 0)::bigint as missing,
        min(coalesce((c ->> 'evaluated_at')::timestamptz, s.evaluated_at)) as evaluated_at
    from jsonb_array_elements(s.coverage) c
    join jsonb_to_recordset(r.reads) as n (type text, attributes jsonb) on n.type = c ->> 'type'
        and (c ->> 'attribute' is null or n.attributes ? (c ->> 'attribute'))
    cross join lateral (
        select sum((y ->> 'count')::bigint) as missing from jsonb_array_elements(c -> 'gaps') y
    ) g
) x
where x.evaluated_at is not null
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
