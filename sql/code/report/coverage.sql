create or replace view report.coverage with (security_invoker = true) as
-- Who asks for gaps alone reads of the scopes those that have any, by index: each part says its state, as
-- far as it can, in a word of its own.
select s.account, s.region, s.service, c ->> 'type' as resource_type,
    c ->> 'attribute' as attribute,
    'complete' as state,
    c ->> 'permission' as permission,
    null::text as detail,
    (c ->> 'complete')::bigint as resources,
    0::numeric as missing,
    coalesce(c ->> 'sweep', s.sweep) as sweep,
    coalesce((c ->> 'evaluated_at')::timestamptz, s.evaluated_at) as evaluated_at
from parapet.scope s
cross join jsonb_array_elements(s.coverage) c
where not c @? '$.gaps[*]'
union all
select s.account, s.region, s.service, c ->> 'type', c ->> 'attribute', g.reason, c ->> 'permission',
    g.detail, (c ->> 'complete')::bigint, g.missing, coalesce(c ->> 'sweep', s.sweep),
    coalesce((c ->> 'evaluated_at')::timestamptz, s.evaluated_at)
from parapet.scope s
cross join jsonb_array_elements(s.coverage) c
cross join lateral (
    select (array_agg(x ->> 'reason' order by (x ->> 'count')::bigint desc))[1] as reason,
        (array_agg(nullif(x ->> 'detail', '') order by (x ->> 'count')::bigint desc))[1] as detail,
        sum((x ->> 'count')::bigint) as missing
    from jsonb_array_elements(c -> 'gaps') x
) g
where s.coverage @? '$[*].gaps[*]' and c @? '$.gaps[*]'
union all
select a.id, 'global', 'sts', null, null,
    case a.role_state when 'refused' then 'denied' else 'failed' end,
    'sts:AssumeRole', a.role_detail, 0, 1, null, a.discovered_at
from parapet.account a
where a.status = 'active' and a.role_state in ('refused', 'failed')
union all
-- It is observed, and never changed; what is for one environment alone is not judged there.
select a.id, 'global', null, null, null, 'unclassified', null,
    'no environment of parapet.yaml matches it', 0, 0, null, null
from parapet.account a
where a.status = 'active' and a.environment is null
union all
-- What is known of the account may be old, or nothing.
select a.id, 'global', 'organizations', null, 'tags', 'failed',
    'organizations:ListTagsForResource', a.tags_error, 0, 1, null, a.tags_tried_at
from parapet.account a
where a.status = 'active' and a.tags_error is not null
union all
select f.account, f.region, f.service, null, null, 'failed', null, f.error, 0, 1, f.sweep,
    f.failed_at
from (
    select distinct on (j.gate) j.account, j.payload ->> 'region' as region,
        j.payload ->> 'service' as service, j.error, s.id as sweep, j.failed_at
    from parapet.job_failure j left join parapet.sweep s on s.batch = j.batch
    where j.kind = 'scan' order by j.gate, j.failed_at desc
) f
-- One by one: there are few, and very many scopes.
left join lateral (
    select evaluated_at from parapet.scope c
    where c.account = f.account and c.region = f.region and c.service = f.service limit 1
) s on true
where s.evaluated_at is null or s.evaluated_at < f.failed_at;
comment on view report.coverage is 'What the last look at each scope could read, and what not: one row per list call and per attribute; an account that refused the role and a scope whose job failed have one row without a type.';
comment on column report.coverage.account is 'The AWS account id.';
comment on column report.coverage.region is 'The scope''s region, or global.';
comment on column report.coverage.service is 'The service whose API was called.';
comment on column report.coverage.resource_type is 'The catalogue type; null where nothing of the scope was looked at.';
comment on column report.coverage.attribute is 'The attribute; null for the list call.';
comment on column report.coverage.state is 'complete, unclassified (an account without an environment), or why reads are missing: denied, throttled, unavailable, not enabled, failed (the most frequent).';
comment on column report.coverage.permission is 'The IAM action that the read needs.';
comment on column report.coverage.detail is 'What AWS said.';
comment on column report.coverage.resources is 'How many reads answered, absence included.';
comment on column report.coverage.missing is 'How many reads did not.';
comment on column report.coverage.sweep is 'The sweep that looked.';
comment on column report.coverage.evaluated_at is 'When it looked.';
