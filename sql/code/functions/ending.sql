-- Jobs from a worker to their end.
--
-- What every job passes is planned once a session, by key: over a partitioned table PostgreSQL would
-- plan each call anew, which took longer than the work; and a table that was small then may not be
-- now. Functions that only those of this file call take over their caller's rights and settings:
-- setting them again costs 15 µs a call.

-- Takes the job off the queue for good, or refuses with PA001 when it has been given to another
-- attempt. The state is not asked: by primary key and fence alone the index of running jobs with
-- its many dead entries stays out of it.
create or replace function parapet.take_off(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer
) returns parapet.job
language plpgsql as $$
declare
    v_job job;
begin
    delete from job where id = p_job and batch = p_batch and attempt = p_attempt
        and worker = process_name(p_secret)
    returning * into v_job;
    if not found then
        raise exception 'job % attempt % is not held by %', p_job, p_attempt,
            process_name(p_secret) using errcode = 'PA001';
    end if;
    return v_job;
end $$;

-- Likewise, and leaves it where it is.
create or replace function parapet.hold_job(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer
) returns parapet.job
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
begin
    select * into v_job from job where id = p_job and batch = p_batch and attempt = p_attempt
        and worker = process_name(p_secret) for update;
    if not found then
        raise exception 'job % attempt % is not held by %', p_job, p_attempt,
            process_name(p_secret) using errcode = 'PA001';
    end if;
    return v_job;
end $$;

-- Counts for the sweep; nothing for a batch whose rows were cleared away: they would stay for ever.
create or replace function parapet.note_result(
    p_job parapet.job, p_outcome text, p_reads bigint, p_unknown bigint
) returns void
language plpgsql as $$
begin
    if exists (
        select from batch where id = p_job.batch and lane = 'sweep' and state <> 'cleared'
    ) then
        insert into job_result (
            batch, kind, account, gate, region, service, outcome, reads, unknown
        ) values (
            p_job.batch, p_job.kind, p_job.account, p_job.gate, p_job.payload ->> 'region',
            p_job.payload ->> 'service', p_outcome, p_reads, p_unknown
        )
        on conflict (batch, account, kind, gate) do update
            set outcome = excluded.outcome, reads = job_result.reads + excluded.reads,
                unknown = excluded.unknown;
    end if;
end $$;

-- Moves a job that was already locked to the dead letters.
create or replace function parapet.bury(p_job parapet.job, p_error text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_change change;
begin
    insert into job_failure (
        job, batch, kind, account, gate, payload, rules, failures, throttles, drains, outages,
        unanswered, error
    ) values (
        p_job.id, p_job.batch, p_job.kind, p_job.account, p_job.gate, p_job.payload, p_job.rules,
        p_job.failures, p_job.throttles, p_job.drains, p_job.outages,
        p_job.unanswered, p_error
    );
    perform note_result(p_job, 'failed', 0, 0);
    if p_job.kind = 'discover' then
        update account set role_state = 'failed', role_detail = p_error, discovered_at = now()
        where id = p_job.account;
    elsif p_job.kind in ('change', 'step') then
        -- What may have been sent, somebody has to look at.
        update change set waits = null, executed = clock_timestamp(),
            state = case when intended is null then 'failed' else 'conflict' end,
            reason = 'nobody could bring it to an end: ' || p_error
        where id = p_job.payload ->> 'change'
            and state in ('approved', 'executing', 'verifying')
        returning * into v_change;
        if found then
            perform tell_end(v_change, v_change.state, v_change.reason);
        end if;
        if p_job.kind = 'step' then
            perform fail_step(p_job, p_error);
        end if;
    elsif p_job.kind = 'propose' then
        -- Of what was announced, and cannot be planned, somebody has to know.
        perform tell_lapsed(c)
        from lapse_due(p_job, '{}', 'it could not be planned: ' || p_error) c;
    elsif p_job.kind = 'deliver' then
        perform bury_message(p_job, p_error);
    elsif p_job.kind = 'advance' then
        perform log_evidence(p_job.payload ->> 'run', 'not moved on',
            jsonb_build_object('message', p_error));
    end if;
    delete from job where id = p_job.id and batch = p_job.batch;
end $$;

-- Ends an attempt of a job that was already locked. Each cause has a budget of its own, so that a
-- night of throttling, or of a database or an AWS that is busy or away, does not use up the attempts of a job
-- that would work. Without a pause of its own the job waits, doubled each time and with jitter: after a
-- failure, an outage or no answer 5 s up to 5 minutes, a message 10 s up to an hour, after throttling 30 s up to
-- 15 minutes.
create or replace function parapet.put_back(
    p_job parapet.job, p_cause text, p_error text, p_pause_seconds double precision,
    p_budget integer
) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_times integer;
begin
    v_times := 1 + case p_cause when 'failure' then p_job.failures
        when 'throttle' then p_job.throttles when 'drain' then p_job.drains
        when 'outage' then p_job.outages when 'unanswered' then p_job.unanswered end;
    case p_cause
        when 'failure' then p_job.failures := v_times;
        when 'throttle' then p_job.throttles := v_times;
        when 'drain' then p_job.drains := v_times;
        when 'outage' then p_job.outages := v_times;
        when 'unanswered' then p_job.unanswered := v_times;
    end case;
    -- A message has a day, however often it is tried.
    if (case when p_job.kind <> 'deliver' then v_times >= p_budget
        else note_failed_message(p_job, p_error) end)
    then
        if p_cause = 'unanswered' then
            perform note_unread(p_job);
        end if;
        perform bury(p_job, p_error);
        return 'dead';
    end if;
    update job set state = 'ready', worker = null, deadline = null,
        last_error = coalesce(p_error, last_error), failures = p_job.failures,
        throttles = p_job.throttles, drains = p_job.drains, outages = p_job.outages,
        unanswered = p_job.unanswered,
        run_after = clock_timestamp() + make_interval(secs => coalesce(
            p_pause_seconds,
            case p_cause
                when 'outage' then least(300, 5 * 2 ^ least(v_times - 1, 10))
                when 'unanswered' then least(300, 5 * 2 ^ least(v_times - 1, 10))
                when 'failure' then case p_job.kind
                    when 'deliver' then least(3600, 10 * 2 ^ least(v_times - 1, 10))
                    else least(300, 5 * 2 ^ least(v_times - 1, 10)) end
                when 'throttle' then least(900, 30 * 2 ^ least(v_times - 1, 10))
                else 0
            end * (0.5 + random() / 2)
        ))
    where id = p_job.id and batch = p_job.batch;
    return 'retry';
end $$;

-- The leader goes on at once with what an event led to. Jobs of sweeps do not ring: a notification in each
-- transaction makes a sweep several times slower.
create or replace function parapet.ring_leader(
    p_job parapet.job, p_effects jsonb, p_findings integer
) returns void
language plpgsql as $$
begin
    if p_findings > 0 and p_job.payload ? 'events' then
        perform pg_notify('parapet_duties', 'findings');
    elsif p_job.kind = 'propose' and p_job.payload ->> 'quota' = '' then
        perform pg_notify('parapet_duties', 'changes');
    end if;
end $$;

-- A job is done: its effects and its end in one transaction. Answers how many findings changed.
-- PA001: the job is held by another attempt. PA014: exceptions changed since they were read, look
-- again. PA018: somebody else wrote of the scope, read again. Nothing was written then.
--
-- p_effects has a section for each kind of effect; which ones a job may have, its kind says:
-- {"account":{…},"look":{…},"coverage":[…],"inventory":{…},"judged":{…},"proposals":[…],
-- "change":{…},"joins":[…],"message":{…},"run":{…},"step":{…},"unread":true,"reads":…,"unknown":…}
--
-- Locks are taken in this order, here and wherever findings are written: the job, exceptions, scopes,
-- findings.
create or replace function parapet.finish(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer, p_effects jsonb
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
declare
    v_job job;
    v_allowed text[];
    v_section text;
    v_findings integer := 0;
    v_written integer := 0;
begin
    perform set_config('synchronous_commit', 'off', true);
    v_job := take_off(p_secret, p_job, p_batch, p_attempt);
    select effects into v_allowed from job_kind where kind = v_job.kind;
    for v_section in select jsonb_object_keys(p_effects - 'unknown') loop
        if not (v_section = any (v_allowed)) then
            raise exception 'a % may not have the effect ''%''', v_job.kind, v_section
                using errcode = 'PA003';
        end if;
    end loop;
    perform check_effects(p_effects);
    if v_job.kind = 'scan' and p_effects #>> '{look,since}' is not null then
        p_effects := without_written(v_job, p_effects);
    elsif v_job.kind in ('join', 'estate') and p_effects #>> '{look,since}' is not null
        and jsonb_array_length(p_effects #> '{look,changes}') > 0
    then
        p_effects := without_overtaken(v_job, p_effects);
    end if;
    if jsonb_array_length(p_effects #> '{look,changes}') > 0 then
        v_findings := finish_look(v_job, p_effects -> 'look');
    end if;
    if p_effects ? 'inventory' then
        v_written := put_inventory(v_job, p_effects -> 'inventory');
    end if;
    if p_effects ? 'coverage' then
        perform put_coverage(v_job, p_effects, v_findings + v_written > 0);
    elsif v_findings + v_written > 0 then
        -- Somebody else's look at this scope has something to compare again.
        perform overtake_scope(v_job);
    end if;
    if p_effects ? 'account' then
        perform put_role(v_job, p_effects -> 'account');
    end if;
    if p_effects ? 'unread' then
        perform note_unread(v_job);
    elsif v_job.kind in ('scan', 'discover') then
        perform note_read(v_job);
    end if;
    if p_effects ? 'judged' then
        perform put_judged(v_job, p_effects -> 'judged');
    end if;
    if p_effects ? 'proposals' then
        perform put_proposals(v_job, p_effects -> 'proposals');
    end if;
    if p_effects ? 'change' then
        perform end_change(v_job, p_effects -> 'change');
    end if;
    if p_effects ? 'joins' then
        perform put_joins(v_job, p_effects -> 'joins');
    end if;
    if p_effects ? 'message' then
        perform end_message(v_job, p_effects -> 'message');
    end if;
    if p_effects ? 'run' then
        perform put_run(v_job, p_effects -> 'run');
    end if;
    if p_effects ? 'step' then
        perform put_step(v_job, p_effects -> 'step');
    end if;
    perform ring_leader(v_job, p_effects, v_findings);
    perform note_result(v_job, 'done', coalesce((p_effects ->> 'reads')::bigint, 0),
        coalesce((p_effects ->> 'unknown')::bigint, 0));
    return v_findings;
end $$;

-- One attempt that came to nothing: `retry` after a pause, or `dead` when the budget of its cause
-- (`failure`, `throttle`, `outage` or `unanswered`) is used up. With `unread` something of it was not
-- answered, and what was read is there: `spent` when that budget is used up, and the job is to be
-- finished with what there is. What was waited for once is not waited for in each job: it is looked at
-- again until it answers.
create or replace function parapet.retry(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer, p_cause text, p_error text,
    p_budget integer
) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
begin
    perform set_config('synchronous_commit', 'off', true);
    v_job := hold_job(p_secret, p_job, p_batch, p_attempt);
    if p_cause in ('unanswered', 'unread') and is_unread(v_job) then
        p_budget := 0;
    end if;
    if p_cause = 'unread' and v_job.unanswered + 1 >= p_budget then
        return 'spent';
    end if;
    return put_back(
        v_job, case p_cause when 'unread' then 'unanswered' else p_cause end,
        left(p_error, 4000), null, p_budget
    );
end $$;

-- Nothing is ready yet: the job comes again in so many seconds, and nothing is counted.
create or replace function parapet.snooze(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer, p_seconds double precision
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
begin
    perform set_config('synchronous_commit', 'off', true);
    if p_seconds not between 0 and 86400 then
        raise exception 'a job is put off for a day at most' using errcode = 'PA003';
    end if;
    update job set state = 'ready', worker = null, deadline = null,
        run_after = clock_timestamp() + make_interval(secs => p_seconds)
    where id = v_job.id and batch = v_job.batch;
end $$;

-- Trying again would not help.
create or replace function parapet.give_up(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer, p_error text
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform bury(hold_job(p_secret, p_job, p_batch, p_attempt), left(p_error, 4000));
end $$;

-- Puts a job that ran out of attempts back, while its sweep still runs; answers whether it did. The
-- joins of its account, and those over the estate, are done again over what it brings.
create or replace function parapet.retry_job(p_job bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_failed job_failure;
    v_sweep text;
begin
    select * into v_failed from job_failure where job = p_job for update;
    if not found then
        raise exception 'job % is not among those that ran out of attempts', p_job
            using errcode = 'PA017';
    end if;
    -- The lock keeps the sweep from being finished meanwhile.
    select id into v_sweep from sweep where batch = v_failed.batch and state = 'running'
    for share;
    if not found or v_failed.kind = 'discover' then
        return false;
    end if;
    insert into job (batch, kind, account, gate, payload, rules, waits)
    values (v_failed.batch, v_failed.kind, v_failed.account, v_failed.gate, v_failed.payload,
        v_failed.rules, v_failed.kind = 'estate');
    delete from job_result where batch = v_failed.batch and account = v_failed.account
        and kind = v_failed.kind and gate = v_failed.gate;
    if v_failed.kind = 'scan' then
        -- Those that run are started over (their worker is told that it lost them), those that did
        -- not begin wait, those that ended meanwhile are seen by the next statement.
        update job set waits = true, state = 'ready', worker = null, deadline = null
        where batch = v_failed.batch
            and (account = v_failed.account and kind = 'join' or kind = 'estate');
        with again as (
            delete from job_result
            where batch = v_failed.batch
                and (account = v_failed.account and kind = 'join' or kind = 'estate')
            returning *
        )
        insert into job (batch, kind, account, gate, payload, waits)
        select batch, kind, account, gate,
            jsonb_build_object('region', region, 'service', service), true
        from again;
        delete from job_failure
        where batch = v_failed.batch
            and (account = v_failed.account and kind = 'join' or kind = 'estate');
    end if;
    delete from job_failure where job = p_job;
    perform log_action('job retried', p_job::text, to_jsonb(v_failed));
    perform pg_notify('parapet_jobs', v_sweep);
    return true;
end $$;
