-- Roles, members, sweeps, accounts and the job queue.
-- A migration is one transaction and holds no BEGIN or COMMIT of its own.

-- Groups without login: what a process or a person may do comes from membership alone. Roles
-- belong to the whole server, so another database may be creating them at this moment.
do $$
declare
    wanted text;
begin
    foreach wanted in array array[
        'parapet_worker', 'parapet_coordinator', 'parapet_operator', 'parapet_reader'
    ] loop
        begin
            if not exists (select from pg_roles where rolname = wanted) then
                execute format('create role %I nologin', wanted);
            end if;
        exception when duplicate_object or unique_violation then
            null;
        end;
    end loop;
end $$;

create schema if not exists parapet;
create schema if not exists report;

create table parapet.migration (
    version integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now()
);

-- One row per running process; its heartbeat is the lease of every job the process holds.
create table parapet.member (
    process text primary key check (process <> ''),
    role text not null check (role in ('worker', 'coordinator')),
    host text not null,
    started timestamptz not null default now(),
    heartbeat timestamptz not null default now()
) with (fillfactor = 50);

-- Leadership is a row and not a session lock, because a connection pooler shares sessions.
create table parapet.leader (
    only_row boolean primary key default true check (only_row),
    holder text,
    token bigint not null,
    until timestamptz not null
);
insert into parapet.leader (holder, token, until) values (null, 0, '-infinity');

create table parapet.sweep (
    id text primary key,
    requested_by text not null,
    requested_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    state text not null default 'requested'
        check (state in ('requested', 'discovering', 'running', 'done', 'failed')),
    narrowing jsonb not null,
    is_full boolean not null,
    config text,
    config_sha256 text,
    guardrails jsonb,
    guardrails_sha256 text,
    estate jsonb,
    summary jsonb,
    error text
);
create index sweep_active on parapet.sweep (requested_at)
    where state in ('requested', 'discovering', 'running');

create table parapet.account (
    id text primary key check (id <> ''),
    name text not null,
    environment text,
    tags jsonb not null default '{}',
    unit text,
    status text not null check (status in ('active', 'suspended', 'left')),
    role_state text check (role_state in ('assumed', 'refused', 'failed')),
    role_detail text,
    regions text[] not null default '{}',
    discovered_at timestamptz
);

-- No foreign key to the sweep: a check per row would make the bulk load several times slower, and
-- a sweep is never deleted while it has jobs. A finished job leaves the table, so it stays small.
create table parapet.job (
    id bigint generated always as identity primary key,
    sweep text not null,
    kind text not null check (kind in ('discover', 'scan')),
    account text not null,
    region text not null,
    service text not null,
    state text not null default 'ready' check (state in ('ready', 'running')),
    attempt integer not null default 0,
    worker text,
    run_after timestamptz not null default now(),
    deadline timestamptz,
    failures integer not null default 0,
    last_error text
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
create index job_ready on parapet.job (id) where state = 'ready';
create index job_running on parapet.job (account, region, service) where state = 'running';
create index job_sweep on parapet.job (sweep);

-- Jobs that used up their attempts.
create table parapet.job_failure (
    job bigint primary key,
    sweep text not null,
    kind text not null,
    account text not null,
    region text not null,
    service text not null,
    failures integer not null,
    error text not null,
    failed_at timestamptz not null default now()
);
create index job_failure_scope on parapet.job_failure (account, region, service);

-- A row per finished job of a sweep that still runs; counters on the sweep would make its row the
-- one place where all workers meet.
create table parapet.job_result (
    sweep text not null,
    kind text not null,
    account text not null,
    region text not null,
    service text not null,
    outcome text not null check (outcome in ('done', 'failed')),
    reads bigint not null default 0,
    unknown bigint not null default 0,
    primary key (sweep, kind, account, region, service)
);

-- Members ---------------------------------------------------------------------------------------

create function parapet.heartbeat(p_process text, p_role text, p_host text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform set_config('synchronous_commit', 'off', true);
    update member set heartbeat = clock_timestamp() where process = p_process;
    if not found then
        insert into member (process, role, host) values (p_process, p_role, p_host)
        on conflict (process) do update set heartbeat = excluded.heartbeat;
    end if;
end $$;

-- A clean stop: the jobs go back at once and without counting as failures.
create function parapet.retire(p_process text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    update job set state = 'ready', worker = null, deadline = null
    where state = 'running' and worker = p_process;
    delete from member where process = p_process;
end $$;

-- Leadership ------------------------------------------------------------------------------------

-- The token, or null while another process leads. Renewing keeps the token; a take-over, and a
-- return after the lease ran out, gets the next one.
create function parapet.acquire_leadership(p_process text, p_lease_seconds integer) returns bigint
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_token bigint;
begin
    update leader set
        token = case when holder = p_process and until > clock_timestamp()
            then token else token + 1 end,
        holder = p_process,
        until = clock_timestamp() + make_interval(secs => p_lease_seconds)
    where holder = p_process or until <= clock_timestamp()
    returning token into v_token;
    return v_token;
end $$;

create function parapet.release_leadership(p_process text, p_token bigint) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    update leader set holder = null, until = '-infinity'
    where holder = p_process and token = p_token
$$;

-- The shared lock makes a take-over wait until the transaction that was let through has ended.
create function parapet.require_leader(p_token bigint) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform from leader where token = p_token and until > clock_timestamp() for share;
    if not found then
        raise exception 'leadership % has ended', p_token using errcode = 'PA001';
    end if;
end $$;

-- Jobs ------------------------------------------------------------------------------------------

-- Leases up to p_limit jobs, at most p_gate at once per (account, region, service). p_after is
-- where this worker's last claim ended: it keeps the search away from index entries of jobs that
-- are long gone. An empty answer with p_after > 0 means: ask again from 0.
create function parapet.claim(
    p_worker text, p_limit integer, p_deadline_seconds integer,
    p_after bigint default 0, p_gate integer default 1
) returns table (
    id bigint, sweep text, kind text, account text, region text, service text,
    attempt integer, failures integer, deadline timestamptz
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
#variable_conflict use_column
declare
    v_picked bigint[];
begin
    perform set_config('synchronous_commit', 'off', true);
    if not exists (select from member where process = p_worker) then
        raise exception 'process % has no heartbeat', p_worker using errcode = 'PA004';
    end if;
    with candidate as materialized (
        select j.id, j.account, j.region, j.service from job j
        where j.state = 'ready' and j.id > p_after and j.run_after <= now()
            and (
                select count(*) from job r where r.state = 'running'
                    and r.account = j.account and r.region = j.region and r.service = j.service
            ) < p_gate
        order by j.id limit p_limit for update of j skip locked
    ), first as materialized (
        select distinct on (account, region, service) id, account, region, service
        from candidate order by account, region, service, id
    )
    select array_agg(id) into v_picked from first
    where pg_try_advisory_xact_lock(
        hashtextextended(account || E'\x1f' || region || E'\x1f' || service, 0)
    );
    -- Counted again in a statement of its own: only its snapshot sees what the last holder of the
    -- gate's lock committed.
    return query
        update job j set state = 'running', worker = p_worker, attempt = j.attempt + 1,
            deadline = clock_timestamp() + make_interval(secs => p_deadline_seconds)
        where j.id = any (v_picked)
            and (
                select count(*) from job r where r.state = 'running'
                    and r.account = j.account and r.region = j.region and r.service = j.service
            ) < p_gate
        returning j.id, j.sweep, j.kind, j.account, j.region, j.service,
            j.attempt, j.failures, j.deadline;
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

create function parapet.note_result(
    p_job parapet.job, p_outcome text, p_reads bigint, p_unknown bigint
) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    insert into job_result (sweep, kind, account, region, service, outcome, reads, unknown)
    values (p_job.sweep, p_job.kind, p_job.account, p_job.region, p_job.service,
        p_outcome, p_reads, p_unknown)
    on conflict (sweep, kind, account, region, service) do update
        set outcome = excluded.outcome, reads = job_result.reads + excluded.reads,
            unknown = excluded.unknown
$$;

create function parapet.complete_discovery(
    p_job bigint, p_attempt integer, p_worker text,
    p_role_state text, p_role_detail text, p_regions text[], p_reads bigint
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
begin
    perform set_config('synchronous_commit', 'off', true);
    v_job := take_off(p_job, p_attempt, p_worker);
    if v_job.kind <> 'discover' then
        raise exception 'job % is no discovery', p_job using errcode = 'PA003';
    end if;
    update account set role_state = p_role_state, role_detail = p_role_detail,
        regions = case when p_role_state = 'assumed' then p_regions else regions end,
        discovered_at = now()
    where id = v_job.account;
    perform note_result(v_job, 'done', p_reads, 0);
end $$;

-- Moves a job that was already locked to the dead letters.
create function parapet.bury(p_job parapet.job, p_error text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    insert into job_failure (job, sweep, kind, account, region, service, failures, error)
    values (p_job.id, p_job.sweep, p_job.kind, p_job.account, p_job.region, p_job.service,
        p_job.failures + 1, p_error);
    perform note_result(p_job, 'failed', 0, 0);
    if p_job.kind = 'discover' then
        update account set role_state = 'failed', role_detail = p_error, discovered_at = now()
        where id = p_job.account;
    end if;
    delete from job where id = p_job.id;
end $$;

-- One failed attempt: `retry` after a pause, or `dead` when p_budget attempts have failed. Without
-- a pause of its own the job waits 5 s, doubled per failure up to 5 minutes, with jitter.
create function parapet.fail_job(
    p_job bigint, p_attempt integer, p_worker text, p_error text,
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
    if v_job.failures + 1 >= p_budget then
        perform bury(v_job, p_error);
        return 'dead';
    end if;
    update job set state = 'ready', worker = null, deadline = null, last_error = p_error,
        failures = v_job.failures + 1,
        run_after = clock_timestamp() + make_interval(secs => coalesce(
            p_retry_after_seconds,
            least(300, 5 * 2 ^ least(v_job.failures, 10)) * (0.5 + random() / 2)
        ))
    where id = p_job;
    return 'retry';
end $$;

-- Gives a job back without counting a failure: a worker drains, or waits for AWS to get ready.
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

-- Takes back the jobs of workers that fell silent and jobs past their deadline; each counts as a
-- failure, so that a job which kills its workers ends as a dead letter. Answers how many.
create function parapet.reap(p_lease_seconds integer, p_budget integer) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
    v_count integer := 0;
    v_error text;
begin
    for v_job in
        select j.* from job j
        left join member m on m.process = j.worker
            and m.heartbeat > clock_timestamp() - make_interval(secs => p_lease_seconds)
        where j.state = 'running' and (m.process is null or j.deadline < clock_timestamp())
        for update of j skip locked
    loop
        v_error := case when v_job.deadline < clock_timestamp()
            then 'the deadline passed' else 'the worker fell silent' end;
        if v_job.failures + 1 >= p_budget then
            perform bury(v_job, v_error);
        else
            update job set state = 'ready', worker = null, deadline = null,
                failures = failures + 1, last_error = v_error, run_after = clock_timestamp()
            where id = v_job.id;
        end if;
        v_count := v_count + 1;
    end loop;
    delete from member where heartbeat < clock_timestamp() - interval '1 hour';
    if v_count > 0 then
        perform pg_notify('parapet_jobs', '');
    end if;
    return v_count;
end $$;

-- Sweeps ----------------------------------------------------------------------------------------

-- A full sweep joins one that is already on its way.
create function parapet.request_sweep(
    p_narrowing jsonb, out sweep text, out joined boolean
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_narrowing jsonb := jsonb_build_object(
        'accounts', '[]'::jsonb, 'regions', '[]'::jsonb,
        'guardrails', '[]'::jsonb, 'environments', '[]'::jsonb
    ) || coalesce(p_narrowing, '{}');
    v_full boolean := not jsonb_path_exists(v_narrowing, '$.*[*]');
begin
    perform pg_advisory_xact_lock(hashtextextended('parapet.request_sweep', 0));
    joined := false;
    if v_full then
        select s.id into sweep from sweep s
        where s.is_full and s.state in ('requested', 'discovering', 'running')
        order by s.requested_at limit 1;
        if found then
            joined := true;
            return;
        end if;
    end if;
    insert into sweep as s (id, requested_by, narrowing, is_full)
    values (
        's-' || to_char(clock_timestamp() at time zone 'utc', 'YYYYMMDD-HH24MISS') || '-'
            || left(md5(gen_random_uuid()::text), 6),
        session_user, v_narrowing, v_full
    ) returning s.id into sweep;
    perform pg_notify('parapet_sweeps', sweep);
end $$;

-- What there is to lead: every sweep that has not ended, the oldest first. A coordinator that
-- takes over goes on from here.
create function parapet.active_sweeps(p_token bigint)
returns table (id text, state text, narrowing jsonb, requested_by text)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
#variable_conflict use_column
begin
    perform require_leader(p_token);
    return query select s.id, s.state, s.narrowing, s.requested_by from sweep s
        where s.state in ('requested', 'discovering', 'running') order by s.requested_at, s.id;
end $$;

-- Stores what the sweep judges with, brings the accounts up to date and opens one discovery job
-- for each account of p_discover. p_estate names every account there is: one that is missing left.
create function parapet.begin_discovery(
    p_token bigint, p_sweep text, p_config text, p_guardrails jsonb, p_estate jsonb,
    p_discover text[]
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    update sweep set state = 'discovering', started_at = clock_timestamp(), config = p_config,
        config_sha256 = encode(sha256(convert_to(p_config, 'UTF8')), 'hex'),
        guardrails = p_guardrails, estate = p_estate,
        guardrails_sha256 = encode(sha256(convert_to(p_guardrails::text, 'UTF8')), 'hex')
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

-- Opens the sweep to the workers, in the transaction that copied its scan jobs in: a leader that
-- lost its lease, or a plan made twice, takes the copied rows back with it.
create function parapet.begin_scan(p_token bigint, p_sweep text) returns integer
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
    select count(*) into v_count from job where sweep = p_sweep;
    if v_count > 10000 then
        analyze job;
    end if;
    perform pg_notify('parapet_jobs', p_sweep);
    return v_count;
end $$;

create function parapet.sweep_progress(
    p_sweep text, out ready bigint, out running bigint, out done bigint, out failed bigint,
    out reads bigint, out unknown bigint
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select j.ready, j.running, r.done, r.failed, r.reads, r.unknown
    from (
        select count(*) filter (where state = 'ready') as ready,
            count(*) filter (where state = 'running') as running
        from job where sweep = p_sweep
    ) j, (
        select count(*) filter (where outcome = 'done') as done,
            count(*) filter (where outcome = 'failed') as failed,
            coalesce(sum(reads), 0)::bigint as reads,
            coalesce(sum(unknown), 0)::bigint as unknown
        from job_result where sweep = p_sweep
    ) r
$$;

-- What a worker judges with: the texts stored with the sweep, never its own folder.
create function parapet.sweep_material(p_sweep text)
returns table (
    config text, config_sha256 text, guardrails jsonb, guardrails_sha256 text, estate jsonb,
    narrowing jsonb
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select config, config_sha256, guardrails, guardrails_sha256, estate, narrowing
    from sweep where id = p_sweep
$$;

create function parapet.fail_sweep(p_token bigint, p_sweep text, p_error text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    update sweep set state = 'failed', error = p_error, finished_at = clock_timestamp()
    where id = p_sweep and state in ('requested', 'discovering', 'running');
    if not found then
        raise exception 'sweep % has ended', p_sweep using errcode = 'PA005';
    end if;
    delete from job where sweep = p_sweep;
    delete from job_result where sweep = p_sweep;
    perform pg_notify('parapet_sweeps', p_sweep);
end $$;

-- Who may -----------------------------------------------------------------------------------

revoke execute on all functions in schema parapet from public;
grant usage on schema parapet to parapet_worker, parapet_coordinator, parapet_operator,
    parapet_reader;
grant select on parapet.migration to parapet_worker, parapet_coordinator, parapet_operator,
    parapet_reader;
grant execute on function
    parapet.heartbeat, parapet.retire, parapet.sweep_material
    to parapet_worker, parapet_coordinator;
grant execute on function
    parapet.claim, parapet.complete_discovery, parapet.fail_job, parapet.release_job
    to parapet_worker;
grant execute on function
    parapet.acquire_leadership, parapet.release_leadership, parapet.reap,
    parapet.active_sweeps, parapet.begin_discovery, parapet.begin_scan, parapet.fail_sweep
    to parapet_coordinator;
grant execute on function parapet.sweep_progress to parapet_coordinator, parapet_operator;
grant execute on function parapet.request_sweep to parapet_operator, parapet_coordinator;
-- For COPY; what these columns leave out has its default, so a row can only come in as ready.
grant insert (sweep, kind, account, region, service) on parapet.job to parapet_coordinator;
