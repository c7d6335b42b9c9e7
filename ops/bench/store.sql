-- The estate of ops/bench/store, by number of accounts: 500 resources, 100 findings with five events
-- each, and 170 scopes in each of them; a sweep that is done, one half of whose jobs are left, and one that
-- is about to end.
set synchronous_commit = off;
set maintenance_work_mem = '1GB';
set work_mem = '256MB';
set timezone = 'UTC';
set session_replication_role = replica;
begin;
-- Built anew afterwards: row by row they take longer than the rows.
create temporary table later on commit drop as
select i.indexrelid::regclass::text as name,
    replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as text
from pg_index i join pg_class c on c.oid = i.indrelid
where c.relnamespace = 'parapet'::regnamespace and not i.indisprimary and not i.indisunique
    and not c.relispartition
    and c.relname in ('inventory', 'finding', 'finding_event', 'notice', 'kept_finding');
do $$ declare t record; begin
    for t in select * from later loop execute 'drop index ' || t.name; end loop;
end $$;

create temporary table service on commit drop as
select (n - 1)::int as n, s as name from unnest(
    '{ec2,s3,rds,kms,lambda,sqs,sns,elb,ecs,iam}'::text[]
) with ordinality x (s, n);
create temporary table region on commit drop as
select (n - 1)::int as n, r as name from unnest(
    '{us-east-1,us-east-2,us-west-1,us-west-2,eu-west-1,eu-west-2,eu-west-3,eu-central-1,eu-north-1,ap-south-1,ap-northeast-1,ap-northeast-2,ap-northeast-3,ap-southeast-1,ap-southeast-2,ca-central-1,sa-east-1}'::text[]
) with ordinality x (r, n);
-- Three types of a service, two guardrails of a type.
create temporary table type on commit drop as
select s.n * 3 + k as n, s.name || '.thing-' || k as name, s.name as service
from service s, generate_series(0, 2) k;
create temporary table rule on commit drop as
select t.n + 30 * k as n, t.name || '-rule-' || k as name, t.name as type, t.service,
    (array['low', 'medium', 'high', 'critical'])[1 + (t.n + k) % 4] as severity
from type t, generate_series(0, 1) k;

insert into parapet.guardrail_rule (
    guardrail, origin, granted_by, title, severity, resource_type, education, controls, reads, changes
)
select name, name, 'security', 'Title of ' || name, severity, type, repeat('Why it matters. ', 40),
    jsonb_build_array(jsonb_build_object('framework', 'cis-5.0', 'control', '1.' || n,
        'partly', null, 'part', null, 'types', null)),
    jsonb_build_array(jsonb_build_object('type', type, 'service', service,
        'attributes', '["policy"]'::jsonb, 'global', false, 'around', false)),
    case when n % 10 = 0 then '{"modes": {"default": "approve"}, "approvers": ["security"]}' else '{}' end::jsonb
from rule;
insert into parapet.rule_book (hash, texts, config_sha256, guardrails_sha256, rules)
select 'book', '{}', 'c', 'g', jsonb_build_object(
    'guardrails', jsonb_object_agg(name, jsonb_build_object('severity', severity, 'type', type,
        'service', service, 'by_tag', true, 'text', md5(name))),
    'types', (select jsonb_object_agg(name, service) from type))
from rule;

insert into parapet.account (
    id, name, environment, tags, unit, unit_ids, status, role_state, role_detail, regions,
    discovered_at, listed_at, tagged_at
)
select lpad(a::text, 12, '0'), 'account-' || a,
    case when a % 50 > 0 then (array['prod', 'staging', 'dev'])[1 + a % 3] end,
    jsonb_build_object('team', 'team-' || a % 300), 'Root/Unit ' || a % 30, array['r-1', 'ou-' || a % 30],
    'active', case when a % 100 = 7 then 'refused' else 'assumed' end,
    case when a % 100 = 7 then 'AccessDenied' end,
    (select array_agg(name order by n) from region), now(), now(), now()
from generate_series(1, :accounts) a;

-- Every fortieth scope has a gap.
insert into parapet.scope (
    account, region, service, sweep, evaluated_at, coverage, reads, unknown, results
)
select a.id, r.name, s.name, 's-done', now() - interval '1 hour', (
        select jsonb_agg(jsonb_build_object('type', t.name, 'attribute', x, 'permission',
            s.name || ':' || case when x is null then 'Describe' else 'GetPolicy' end || 'Things',
            'complete', 12, 'gaps', case when x is not null and (r.n + s.n + a.id::bigint) % 40 = 0
                then jsonb_build_array(jsonb_build_object('reason', 'denied', 'permission',
                    s.name || ':GetPolicyThings', 'detail', 'AccessDenied: User is not authorized',
                    'count', 3))
                else '[]' end))
        from type t, unnest(array[null, 'policy']) x where t.service = s.name
    ), 9, 0, array[md5(a.id || r.name || s.name)]
from parapet.account a, region r, service s where a.role_state = 'assumed' or r.n = 0;

insert into parapet.inventory (
    account, type, region, id, scope_region, service, arn, name, tags, document, hash, first_seen,
    changed
)
select a.id, t.name, r.name, 'thing-' || i, r.name, t.service,
    'arn:aws:' || t.service || ':' || r.name || ':' || a.id || ':thing-' || i, 'thing ' || i,
    jsonb_build_object('owner', 'team-' || i % 50),
    jsonb_build_object('size', i, 'state', 'running', 'values',
        jsonb_build_array('host-' || i || '-' || a.id || '.example.com'),
        'policy', jsonb_build_object('Statement', jsonb_build_array(jsonb_build_object('Effect', 'Allow',
            'Action', 's3:GetObject', 'Resource', 'arn:aws:s3:::bucket-' || i)))),
    md5(a.id || i), now() - interval '300 days', now() - interval '300 days'
from parapet.account a, generate_series(0, 499) i
join type t on t.n = i % 30 join region r on r.n = i / 30;

-- Of a hundred: 60 open (5 unverified), 3 excepted (2 by people), 30 resolved, 7 unknown.
create temporary table made on commit drop as
select parapet.finding_id(g.name, a.id, r.name, g.type, 'thing-' || k * 5, '') as id,
    g.name as guardrail, a.id as account, r.name as region, g.type, g.service, g.severity,
    'thing-' || k * 5 as resource, a.environment, k,
    case when k < 60 then 'open' when k < 63 then 'excepted' when k < 93 then 'resolved'
        else 'unknown' end as status, k between 55 and 59 as unverified,
    case when k between 60 and 61 then 'e-' || (a.id::bigint - 1) / 10 when k = 62 then 'tag' end as source,
    now() - interval '330 days' + (a.id::bigint % 200) * interval '1 day' as first,
    now() - interval '100 days' + (k + a.id::bigint % 50) * interval '12 hours' as changed
from parapet.account a, generate_series(0, 99) k
join type t on t.n = k * 5 % 30 join region r on r.n = k * 5 / 30
join rule g on g.n = t.n + 30 * (k % 2);
insert into parapet.finding (
    id, guardrail, account, region, resource_type, resource_id, part, resource_arn, resource_name,
    scope_region, service, status, unverified, severity, environment, because, reason, exception,
    first_seen, changed
)
select id, guardrail, account, region, type, resource, '',
    'arn:aws:' || service || ':' || region || ':' || account || ':' || resource, resource, region, service,
    status, unverified, severity, environment,
    jsonb_build_array(jsonb_build_object('text', 'policy: it could not be read', 'path', 'resource.policy')),
    case status when 'resolved' then 'fixed' when 'excepted' then 'exception ' || source end,
    case when source is not null then jsonb_build_object('source', source, 'owner', 'dev',
        'from', '2026-01-01T00:00:00Z', 'until', to_char(now() + (account::bigint % 80) * interval '1 day',
            'YYYY-MM-DD"T"HH24:MI:SS"Z"')) end,
    first, changed
from made;

-- The months before, which nobody makes once there are later ones.
do $$ declare m date; begin
    for m in select (date_trunc('month', now()) - n * interval '1 month')::date from generate_series(1, 12) n loop
        execute format('create table parapet.%I partition of parapet.finding_event for values from (%L) to (%L)',
            'finding_event_' || to_char(m, 'YYYY_MM'), m, m + interval '1 month');
        insert into parapet.event_partition values ('finding_event_' || to_char(m, 'YYYY_MM'), 'finding_event',
            m + interval '1 month');
    end loop;
end $$;
insert into parapet.finding_event (
    finding, sweep, at, event, guardrail, account, region, resource_type, resource_id, part, status,
    unverified, severity, environment, because, reason, exception
)
select id, 's-' || e, case e when 4 then changed else first + e * interval '20 days' end,
    case e when 0 then 'opened' when 1 then 'changed' when 2 then 'resolved' when 3 then 'reopened'
        else case status when 'open' then 'changed' else status end end,
    guardrail, account, region, type, resource, '',
    case e when 2 then 'resolved' when 4 then status else 'open' end, false, severity, environment,
    jsonb_build_array(jsonb_build_object('text', 'policy: it could not be read', 'path', 'resource.policy')),
    case when e = 2 or e = 4 and status = 'resolved' then 'fixed' end, null
from generate_series(0, 4) e, made;

insert into parapet.exception (
    id, guardrail, scope, reason, state, requested_by, requested_at, until, decided_by, decided_at
)
select 'e-' || x, (select name from rule where rule.n = x % 60), jsonb_build_object('account',
        lpad((x * 10 + 1)::text, 12, '0')), 'it is so', 'granted', 'dev', now() - interval '30 days',
    now() + (1 + x % 80) * interval '1 day', 'sec', now() - interval '29 days'
from generate_series(0, :accounts / 10 - 1) x;

-- A sweep that is done, one that is half way, one that is about to end, and a small one.
insert into parapet.estate (hash, document)
select 'estate', jsonb_build_object('accounts', jsonb_agg(jsonb_build_object('id', id, 'name', name)))
from parapet.account;
insert into parapet.batch (lane, priority, state, rules, estate)
select 'sweep', 'scheduled', s, 1, 1 from unnest('{cleared,open,open,open}'::text[]) s;
insert into parapet.sweep (
    id, batch, requested_by, requested_at, started_at, finished_at, state, narrowing, is_full, summary,
    followed
)
select x.id, b.id, 'clock', now() - interval '2 hours', now() - interval '2 hours',
    case x.id when 's-done' then now() - interval '1 hour' end,
    case x.id when 's-done' then 'done' else 'running' end,
    '{"accounts": [], "regions": [], "guardrails": [], "environments": []}'::jsonb
        || case x.id when 's-small' then '{"accounts": ["000000000001"]}' else '{}' end::jsonb,
    x.id <> 's-small', case x.id when 's-done' then '{}'::jsonb end, now()
from (select id, row_number() over (order by id) as n from parapet.batch where lane = 'sweep') b
join unnest('{s-done,s-half,s-ending,s-small}'::text[]) with ordinality x (id, n) using (n);
insert into parapet.leader (token, until, holder, only_row) values (0, 'infinity', 'bench', true)
on conflict (only_row) do update set holder = 'bench', until = 'infinity';
do $$ declare b bigint; begin
    select batch into b from parapet.sweep where id = 's-half';
    execute format('create table parapet.%I (like parapet.job including defaults including constraints,
        check (batch = %L)) with (fillfactor = 80)', 'job_' || b, b);
    execute format($i$insert into parapet.%I (batch, kind, account, gate, payload)
        select %L, 'scan', account, account || '/' || region || '/' || service,
            jsonb_build_object('region', region, 'service', service)
        from parapet.scope order by md5(account || region || service)$i$, 'job_' || b, b);
    perform parapet.attach_partition(b);
    execute format($i$insert into parapet.%I (batch, kind, account, gate, region, service, outcome, reads)
        select %L, 'scan', account, account || '/' || region || '/' || service, region, service, 'done', 9
        from parapet.scope where region < 'eu-'$i$, 'job_result_' || b, b);
    execute format('analyze parapet.%I', 'job_result_' || b);
    select batch into b from parapet.sweep where id = 's-ending';
    execute format('create table parapet.%I (like parapet.job including defaults including constraints,
        check (batch = %L)) with (fillfactor = 80)', 'job_' || b, b);
    perform parapet.attach_partition(b);
    execute format($i$insert into parapet.%I (batch, kind, account, gate, region, service, outcome, reads)
        select %L, 'scan', account, account || '/' || region || '/' || service, region, service, 'done', 9
        from parapet.scope$i$, 'job_result_' || b, b);
    execute format('analyze parapet.%I', 'job_result_' || b);
end $$;
insert into parapet.job_failure (
    job, batch, kind, account, gate, payload, failures, throttles, drains, error, failed_at
)
select -n, (select batch from parapet.sweep where id = 's-done'), 'scan', account,
    account || '/' || region || '/' || service, jsonb_build_object('region', region, 'service', service),
    5, 0, 0, 'PAR-RUN-01 it failed', now() - interval '90 minutes'
from (select *, row_number() over () as n from parapet.scope limit :accounts / 10) s;

-- What people were told: of a fifth of the findings; and what a channel keeps of those that stand.
insert into parapet.channel (name, type) values ('#security', 'slack'), ('hub', 'security-hub');
insert into parapet.message (id, channel, address, kind, state, rules, notices, made, ended)
select 'm-' || n, '#security', '', 'digest', 'sent', 1, 20, now() - (n % 390) * interval '1 day',
    now() - (n % 390) * interval '1 day'
from generate_series(0, :accounts - 1) n;
insert into parapet.notice_group (
    channel, address, event, guardrail, account, severity, is_owner, notices, first, last, message
)
select '#security', '', 'opened', (select name from rule where rule.n = x % 60), lpad((x + 1)::text, 12, '0'),
    'high', false, 20, now() - (x % 390) * interval '1 day', now() - (x % 390) * interval '1 day', 'm-' || x
from generate_series(0, :accounts - 1) x;
insert into parapet.notice (
    at, kind, recipient, subject, until, detail, event, word, sweep, state, notice_group
)
select now() - (g.id % 390) * interval '1 day', 'finding', '#security', m.id::text, m.changed,
    jsonb_build_object('guardrail', m.guardrail, 'account', m.account, 'region', m.region,
        'type', m.type, 'resource', m.resource), 'opened', '#security', 's-done', 'grouped', g.id
from parapet.notice_group g join made m on m.account = g.account and m.k < 20;
insert into parapet.kept_finding (channel, finding, status, sent)
select 'hub', id, status, now() - (k % 70) * interval '1 day' from made where status in ('open', 'excepted');

-- Changes of a tenth of what is resolved.
insert into parapet.change (
    id, key, finding, guardrail, opening, action, account, environment, region, resource, target,
    target_key, part, mode, state, rules, proposed, proposed_by, executed
)
select 'c-' || row_number() over (), m.id::text, m.id, m.guardrail, 1, 'ec2.restrict-ingress', m.account,
    m.environment, m.region, jsonb_build_object('type', m.type, 'id', m.resource),
    jsonb_build_object('type', m.type, 'id', m.resource), m.id::text, '', 'approve',
    case when k < 63 then 'awaiting approval' else 'done' end, 1, m.changed, 'parapet',
    case when k >= 63 then m.changed end
from made m where k % 10 = 4;

do $$ declare t record; begin
    for t in select * from later loop execute t.text; end loop;
end $$;
commit;
-- As the last looks leave them.
do $$ begin
    if exists (select from pg_attribute where attrelid = 'parapet.scope'::regclass and attname = 'kinds') then
        update parapet.scope set kinds = 6, complete = case when coverage @? '$[*].gaps[*]' then 3 else 6 end;
    end if;
    if exists (select from pg_attribute where attrelid = 'parapet.finding_event'::regclass and attname = 'opened_at') then
        update parapet.finding_event e set opened_at = f.first_seen from parapet.finding f
        where f.id = e.finding and e.event = 'resolved' and e.reason = 'fixed';
    end if;
end $$;
vacuum analyze;
