-- Events from feeds to looks.

-- What a feed reads with: the newest rules and accounts, and which of them tells of the others.
create or replace function parapet.feed_material(
    out rules integer, out estate integer, out management text
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select newest_rules(), (select max(id) from estate), (select o.management from organization o)
$$;

-- Of a program of the version before.
create or replace function parapet.newest_material(out rules integer, out estate integer)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select newest_rules(), (select max(id) from estate)
$$;

create or replace function parapet.require_feed(p_secret text) returns text
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_feed text := process_name(p_secret);
begin
    if not exists (select from member where process = v_feed and role = 'feed') then
        raise exception 'process % has no heartbeat', v_feed using errcode = 'PA004';
    end if;
    return v_feed;
end $$;

create or replace function parapet.is_mention(p_mention jsonb) returns boolean
language sql immutable
return coalesce(
    parapet.are_texts(p_mention, '{type,region,scope}'::text[], 256)
    and p_mention ->> 'scope' in ('global', p_mention ->> 'region')
    and (parapet.are_texts(p_mention, '{id}'::text[], 2048)
        or jsonb_typeof(p_mention -> 'contains') = 'object'), false
);

create or replace function parapet.is_event(p_event jsonb) returns boolean
language sql immutable
return coalesce(
    parapet.are_texts(p_event, '{id,name,account,region}'::text[], 256)
    and p_event ->> 'account' ~ '^[0-9]{12}$'
    and parapet.is_moment(p_event -> 'at')
    and parapet.may_be_texts(p_event, '{omitted,excerpt,queue}'::text[], 4096)
    and parapet.may_be_texts(p_event, '{request,access_key}'::text[], 256)
    and jsonb_typeof(p_event -> 'mentions') = 'array'
    and jsonb_array_length(p_event -> 'mentions') <= 2000
    and not exists (
        select from jsonb_array_elements(p_event -> 'mentions') m where not parapet.is_mention(m)
    )
    and (coalesce(p_event -> 'news', 'null') = 'null'
        or parapet.are_texts(p_event -> 'news', '{account,kind}'::text[], 64)
        and p_event -> 'news' ->> 'account' ~ '^[0-9]{12}$')
    and octet_length(p_event::text) <= 1048576, false
);

-- What some messages of queues were, in one transaction with the jobs that come of it: {"events":[{"id",
-- "name","account","region","at","mentions":[{"type","region","scope","id" or "contains"}],"record",
-- "omitted","excerpt","news":{"account","kind"},"queue","request","access_key"}],"dead":[{"queue","message","reason",
-- "excerpt"}],"dropped":[{"queue","reason","messages"}]}. Answers {"fresh","looks"}. It is safe on disk
-- before the messages are deleted.
--
-- An event of a call that the ledger of changes has leads to nothing, nor does one that came within an
-- hour before. A resource is looked at once for all that
-- wait: a look that has not begun takes them along, one that has begun is followed by another.
create or replace function parapet.receive_events(p_secret text, p_batch jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
declare
    v_feed text := require_feed(p_secret);
    v_rules integer := newest_rules();
    v_types jsonb := coalesce((select rules -> 'types' from rule_book where id = v_rules), '{}');
    v_batch bigint := (select id from batch where lane = 'event');
    v_given jsonb := coalesce(p_batch -> 'events', '[]');
    v_now timestamptz := clock_timestamp();
    v_day date := (v_now at time zone 'utc')::date;
    v_own text[];
    v_fresh text[];
    v_looks integer;
    v_unlooked jsonb;
begin
    perform set_config('synchronous_commit', 'on', true);
    if exists (select from jsonb_array_elements(v_given) x where not is_event(x)) then
        raise exception 'an event is not as it is to be' using errcode = 'PA003';
    end if;
    v_own := array(
        select x ->> 'id' from jsonb_array_elements(v_given) x
        where is_own_event(x ->> 'request', x ->> 'access_key', (x ->> 'at')::timestamptz)
    );
    -- Feeds take turns: each sees which looks the one before asked for.
    perform from batch where id = v_batch for no key update;
    with given as materialized (
        select distinct on (x.id) x.*
        from jsonb_to_recordset(v_given) as x (
            id text, name text, account text, region text, at timestamptz, mentions jsonb,
            record jsonb, omitted text, excerpt text
        )
        where x.id <> all (v_own)
        -- Those that came just before midnight.
        and not exists (
            select from received_event e
            where e.id = x.id and e.day = v_day - 1 and e.received > v_now - interval '1 hour'
        )
        order by x.id
    ), fresh as (
        insert into received_event as e (
            id, day, received, at, name, account, region, mentions, record, omitted, excerpt
        )
        select id, v_day, v_now, at, name, account, region, mentions, nullif(record, 'null'),
            omitted, excerpt
        from given order by id
        on conflict (id, day) do update set received = excluded.received, times = e.times + 1
            where e.received <= excluded.received - interval '1 hour'
        returning e.id
    ), mention as materialized (
        select g.id as event, g.account, m.type, m.region, m.scope, m.id, m.contains
        from fresh f join given g on g.id = f.id
        join account a on a.id = g.account and a.status <> 'left'
        cross join lateral jsonb_to_recordset(g.mentions) as m (
            type text, region text, scope text, id text, contains jsonb
        )
        -- Of types that nobody reads there is nothing to look at.
        where v_types ? m.type
    ), named as materialized (
        select d.*, row_number() over (partition by d.event) as place from (
            -- What is mentioned twice is one resource.
            select distinct m.event, m.account, m.type, i.region, m.scope, i.id
            from mention m
            cross join lateral (
                select i.region, i.id from inventory i
                where i.account = m.account and i.type = m.type
                    and m.region in ('global', i.region)
                    and i.gone is null and i.document @> m.contains
                limit 100000
            ) i
            where m.id is null
        ) d
    ), resource as (
        select event, account, type, region, scope, id from mention where id is not null
        union
        select event, account, type, region, scope, id from named where place <= 1000
    ), unlooked as (
        select event, count(*) as resources from named where place > 1000 group by event
    ), wanted as materialized (
        select account, type, region, scope, id,
            account || '/look/' || type || '/' || region || '/' || id as gate,
            jsonb_agg(event order by event) as events
        from resource group by account, type, region, scope, id
    ), taken as (
        -- One that was claimed since this began is not ready any more, and takes nothing.
        update job_common j set payload = jsonb_set(
                j.payload, '{events}', coalesce(j.payload -> 'events', '[]') || w.events
            ), rules = v_rules
        from wanted w
        where j.batch = v_batch and j.kind = 'look' and j.state = 'ready' and j.gate = w.gate
            and j.id = (
                select o.id from job_common o
                where o.batch = v_batch and o.kind = 'look' and o.state = 'ready'
                    and o.gate = w.gate
                    and jsonb_array_length(coalesce(o.payload -> 'events', '[]')) < 100
                order by o.id limit 1
            )
        returning j.gate
    ), asked as (
        insert into job (batch, kind, account, gate, payload, rules)
        select v_batch, 'look', account, gate, jsonb_build_object(
                'region', scope, 'service', v_types ->> type, 'events', events,
                'resources', jsonb_build_array(jsonb_build_object(
                    'type', type, 'region', region, 'id', id
                ))
            ), v_rules
        from wanted where gate not in (select gate from taken) order by gate
        returning 1
    )
    select array(select id from fresh), (select count(*) from taken) + (select count(*) from asked),
        (select jsonb_object_agg(event, resources) from unlooked)
    into v_fresh, v_looks, v_unlooked;
    update received_event e set unlooked = u.value::integer
    from jsonb_each_text(v_unlooked) u where e.id = u.key and e.day = v_day;
    perform note_news(v_given, v_fresh);
    perform note_dropped(v_feed, coalesce((
        select jsonb_agg(jsonb_build_object(
            'queue', coalesce(x ->> 'queue', ''), 'reason', 'own', 'messages', 1
        )) from jsonb_array_elements(v_given) x where x ->> 'id' = any (v_own)
    ), '[]'));
    perform note_dead(coalesce(p_batch -> 'dead', '[]'));
    perform note_dropped(v_feed, coalesce(p_batch -> 'dropped', '[]'));
    if v_looks > 0 then
        perform pg_notify('parapet_jobs', '');
    end if;
    return jsonb_build_object('fresh', cardinality(v_fresh), 'looks', v_looks);
end $$;

-- Whether Parapet made a call, by AWS's id of the request. The names of roles and sessions are an
-- account's own administrators' to give; what is not in the ledger was somebody else's.
create or replace function parapet.is_own_call(p_request text) returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
    select p_request <> ''
        and exists (select from change where requests @> array[p_request])
$$;

-- Likewise, or by the access key of a session that the ledger had before the call was sent: its answer
-- may be late, or lost. Nobody else has that key; while no change is made by it, it says nothing. AWS
-- takes calls whose clock is off by 15 minutes.
create or replace function parapet.is_own_event(
    p_request text, p_access_key text, p_at timestamptz
) returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
    select is_own_call(p_request) or coalesce(p_access_key, '') <> '' and exists (
        select from change
        where access_keys @> array[p_access_key] and intended <= p_at + interval '15 minutes'
            and coalesce(executed, 'infinity') >= p_at - interval '15 minutes'
    )
$$;

-- What fresh events say of accounts as a whole.
create or replace function parapet.note_news(p_events jsonb, p_fresh text[]) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    insert into account_news as n (account, kind)
    select distinct on (x -> 'news' ->> 'account')
        x -> 'news' ->> 'account', x -> 'news' ->> 'kind'
    from jsonb_array_elements(p_events) x
    where x ->> 'id' = any (p_fresh) and jsonb_typeof(x -> 'news') = 'object'
        -- Whoever floods us with accounts costs no more: the next reading of the organization sees all.
        and ((select count(*) from account_news where state = 'waiting') < 100
            or exists (select from account_news o where o.account = x -> 'news' ->> 'account'))
    order by x -> 'news' ->> 'account', x ->> 'at' desc
    on conflict (account) do update set kind = excluded.kind, heard = excluded.heard,
        reading_since = excluded.reading_since, tries = 0, next_try = excluded.next_try,
        sweep = null, state = 'waiting', detail = null, ended = null;
    if found then
        perform pg_notify('parapet_duties', 'accounts');
    end if;
end $$;

-- Of a flood only the first of a day are kept; the counters have all.
create or replace function parapet.note_dead(p_dead jsonb) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    insert into dead_event (queue, message, reason, excerpt)
    select left(x ->> 'queue', 2048), left(x ->> 'message', 256), left(x ->> 'reason', 1024),
        left(x ->> 'excerpt', 2048)
    from jsonb_array_elements(p_dead) x
    where (
        select count(*) from (
            select from dead_event
            where day = (clock_timestamp() at time zone 'utc')::date and queue = x ->> 'queue'
            limit 10000
        ) d
    ) < 10000
$$;

create or replace function parapet.note_dropped(p_feed text, p_dropped jsonb) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    insert into dropped_event as d (day, queue, reason, feed, messages)
    select (clock_timestamp() at time zone 'utc')::date, left(x ->> 'queue', 2048),
        left(x ->> 'reason', 64), p_feed, sum((x ->> 'messages')::bigint)
    from jsonb_array_elements(p_dropped) x
    group by 2, 3
    on conflict (day, queue, reason, feed) do update
        set messages = d.messages + excluded.messages
$$;

-- How a feed's queues do: [{"queue","region","heard","received","lag_seconds","backlog","backlog_at",
-- "error"}]; what is null stays as it was, but for the error.
create or replace function parapet.note_queues(p_secret text, p_queues jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_feed text := require_feed(p_secret);
begin
    perform set_config('synchronous_commit', 'off', true);
    insert into feed_queue as q (
        queue, feed, region, heard, received, lag_seconds, backlog, backlog_at, error
    )
    select left(x.queue, 2048), v_feed, left(x.region, 64), x.heard, x.received, x.lag_seconds,
        x.backlog, x.backlog_at, left(x.error, 1024)
    from jsonb_to_recordset(p_queues) as x (
        queue text, region text, heard timestamptz, received timestamptz,
        lag_seconds double precision, backlog bigint, backlog_at timestamptz, error text
    )
    on conflict (queue, feed) do update set
        heard = coalesce(excluded.heard, q.heard),
        received = coalesce(excluded.received, q.received),
        lag_seconds = coalesce(excluded.lag_seconds, q.lag_seconds),
        backlog = coalesce(excluded.backlog, q.backlog),
        backlog_at = coalesce(excluded.backlog_at, q.backlog_at),
        error = excluded.error, updated = clock_timestamp();
end $$;

-- The events that a job is done for, as they were received.
create or replace function parapet.job_events(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
begin
    return coalesce((
        select jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name, 'record', e.record,
            'omitted', e.omitted, 'mentions', e.mentions) order by e.at, e.id)
        from (
            select distinct on (e.id) e.* from received_event e
            where e.id in (select jsonb_array_elements_text(v_job.payload -> 'events'))
                and e.account = v_job.account
                -- One that came before its call was in the ledger.
                and not is_own_event(
                    e.record ->> 'requestID', e.record -> 'userIdentity' ->> 'accessKeyId', e.at
                )
            order by e.id, e.day desc
        ) e
    ), '[]');
end $$;

-- What is committed of some resources: [{"type","region","id"}].
create or replace function parapet.resource_inventory(p_account text, p_resources jsonb)
returns table (type text, region text, id text, hash text)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off as $$
    select i.type, i.region, i.id, i.hash
    from jsonb_to_recordset(p_resources) as x (type text, region text, id text)
    join inventory i on i.account = p_account and i.type = x.type and i.region = x.region
        and i.id = x.id
    where i.gone is null
$$;

-- What stands of some resources, by any guardrail: all that is not resolved.
create or replace function parapet.resource_findings(p_account text, p_resources jsonb)
returns setof parapet.finding
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off as $$
    select f.*
    from jsonb_to_recordset(p_resources) as x (type text, region text, id text)
    join finding f on f.account = p_account and f.resource_type = x.type and f.resource_id = x.id
        and f.region = x.region
    where f.status <> 'resolved'
$$;

-- A look asks for what is judged over more than its resource, now that this is known:
-- [{"kind","region","service"}].
create or replace function parapet.put_joins(p_job parapet.job, p_joins jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set plan_cache_mode = auto as $$
declare
    v_batch bigint := (select id from batch where lane = 'event');
    v_rules integer := coalesce(p_job.rules, (select rules from batch where id = p_job.batch));
begin
    if exists (
        select from jsonb_to_recordset(p_joins) as x (kind text, region text, service text)
        where x.kind is null or x.kind not in ('join', 'estate') or x.region is null or not exists (
            select from rule_book b, jsonb_each(b.rules -> 'guardrails') g
            where b.id = v_rules and g.value ->> 'service' = x.service
        )
    ) then
        raise exception 'this job may not ask for that' using errcode = 'PA003';
    end if;
    with wanted as materialized (
        select distinct x.kind, x.region, x.service,
            p_job.account || '/' || x.kind || '/' || x.region || '/' || x.service as gate,
            coalesce(p_job.payload -> 'events', '[]') as events
        from jsonb_to_recordset(p_joins) as x (kind text, region text, service text)
    ), taken as (
        update job_common j set payload = jsonb_set(
                j.payload, '{events}', coalesce(j.payload -> 'events', '[]') || w.events
            ), rules = v_rules
        from wanted w
        where j.batch = v_batch and j.kind = w.kind and j.state = 'ready' and j.gate = w.gate
            and j.id = (
                select o.id from job_common o
                where o.batch = v_batch and o.kind = w.kind and o.state = 'ready'
                    and o.gate = w.gate
                    and jsonb_array_length(coalesce(o.payload -> 'events', '[]')) < 100
                order by o.id limit 1
            )
        returning j.gate
    )
    insert into job (batch, kind, account, gate, payload, rules)
    select v_batch, kind, p_job.account, gate,
        jsonb_build_object('region', region, 'service', service, 'events', events), v_rules
    from wanted where gate not in (select gate from taken);
    perform pg_notify('parapet_jobs', '');
end $$;

-- Within a sweep: looks at the resources of findings that only events open, and judges again those over
-- their account, so that what is gone closes. As many jobs as such findings stand, and no more.
create or replace function parapet.ask_standing(p_sweep parapet.sweep) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    with standing as materialized (
        select f.*, r.ground from guardrail_rule r
        join finding f on f.guardrail = r.guardrail and f.status <> 'resolved'
        join account a on a.id = f.account and a.status = 'active' and a.role_state = 'assumed'
        where r.current and not r.is_swept
            and (f.scope_region = 'global' or f.scope_region = any (a.regions))
            and (p_sweep.narrowing -> 'accounts' = '[]'
                or p_sweep.narrowing -> 'accounts' ? f.account)
            and (p_sweep.narrowing -> 'regions' = '[]'
                or p_sweep.narrowing -> 'regions' ? f.region)
            and (p_sweep.narrowing -> 'guardrails' = '[]'
                or p_sweep.narrowing -> 'guardrails' ? f.guardrail)
            and (p_sweep.narrowing -> 'environments' = '[]'
                or p_sweep.narrowing -> 'environments' ? a.environment)
    ), resource as (
        select account, scope_region, service, resource_type, region, resource_id,
            (row_number() over (
                partition by account, scope_region, service, resource_type order by resource_id
            ) - 1) / 20 as piece
        from (
            select distinct account, scope_region, service, resource_type, region, resource_id
            from standing where ground = 'scope'
        ) s
    ), looks as (
        insert into job (batch, kind, account, gate, payload)
        select p_sweep.batch, 'look', account, account || '/look/' || scope_region || '/'
                || resource_type || '/' || piece,
            jsonb_build_object('region', scope_region, 'service', service, 'resources',
                jsonb_agg(jsonb_build_object(
                    'type', resource_type, 'region', region, 'id', resource_id
                ) order by resource_id))
        from resource group by account, scope_region, service, resource_type, piece
    )
    insert into job (batch, kind, account, gate, payload, waits)
    select distinct p_sweep.batch, case ground when 'estate' then 'estate' else 'join' end, account,
        account || '/' || scope_region || '/' || service,
        jsonb_build_object('region', scope_region, 'service', service), true
    from standing s
    where ground <> 'scope' and not exists (
        select from job j
        where j.batch = p_sweep.batch and j.account = s.account
            and j.kind = case s.ground when 'estate' then 'estate' else 'join' end
            and j.payload ->> 'region' = s.scope_region and j.payload ->> 'service' = s.service
    )
$$;

-- For the leader: since when the organization has to be read for what events told of accounts; null:
-- nothing waits for it.
create or replace function parapet.news_since(p_token bigint) returns timestamptz
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    return (
        select max(reading_since) from account_news
        where state = 'waiting' and sweep is null and next_try <= clock_timestamp()
    );
end $$;

-- For the leader: goes on with what events told of accounts, as far as the organization was read since:
-- one that is there is swept; where its role does not let us in, or nobody lists it yet, it is tried again
-- after a minute, then after twice as long each time up to an hour, for a day. Answers how many sweeps
-- were asked for.
create or replace function parapet.follow_news(p_token bigint, p_has_organization boolean)
returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_news account_news;
    v_account account;
    v_sweep sweep;
    v_complete timestamptz := (select complete_at from organization);
    v_detail text;
    v_count integer := 0;
begin
    perform require_leader(p_token);
    for v_news in
        select * from account_news
        where state = 'waiting' and next_try <= clock_timestamp() order by account
        limit 100 for update
    loop
        select * into v_account from account where id = v_news.account;
        v_detail := null;
        if v_news.sweep is not null then
            select * into v_sweep from sweep where id = v_news.sweep;
            continue when v_sweep.state in ('requested', 'discovering', 'running');
            if v_sweep.state = 'done' and v_account.role_state = 'assumed' then
                update account_news set state = 'swept', ended = clock_timestamp(), detail = null
                where account = v_news.account;
                continue;
            end if;
            v_detail := coalesce(v_sweep.error, v_account.role_detail, v_account.role_state);
        elsif not p_has_organization then
            v_detail := 'parapet.yaml names no organization';
        elsif v_complete is null or v_complete < v_news.reading_since then
            -- Somebody reads it.
            continue;
        elsif v_account.id is null or v_account.listed_at < v_news.reading_since
            or v_account.status <> 'active'
        then
            if v_news.kind in ('left', 'closed') then
                update account_news set state = 'left', ended = clock_timestamp()
                where account = v_news.account;
                continue;
            end if;
            v_detail := 'the organization does not list it as active';
        else
            update account_news set sweep = (
                select x.sweep from request_sweep(
                    jsonb_build_object('accounts', jsonb_build_array(v_news.account)),
                    'event', false
                ) x
            ) where account = v_news.account returning * into v_news;
            update sweep set requested_by = 'parapet' where id = v_news.sweep;
            v_count := v_count + 1;
            continue;
        end if;
        update account_news set tries = tries + 1, sweep = null, detail = v_detail,
            reading_since = clock_timestamp(),
            next_try = clock_timestamp()
                + least(interval '1 hour', interval '1 minute' * 2 ^ least(tries, 10)),
            state = case when heard < clock_timestamp() - interval '1 day' then 'given up'
                else 'waiting' end,
            ended = case when heard < clock_timestamp() - interval '1 day'
                then clock_timestamp() end
        where account = v_news.account;
    end loop;
    return v_count;
end $$;

-- For the leader: drops what was received so many days ago. Answers how many partitions.
create or replace function parapet.forget_received(p_token bigint, p_days integer) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_day date := (now() at time zone 'utc')::date - p_days;
begin
    perform require_leader(p_token);
    delete from dead_event where day < v_day;
    delete from dropped_event where day < v_day;
    delete from account_news where ended < now() - make_interval(days => p_days);
    delete from feed_queue q
    where updated < now() - make_interval(days => p_days) and exists (
        select from feed_queue o where o.queue = q.queue and o.updated > q.updated
    );
    return drop_partitions(array['received_event'], v_day);
end $$;
