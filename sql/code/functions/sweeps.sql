-- Sweeps from request to end.

-- A full sweep joins one that is already on its way, and takes it along to the higher priority. One
-- that is to ask for everything anew does not join one that does not; nor do those that propose changes
-- join those that do not.
create or replace function parapet.request_sweep(
    p_narrowing jsonb, p_priority text, p_refresh boolean, p_no_changes boolean default false,
    out sweep text, out joined boolean
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_narrowing jsonb := jsonb_build_object(
        'accounts', '[]'::jsonb, 'regions', '[]'::jsonb,
        'guardrails', '[]'::jsonb, 'environments', '[]'::jsonb
    ) || coalesce(p_narrowing, '{}');
    v_full boolean := not jsonb_path_exists(v_narrowing, '$.*[*]');
    v_classes text[] := array['event', 'on-demand', 'scheduled'];
    v_batch bigint;
begin
    if not (p_priority = any (v_classes)) then
        raise exception 'there is no priority ''%''', p_priority using errcode = 'PA013';
    end if;
    -- What is not understood would not narrow.
    if exists (
        select from jsonb_each(v_narrowing)
        where key not in ('accounts', 'regions', 'guardrails', 'environments')
            or jsonb_typeof(value) <> 'array'
            or jsonb_path_exists(value, '$[*] ? (@.type() != "string")')
    ) then
        raise exception 'a sweep is narrowed by lists of accounts, regions, guardrails, environments'
            using errcode = 'PA013';
    end if;
    perform from turn where name = 'request sweep' for update;
    joined := false;
    if v_full then
        select s.id, s.batch into sweep, v_batch from sweep s
        where s.is_full and s.state in ('requested', 'discovering', 'running')
            -- One that has begun asked before.
            and (not p_refresh or s.refresh and s.state = 'requested')
            and s.no_changes = p_no_changes
        order by s.requested_at limit 1;
        if found then
            joined := true;
            perform log_sweep_request(sweep, p_priority, v_narrowing, joined);
            update batch b set priority = p_priority where b.id = v_batch
                and array_position(v_classes, p_priority) < array_position(v_classes, b.priority);
            return;
        end if;
    end if;
    insert into batch as b (lane, priority, state) values ('sweep', p_priority, 'waiting')
    returning b.id into v_batch;
    insert into sweep as s (id, batch, requested_by, narrowing, is_full, refresh, no_changes)
    values (
        's-' || to_char(clock_timestamp() at time zone 'utc', 'YYYYMMDD-HH24MISS') || '-'
            || left(md5(gen_random_uuid()::text), 6),
        v_batch, actor(), v_narrowing, v_full, p_refresh, p_no_changes
    ) returning s.id into sweep;
    perform log_sweep_request(sweep, p_priority, v_narrowing, joined);
    perform pg_notify('parapet_sweeps', sweep);
end $$;

-- What people ask for. The leader's clocks ask all day, by rules that are logged themselves.
create or replace function parapet.log_sweep_request(
    p_sweep text, p_priority text, p_narrowing jsonb, p_joined boolean
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    if p_priority <> 'scheduled' or not is_in('parapet_coordinator') then
        perform log_action('sweep requested', p_sweep, jsonb_build_object(
            'priority', p_priority, 'narrowing', p_narrowing, 'joined', p_joined
        ));
    end if;
end $$;

create or replace function parapet.lock_sweep(p_sweep text) returns parapet.sweep
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_sweep sweep;
begin
    select * into v_sweep from sweep where id = p_sweep for update;
    if not found then
        raise exception 'there is no sweep %', p_sweep using errcode = 'PA013';
    end if;
    if v_sweep.state in ('done', 'failed', 'cancelled') then
        raise exception 'sweep % has ended: %', p_sweep, v_sweep.state using errcode = 'PA013';
    end if;
    return v_sweep;
end $$;

-- One row is written, however many jobs there are: workers claim nothing more of it. Jobs under way
-- go on to their end.
create or replace function parapet.pause_sweep(p_sweep text, p_paused boolean) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_sweep sweep := lock_sweep(p_sweep);
begin
    update batch set paused = p_paused where id = v_sweep.batch and paused <> p_paused;
    if not found then
        raise exception 'sweep % is % paused', p_sweep,
            case when p_paused then 'already' else 'not' end using errcode = 'PA013';
    end if;
    perform log_action(case when p_paused then 'sweep paused' else 'sweep resumed' end, p_sweep,
        '{}');
    if not p_paused then
        perform pg_notify('parapet_sweeps', p_sweep);
        perform pg_notify('parapet_jobs', p_sweep);
    end if;
end $$;

-- One row again; the leader clears the jobs away afterwards. What was committed stays true.
create or replace function parapet.cancel_sweep(p_sweep text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_sweep sweep := lock_sweep(p_sweep);
begin
    perform end_sweep(v_sweep, 'cancelled', 'cancelled by ' || actor());
    perform log_action('sweep cancelled', p_sweep, '{}');
end $$;

create or replace function parapet.end_sweep(
    p_sweep parapet.sweep, p_state text, p_error text
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    update sweep set state = p_state, finished_at = clock_timestamp(), error = p_error
    where id = p_sweep.id;
    update batch set state = 'closed', paused = false where id = p_sweep.batch;
    perform pg_notify('parapet_sweeps', p_sweep.id);
end $$;

-- Whoever leads one sweep does not wait for long for a row that somebody holds: the next turn tries
-- again.
create or replace function parapet.lead_sweep(p_token bigint, p_sweep text, p_state text)
returns parapet.sweep
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_sweep sweep;
begin
    perform require_leader(p_token);
    perform set_config('lock_timeout', '2s', true);
    select * into v_sweep from sweep where id = p_sweep for no key update;
    if v_sweep.state is distinct from p_state then
        raise exception 'sweep % is %, not %', p_sweep, coalesce(v_sweep.state, 'not there'),
            p_state using errcode = 'PA005';
    end if;
    return v_sweep;
end $$;

-- What there is to lead: every sweep that has not ended and is not paused, the oldest first. A
-- coordinator that takes over goes on from here.
create or replace function parapet.active_sweeps(p_token bigint)
returns table (
    id text, state text, narrowing jsonb, refresh boolean, requested_at timestamptz,
    rules integer, estate integer
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
#variable_conflict use_column
begin
    perform require_leader(p_token);
    return query select s.id, s.state, s.narrowing, s.refresh, s.requested_at, b.rules, b.estate
        from sweep s join batch b on b.id = s.batch
        where s.state in ('requested', 'discovering', 'running') and not b.paused
        order by s.requested_at, s.id;
end $$;

-- How far a sweep is: whether jobs are left, and whether some of them wait for others.
create or replace function parapet.sweep_position(
    p_token bigint, p_sweep text, out state text, out left_over bigint, out waits boolean
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_batch bigint;
begin
    perform require_leader(p_token);
    select s.state, s.batch into state, v_batch from sweep s where s.id = p_sweep;
    select count(*) into left_over from (
        select from job j where j.batch = v_batch limit 100
    ) x;
    waits := exists (select from job j where j.batch = v_batch and j.waits);
end $$;

-- requested → discovering: says what the sweep judges with, brings the accounts up to date (those
-- missing from the estate have left), and opens one discovery job for each account of p_discover.
create or replace function parapet.begin_sweep(
    p_token bigint, p_sweep text, p_rules integer, p_estate integer, p_estate_at timestamptz,
    p_discover text[], p_account_jobs integer, p_notes jsonb
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_sweep sweep := lead_sweep(p_token, p_sweep, 'requested');
    v_accounts jsonb := estate_document(p_estate) -> 'accounts';
    v_count integer;
begin
    update sweep set state = 'discovering', started_at = clock_timestamp(),
        estate_at = p_estate_at, notes = p_notes
    where id = p_sweep;
    update batch set state = 'open', rules = p_rules, estate = p_estate,
        account_jobs = p_account_jobs
    where id = v_sweep.batch;
    -- What is asked for all the time may fill an account as a sweep may, and no more: else it would leave
    -- the sweep no place there.
    update batch set account_jobs = p_account_jobs
    where lane in ('event', 'change', 'run') and account_jobs <> p_account_jobs;
    insert into account as a (id, name, environment, tags, unit, status)
    select x.id, x.name, x.environment, coalesce(x.tags, '{}'), x.unit, x.status
    from jsonb_to_recordset(v_accounts) as x (
        id text, name text, environment text, tags jsonb, unit text, status text
    )
    order by x.id
    on conflict (id) do update set name = excluded.name, environment = excluded.environment,
        tags = excluded.tags, unit = excluded.unit, status = excluded.status
    where (a.name, a.environment, a.tags, a.unit, a.status) is distinct from
        (excluded.name, excluded.environment, excluded.tags, excluded.unit, excluded.status);
    -- Not one that has been listed since the estate was made.
    update account set status = 'left'
    where status <> 'left' and (listed_at is null or listed_at <= p_estate_at)
        and id not in (select x ->> 'id' from jsonb_array_elements(v_accounts) x);
    insert into job (batch, kind, account, gate, payload)
    select v_sweep.batch, 'discover', x, x || '/global/sts',
        '{"region":"global","service":"sts"}'
    from unnest(p_discover) x;
    get diagnostics v_count = row_count;
    perform pg_notify('parapet_jobs', p_sweep);
    return v_count;
end $$;

-- Opens the jobs whose account has no other job left, and those over the estate once no account has;
-- answers how many.
create or replace function parapet.open_waiting(p_token bigint, p_sweep text) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
-- Account by account, however many jobs there are.
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off
set enable_mergejoin = off set jit = off as $$
declare
    v_sweep sweep := lead_sweep(p_token, p_sweep, 'running');
    v_count integer;
begin
    update job set waits = false
    where batch = v_sweep.batch and waits and kind <> 'estate' and account in (
        select w.account from (
            select distinct account from job
            where batch = v_sweep.batch and waits and kind <> 'estate'
        ) w
        where not exists (
            select from job o
            where o.batch = v_sweep.batch and o.account = w.account and not o.waits
        )
    );
    get diagnostics v_count = row_count;
    if v_count = 0 and not exists (
        select from job where batch = v_sweep.batch and kind <> 'estate'
    ) then
        update job set waits = false where batch = v_sweep.batch and waits;
        get diagnostics v_count = row_count;
    end if;
    if v_count > 0 then
        perform pg_notify('parapet_jobs', p_sweep);
    end if;
    return v_count;
end $$;

-- How findings stand within what a sweep looked at, and what it closed elsewhere: (open, excepted,
-- resolved). Asked for what the sweep is narrowed to and nothing else, so that an index is of use.
create or replace function parapet.sweep_findings(
    p_sweep parapet.sweep, out open bigint, out excepted bigint, out resolved bigint
)
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
declare
    v_within text := 'true';
    v_key text;
    v_column text;
begin
    foreach v_key in array case when p_sweep.is_full then '{}'::text[]
        else '{accounts,regions,guardrails,environments}' end
    loop
        continue when coalesce(p_sweep.narrowing -> v_key, '[]') = '[]';
        v_column := left(v_key, -1);
        v_within := v_within || format(' and x.%I = any (%L::text[])', v_column,
            array(select jsonb_array_elements_text(p_sweep.narrowing -> v_key)));
    end loop;
    execute format('select count(*) filter (where status = ''open''),
            count(*) filter (where status = ''excepted''),
            count(*) filter (where status = ''resolved'')
        from finding x where status = any (''{open,excepted,resolved}'') and %s', v_within)
    into open, excepted, resolved;
    if v_within <> 'true' then
        execute format('select $3 + count(distinct x.id) from finding_event e
            join finding x on x.id = e.finding and x.status = ''resolved'' and x.changed >= $1
            where e.sweep = $2 and e.status = ''resolved'' and e.at >= $1 and (%s) is not true',
            v_within)
        into resolved using p_sweep.started_at, p_sweep.id, resolved;
    end if;
end $$;

-- The figures of CONTRACTS: how the sweep went, and how findings stand within what it looked at. What
-- it closed elsewhere (the rule book and the accounts say by themselves that nobody judges it any more)
-- is counted as resolved too: no row is closed that no figure has.
create or replace function parapet.sweep_summary(p_sweep text) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
    select jsonb_build_object(
        'sweep', s.id,
        'accounts', r.accounts, 'regions', r.regions,
        'jobs', jsonb_build_object('done', r.done, 'failed', r.failed),
        'reads', r.reads, 'unknown', r.unknown,
        'findings', jsonb_build_object(
            'open', f.open, 'excepted', f.excepted, 'resolved', f.resolved
        ),
        'changes', sweep_changes(s.id) - 'moving',
        'unclassified', coalesce((s.notes ->> 'unclassified')::bigint, 0),
        'rules', jsonb_build_object('broken', coalesce(s.notes -> 'broken', '[]')),
        'seconds', round(extract(epoch from
            coalesce(s.finished_at, clock_timestamp()) - coalesce(s.started_at, s.requested_at)
        ), 1)
    )
    from sweep s, lateral (
        select count(distinct account) as accounts,
            count(distinct region) filter (where is_scan and region <> 'global') as regions,
            coalesce(sum(done), 0)::bigint as done, coalesce(sum(failed), 0)::bigint as failed,
            coalesce(sum(reads), 0) as reads, coalesce(sum(unknown), 0) as unknown
        from (
            -- What is counted once is few then.
            select account, region, kind = 'scan' as is_scan,
                count(*) filter (where outcome = 'done') as done,
                count(*) filter (where outcome = 'failed') as failed,
                sum(reads) as reads, sum(unknown) as unknown
            from job_result where batch = s.batch group by 1, 2, 3
        ) x
    ) r, lateral sweep_findings(s) f
    where s.id = p_sweep
$$;

-- How far the jobs of a sweep are. Of a big one that has tables of its own about: by the database's own
-- counts of these, and reads by some 20,000 of them; polls count nothing.
create or replace function parapet.sweep_progress(
    p_sweep text, out ready bigint, out running bigint, out done bigint, out failed bigint,
    out reads bigint, out unknown bigint
)
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
declare
    v_batch bigint;
    v_left bigint;
    v_ended bigint;
begin
    select batch into v_batch from sweep where id = p_sweep;
    if not found then
        return;
    end if;
    v_left := pg_stat_get_live_tuples(to_regclass('parapet.job_' || v_batch));
    v_ended := pg_stat_get_live_tuples(to_regclass('parapet.job_result_' || v_batch));
    if greatest(v_left, v_ended) > 20000 then
        select count(*) into running from job where batch = v_batch and state = 'running';
        select count(*) into failed from job_result where batch = v_batch and outcome = 'failed';
        ready := greatest(v_left - running, 0);
        done := greatest(v_ended - failed, 0);
        execute format('select coalesce(avg(reads) * $1, 0)::bigint,
                coalesce(avg(unknown) * $1, 0)::bigint
            from parapet.job_result_%s tablesample system ($2) repeatable (1)', v_batch)
        into reads, unknown using v_ended, least(100, 2000000.0 / greatest(v_ended, 1));
        return;
    end if;
    select count(*) filter (where state = 'ready'), count(*) filter (where state = 'running')
    into ready, running from job where batch = v_batch;
    select count(*) filter (where outcome = 'done'), count(*) filter (where outcome = 'failed'),
        coalesce(sum(x.reads), 0)::bigint, coalesce(sum(x.unknown), 0)::bigint
    into done, failed, reads, unknown from job_result x where batch = v_batch;
end $$;

-- running → done, with no job left; answers the summary: the figures with p_extra laid over them.
create or replace function parapet.finish_sweep(
    p_token bigint, p_sweep text, p_extra jsonb default '{}'
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
declare
    v_sweep sweep := lead_sweep(p_token, p_sweep, 'running');
    v_summary jsonb;
begin
    -- In a statement of its own: it sees the job that somebody put back before we held the row.
    if exists (select from job where batch = v_sweep.batch) then
        raise exception 'sweep % has jobs left', p_sweep using errcode = 'PA005';
    end if;
    -- What is found in its accounts from now on is news.
    insert into introduction (account, sweep)
    select distinct account, p_sweep from job_result
    where batch = v_sweep.batch and account <> '' and outcome = 'done'
    on conflict do nothing;
    perform end_sweep(v_sweep, 'done', null);
    v_summary := sweep_summary(p_sweep) || p_extra;
    update sweep set summary = v_summary where id = p_sweep;
    return v_summary;
end $$;

-- Ends a sweep that cannot go on.
create or replace function parapet.fail_sweep(p_token bigint, p_sweep text, p_error text)
returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_sweep sweep;
begin
    perform require_leader(p_token);
    perform set_config('lock_timeout', '2s', true);
    select * into v_sweep from sweep where id = p_sweep for no key update;
    if v_sweep.state in ('done', 'failed', 'cancelled') then
        raise exception 'sweep % has ended', p_sweep using errcode = 'PA005';
    end if;
    perform end_sweep(v_sweep, 'failed', p_error);
end $$;

-- Clears the queue of sweeps that have ended: drops their partitions, and deletes at most p_limit
-- rows of the others. Answers whether anything is left to clear.
create or replace function parapet.clear_ended_sweeps(p_token bigint, p_limit integer)
returns boolean
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_batch bigint;
    v_jobs bigint;
    v_results bigint;
begin
    perform require_leader(p_token);
    -- A long reader must not hold up the queue behind this: the next turn tries again.
    perform set_config('lock_timeout', '200ms', true);
    for v_batch in select id from batch where state = 'closed' loop
        if has_partition(v_batch) then
            begin
                execute format('drop table parapet.%I', 'job_' || v_batch);
                execute format('drop table parapet.%I', 'job_result_' || v_batch);
            exception when lock_not_available then
                continue;
            end;
        end if;
        delete from job where batch = v_batch and id in (
            select id from job where batch = v_batch limit p_limit
        );
        get diagnostics v_jobs = row_count;
        delete from job_result_common where ctid = any (array(
            select ctid from job_result_common where batch = v_batch limit p_limit
        ));
        get diagnostics v_results = row_count;
        if v_jobs >= p_limit or v_results >= p_limit then
            return true;
        end if;
        update batch set state = 'cleared' where id = v_batch;
    end loop;
    return false;
end $$;
