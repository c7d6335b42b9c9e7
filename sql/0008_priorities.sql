-- Priorities and fairness, gates per account, budgets by cause, jobs that wait for others, sweeps
-- that pause and stop, and partitions of their own for big ones.

-- Sweeps ----------------------------------------------------------------------------------------

alter table parapet.sweep
    add column priority text not null default 'on-demand'
        check (priority in ('event', 'on-demand', 'scheduled')),
    add column paused boolean not null default false,
    -- How many jobs may run in one account at once, whatever their scopes.
    add column account_jobs integer not null default 20 check (account_jobs > 0),
    -- Ended, and its rows are gone from the queue.
    add column cleared boolean not null default false;
update parapet.sweep set cleared = true where state in ('done', 'failed');
alter table parapet.sweep drop constraint sweep_state_check;
alter table parapet.sweep add constraint sweep_state_check
    check (state in ('requested', 'discovering', 'running', 'done', 'failed', 'cancelled'));
create index sweep_uncleared on parapet.sweep (id)
    where not cleared and state in ('done', 'failed', 'cancelled');
grant select (priority, paused) on parapet.sweep
    to parapet_coordinator, parapet_operator, parapet_reader;

-- The queue in partitions -----------------------------------------------------------------------

drop view report.queue_health, report.jobs;
drop function parapet.claim, parapet.take_off, parapet.note_result, parapet.bury,
    parapet.fail_job, parapet.release_job, parapet.reap, parapet.retire, parapet.begin_join,
    parapet.active_sweeps, parapet.request_sweep, parapet.begin_discovery;

create temporary table job_before on commit drop as table parapet.job;
create temporary table job_result_before on commit drop as table parapet.job_result;
drop table parapet.job, parapet.job_result;

create sequence parapet.job_id;
-- By sweep and never by state: a job does not move. The id leads the key, so that a job is found
-- without its sweep.
create table parapet.job (
    id bigint not null default nextval('parapet.job_id'),
    sweep text not null,
    kind text not null check (kind in ('discover', 'scan', 'join')),
    account text not null,
    region text not null,
    service text not null,
    state text not null default 'ready' check (state in ('ready', 'running')),
    -- Until no other job of its sweep and account is left.
    waits boolean not null default false,
    attempt integer not null default 0,
    worker text,
    run_after timestamptz not null default now(),
    deadline timestamptz,
    failures integer not null default 0,
    throttles integer not null default 0,
    drains integer not null default 0,
    last_error text,
    primary key (id, sweep)
) partition by list (sweep);
create index job_ready on parapet.job (sweep, id) where state = 'ready' and not waits;
create index job_running on parapet.job (account, region, service) where state = 'running';
create index job_sweep on parapet.job (sweep, account);
create index job_waiting on parapet.job (sweep, account) where waits;
create table parapet.job_common partition of parapet.job default
    with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
insert into parapet.job (id, sweep, kind, account, region, service, state, attempt, worker,
    run_after, deadline, failures, last_error)
select id, sweep, kind, account, region, service, state, attempt, worker, run_after, deadline,
    failures, last_error from job_before;
select setval('parapet.job_id', greatest(
    (select max(id) from job_before), (select max(job) from parapet.job_failure), 1
));
-- Joins are planned together with the scans from now on: a sweep that has not planned them yet would
-- never judge them, and must not end as if it had.
update parapet.sweep set state = 'failed', finished_at = now(),
    error = 'the schema was migrated while it ran; ask for another'
where state = 'running' and not joined;
alter table parapet.sweep drop column joined;

create table parapet.job_result (
    sweep text not null,
    kind text not null,
    account text not null,
    region text not null,
    service text not null,
    outcome text not null check (outcome in ('done', 'failed')),
    reads bigint not null default 0,
    unknown bigint not null default 0,
    primary key (sweep, account, kind, region, service)
) partition by list (sweep);
create table parapet.job_result_common partition of parapet.job_result default;
insert into parapet.job_result (sweep, kind, account, region, service, outcome, reads, unknown)
select sweep, kind, account, region, service, outcome, reads, unknown
from job_result_before;

alter table parapet.job_failure
    add column throttles integer not null default 0,
    add column drains integer not null default 0;

-- Jobs ------------------------------------------------------------------------------------------

-- Leases up to p_limit jobs: at most p_gate at once per (account, region, service), and at most
-- `account_jobs` of the sweep's per account.
--
-- Sweeps take turns within their class. Of ten turns seven look at events first, two at what people
-- asked for, one at what the clock asked for; a turn that finds too little there looks further, so
-- that nothing waits for long and no worker stands idle.
--
-- p_cursors is, by sweep, where this worker's last claim ended: it keeps the search away from index
-- entries of jobs that are long gone. What lies before it is looked at when too little lies behind.
create function parapet.claim(
    p_worker text, p_limit integer, p_deadline_seconds integer,
    p_cursors jsonb default '{}', p_turn integer default 0, p_gate integer default 1
) returns table (
    id bigint, sweep text, kind text, account text, region text, service text,
    attempt integer, failures integer, throttles integer, deadline timestamptz
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
#variable_conflict use_column
declare
    v_sweep record;
    v_after bigint;
    v_found job[];
    v_picked job[] := '{}';
    v_ids bigint[] := '{}';
    v_allowed integer[] := '{}';
begin
    perform set_config('synchronous_commit', 'off', true);
    if not exists (select from member where process = p_worker) then
        raise exception 'process % has no heartbeat', p_worker using errcode = 'PA004';
    end if;
    for v_sweep in
        select s.id, s.account_jobs from sweep s
        where s.state in ('discovering', 'running') and not s.paused
        order by array_position(case
                when p_turn % 10 = 9 then array['scheduled', 'on-demand', 'event']
                when p_turn % 10 >= 7 then array['on-demand', 'event', 'scheduled']
                else array['event', 'on-demand', 'scheduled']
            end, s.priority),
            (row_number() over (partition by s.priority order by s.requested_at desc, s.id)
                + p_turn) % count(*) over (partition by s.priority)
    loop
        v_after := coalesce((p_cursors ->> v_sweep.id)::bigint, 0);
        loop
            with candidate as materialized (
                select j from job j
                where j.sweep = v_sweep.id and j.state = 'ready' and not j.waits
                    and j.id > v_after and j.run_after <= now()
                    and j.id <> all (v_ids)
                    and exists (
                        select from (
                            select count(*) as running, count(*) filter (
                                where r.region = j.region and r.service = j.service
                            ) as alike
                            from job r where r.state = 'running' and r.account = j.account
                        ) g where g.alike < p_gate and g.running < v_sweep.account_jobs
                    )
                order by j.id limit p_limit - cardinality(v_ids) for update of j skip locked
            )
            select array_agg(j) into v_found from candidate;
            if v_found is not null then
                v_picked := v_picked || v_found;
                v_ids := v_ids || array(select id from unnest(v_found));
                v_allowed := v_allowed
                    || array_fill(v_sweep.account_jobs, array[cardinality(v_found)]);
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
    perform pg_advisory_xact_lock(k) from (
        select distinct hashtextextended('parapet.account ' || account, 0) as k
        from unnest(v_picked) order by 1
    ) x;
    -- Counted again in a statement of its own: only its snapshot sees what the last holder of the
    -- account's lock committed.
    return query
        with picked as (
            select c.id, c.sweep, c.allowed,
                row_number() over (partition by c.account, c.region, c.service order by c.place)
                    + g.alike as alike,
                row_number() over (partition by c.account order by c.place)
                    + g.running as running
            from (
                select p.id, p.sweep, p.account, p.region, p.service,
                    v_allowed[p.ordinality] as allowed, p.ordinality as place
                from unnest(v_picked) with ordinality p
            ) c
            cross join lateral (
                select count(*) as running, count(*) filter (
                    where r.region = c.region and r.service = c.service
                ) as alike
                from job r where r.state = 'running' and r.account = c.account
            ) g
        )
        update job j set state = 'running', worker = p_worker, attempt = j.attempt + 1,
            deadline = clock_timestamp() + make_interval(secs => p_deadline_seconds)
        from picked p
        where j.id = p.id and j.sweep = p.sweep
            and p.alike <= p_gate and p.running <= p.allowed
        returning j.id, j.sweep, j.kind, j.account, j.region, j.service,
            j.attempt, j.failures, j.throttles, j.deadline;
end $$;

-- Takes the job off the queue for good, or refuses with PA001 when it has been given to another
-- attempt. The state is not asked: by primary key and fence alone the index of running jobs with
-- its many dead entries stays out of it.
create function parapet.take_off(p_job bigint, p_attempt integer, p_worker text)
returns parapet.job
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
begin
    delete from job where id = p_job and attempt = p_attempt and worker = p_worker
    returning * into v_job;
    if not found then
        raise exception 'job % attempt % is no longer held by %', p_job, p_attempt, p_worker
            using errcode = 'PA001';
    end if;
    return v_job;
end $$;

-- Nothing for a sweep whose rows were cleared away: they would stay for ever.
create function parapet.note_result(
    p_job parapet.job, p_outcome text, p_reads bigint, p_unknown bigint
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    if exists (select from sweep where id = p_job.sweep and not cleared) then
        insert into job_result (sweep, kind, account, region, service, outcome, reads, unknown)
        values (p_job.sweep, p_job.kind, p_job.account, p_job.region, p_job.service,
            p_outcome, p_reads, p_unknown)
        on conflict (sweep, account, kind, region, service) do update
            set outcome = excluded.outcome, reads = job_result.reads + excluded.reads,
                unknown = excluded.unknown;
    end if;
end $$;

-- Moves a job that was already locked to the dead letters.
create function parapet.bury(p_job parapet.job, p_error text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    insert into job_failure (
        job, sweep, kind, account, region, service, failures, throttles, drains, error
    ) values (
        p_job.id, p_job.sweep, p_job.kind, p_job.account, p_job.region, p_job.service,
        p_job.failures, p_job.throttles, p_job.drains, p_error
    );
    perform note_result(p_job, 'failed', 0, 0);
    if p_job.kind = 'discover' then
        update account set role_state = 'failed', role_detail = p_error, discovered_at = now()
        where id = p_job.account;
    end if;
    delete from job where id = p_job.id and sweep = p_job.sweep;
end $$;

-- Ends an attempt of a job that was already locked. Each cause has a budget of its own, so that a
-- night of throttling does not use up the attempts of a job that would work. Without a pause of its
-- own the job waits, doubled each time and with jitter: after a failure 5 s up to 5 minutes, after
-- throttling 30 s up to 15 minutes.
create function parapet.put_back(
    p_job parapet.job, p_cause text, p_error text, p_pause_seconds double precision,
    p_budget integer
) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_times integer;
begin
    v_times := 1 + case p_cause when 'failure' then p_job.failures
        when 'throttle' then p_job.throttles when 'drain' then p_job.drains end;
    case p_cause
        when 'failure' then p_job.failures := v_times;
        when 'throttle' then p_job.throttles := v_times;
        when 'drain' then p_job.drains := v_times;
    end case;
    if v_times >= p_budget then
        perform bury(p_job, p_error);
        return 'dead';
    end if;
    update job set state = 'ready', worker = null, deadline = null,
        last_error = coalesce(p_error, last_error), failures = p_job.failures,
        throttles = p_job.throttles, drains = p_job.drains,
        run_after = clock_timestamp() + make_interval(secs => coalesce(
            p_pause_seconds,
            case p_cause
                when 'failure' then least(300, 5 * 2 ^ least(v_times - 1, 10))
                when 'throttle' then least(900, 30 * 2 ^ least(v_times - 1, 10))
                else 0
            end * (0.5 + random() / 2)
        ))
    where id = p_job.id and sweep = p_job.sweep;
    return 'retry';
end $$;

-- One attempt that came to nothing: `retry` after a pause, or `dead` when the budget of its cause
-- (`failure` or `throttle`) is used up.
create function parapet.fail_job(
    p_job bigint, p_attempt integer, p_worker text, p_cause text, p_error text,
    p_retry_after_seconds double precision, p_budget integer
) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
begin
    select * into v_job from job
    where id = p_job and attempt = p_attempt and worker = p_worker for update;
    if not found then
        raise exception 'job % attempt % is no longer held by %', p_job, p_attempt, p_worker
            using errcode = 'PA001';
    end if;
    return put_back(v_job, p_cause, p_error, p_retry_after_seconds, p_budget);
end $$;

-- Gives a job back without counting anything: it waits for AWS to get ready.
create function parapet.release_job(
    p_job bigint, p_attempt integer, p_worker text, p_after_seconds double precision default 0
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    update job set state = 'ready', worker = null, deadline = null,
        run_after = clock_timestamp() + make_interval(secs => p_after_seconds)
    where id = p_job and attempt = p_attempt and worker = p_worker;
    if not found then
        raise exception 'job % attempt % is no longer held by %', p_job, p_attempt, p_worker
            using errcode = 'PA001';
    end if;
end $$;

-- A clean stop: the jobs go back at once. A job that every worker gives back ends as a dead letter.
create function parapet.retire(p_process text, p_drain_budget integer) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
begin
    for v_job in
        select * from job where state = 'running' and worker = p_process for update
    loop
        perform put_back(
            v_job, 'drain', 'its worker stopped before it was done', null, p_drain_budget
        );
    end loop;
    delete from member where process = p_process;
end $$;

-- Puts back what the process holds by our books for so long, and not by its own: the answer to its
-- claim was lost on the way, or it could not say how the job ended. Answers how many.
create function parapet.return_unheld(
    p_process text, p_held bigint[], p_deadline_seconds integer, p_older_seconds integer,
    p_budget integer
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
    v_count integer := 0;
begin
    for v_job in
        select * from job
        where state = 'running' and worker = p_process and id <> all (p_held)
            and deadline < clock_timestamp()
                + make_interval(secs => p_deadline_seconds - p_older_seconds)
        for update skip locked
    loop
        perform put_back(v_job, 'failure', 'its worker does not know of it', 0, p_budget);
        v_count := v_count + 1;
    end loop;
    if v_count > 0 then
        perform pg_notify('parapet_jobs', '');
    end if;
    return v_count;
end $$;

-- Takes back the jobs of workers that fell silent and jobs past their deadline; each counts as a
-- failure, so that a job which kills its workers ends as a dead letter. Answers how many.
create function parapet.reap(p_lease_seconds integer, p_budget integer) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
    v_count integer := 0;
begin
    for v_job in
        select j.* from job j
        left join member m on m.process = j.worker
            and m.heartbeat > clock_timestamp() - make_interval(secs => p_lease_seconds)
        where j.state = 'running' and (m.process is null or j.deadline < clock_timestamp())
        for update of j skip locked
    loop
        perform put_back(
            v_job, 'failure', case when v_job.deadline < clock_timestamp()
                then 'the deadline passed' else 'the worker fell silent' end, 0, p_budget
        );
        v_count := v_count + 1;
    end loop;
    delete from member where heartbeat < clock_timestamp() - interval '1 hour';
    if v_count > 0 then
        perform pg_notify('parapet_jobs', '');
    end if;
    return v_count;
end $$;

-- Puts a job that ran out of attempts back, while its sweep still runs; answers whether it did. The
-- jobs that waited for it wait for it again.
create or replace function parapet.retry_job(p_job bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_failed job_failure;
begin
    select * into v_failed from job_failure where job = p_job for update;
    if not found then
        raise exception 'job % is not among those that ran out of attempts', p_job
            using errcode = 'PA010';
    end if;
    -- The lock keeps the sweep from being finished meanwhile.
    perform from sweep where id = v_failed.sweep and state = 'running' for share;
    if not found or v_failed.kind = 'discover' then
        return false;
    end if;
    insert into job (sweep, kind, account, region, service)
    values (v_failed.sweep, v_failed.kind, v_failed.account, v_failed.region, v_failed.service);
    delete from job_result where sweep = v_failed.sweep and kind = v_failed.kind
        and account = v_failed.account and region = v_failed.region
        and service = v_failed.service;
    if v_failed.kind = 'scan' then
        with again as (
            delete from job_result
            where sweep = v_failed.sweep and account = v_failed.account and kind = 'join'
            returning *
        )
        insert into job (sweep, kind, account, region, service, waits)
        select sweep, kind, account, region, service, true from again;
    end if;
    delete from job_failure where job = p_job;
    perform log_action('job retried', p_job::text, to_jsonb(v_failed));
    perform pg_notify('parapet_jobs', v_failed.sweep);
    return true;
end $$;

-- Sweeps from request to end --------------------------------------------------------------------

-- A full sweep joins one that is already on its way, and takes it along to the higher priority.
create function parapet.request_sweep(
    p_narrowing jsonb, p_priority text, out sweep text, out joined boolean
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_narrowing jsonb := jsonb_build_object(
        'accounts', '[]'::jsonb, 'regions', '[]'::jsonb,
        'guardrails', '[]'::jsonb, 'environments', '[]'::jsonb
    ) || coalesce(p_narrowing, '{}');
    v_full boolean := not jsonb_path_exists(v_narrowing, '$.*[*]');
    v_classes text[] := array['event', 'on-demand', 'scheduled'];
begin
    if not (p_priority = any (v_classes)) then
        raise exception 'there is no priority ''%''', p_priority using errcode = 'PA013';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('parapet.request_sweep', 0));
    joined := false;
    if v_full then
        select s.id into sweep from sweep s
        where s.is_full and s.state in ('requested', 'discovering', 'running')
        order by s.requested_at limit 1;
        if found then
            joined := true;
            update sweep s set priority = p_priority where s.id = sweep
                and array_position(v_classes, p_priority) < array_position(v_classes, s.priority);
            return;
        end if;
    end if;
    insert into sweep as s (id, requested_by, narrowing, is_full, priority)
    values (
        's-' || to_char(clock_timestamp() at time zone 'utc', 'YYYYMMDD-HH24MISS') || '-'
            || left(md5(gen_random_uuid()::text), 6),
        session_user, v_narrowing, v_full, p_priority
    ) returning s.id into sweep;
    perform pg_notify('parapet_sweeps', sweep);
end $$;

create function parapet.lock_sweep(p_sweep text) returns parapet.sweep
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
create function parapet.pause_sweep(p_sweep text, p_paused boolean) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_sweep sweep := lock_sweep(p_sweep);
begin
    if v_sweep.paused = p_paused then
        raise exception 'sweep % is % paused', p_sweep,
            case when p_paused then 'already' else 'not' end using errcode = 'PA013';
    end if;
    update sweep set paused = p_paused where id = p_sweep;
    perform log_action(case when p_paused then 'sweep paused' else 'sweep resumed' end, p_sweep,
        '{}');
    if not p_paused then
        perform pg_notify('parapet_sweeps', p_sweep);
        perform pg_notify('parapet_jobs', p_sweep);
    end if;
end $$;

-- One row again; the leader clears the jobs away afterwards. What was committed stays true.
create function parapet.cancel_sweep(p_sweep text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_sweep sweep := lock_sweep(p_sweep);
begin
    update sweep set state = 'cancelled', paused = false, finished_at = clock_timestamp(),
        error = 'cancelled by ' || session_user
    where id = p_sweep;
    perform log_action('sweep cancelled', p_sweep, '{}');
    perform pg_notify('parapet_sweeps', p_sweep);
end $$;

-- What there is to lead: every sweep that has not ended and is not paused, the oldest first. A
-- coordinator that takes over goes on from here. `jobs_left` is counted up to p_enough.
create function parapet.active_sweeps(p_token bigint, p_enough integer)
returns table (
    id text, state text, narrowing jsonb, requested_by text, jobs_left bigint, waits boolean
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
#variable_conflict use_column
begin
    perform require_leader(p_token);
    return query select s.id, s.state, s.narrowing, s.requested_by,
            (select count(*) from (select from job j where j.sweep = s.id limit p_enough) x),
            exists (select from job j where j.sweep = s.id and j.waits)
        from sweep s
        where s.state in ('requested', 'discovering', 'running') and not s.paused
        order by s.requested_at, s.id;
end $$;

-- Stores what the sweep judges with, brings the accounts up to date and opens one discovery job
-- for each account of p_discover. p_estate names every account there is: one that is missing left.
create function parapet.begin_discovery(
    p_token bigint, p_sweep text, p_config text, p_guardrails jsonb, p_estate jsonb,
    p_discover text[], p_account_jobs integer
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    update sweep set state = 'discovering', started_at = clock_timestamp(), config = p_config,
        config_sha256 = encode(sha256(convert_to(p_config, 'UTF8')), 'hex'),
        guardrails = p_guardrails, estate = p_estate,
        guardrails_sha256 = encode(sha256(convert_to(p_guardrails::text, 'UTF8')), 'hex'),
        account_jobs = p_account_jobs
    where id = p_sweep and state = 'requested';
    if not found then
        raise exception 'sweep % is not waiting to begin', p_sweep using errcode = 'PA005';
    end if;

    insert into account as a (id, name, environment, tags, unit, status)
    select x.id, x.name, x.environment, coalesce(x.tags, '{}'), x.unit, x.status
    from jsonb_to_recordset(p_estate -> 'accounts') as x (
        id text, name text, environment text, tags jsonb, unit text, status text
    )
    on conflict (id) do update set name = excluded.name, environment = excluded.environment,
        tags = excluded.tags, unit = excluded.unit, status = excluded.status
    where (a.name, a.environment, a.tags, a.unit, a.status) is distinct from
        (excluded.name, excluded.environment, excluded.tags, excluded.unit, excluded.status);
    update account set status = 'left' where status <> 'left' and id not in (
        select x ->> 'id' from jsonb_array_elements(p_estate -> 'accounts') x
    );

    insert into job (sweep, kind, account, region, service)
    select p_sweep, 'discover', x, 'global', 'sts' from unnest(p_discover) x;
    get diagnostics v_count = row_count;
    perform pg_notify('parapet_jobs', p_sweep);
    return v_count;
end $$;

-- Tables of its own for a big sweep: filled first, indexed and attached by begin_scan, and dropped
-- when it has ended, so that it leaves no dead rows behind. Answers the table to copy jobs into.
create function parapet.open_partition(p_token bigint, p_sweep text) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_jobs text := 'job_' || p_sweep;
begin
    perform require_leader(p_token);
    -- Attaching waits for whoever reads the queue, and everybody else for it.
    perform set_config('lock_timeout', '1s', true);
    perform from sweep where id = p_sweep and state = 'discovering';
    if not found then
        raise exception 'sweep % is not discovered', p_sweep using errcode = 'PA005';
    end if;
    execute format(
        'create table parapet.%I (like parapet.job including defaults including constraints,
            check (sweep = %L)) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)',
        v_jobs, p_sweep
    );
    execute format(
        'grant insert (sweep, kind, account, region, service, waits) on parapet.%I
            to parapet_coordinator', v_jobs
    );
    return format('parapet.%I', v_jobs);
end $$;

create function parapet.has_partition(p_sweep text) returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
return to_regclass(format('parapet.%I', 'job_' || p_sweep)) is not null;

create function parapet.attach_partition(p_sweep text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_jobs text := 'job_' || p_sweep;
    v_results text := 'job_result_' || p_sweep;
begin
    -- Built before, so that the queue stands still only while the catalogue is written.
    execute format('alter table parapet.%I add primary key (id, sweep)', v_jobs);
    execute format(
        'create index on parapet.%I (sweep, id) where state = ''ready'' and not waits', v_jobs
    );
    execute format(
        'create index on parapet.%I (account, region, service) where state = ''running''', v_jobs
    );
    execute format('create index on parapet.%I (sweep, account)', v_jobs);
    execute format('create index on parapet.%I (sweep, account) where waits', v_jobs);
    execute format('analyze parapet.%I', v_jobs);
    execute format('alter table parapet.job attach partition parapet.%I for values in (%L)',
        v_jobs, p_sweep);
    -- Discovery has left results of this sweep among the others.
    execute format('create table parapet.%I (like parapet.job_result including all,
        check (sweep = %L))', v_results, p_sweep);
    execute format('with moved as (delete from parapet.job_result_common where sweep = %L
        returning *) insert into parapet.%I select * from moved', p_sweep, v_results);
    execute format('alter table parapet.job_result attach partition parapet.%I
        for values in (%L)', v_results, p_sweep);
end $$;

-- Opens the sweep to the workers, in the transaction that copied its jobs in: a leader that lost
-- its lease, or a plan made twice, takes the copied rows back with it.
create or replace function parapet.begin_scan(p_token bigint, p_sweep text) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    update sweep set state = 'running' where id = p_sweep and state = 'discovering';
    if not found or exists (
        select from job where sweep = p_sweep and kind = 'discover'
    ) then
        raise exception 'sweep % is not discovered', p_sweep using errcode = 'PA005';
    end if;
    if has_partition(p_sweep) then
        perform attach_partition(p_sweep);
    end if;
    select count(*) into v_count from job where sweep = p_sweep;
    perform pg_notify('parapet_jobs', p_sweep);
    return v_count;
end $$;

-- Opens the jobs whose account has no other job left; answers how many.
create function parapet.open_waiting(p_token bigint, p_sweep text) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    update job set waits = false
    where sweep = p_sweep and waits and account in (
        select w.account from (
            select distinct account from job where sweep = p_sweep and waits
        ) w
        where not exists (
            select from job o
            where o.sweep = p_sweep and o.account = w.account and not o.waits
        )
    );
    get diagnostics v_count = row_count;
    if v_count > 0 then
        perform pg_notify('parapet_jobs', p_sweep);
    end if;
    return v_count;
end $$;

-- Ends a sweep with no job left and answers its summary: the figures with p_extra laid over them.
create or replace function parapet.finish_sweep(
    p_token bigint, p_sweep text, p_extra jsonb default '{}'
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_summary jsonb;
begin
    perform require_leader(p_token);
    -- In a statement of its own: the next one then sees the job that somebody put back meanwhile.
    perform from sweep where id = p_sweep for update;
    update sweep set finished_at = clock_timestamp(), state = 'done'
    where id = p_sweep and state = 'running'
        and not exists (select from job where sweep = p_sweep);
    if not found then
        raise exception 'sweep % does not run or has jobs left', p_sweep using errcode = 'PA005';
    end if;
    v_summary := sweep_summary(p_sweep) || p_extra;
    update sweep set summary = v_summary where id = p_sweep;
    perform pg_notify('parapet_sweeps', p_sweep);
    return v_summary;
end $$;

create or replace function parapet.fail_sweep(p_token bigint, p_sweep text, p_error text)
returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    update sweep set state = 'failed', error = p_error, finished_at = clock_timestamp()
    where id = p_sweep and state in ('requested', 'discovering', 'running');
    if not found then
        raise exception 'sweep % has ended', p_sweep using errcode = 'PA005';
    end if;
    perform pg_notify('parapet_sweeps', p_sweep);
end $$;

-- Clears the queue of sweeps that have ended: drops their partitions, and deletes at most p_limit
-- rows of the others. Answers whether anything is left to clear.
create function parapet.clear_ended_sweeps(p_token bigint, p_limit integer) returns boolean
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_sweep text;
    v_jobs bigint;
    v_results bigint;
begin
    perform require_leader(p_token);
    -- A long reader must not hold up the queue behind this: the next turn tries again.
    perform set_config('lock_timeout', '200ms', true);
    for v_sweep in
        select id from sweep where not cleared and state in ('done', 'failed', 'cancelled')
    loop
        if has_partition(v_sweep) then
            begin
                execute format('drop table parapet.%I', 'job_' || v_sweep);
                execute format('drop table parapet.%I', 'job_result_' || v_sweep);
            exception when lock_not_available then
                continue;
            end;
        end if;
        delete from job where sweep = v_sweep and id in (
            select id from job where sweep = v_sweep limit p_limit
        );
        get diagnostics v_jobs = row_count;
        delete from job_result_common where ctid = any (array(
            select ctid from job_result_common where sweep = v_sweep limit p_limit
        ));
        get diagnostics v_results = row_count;
        if v_jobs >= p_limit or v_results >= p_limit then
            return true;
        end if;
        -- The estate is for the workers alone; without it a sweep every few minutes weighs little.
        update sweep set cleared = true, estate = null where id = v_sweep;
    end loop;
    return false;
end $$;

-- Reports ---------------------------------------------------------------------------------------

create or replace view report.sweeps with (security_invoker = true) as
select id, state, requested_by, requested_at, started_at, finished_at, narrowing,
    config_sha256, guardrails_sha256, summary, error, priority, paused
from parapet.sweep;
comment on column report.sweeps.state is 'requested, discovering, running, done, failed or cancelled.';
comment on column report.sweeps.priority is 'event, on-demand or scheduled: whose jobs are taken first.';
comment on column report.sweeps.paused is 'Whether workers leave its jobs alone until someone resumes it.';

create or replace view report.job_failures with (security_invoker = true) as
select job, sweep, kind, account, region, service, failures, error, failed_at, throttles, drains
from parapet.job_failure;
comment on column report.job_failures.kind is 'discover, scan or join.';
comment on column report.job_failures.throttles is 'How often AWS asked to slow down.';
comment on column report.job_failures.drains is 'How often a worker stopped before it was done.';

create view report.jobs with (security_invoker = true) as
select sweep, kind, state, count(*) as jobs, count(*) filter (where failures > 0) as retried,
    min(run_after) as oldest, count(*) filter (where waits) as waiting
from parapet.job group by sweep, kind, state;
comment on view report.jobs is 'What is in the queue, counted.';
comment on column report.jobs.sweep is 'The sweep.';
comment on column report.jobs.kind is 'discover, scan or join.';
comment on column report.jobs.state is 'ready or running.';
comment on column report.jobs.jobs is 'How many.';
comment on column report.jobs.retried is 'How many of them failed at least once.';
comment on column report.jobs.oldest is 'Since when the oldest may run.';
comment on column report.jobs.waiting is 'How many of them wait for other jobs of their account.';

create view report.queue_health with (security_invoker = true) as
select
    (select count(*) from parapet.job
        where state = 'ready' and run_after <= now() and not waits) as ready,
    (select count(*) from parapet.job
        where state = 'ready' and (run_after > now() or waits)) as waiting,
    (select count(*) from parapet.job where state = 'running') as running,
    (select count(*) from parapet.job where failures > 0) as retried,
    (select count(*) from parapet.job_failure where failed_at > now() - interval '1 day') as dead,
    (select count(*) from parapet.member
        where role = 'worker' and heartbeat > now() - interval '30 seconds') as workers,
    (select count(*) from parapet.member
        where role = 'coordinator' and heartbeat > now() - interval '30 seconds') as coordinators,
    (select count(*) from parapet.sweep
        where state in ('requested', 'discovering', 'running')) as sweeps,
    (select count(*) from parapet.sweep
        where state in ('requested', 'discovering', 'running') and paused) as paused,
    (select count(*) from parapet.job where throttles > 0) as throttled;
comment on view report.queue_health is 'How the queue does, in one row.';
comment on column report.queue_health.ready is 'Jobs that a worker could take.';
comment on column report.queue_health.waiting is 'Jobs that wait: before they are tried again, or for others.';
comment on column report.queue_health.running is 'Jobs that a worker holds.';
comment on column report.queue_health.retried is 'Jobs of these that failed at least once.';
comment on column report.queue_health.dead is 'Jobs that ran out of attempts within a day.';
comment on column report.queue_health.workers is 'Workers with a heartbeat within 30 seconds.';
comment on column report.queue_health.coordinators is 'Coordinators, likewise.';
comment on column report.queue_health.sweeps is 'Sweeps under way.';
comment on column report.queue_health.paused is 'Sweeps of these that are paused.';
comment on column report.queue_health.throttled is 'Jobs that AWS asked to slow down.';

-- Who may ---------------------------------------------------------------------------------------

revoke execute on function
    parapet.claim, parapet.take_off, parapet.note_result, parapet.bury, parapet.put_back,
    parapet.fail_job, parapet.release_job, parapet.retire, parapet.return_unheld, parapet.reap,
    parapet.request_sweep,
    parapet.lock_sweep, parapet.pause_sweep, parapet.cancel_sweep, parapet.active_sweeps,
    parapet.begin_discovery, parapet.open_partition, parapet.has_partition,
    parapet.attach_partition, parapet.open_waiting, parapet.clear_ended_sweeps
    from public;
grant execute on function
    parapet.claim, parapet.fail_job, parapet.release_job, parapet.return_unheld
    to parapet_worker;
grant execute on function parapet.retire to parapet_worker, parapet_coordinator;
grant execute on function
    parapet.reap, parapet.active_sweeps, parapet.begin_discovery, parapet.open_partition,
    parapet.open_waiting, parapet.clear_ended_sweeps
    to parapet_coordinator;
grant execute on function parapet.request_sweep to parapet_operator, parapet_coordinator;
grant execute on function parapet.pause_sweep, parapet.cancel_sweep to parapet_operator;
-- For COPY; what these columns leave out has its default, so a row can only come in as ready.
grant insert (sweep, kind, account, region, service, waits) on parapet.job
    to parapet_coordinator;
grant usage on sequence parapet.job_id to parapet_coordinator;
grant select on parapet.job to parapet_coordinator, parapet_operator, parapet_reader;
grant select on report.jobs, report.queue_health
    to parapet_coordinator, parapet_operator, parapet_reader;
