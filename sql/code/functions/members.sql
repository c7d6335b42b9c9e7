-- Processes and what they hold.

-- The public name of the process that knows this secret: its kind's letter and half a digest.
create or replace function parapet.process_name(p_secret text) returns text
language sql immutable
return left(p_secret, 2) || left(encode(sha256(convert_to(p_secret, 'UTF8')), 'hex'), 32);

-- The version of the schema: what was applied of sql/tables.
create or replace function parapet.schema_version() returns integer
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select max(version) from migration
$$;

-- Of a program of the version before, and the first half of sign_of_life.
-- Keeps the leases of a process alive; answers the schema's version, so that a process hears of an
-- upgrade. Must have been called before the first claim.
create or replace function parapet.heartbeat(p_secret text, p_role text, p_host text)
returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_process text := process_name(p_secret);
begin
    perform set_config('synchronous_commit', 'off', true);
    if not pg_has_role(session_user, 'parapet_' || p_role, 'member') then
        raise exception '% is not a member of parapet_%', session_user, p_role
            using errcode = '42501';
    end if;
    update member set heartbeat = clock_timestamp() where process = v_process;
    if not found then
        insert into member (process, role, host) values (v_process, p_role, p_host)
        on conflict (process) do update set heartbeat = excluded.heartbeat;
    end if;
    return schema_version();
end $$;

-- Likewise; says how soon the next one comes and how far the process found its clock to be ahead, and
-- answers what time it is here.
create or replace function parapet.sign_of_life(
    p_secret text, p_role text, p_host text, p_beat_seconds double precision,
    p_ahead_seconds double precision, out version integer, out moment timestamptz
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    if p_beat_seconds not between 0.1 and 3600 or abs(p_ahead_seconds) > 1e10 then
        raise exception 'a sign of life comes every 0.1 to 3600 seconds' using errcode = 'PA003';
    end if;
    version := heartbeat(p_secret, p_role, p_host);
    update member set beat_seconds = p_beat_seconds, ahead_seconds = p_ahead_seconds
    where process = process_name(p_secret)
        and (beat_seconds, ahead_seconds) is distinct from (p_beat_seconds, p_ahead_seconds);
    moment := clock_timestamp();
end $$;

-- A clean stop: the jobs go back at once. A job that every worker gives back ends as a dead letter.
create or replace function parapet.retire(p_secret text, p_drain_budget integer) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_process text := process_name(p_secret);
    v_job job;
begin
    for v_job in
        select * from job where state = 'running' and worker = v_process order by id for update
    loop
        perform put_back(
            v_job, 'drain', 'its worker stopped before it was done', null, p_drain_budget
        );
    end loop;
    delete from member where process = v_process;
end $$;

-- Puts back what the process holds by our books for so long, and not by its own: the answer to its
-- claim was lost on the way, or it could not say how the job ended. Answers how many.
create or replace function parapet.return_unheld(
    p_secret text, p_held bigint[], p_deadline_seconds integer, p_older_seconds integer,
    p_budget integer
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
    v_count integer := 0;
begin
    for v_job in
        select * from job
        where state = 'running' and worker = process_name(p_secret) and id <> all (p_held)
            and deadline < clock_timestamp()
                + make_interval(secs => p_deadline_seconds - p_older_seconds)
        order by id for update skip locked
    loop
        perform put_back(v_job, 'outage', 'its worker does not know of it', 0, p_budget);
        v_count := v_count + 1;
    end loop;
    if v_count > 0 then
        perform pg_notify('parapet_jobs', '');
    end if;
    return v_count;
end $$;

-- For the leader: takes back the jobs of workers that fell silent and jobs past their deadline; each
-- counts as a failure, so that a job which kills its workers ends as a dead letter. Answers how many.
create or replace function parapet.reap(
    p_token bigint, p_lease_seconds integer, p_budget integer
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
    v_count integer := 0;
begin
    perform require_leader(p_token);
    if p_lease_seconds not between 4 and 3600 then
        raise exception 'a process is silent for 4 to 3600 seconds before it has lost its jobs'
            using errcode = 'PA003';
    end if;
    for v_job in
        select j.* from job j
        left join member m on m.process = j.worker
            and m.heartbeat > clock_timestamp() - make_interval(secs => p_lease_seconds)
        where j.state = 'running' and (m.process is null or j.deadline < clock_timestamp())
        order by j.id for update of j skip locked
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
