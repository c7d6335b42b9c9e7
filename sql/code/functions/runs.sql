-- Runs as workers move them on. A job of kind `advance` takes what happened and says what becomes of the
-- run; a job of kind `step` makes one attempt at one step. Each is bound to the run that its payload
-- names.

-- An entry of a run's evidence. Who acts is the connection's login.
create or replace function parapet.log_evidence(p_run text, p_what text, p_detail jsonb)
returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_last evidence;
    v_entry text;
begin
    -- One after another: the run's row is held by whoever writes.
    perform from run where id = p_run for update;
    select * into v_last from evidence where run = p_run order by number desc limit 1;
    v_entry := jsonb_build_object(
        'run', p_run, 'number', coalesce(v_last.number, 0) + 1,
        'at', to_json(clock_timestamp() at time zone 'UTC') #>> '{}' || 'Z',
        'who', coalesce(nullif(p_detail ->> 'by', ''), session_user), 'what', p_what,
        'detail', p_detail - 'by'
    )::text;
    insert into evidence (run, number, entry, previous, hash)
    values (p_run, coalesce(v_last.number, 0) + 1, v_entry, coalesce(v_last.hash, ''),
        evidence_hash(coalesce(v_last.hash, ''), v_entry));
end $$;

-- The first entry of a run's evidence, whoever starts it. It says what the file is then held to: every
-- change is in the log by its hash.
create or replace function parapet.log_run_started(p_run text, p_detail jsonb) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select log_evidence(p_run, 'run started', p_detail || jsonb_build_object('evidence', 2))
$$;

create or replace function parapet.evidence_hash(p_previous text, p_entry text) returns text
language sql immutable
return encode(sha256(convert_to(p_previous || E'\n' || p_entry, 'UTF8')), 'hex');

-- A job that takes what happened to a run, at once or at a time.
create or replace function parapet.advance_later(p_run text, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    insert into job (batch, kind, account, gate, payload, rules, run_after)
    select b.id, 'advance', r.account, r.account || '/run/' || r.id,
        jsonb_build_object('run', r.id), r.rules, p_at
    from batch b cross join run r where b.lane = 'run' and r.id = p_run;
    perform pg_notify('parapet_jobs', '');
end $$;

-- Something happened to a run: a worker takes it.
create or replace function parapet.note_run_event(p_run text, p_event jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    insert into run_event (run, event) values (p_run, p_event);
    perform advance_later(p_run, clock_timestamp());
end $$;

-- The run of a job, and what happened to it that nobody has taken:
-- {"run":{…},"events":[{"id","at","event"}]}.
create or replace function parapet.begin_advance(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
    v_run run;
begin
    select * into v_run from run where id = v_job.payload ->> 'run';
    if not found or v_job.kind <> 'advance' then
        raise exception 'this job names no run' using errcode = 'PA003';
    end if;
    return jsonb_build_object('run', to_jsonb(v_run), 'events', coalesce((
        select jsonb_agg(jsonb_build_object(
            'id', e.id, 'at', to_json(e.at at time zone 'UTC') #>> '{}' || 'Z', 'event', e.event
        ) order by e.id)
        from run_event e where e.run = v_run.id and e.taken is null
    ), '[]'));
end $$;

-- What became of a run: {"version","state","status","round","ended","taken":[ID],"work":[{"step","task",
-- "attempt","type","key","undo","inputs","inputs_sha256"}],"gates":[{"step","by","two_persons",
-- "reason"}],"closed":[STEP],"wakes":[TIME],"notices":[TEXT],"finished":BOOL}. PA018 where another
-- worker moved it on meanwhile.
create or replace function parapet.put_run(p_job parapet.job, p_run jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set plan_cache_mode = auto as $$
declare
    v_id text := p_job.payload ->> 'run';
    v_bounds jsonb;
    x jsonb;
begin
    perform set_config('synchronous_commit', 'on', true);
    update run set state = p_run -> 'state', status = p_run ->> 'status',
        round = (p_run ->> 'round')::integer, version = version + 1,
        ended = (p_run ->> 'ended')::timestamptz
    where id = v_id and version = (p_run ->> 'version')::bigint;
    if not found then
        raise exception 'the run was moved on meanwhile' using errcode = 'PA018';
    end if;
    update run_event set taken = (p_run ->> 'version')::bigint + 1
    where run = v_id and taken is null
        and id in (select value::bigint from jsonb_array_elements_text(p_run -> 'taken'));
    for x in select jsonb_array_elements(p_run -> 'work') loop
        insert into run_step (run, step, task, attempt, type, key, undo, inputs, inputs_sha256)
        values (v_id, x ->> 'step', (x ->> 'task')::integer, (x ->> 'attempt')::integer,
            x ->> 'type', x ->> 'key', (x ->> 'undo')::boolean, x -> 'inputs',
            x ->> 'inputs_sha256');
        insert into job (batch, kind, account, gate, payload, rules)
        values (p_job.batch, 'step', p_job.account,
            p_job.account || '/run/' || v_id || '/' || (x ->> 'step') || '/' || (x ->> 'task'),
            jsonb_build_object('run', v_id, 'step', x ->> 'step',
                'task', (x ->> 'task')::integer, 'attempt', (x ->> 'attempt')::integer),
            p_job.rules);
    end loop;
    select bounds into v_bounds from run where id = v_id;
    for x in select jsonb_array_elements(p_run -> 'gates') loop
        -- Who may pass it, the rule book says.
        if v_bounds is not null
            and v_bounds #> array[x ->> 'step', 'gate', 'by'] is distinct from x -> 'by'
        then
            raise exception 'the playbook has no such gate at %', x ->> 'step'
                using errcode = 'PA003';
        end if;
        insert into run_gate (run, step, approvers, two_persons, reason)
        values (v_id, x ->> 'step', array(select jsonb_array_elements_text(x -> 'by')),
            (x ->> 'two_persons')::boolean, x ->> 'reason')
        on conflict (run, step) do update set is_open = true, asked = clock_timestamp(),
            approvers = excluded.approvers, two_persons = excluded.two_persons;
        perform log_evidence(v_id, 'gate asked', x);
        perform tell_of_gate(v_id, x ->> 'step');
    end loop;
    update run_gate set is_open = false
    where run = v_id and step in (select jsonb_array_elements_text(p_run -> 'closed'));
    perform leave_unsaid(array(
        select v_id || '/' || s from jsonb_array_elements_text(p_run -> 'closed') s
    ), '{run}');
    for x in select jsonb_array_elements(p_run -> 'wakes') loop
        perform advance_later(v_id, (x #>> '{}')::timestamptz);
    end loop;
    for x in select jsonb_array_elements(p_run -> 'notices') loop
        perform log_evidence(v_id, 'notice', jsonb_build_object('text', x));
    end loop;
    if (p_run ->> 'finished')::boolean then
        perform log_evidence(v_id, 'run ended', jsonb_build_object('status', p_run ->> 'status'));
        if p_run ->> 'status' in ('failed', 'refused', 'undone') then
            perform tell_of_run(v_id);
        end if;
    end if;
    perform pg_notify('parapet_jobs', '');
    perform pg_notify('parapet_sweeps', v_id);
end $$;

-- The attempt of a job, once it is about to be made, with what it has to know: the attempt's members, and
-- beside them "about": {"case","reason","started_by","started"} and "made": the changes of its task.
create or replace function parapet.begin_step(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
    v_step run_step;
    v_is_first boolean;
begin
    select * into v_step from run_step
    where run = v_job.payload ->> 'run' and step = v_job.payload ->> 'step'
        and task = (v_job.payload ->> 'task')::integer
        and attempt = (v_job.payload ->> 'attempt')::integer
    for update;
    if not found or v_job.kind <> 'step' then
        raise exception 'this job names no step' using errcode = 'PA003';
    end if;
    v_is_first := v_step.started is null;
    if v_is_first then
        update run_step set started = clock_timestamp()
        where run = v_step.run and step = v_step.step and task = v_step.task
            and attempt = v_step.attempt;
        perform log_evidence(v_step.run, case when v_step.undo then 'undo begun' else 'step begun' end,
            jsonb_build_object('step', v_step.step, 'task', v_step.task,
                'attempt', v_step.attempt, 'type', v_step.type,
                'inputs_sha256', v_step.inputs_sha256));
    end if;
    return to_jsonb(v_step) || jsonb_build_object(
        'about', (
            select jsonb_build_object('case', r.case_name, 'reason', r.reason,
                'started_by', r.started_by,
                'started', to_json(r.started at time zone 'UTC') #>> '{}' || 'Z')
            from run r where r.id = v_step.run
        ),
        'made', coalesce((
            select jsonb_agg(to_jsonb(c) order by c.proposed, c.id) from change c
            where c.id in (
                select id from change
                where run = v_step.run and step = v_step.step and task = v_step.task
                union all
                -- On the way back, what it relies on is its own.
                select h.change from change_hold h
                where v_step.undo and h.run = v_step.run and h.step = v_step.step
                    and h.task = v_step.task and h.released is null
            )
        ), '[]')
    );
end $$;

-- How an attempt ended: {"outcome","message","outputs_sha256","event"}; what it changed, the ledger knows.
-- What the run makes of it is another job's business.
create or replace function parapet.put_step(p_job parapet.job, p_end jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set plan_cache_mode = auto as $$
declare
    v_step run_step;
    v_event jsonb := p_end -> 'event';
begin
    perform set_config('synchronous_commit', 'on', true);
    update run_step s set ended = clock_timestamp(), outcome = p_end ->> 'outcome',
        message = p_end ->> 'message', outputs_sha256 = p_end ->> 'outputs_sha256',
        changes = step_changes(s)
    where run = p_job.payload ->> 'run' and step = p_job.payload ->> 'step'
        and task = (p_job.payload ->> 'task')::integer
        and attempt = (p_job.payload ->> 'attempt')::integer and ended is null
    returning * into v_step;
    if not found or v_event ->> 'step' is distinct from v_step.step
        or (v_event ->> 'task')::integer is distinct from v_step.task
        or (v_event ->> 'number')::integer is distinct from v_step.attempt
        or v_event ->> 'event' is distinct from
            (case when v_step.undo then 'undo ended' else 'step ended' end)
    then
        raise exception 'this job may not end that step' using errcode = 'PA003';
    end if;
    perform log_evidence(v_step.run, v_event ->> 'event', jsonb_build_object(
        'step', v_step.step, 'task', v_step.task, 'attempt', v_step.attempt,
        'outcome', v_step.outcome, 'message', v_step.message,
        'outputs_sha256', v_step.outputs_sha256, 'changes', v_step.changes
    ));
    perform note_run_event(v_step.run,
        v_event || jsonb_build_object('changes', v_step.changes));
end $$;

-- An attempt that no worker could bring to an end: the run is told that it failed.
create or replace function parapet.fail_step(p_job parapet.job, p_error text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_step run_step;
    v_message text := left('nobody could bring it to an end: ' || p_error, 4000);
begin
    select * into v_step from run_step
    where run = p_job.payload ->> 'run' and step = p_job.payload ->> 'step'
        and task = (p_job.payload ->> 'task')::integer
        and attempt = (p_job.payload ->> 'attempt')::integer and ended is null;
    if found then
        perform put_step(p_job, jsonb_build_object(
            'outcome', 'failed', 'message', v_message, 'event',
            jsonb_build_object(
                'event', case when v_step.undo then 'undo ended' else 'step ended' end,
                'step', v_step.step, 'task', v_step.task, 'number', v_step.attempt,
                'outcome', jsonb_build_object('failed', v_message, 'final', true)
            )
        ));
    end if;
end $$;
