-- Findings: one way to write them, whoever changes them.

-- The same violation has the same id in every database and in every year.
create or replace function parapet.finding_id(
    p_guardrail text, p_account text, p_region text, p_type text, p_resource text, p_part text
) returns uuid language sql immutable parallel safe
return md5(
    p_guardrail || E'\x1f' || p_account || E'\x1f' || p_region || E'\x1f' || p_type
        || E'\x1f' || p_resource || E'\x1f' || p_part
)::uuid;

-- Looks and exceptions take turns: a look that writes keeps exceptions as they are until it is
-- committed, and is refused with PA014 where they are not those that it was made with, or where
-- somebody takes his time over them.
create or replace function parapet.hold_exceptions(p_version bigint) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_version bigint;
begin
    begin
        perform set_config('lock_timeout', '2s', true);
        lock table exception_version in row share mode;
        perform set_config('lock_timeout', '0', true);
    exception when lock_not_available then
        raise exception 'exceptions are being changed' using errcode = 'PA014';
    end;
    -- A statement of its own, which sees what the last holder of the lock committed.
    select version into v_version from exception_version;
    if v_version is distinct from p_version then
        raise exception 'exceptions changed since they were read' using errcode = 'PA014';
    end if;
end $$;

-- Takes the scope of a job for as long as the transaction takes, and refuses with PA018 what was found
-- before somebody else wrote of it. A look at some resources, which says since when it looks, is refused
-- only where somebody wrote of these: looks at others of the scope go on beside it.
create or replace function parapet.hold_scope(
    p_job parapet.job, p_generation bigint, p_since timestamptz default null
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_region text := p_job.payload ->> 'region';
    v_service text := p_job.payload ->> 'service';
    v_generation bigint;
begin
    -- A scope that nobody has looked at has no row to wait for.
    insert into scope (account, region, service, sweep, evaluated_at, coverage, reads, unknown)
    values (p_job.account, v_region, v_service, '', clock_timestamp(), '[]', 0, 0)
    on conflict do nothing;
    select generation into v_generation from scope
    where account = p_job.account and region = v_region and service = v_service for update;
    if v_generation is distinct from p_generation and (
        p_since is null or p_job.kind <> 'look' or exists (
            select from jsonb_to_recordset(p_job.payload -> 'resources')
                as x (type text, region text, id text)
            left join inventory i on i.account = p_job.account and i.type = x.type
                and i.region = x.region and i.id = x.id
            left join finding f on f.account = p_job.account and f.resource_type = x.type
                and f.resource_id = x.id
            where i.changed >= p_since or f.changed >= p_since
        )
    ) then
        raise exception 'the scope was written of since it was looked at' using errcode = 'PA018';
    end if;
end $$;

-- Whoever looks at the scope of a job looks again, and compares.
create or replace function parapet.overtake_scope(p_job parapet.job) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    update scope set results = '{}', generation = generation + 1
    where account = p_job.account and region = p_job.payload ->> 'region'
        and service = p_job.payload ->> 'service'
$$;

-- Writes the changes that change something: the findings, an event each, and a line in the outbox
-- each; answers how many did. Given again they write nothing. Every change of a finding passes here,
-- and whoever calls it holds the exceptions.
--
-- p_changes: [{"id","event","guardrail","account","region","type","resource","part","status",
-- "unverified","severity","environment","arn","name","because","reason","exception","scope_region",
-- "service"}]. An opened finding that was there before is reopened; one that was withdrawn is
-- what it was before, or gone. Where a resource was listed twice the last counts. p_events: what the
-- look was for.
create or replace function parapet.write_findings(
    p_changes jsonb, p_by text, p_rules integer, p_events jsonb default null
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
declare
    v_count integer;
    v_now timestamptz := clock_timestamp();
    v_quota text := '';
begin
    select case when not no_changes then id end into v_quota from sweep where id = p_by;
    if not found then
        -- What somebody had undone is not changed again because it stands again.
        v_quota := case when not exists (
            select from change c join guardrail_rule r on r.guardrail = c.guardrail
            where c.id = p_by and c.undoes is not null and not r.is_swept
        ) then '' end;
    end if;
    with given as materialized (
        select distinct on (id) *
        from rows from (jsonb_to_recordset(p_changes) as (
            id uuid, event text, guardrail text, account text, region text, type text,
            resource text, part text, status text, unverified boolean, severity text,
            environment text, arn text, name text, because jsonb, reason text, exception jsonb,
            scope_region text, service text
        )) with ordinality
        order by id, ordinality desc
    ), standing as materialized (
        -- Everybody takes them in this order; one by one by key, whatever PostgreSQL believed of
        -- the table when it made the plan.
        select f.* from (select id from given order by id) g
        cross join lateral (select * from finding where id = g.id for update) f
    ), differing as materialized (
        select g.*, f.status as was,
            case when g.event = 'opened' and f.status = 'resolved' then 'reopened'
                else g.event end as kind
        from given g left join standing f on f.id = g.id
        where case
            when g.event = 'withdrawn' then f.status = 'unknown'
            when f.id is null then g.event <> 'resolved'
            else (
                f.guardrail, f.status, f.unverified, f.severity, f.environment, f.resource_arn,
                f.resource_name, f.because, f.reason, f.exception
            ) is distinct from (
                g.guardrail, g.status, g.unverified, g.severity, g.environment, g.arn,
                g.name, g.because, g.reason, g.exception
            )
        end
    ), earlier as materialized (
        -- An unknown verdict may have come over a resolved finding: that one is there again.
        select distinct on (e.finding) e.finding, e.reason, e.because
        from finding_event e join differing d on d.id = e.finding
        where d.kind = 'withdrawn' and e.event = 'resolved'
        order by e.finding, e.id desc
    ), back as (
        update finding f set status = 'resolved', unverified = false, reason = e.reason,
            because = e.because, exception = null, changed = v_now
        from earlier e
        where f.id = e.finding and f.id = any (array(select finding from earlier))
    ), gone as (
        delete from finding where id = any (array(
            select d.id from differing d
            where d.kind = 'withdrawn' and not exists (select from earlier e where e.finding = d.id)
        ))
    ), put as (
        insert into finding as f (
            id, guardrail, account, region, resource_type, resource_id, part, resource_arn,
            resource_name, scope_region, service, status, unverified, severity, environment,
            because, reason, exception, first_seen, changed
        )
        select id, guardrail, account, region, type, resource, part, arn, name, scope_region,
            service, status, unverified, severity, environment, because, reason, exception,
            v_now, v_now
        from differing where kind <> 'withdrawn' order by id
        on conflict (id) do update set
            guardrail = excluded.guardrail,
            resource_arn = excluded.resource_arn, resource_name = excluded.resource_name,
            scope_region = excluded.scope_region, service = excluded.service,
            status = excluded.status, unverified = excluded.unverified,
            severity = excluded.severity, environment = excluded.environment,
            because = excluded.because, reason = excluded.reason,
            exception = excluded.exception, changed = excluded.changed
    ), followed as (
        insert into outbox (
            at, finding, event, was, status, guardrail, account, region, resource_type,
            resource_id, part, rules, quota, environment, events
        )
        select v_now, id, kind, was, status, guardrail, account, region, type, resource, part,
            p_rules, v_quota, environment, p_events
        from differing order by id
    )
    insert into finding_event (
        finding, sweep, at, event, guardrail, account, region, resource_type, resource_id, part,
        status, unverified, severity, environment, because, reason, exception, events, opened_at
    )
    select id, p_by, v_now, kind, guardrail, account, region, type, resource, part,
        status, unverified, severity, environment, because, reason, exception,
        case when kind in ('opened', 'reopened') then nullif(p_events, 'null') end,
        case when kind = 'resolved' and reason = 'fixed' then (
            select o.at from finding_event o
            where o.finding = differing.id and o.event in ('opened', 'reopened')
            order by o.id desc limit 1
        ) end
    from differing order by id;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- A standing finding as write_findings reads it, with what is to be different.
create or replace function parapet.changed_finding(
    p_finding parapet.finding, p_event text, p_different jsonb
) returns jsonb
language sql immutable set search_path = pg_catalog, parapet, pg_temp as $$
    select jsonb_build_object(
        'id', p_finding.id, 'event', p_event, 'guardrail', p_finding.guardrail,
        'account', p_finding.account, 'region', p_finding.region,
        'type', p_finding.resource_type, 'resource', p_finding.resource_id,
        'part', p_finding.part, 'status', p_finding.status,
        'unverified', p_finding.unverified, 'severity', p_finding.severity,
        'environment', p_finding.environment, 'arn', p_finding.resource_arn,
        'name', p_finding.resource_name, 'because', p_finding.because,
        'reason', p_finding.reason, 'exception', p_finding.exception,
        'scope_region', p_finding.scope_region, 'service', p_finding.service
    ) || p_different
$$;

-- The next look at the scopes of these findings compares again: somebody else changes them. A look that
-- is under way is overtaken, unless what was changed is part of what every look is made with.
create or replace function parapet.forget_results(p_findings uuid[], p_overtake boolean)
returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
begin
    perform from scope s
    where (s.account, s.region, s.service) in (
        select account, scope_region, service from finding where id = any (p_findings)
    )
    order by s.account, s.region, s.service for update;
    update scope s set results = '{}', generation = generation + p_overtake::integer
    where (s.account, s.region, s.service) in (
        select account, scope_region, service from finding where id = any (p_findings)
    ) and (p_overtake or results <> '{}');
end $$;

-- What a look may say of a finding is bound to its job: the account, the service, the guardrails of
-- its rule book and their types, and for a look at named resources these. The severity is the rule
-- book's and the environment the account's; an exception is one that is in force for the guardrail and
-- covers the resource (but for its tags, which the look alone knows), in its own words.
create or replace function parapet.bound_changes(p_job parapet.job, p_changes jsonb)
returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_rules jsonb;
    v_unit text;
    v_environment text;
    v_changes jsonb;
    v_bad text;
begin
    select rules into v_rules from rule_book where id = coalesce(
        p_job.rules, (select rules from batch where id = p_job.batch)
    );
    select unit, environment into v_unit, v_environment from account where id = p_job.account;
    with change as (
        select x || jsonb_build_object('id', finding_id(
                coalesce(g.origin, x ->> 'guardrail'), x ->> 'account', x ->> 'region',
                x ->> 'type', x ->> 'resource', x ->> 'part'
            )) as x, v_rules -> 'guardrails' -> (x ->> 'guardrail') as rule,
            x -> 'exception' ->> 'source' as source
        from jsonb_array_elements(p_changes) x
        left join guardrail_rule g on g.guardrail = x ->> 'guardrail'
    ), judged as (
        select c.*, e.id as granted, e.requested_by, e.decided_at, e.until,
            -- What cannot be confirmed stays as it is.
            c.x ->> 'event' = 'unverified' and f.exception ->> 'source' = 'tag' as stays
        from change c
        left join exception e on e.id = c.source and e.state = 'granted'
            and e.guardrail = c.x ->> 'guardrail'
            -- The tags are those that the look was made with.
            and scope_covers(e.scope - 'tag', c.x ->> 'account', v_unit, v_environment,
                c.x ->> 'region', c.x ->> 'resource', c.x ->> 'arn', null)
        left join finding f on f.id = (c.x ->> 'id')::uuid
    )
    select min(concat_ws(' ', x ->> 'event', x ->> 'guardrail', x ->> 'account', x ->> 'region',
            x ->> 'type', x ->> 'resource')) filter (
                where rule is null
                    or x ->> 'account' is distinct from p_job.account
                    or x ->> 'type' is distinct from rule ->> 'type'
                    or rule ->> 'service' is distinct from p_job.payload ->> 'service'
                    or p_job.payload ->> 'region' not in ('global', x ->> 'region')
                    or x ->> 'event' = 'renamed'
                    or x ->> 'status' = 'excepted' and source is null
                    or source = 'tag' and not (rule ->> 'by_tag')::boolean and stays is not true
                    or source <> 'tag' and granted is null
                    or p_job.kind = 'look' and not exists (
                        select from jsonb_array_elements(p_job.payload -> 'resources') r
                        where r ->> 'type' = x ->> 'type' and r ->> 'id' = x ->> 'resource'
                    )
            ),
        jsonb_agg(x || jsonb_build_object(
            'severity', rule -> 'severity', 'environment', v_environment,
            'scope_region', p_job.payload -> 'region', 'service', p_job.payload -> 'service'
        ) || case when granted is null then '{}' else jsonb_build_object(
            'exception', jsonb_build_object(
                'source', granted, 'owner', requested_by,
                'from', decided_at, 'until', until
            )
        ) end)
    into v_bad, v_changes from judged;
    if v_bad is not null then
        raise exception 'this job may not say: %', v_bad using errcode = 'PA003';
    end if;
    return v_changes;
end $$;

-- A look's findings, where there are any: {"exceptions":VERSION,"generation":N,"since":TIME or null,
-- "changes":[…]}. Planned
-- for what they are and for what stands by now.
create or replace function parapet.finish_look(p_job parapet.job, p_look jsonb) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set plan_cache_mode = auto set enable_seqscan = on as $$
declare
    v_by text;
begin
    perform hold_exceptions((p_look ->> 'exceptions')::bigint);
    perform hold_scope(
        p_job, (p_look ->> 'generation')::bigint, (p_look ->> 'since')::timestamptz
    );
    select coalesce((select id from sweep where batch = p_job.batch), '') into v_by;
    return write_findings(
        bound_changes(p_job, p_look -> 'changes'), v_by,
        coalesce(p_job.rules, (select rules from batch where id = p_job.batch)),
        -- The events of a look are all of its one resource; those of a join are of many.
        case when p_job.kind = 'look' then p_job.payload -> 'events' end
    );
end $$;

-- What stands in a scope for the guardrails given: all that is not resolved.
create or replace function parapet.scope_findings(
    p_account text, p_region text, p_service text, p_guardrails text[]
)
returns setof parapet.finding
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select * from finding
    where account = p_account and scope_region = p_region and service = p_service
        and guardrail = any (p_guardrails) and status <> 'resolved'
$$;

-- For the leader: the guardrails of which findings stand, and the accounts in which any do. From one to the
-- next in an index, past all that is alike.
create or replace function parapet.standing_names(
    p_token bigint, out guardrails text[], out accounts text[]
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
begin
    perform require_leader(p_token);
    with recursive name as (
        (select guardrail from finding where status <> 'resolved' order by 1 limit 1)
        union all
        select n.guardrail from name cross join lateral (
            select f.guardrail from finding f
            where f.status <> 'resolved' and f.guardrail > name.guardrail order by 1 limit 1
        ) n
    )
    select array_agg(guardrail) into guardrails from name;
    with recursive name as (
        (select account from finding where status <> 'resolved' order by 1 limit 1)
        union all
        select n.account from name cross join lateral (
            select f.account from finding f
            where f.status <> 'resolved' and f.account > name.account order by 1 limit 1
        ) n
    )
    select array_agg(account) into accounts from name;
end $$;

-- For the leader: in which of some accounts findings of a guardrail stand.
create or replace function parapet.standing_accounts(
    p_token bigint, p_guardrail text, p_accounts text[]
) returns setof text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
begin
    perform require_leader(p_token);
    return query select a from unnest(p_accounts) a
        where exists (
            select from finding f
            where f.guardrail = p_guardrail and f.account = a and f.status <> 'resolved'
        );
end $$;

-- Closes findings, for a reason each, as they stand now that nobody else writes of their scopes; not what
-- was written since the sweep began. Answers how many.
create or replace function parapet.close_standing(
    p_sweep parapet.sweep, p_ids uuid[], p_reasons text[]
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
declare
    v_changes jsonb;
begin
    if coalesce(cardinality(p_ids), 0) = 0 then
        return 0;
    end if;
    perform forget_results(p_ids, true);
    select jsonb_agg(changed_finding(
        f, case when f.status = 'unknown' then 'withdrawn' else 'resolved' end,
        jsonb_build_object('status', 'resolved', 'unverified', false, 'exception', null,
            'reason', c.reason)
    ))
    into v_changes
    from unnest(p_ids, p_reasons) as c (id, reason)
    cross join lateral (select * from finding where id = c.id) f
    where f.status <> 'resolved' and f.changed < p_sweep.started_at;
    return write_findings(coalesce(v_changes, '[]'), p_sweep.id,
        (select rules from batch where id = p_sweep.batch));
end $$;

-- For the leader: closes the findings that stand at some places: [{"guardrail","account","reason"}], of
-- which one may be null for all; the first place counts. At most p_limit; answers how many.
create or replace function parapet.close_places(
    p_token bigint, p_sweep text, p_places jsonb, p_limit integer
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
declare
    v_sweep sweep;
    v_ids uuid[];
    v_reasons text[];
begin
    perform require_leader(p_token);
    lock table exception_version in row share mode;
    select * into v_sweep from sweep where id = p_sweep;
    select array_agg(x.id), array_agg(x.reason) into v_ids, v_reasons from (
        select distinct on (y.id) y.id, y.reason from (
            select f.id, p.value ->> 'reason' as reason, p.ordinality
            from jsonb_array_elements(p_places) with ordinality p
            cross join lateral (
                (select a.id from finding a
                    where a.guardrail = p.value ->> 'guardrail'
                        and a.account = p.value ->> 'account'
                        and a.status <> 'resolved' and a.changed < v_sweep.started_at
                    limit p_limit)
                union all
                (select b.id from finding b
                    where p.value ->> 'account' is null and b.guardrail = p.value ->> 'guardrail'
                        and b.status <> 'resolved' and b.changed < v_sweep.started_at
                    limit p_limit)
                union all
                (select c.id from finding c
                    where p.value ->> 'guardrail' is null and c.account = p.value ->> 'account'
                        and c.status <> 'resolved' and c.changed < v_sweep.started_at
                    limit p_limit)
            ) f
            limit p_limit
        ) y order by y.id, y.ordinality
    ) x;
    return close_standing(v_sweep, v_ids, v_reasons);
end $$;

-- For the leader: after a full sweep, closes what stands in scopes that were not planned although the
-- account let us in. A scope whose job failed was planned: its findings stay. A piece at a time, from after
-- the scope {account, region, service} on; answers how many, and from where to go on: null at the end.
create or replace function parapet.close_unplanned(
    p_token bigint, p_sweep text, p_after text[], p_limit integer,
    out closed integer, out reached text[]
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
declare
    v_sweep sweep;
    v_read bigint;
    v_ids uuid[];
begin
    perform require_leader(p_token);
    lock table exception_version in row share mode;
    closed := 0;
    select * into v_sweep from sweep where id = p_sweep and is_full;
    if not found then
        return;
    end if;
    with page as materialized (
        select account, scope_region, service from finding
        where status <> 'resolved' and (account, scope_region, service)
            > (coalesce(p_after[1], ''), coalesce(p_after[2], ''), coalesce(p_after[3], ''))
        order by account, scope_region, service limit p_limit
    ), place as materialized (
        select distinct p.* from page p
        join account a on a.id = p.account and a.status = 'active' and a.role_state = 'assumed'
    )
    select (select count(*) from page), (
        select array[p.account, p.scope_region, p.service] from page p
        order by p.account desc, p.scope_region desc, p.service desc limit 1
    ), array(
        select f.id from place p join finding f on f.account = p.account
            and f.scope_region = p.scope_region and f.service = p.service
        where f.status <> 'resolved' and f.changed < v_sweep.started_at
            and not exists (
                select from job_result r where r.batch = v_sweep.batch and r.account = p.account
                    and r.kind = 'scan'
                    and r.gate = concat_ws('/', p.account, p.scope_region, p.service)
            )
            -- Few have no scan: the gates of others do not name a scope.
            and not exists (
                select from job_result r where r.batch = v_sweep.batch and r.account = p.account
                    and r.kind in ('join', 'estate', 'look')
                    and r.region = p.scope_region and r.service = p.service
            )
        limit p_limit
    ) into v_read, reached, v_ids;
    if cardinality(v_ids) < p_limit and v_read < p_limit then
        reached := null;
    elsif cardinality(v_ids) = p_limit then
        -- There may be more of these.
        reached := coalesce(p_after, '{"","",""}');
    end if;
    closed := close_standing(v_sweep, v_ids, array_fill('out of scope'::text,
        array[cardinality(v_ids)]));
end $$;

-- As programs of version 7 ask for both.
create or replace function parapet.close_findings(
    p_token bigint, p_sweep text, p_places jsonb, p_limit integer
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_closed integer := close_places(p_token, p_sweep, p_places, p_limit);
    v_position text[] := '{}';
begin
    while v_closed = 0 and v_position is not null loop
        select closed, reached into v_closed, v_position
        from close_unplanned(p_token, p_sweep, v_position, p_limit);
    end loop;
    return v_closed;
end $$;

create or replace function parapet.standing_places(p_token bigint, p_sweep text)
returns table (guardrail text, account text)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    return query select distinct f.guardrail, f.account
        from finding f join sweep s on s.id = p_sweep
        where f.status <> 'resolved' and f.changed < s.started_at;
end $$;

-- For the leader: the oldest lines of the outbox.
create or replace function parapet.waiting_changes(p_token bigint, p_limit integer)
returns setof parapet.outbox
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    return query select * from outbox order by id limit p_limit;
end $$;

-- Who made some events of an account: {"name","call","at"}, of the last of them. Null where they are not
-- all of one who has a name.
create or replace function parapet.actor_of_events(p_events jsonb, p_account text) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
    select jsonb_build_object('name', min(e.actor), 'call', (array_agg(e.name order by e.at desc))[1],
        'at', max(e.at))
    from (
        select distinct on (e.id) e.id, e.name, e.at, coalesce(
            e.record -> 'userIdentity' ->> 'arn', e.record -> 'userIdentity' ->> 'userName'
        ) as actor
        from received_event e
        where e.id in (select jsonb_array_elements_text(p_events)) and e.account = p_account
        order by e.id, e.day desc
    ) e
    having count(distinct e.actor) = 1 and count(e.actor) = count(*)
$$;

-- Who made the events that opened a finding last.
create or replace function parapet.actor_of_finding(p_finding uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select actor_of_events(events, account) from (
        select events, account from finding_event
        where finding = p_finding and event in ('opened', 'reopened') order by id desc limit 1
    ) e where events is not null
$$;

-- For the leader: these lines are followed up, by the jobs given: [{"lane","kind","account","gate",
-- "payload","rules"}], and said to whom a notice names: [{"finding","event","recipient","owner_tags",
-- "detail"}]; an owner is who the resource's tags name, or the account's. What was proposed about a
-- finding that is not open any more is over, and so is what nobody was told of it yet. Answers how many
-- lines there were.
create or replace function parapet.follow_up(
    p_token bigint, p_lines bigint[], p_jobs jsonb, p_notices jsonb default '[]'
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
    v_jobs integer;
    v_over text[];
    v_actors jsonb;
begin
    perform require_leader(p_token);
    v_over := array(
        select o.finding::text from outbox o where o.id = any (p_lines) and o.status <> 'open'
    );
    v_actors := (
        select jsonb_object_agg(
            o.finding, actor_of_events(o.events, o.account) order by o.id
        ) from outbox o
        where o.id = any (p_lines) and o.event in ('opened', 'reopened') and o.events is not null
    );
    update change c set state = 'no-op', waits = null, executed = clock_timestamp(),
        reason = 'the finding is ' || o.status
    from outbox o
    where o.id = any (p_lines) and o.status in ('resolved', 'excepted')
        and c.finding = o.finding and c.undoes is null
        and c.state in ('proposed', 'awaiting approval', 'stopped');
    delete from outbox where id = any (p_lines);
    get diagnostics v_count = row_count;
    -- Another turn was here before: its jobs are asked for already.
    if v_count < cardinality(p_lines) then
        raise exception 'these changes are followed up already' using errcode = 'PA005';
    end if;
    insert into job (batch, kind, account, gate, payload, rules)
    select b.id, x.kind, x.account, x.gate, coalesce(x.payload, '{}')
            || case when x.kind = 'propose' then jsonb_build_object(
                'opening', opening_of((x.payload ->> 'finding')::uuid)
            ) else '{}' end,
        x.rules
    from jsonb_to_recordset(p_jobs) as x (
        lane text, kind text, account text, gate text, payload jsonb, rules integer
    ) join batch b on b.lane = x.lane and b.lane <> 'sweep';
    get diagnostics v_jobs = row_count;
    if v_jobs < jsonb_array_length(p_jobs) then
        raise exception 'a job is for no standing batch' using errcode = 'PA003';
    end if;
    if v_jobs > 0 then
        perform pg_notify('parapet_jobs', '');
    end if;
    with said as (
        select x.*, f.id, f.account, f.changed, f.region, f.resource_type, f.resource_id,
            coalesce(s.id, '') as sweep
        from jsonb_to_recordset(p_notices) as x (
            finding uuid, event text, recipient text, owner_tags text[], detail jsonb
        )
        join finding f on f.id = x.finding
        left join finding_event e on e.finding = f.id and e.at = f.changed
        left join sweep s on s.id = e.sweep
    ), introduced as (
        insert into introduction (account, sweep)
        select distinct on (account) account, sweep from said where sweep <> ''
        order by account on conflict do nothing
    )
    insert into notice (kind, event, word, recipient, subject, until, sweep, detail)
    select case when event in ('resolved', 'excepted') then 'finding resolved' else 'finding' end,
        event, recipient, case when recipient = 'owner'
            then tagged_owner(owner_tags, account, region, resource_type, resource_id)
            else recipient end,
        id, changed, sweep,
        -- Who made the event is for the owner to know, and for nobody else.
        detail || case when recipient = 'owner' and event in ('opened', 'reopened')
            then jsonb_strip_nulls(jsonb_build_object('actor', v_actors -> id::text))
            else '{}' end
    from said
    on conflict do nothing;
    if found then
        perform pg_notify('parapet_notices', 'finding');
    end if;
    if v_over <> '{}' then
        -- One that opened again meanwhile is open.
        perform leave_untold(array(
            select o from unnest(v_over) o where not exists (
                select from finding f where f.id = o::uuid and f.status = 'open'
            )
        ));
    end if;
    return v_count;
end $$;
