-- Changes that steps of runs make: rows of the same ledger, taken by the job of the step, and then made
-- like those of guardrails.

-- The attempt of a job that is made now.
create or replace function parapet.held_step(p_job parapet.job) returns parapet.run_step
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_step run_step;
begin
    select * into v_step from run_step
    where run = p_job.payload ->> 'run' and step = p_job.payload ->> 'step'
        and task = (p_job.payload ->> 'task')::integer
        and attempt = (p_job.payload ->> 'attempt')::integer;
    if not found or p_job.kind <> 'step' then
        raise exception 'this job names no step' using errcode = 'PA003';
    end if;
    return v_step;
end $$;

-- Whether two different persons have to let a step go on; null where it has no gate. What the playbook
-- leaves to a condition, the run's gate says, and two where nobody does.
create or replace function parapet.gate_takes_two(p_run parapet.run, p_step text) returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select case when jsonb_typeof(g.gate) = 'object' then coalesce(
        (g.gate ->> 'two_persons')::boolean,
        (select two_persons from run_gate where run = p_run.id and step = p_step),
        true
    ) end
    from (select p_run.bounds -> p_step -> 'gate' as gate) g
$$;

-- Who lets a step of a run change something: {"by","at","reason"}. Those who passed its gate, by what
-- people said and not by what workers say of it; without a gate whoever started the run.
create or replace function parapet.step_leave(p_run parapet.run, p_step text) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_two boolean := gate_takes_two(p_run, p_step);
    v_leave jsonb;
    v_count integer;
begin
    if p_run.dry or p_run.only_analyses then
        raise exception 'run % changes nothing', p_run.id using errcode = 'PA003';
    end if;
    if not coalesce((p_run.bounds -> p_step ->> 'responds')::boolean, false) then
        raise exception 'the step % of run % changes nothing', p_step, p_run.id
            using errcode = 'PA003';
    end if;
    if v_two is null then
        return jsonb_build_object('by', p_run.started_by, 'at', p_run.started,
            'reason', p_run.reason);
    end if;
    select count(*), jsonb_build_object('by', string_agg(d.by, ', ' order by d.at),
        'at', max(d.at), 'reason', string_agg(d.reason, '; ' order by d.at))
    into v_count, v_leave
    from (
        select distinct on (event ->> 'by') event ->> 'by' as by, at, event ->> 'reason' as reason
        from run_event
        where run = p_run.id and event ->> 'event' = 'decided' and event ->> 'step' = p_step
            and (event ->> 'approved')::boolean
            -- Who asked for it is none of two.
            and not (v_two and event ->> 'by' = p_run.started_by)
        order by event ->> 'by', at
    ) d;
    if v_count < 1 + v_two::integer then
        raise exception 'nobody let the step % of run % go on', p_step, p_run.id
            using errcode = 'PA003';
    end if;
    return v_leave;
end $$;

-- Who had a run taken back.
create or replace function parapet.undo_leave(p_run parapet.run) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_leave jsonb;
begin
    select jsonb_build_object('by', event ->> 'by', 'at', at) into v_leave from run_event
    where run = p_run.id and event ->> 'event' = 'undo asked' order by id desc limit 1;
    if not found then
        raise exception 'nobody asked for run % to be undone', p_run.id using errcode = 'PA003';
    end if;
    return v_leave;
end $$;

-- A change of a step: as a plan came to, like a proposal of a guardrail's, with "undoes" where it takes
-- one back. The same target of the same task has one that goes on, or is done; asked again, it is
-- answered as it stands, and what was stopped goes on where nobody stops it any more. The job then is
-- about this change.
create or replace function parapet.take_change(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer, p_change jsonb
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
    v_step run_step := held_step(v_job);
    v_run run;
    v_change change;
begin
    perform set_config('synchronous_commit', 'on', true);
    select * into v_run from run where id = v_step.run for update;
    -- Nobody begins to rely on what is taken back.
    perform from change where id = p_change ->> 'undoes' for update;
    perform check_run_change(v_run, v_step, p_change);
    select * into v_change from change c
    where c.run = v_step.run and c.step = v_step.step and c.task = v_step.task
        and c.target_key = p_change ->> 'target_key' and c.part = p_change ->> 'part'
        and c.undoes is not distinct from p_change ->> 'undoes'
    order by c.proposed desc, c.id limit 1
    for update;
    if not found
        or v_change.state not in ('approved', 'executing', 'verifying', 'stopped', 'done')
    then
        v_change := put_run_change(v_run, v_step, v_job, p_change);
    elsif v_change.state = 'stopped' and change_stopped(null) is null then
        update change set state = 'approved', reason = null where id = v_change.id
        returning * into v_change;
    end if;
    update job set payload = payload || jsonb_build_object('change', v_change.id)
    where id = v_job.id and batch = v_job.batch;
    return to_jsonb(v_change);
end $$;

-- What a step may change: in its own account and region, by the action that it is; an undo what the same
-- task changed or relies on, once no other run does.
create or replace function parapet.check_run_change(
    p_run parapet.run, p_step parapet.run_step, p_change jsonb
) returns void
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_undone change;
begin
    if not is_proposal(p_change) then
        raise exception 'the change is not as it is to be' using errcode = 'PA003';
    end if;
    if p_step.started is null or p_step.ended is not null
        or not p_step.undo and p_change ->> 'undoes' is not null
        -- On the way back, what was left halfway is ended before.
        or p_step.undo and p_change ->> 'undoes' is null and not exists (
            select from change c
            where c.run = p_step.run and c.step = p_step.step and c.task = p_step.task
                and c.target_key = p_change ->> 'target_key' and c.part = p_change ->> 'part'
                and c.undoes is null and c.state in ('approved', 'executing', 'verifying', 'stopped')
        )
        or p_change ->> 'action' is distinct from p_step.type
        or p_change #>> '{request,target,account}' is distinct from step_account(p_run, p_step)
        or p_change ->> 'region' not in (p_step.inputs ->> 'region', 'global')
        or p_change ->> 'target_key' is distinct from concat_ws('/',
            p_change #>> '{request,target,account}', p_change #>> '{request,target,region}',
            p_change #>> '{request,target,type}', p_change #>> '{request,target,id}')
    then
        raise exception 'this step may not change that' using errcode = 'PA003';
    end if;
    if p_run.bounds -> p_step.step ->> 'type' is distinct from p_step.type then
        raise exception 'the playbook of run % says otherwise', p_run.id using errcode = 'PA003';
    end if;
    if p_change ->> 'undoes' is not null then
        select * into v_undone from change where id = p_change ->> 'undoes';
        if v_undone.id is null or not has_change(p_step, v_undone)
            or v_undone.account is distinct from step_account(p_run, p_step)
            or v_undone.undoes is not null or v_undone.undone_by is not null
            or v_undone.request is distinct from p_change -> 'request'
        then
            raise exception 'this step may not take that back' using errcode = 'PA003';
        end if;
        if cardinality(other_holders(v_undone, p_step.run)) > 0 then
            raise exception 'other runs rely on the change %', v_undone.id using errcode = 'PA018';
        end if;
    end if;
end $$;

-- Where a step works; empty where that is no account.
create or replace function parapet.step_account(
    p_run parapet.run, p_step parapet.run_step
) returns text
language sql stable
return coalesce(p_step.inputs ->> 'account', p_run.account);

create or replace function parapet.put_run_change(
    p_run parapet.run, p_step parapet.run_step, p_job parapet.job, p_change jsonb
) returns parapet.change
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_leave jsonb := case when p_step.undo then undo_leave(p_run)
        else step_leave(p_run, p_step.step) end;
    v_account text := step_account(p_run, p_step);
    v_change change;
begin
    insert into change as c (
        key, run, step, task, action, account, environment, region, resource, target, target_key,
        part, mode, state, rules, request, before, before_hash, planned, expected, proposed_by,
        decided_by, decided_at, decided_reason, admitted, undoes
    ) values (
        concat_ws(' ', 'run', p_run.id, p_step.step, p_step.task, p_change ->> 'target_key',
            p_change ->> 'part', p_change ->> 'undoes', (
                select count(*) from change o
                where o.run = p_run.id and o.step = p_step.step and o.task = p_step.task
            )),
        p_run.id, p_step.step, p_step.task, p_step.type, v_account,
        (select environment from account where id = v_account), p_change ->> 'region',
        p_change -> 'resource', p_change -> 'target', p_change ->> 'target_key',
        p_change ->> 'part', 'approve', 'approved', coalesce(p_job.rules, p_run.rules),
        p_change -> 'request', nullif(p_change -> 'before', 'null'), p_change ->> 'before_hash',
        p_change -> 'planned', nullif(p_change -> 'expected', 'null'), p_run.started_by,
        v_leave ->> 'by', (v_leave ->> 'at')::timestamptz, v_leave ->> 'reason',
        clock_timestamp(), p_change ->> 'undoes'
    )
    returning * into v_change;
    return v_change;
end $$;

-- How a change of a step ended, as a job of a change tells it. Answers the change.
create or replace function parapet.end_run_change(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer, p_end jsonb
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
    v_step run_step := held_step(v_job);
begin
    perform end_change(v_job, p_end);
    return (select to_jsonb(c) from change c where id = v_job.payload ->> 'change');
end $$;

-- The changes of a task by which something may have been sent, and those of other runs that it relies
-- on, in their order.
create or replace function parapet.step_changes(p_step parapet.run_step) returns text[]
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select coalesce(array_agg(id order by proposed, id), '{}') from change
    where id in (
        select id from change
        where run = p_step.run and step = p_step.step and task = p_step.task
            and (undoes is not null) = p_step.undo and intended is not null
        union all
        select h.change from change_hold h
        where not p_step.undo and h.run = p_step.run and h.step = p_step.step
            and h.task = p_step.task and h.released is null
    )
$$;

-- Whether a task made a change, or relies on it.
create or replace function parapet.has_change(p_step parapet.run_step, p_change parapet.change)
returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select (p_change.run, p_change.step, p_change.task)
            is not distinct from (p_step.run, p_step.step, p_step.task)
        or exists (
            select from change_hold h
            where h.change = p_change.id and h.run = p_step.run and h.step = p_step.step
                and h.task = p_step.task and h.released is null
        )
$$;

-- The other runs that rely on a change: the one that made it, until it let it go, and those that found it.
create or replace function parapet.other_holders(p_change parapet.change, p_run text)
returns text[]
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select coalesce(array_agg(r.id order by r.id), '{}')
    from run r
    where r.id <> p_run and r.status <> 'undone' and r.id in (
        select p_change.run where not exists (
            select from change_hold h where h.change = p_change.id and h.run = p_change.run
        )
        union all
        select h.run from change_hold h where h.change = p_change.id and h.released is null
    )
$$;

-- What other runs did to a target by the same action, and stands: from now on the step's run relies on it
-- too, and it is not taken back before this run lets it go. False where one is being made or taken back
-- now: what is there then tells nothing yet.
create or replace function parapet.hold_standing(
    p_step parapet.run_step, p_account text, p_target_key text, p_part text
) returns boolean
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_change change;
begin
    if exists (
        select from change c
        where c.target_key = p_target_key and c.part = p_part and c.action = p_step.type
            and c.run <> p_step.run and c.undoes is null
            and c.state in ('executing', 'verifying')
    ) then
        return false;
    end if;
    for v_change in
        select * from change c
        where c.target_key = p_target_key and c.part = p_part and c.action = p_step.type
            and c.state = 'done' and c.run <> p_step.run and c.account = p_account
            and c.undoes is null and c.undone_by is null
            and not exists (
                select from change_hold h where h.change = c.id and h.run = p_step.run
            )
        order by c.id for update
    loop
        -- It may have ended while it was waited for.
        select * into v_change from change where id = v_change.id;
        continue when v_change.undone_by is not null;
        if exists (
            select from change u where u.undoes = v_change.id
                and u.state in ('approved', 'executing', 'verifying', 'stopped')
        ) then
            return false;
        end if;
        insert into change_hold (change, run, step, task)
        values (v_change.id, p_step.run, p_step.step, p_step.task);
        perform log_evidence(p_step.run, 'change held', jsonb_build_object(
            'step', p_step.step, 'task', p_step.task, 'change', v_change.id,
            'action', v_change.action, 'target', v_change.target, 'of', v_change.run
        ));
    end loop;
    return true;
end $$;

-- Before a step looks at a target that may be as it should be already.
create or replace function parapet.hold_change(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer, p_target jsonb
) returns boolean
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
    v_step run_step := held_step(v_job);
    v_run run;
begin
    if v_step.undo or v_step.started is null or v_step.ended is not null then
        raise exception 'this step relies on nothing now' using errcode = 'PA003';
    end if;
    select * into v_run from run where id = v_step.run for update;
    return hold_standing(v_step, step_account(v_run, v_step), p_target ->> 'target_key',
        p_target ->> 'part');
end $$;

-- A step that is taken back lets a change go. Answers the other runs that rely on it: it stays then. None:
-- this run was the last, and takes it back.
create or replace function parapet.let_go_change(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer, p_change text
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
    v_step run_step := held_step(v_job);
    v_change change;
    v_others text[];
begin
    select * into v_change from change where id = p_change for update;
    if v_change.id is null or not v_step.undo or v_step.started is null
        or v_step.ended is not null or not has_change(v_step, v_change)
    then
        raise exception 'this step has no such change' using errcode = 'PA003';
    end if;
    v_others := other_holders(v_change, v_step.run);
    if cardinality(v_others) > 0 and not exists (
        select from change_hold where change = p_change and run = v_step.run
            and released is not null
    ) then
        insert into change_hold (change, run, step, task, released)
        values (p_change, v_step.run, v_step.step, v_step.task, clock_timestamp())
        on conflict (change, run) do update set released = excluded.released;
        perform log_evidence(v_step.run, 'change left', jsonb_build_object(
            'step', v_step.step, 'task', v_step.task, 'change', p_change,
            'action', v_change.action, 'target', v_change.target, 'held_by', to_jsonb(v_others)
        ));
    end if;
    return to_jsonb(v_others);
end $$;
