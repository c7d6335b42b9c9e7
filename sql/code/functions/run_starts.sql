-- Runs that guardrails have started: a change of the ledger is let through, and becomes a run.

-- Starts the run that the change of a job asks for: {"started":RUN}, {"goes_on":RUN} where one of the same
-- playbook is about the same finding, {"refused":REASON}, or {"stopped":true}. Asked again it answers the
-- same run. Which playbook, the guardrail's rule says, and where, its finding: no worker's word.
create or replace function parapet.start_change_run(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
    v_change change := held_change(v_job);
    v_name text := substr(v_change.action, 10);
    v_by text := coalesce(v_change.decided_by, 'parapet');
    v_id text;
begin
    perform set_config('synchronous_commit', 'on', true);
    if v_job.kind <> 'change' or v_change.action not like 'playbook %' then
        raise exception 'this job starts no run' using errcode = 'PA003';
    end if;
    select id into v_id from run where change = v_change.id;
    if found then
        return jsonb_build_object('started', v_id);
    end if;
    if v_change.state <> 'approved' then
        return jsonb_build_object('stopped', true);
    end if;
    perform from change_stop for share;
    if change_stopped(v_change.guardrail) is not null then
        perform stop_change(v_change, change_stopped(v_change.guardrail));
        return jsonb_build_object('stopped', true);
    end if;
    if not may_make(v_change) then
        return jsonb_build_object('stopped', true);
    end if;
    perform from finding where id = v_change.finding and status = 'open' for update;
    if not found then
        return jsonb_build_object('refused', 'the finding is not open any more');
    end if;
    select id into v_id from run
    where finding = v_change.finding and playbook = v_name and status in ('running', 'waiting');
    if found then
        return jsonb_build_object('goes_on', v_id);
    end if;
    begin
        v_id := put_started_run(v_change, v_name, v_by);
    exception when sqlstate 'PA024' or sqlstate 'PA025' or sqlstate 'PA026' or sqlstate 'PA027'
        or sqlstate 'PA028' or sqlstate 'PA029'
    then
        return jsonb_build_object('refused', sqlerrm);
    end;
    update change set intended = clock_timestamp() where id = v_change.id;
    perform log_action('run started', v_id, jsonb_build_object(
        'playbook', v_name, 'by', v_by, 'guardrail', v_change.guardrail,
        'finding', v_change.finding, 'change', v_change.id
    ));
    return jsonb_build_object('started', v_id);
end $$;

create or replace function parapet.put_started_run(
    p_change parapet.change, p_name text, p_by text
) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_input jsonb := p_change.planned #> '{0,input}';
    v_known jsonb;
    v_rule jsonb;
    v_rules integer := newest_rules();
    v_target inventory;
    v_reason text;
    v_id text;
begin
    if v_input ->> 'playbook' is distinct from p_name or not coalesce((
        select changes -> 'playbooks' ? p_name from guardrail_rule
        where guardrail = p_change.guardrail and current
    ), false) then
        raise exception '% does not start % any more', p_change.guardrail, p_name
            using errcode = 'PA026';
    end if;
    select rules into v_known from rule_book where id = v_rules;
    v_rule := v_known #> array['playbooks', p_name];
    if v_rule is null then
        raise exception 'the rules in force have no playbook ''%''', p_name using errcode = 'PA026';
    end if;
    -- What a person let pass is what he could look at.
    if p_change.decided_by is not null and v_rule ->> 'sha256' is distinct from v_input ->> 'sha256'
    then
        raise exception 'the playbook % is another now than the one that was approved', p_name
            using errcode = 'PA027';
    end if;
    perform check_startable(p_name, v_rule,
        coalesce((v_known ->> 'responder')::boolean, false), true);
    if v_rule ->> 'target' is not null then
        select * into v_target from inventory
        where account = p_change.account and type = v_rule ->> 'target'
            and type = v_input #>> '{target,type}' and region = v_input #>> '{target,region}'
            and id = v_input #>> '{target,id}' and gone is null;
        if not found then
            raise exception 'there is no such target in account %', p_change.account
                using errcode = 'PA024';
        end if;
    end if;
    v_reason := left(concat_ws(': ', p_change.guardrail,
        (select title from guardrail_rule where guardrail = p_change.guardrail)), 2000);
    insert into run (playbook, text, sha256, target, account, inputs, reason, started_by, rules,
        bounds, finding, guardrail, change)
    select p_name, p.text, p.sha256, case when v_target.id is not null then jsonb_build_object(
            'type', v_target.type, 'account', v_target.account, 'region', v_target.region,
            'id', v_target.id, 'arn', v_target.arn, 'name', v_target.name
        ) end, coalesce(v_target.account, ''), coalesce(v_input -> 'inputs', '{}'), v_reason,
        p_by, v_rules, v_rule -> 'steps', p_change.finding, p_change.guardrail, p_change.id
    from playbooks() p where p.name = p_name
    returning id into v_id;
    perform log_run_started(v_id, jsonb_build_object(
        'by', p_by, 'playbook', p_name, 'text_sha256', v_rule ->> 'sha256',
        'target', (select target from run where id = v_id), 'inputs', v_input -> 'inputs',
        'guardrail', p_change.guardrail, 'finding', p_change.finding, 'change', p_change.id,
        'reason', v_reason
    ));
    perform note_run_event(v_id, jsonb_build_object('event', 'begun'));
    return v_id;
end $$;
