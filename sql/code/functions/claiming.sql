-- Jobs from the queue to a worker.

-- Leases up to p_limit jobs of the kinds that the caller may claim: one at once per gate, and at most
-- `account_jobs` of the batch per account.
--
-- Batches take turns within their priority. Of ten turns seven look at events first, two at what
-- people asked for, one at what the clock asked for; a turn that finds too little there looks
-- further, so that nothing waits for long and no worker stands idle.
--
-- p_cursors is, by batch, where this worker's last claim ended: it keeps the search away from index
-- entries of jobs that are long gone. What lies before it is looked at when too little lies behind; and
-- once in 31 turns (which meets each of the ten in time) whatever lies there: what waited a moment, for its
-- gate or before it is tried again, would wait for as long as there is always something behind.
--
-- p_kinds are those that the worker knows how to do: another release's are left to others. The
-- generation is that of the job's scope.
--
-- Planned once a session, by index, as what ends jobs is: a plan for each claim cost a millisecond.
create or replace function parapet.claim(
    p_secret text, p_kinds text[], p_limit integer, p_deadline_seconds integer,
    p_cursors jsonb default '{}', p_turn integer default 0
) returns table (
    id bigint, batch bigint, kind text, account text, payload jsonb, rules integer,
    attempt integer, failures integer, throttles integer, generation bigint
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
    v_worker text := process_name(p_secret);
    v_kinds text[];
    v_batch record;
    v_after bigint;
    v_found job[];
    v_picked job[] := '{}';
    v_ids bigint[] := '{}';
    v_allowed integer[] := '{}';
begin
    perform set_config('synchronous_commit', 'off', true);
    if p_limit not between 1 and 1000 or p_deadline_seconds not between 1 and 86400 then
        raise exception 'a claim is for 1 to 1000 jobs, and for 1 second to a day'
            using errcode = 'PA003';
    end if;
    if not exists (select from member where process = v_worker) then
        raise exception 'process % has no heartbeat', v_worker using errcode = 'PA004';
    end if;
    select array_agg(k.kind) into v_kinds from job_kind k
    where k.kind = any (p_kinds) and pg_has_role(session_user, k.claimed_by, 'member');
    for v_batch in
        select b.id, b.account_jobs from batch b
        where b.state = 'open' and not b.paused
        order by array_position(case
                when p_turn % 10 = 9 then array['scheduled', 'on-demand', 'event']
                when p_turn % 10 >= 7 then array['on-demand', 'event', 'scheduled']
                else array['event', 'on-demand', 'scheduled']
            end, b.priority),
            (row_number() over (partition by b.priority order by b.opened_at desc, b.id)
                + p_turn) % count(*) over (partition by b.priority)
    loop
        v_after := case when p_turn % 31 = 0 then 0
            else coalesce((p_cursors ->> v_batch.id::text)::bigint, 0) end;
        loop
            with candidate as materialized (
                select j from job j
                where j.batch = v_batch.id and j.state = 'ready' and not j.waits
                    and j.id > v_after and j.run_after <= now()
                    and j.kind = any (v_kinds)
                    and j.id <> all (v_ids)
                    and exists (
                        select from (
                            select count(*) as running,
                                count(*) filter (where r.gate = j.gate) as alike
                            from job r where r.state = 'running' and r.account = j.account
                        ) g where g.alike = 0 and g.running < v_batch.account_jobs
                    )
                order by j.id limit p_limit - cardinality(v_ids) for update of j skip locked
            )
            select array_agg(j) into v_found from candidate;
            if v_found is not null then
                v_picked := v_picked || v_found;
                v_ids := v_ids || array(select id from unnest(v_found));
                v_allowed := v_allowed
                    || array_fill(v_batch.account_jobs, array[cardinality(v_found)]);
            end if;
            exit when v_after = 0 or cardinality(v_ids) >= p_limit;
            v_after := 0;
        end loop;
        exit when cardinality(v_ids) >= p_limit;
    end loop;
    if cardinality(v_ids) = 0 then
        return;
    end if;
    -- One claim at a time for an account; in order, so that two claims never wait for each other.
    perform from account a
    where a.id in (select account from unnest(v_picked)) order by a.id for no key update;
    -- What is sent to people belongs to no account: one claim at a time for a channel.
    perform from channel c
    where 'channel/' || c.name in (select gate from unnest(v_picked) where account = '')
    order by c.name for no key update;
    -- Counted again in a statement of its own: only its snapshot sees what the last holder of the
    -- account's lock committed.
    return query
        with picked as (
            select c.id, c.batch, c.allowed,
                row_number() over (partition by c.account, c.gate order by c.place) + g.alike
                    as alike,
                row_number() over (partition by c.account order by c.place) + g.running
                    as running
            from (
                select p.id, p.batch, p.account, p.gate,
                    v_allowed[p.ordinality] as allowed, p.ordinality as place
                from unnest(v_picked) with ordinality p
            ) c
            cross join lateral (
                select count(*) as running, count(*) filter (where r.gate = c.gate) as alike
                from job r where r.state = 'running' and r.account = c.account
            ) g
        )
        update job j set state = 'running', worker = v_worker, attempt = j.attempt + 1,
            deadline = clock_timestamp() + make_interval(secs => p_deadline_seconds)
        from picked p
        where j.id = p.id and j.batch = p.batch
            and p.alike <= 1 and p.running <= p.allowed
        returning j.id, j.batch, j.kind, j.account, j.payload, j.rules, j.attempt, j.failures,
            j.throttles, coalesce((
                select c.generation from scope c
                where c.account = j.account and c.region = j.payload ->> 'region'
                    and c.service = j.payload ->> 'service'
            ), 0);
end $$;

-- How often somebody wrote of a scope, and when this was asked. What a job finds of it after this is
-- refused when somebody else writes of it meanwhile; a scan that says since when it reads leaves out
-- what they wrote.
create or replace function parapet.scope_position(
    p_account text, p_region text, p_service text, out generation bigint, out at timestamptz
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select scope_generation(p_account, p_region, p_service), now()
$$;

-- Of a program of the version before.
create or replace function parapet.scope_generation(
    p_account text, p_region text, p_service text
) returns bigint
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select coalesce((
        select generation from scope
        where account = p_account and region = p_region and service = p_service
    ), 0)
$$;

-- What the jobs of a batch are done with. A sweep's batch says which sweep, and how it is narrowed; the
-- jobs of a standing batch name their rules themselves, and see the estate as it was known last.
create or replace function parapet.batch_material(
    p_batch bigint, out sweep text, out rules integer, out estate integer, out narrowing jsonb
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select s.id, b.rules, coalesce(b.estate, (select max(id) from estate)), s.narrowing
    from batch b left join sweep s on s.batch = b.id where b.id = p_batch
$$;
