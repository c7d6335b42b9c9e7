-- Changes that people ask for, decide on, stop and let go on.

-- Who may decide on changes of a guardrail at all, by the newest rules.
create or replace function parapet.change_deciders(p_guardrail text) returns text[]
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select array(
        select jsonb_array_elements_text(changes -> 'approvers')
        union select jsonb_array_elements_text(changes -> 'owner_roles')
    ) from guardrail_rule where guardrail = p_guardrail
$$;

create or replace function parapet.find_change(p_id text) returns parapet.change
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_change change;
begin
    select * into v_change from change where id = p_id for update;
    -- Of accounts that he may not read there is none.
    if not found or not (
        reads_everything() or v_change.account in (select readable_accounts())
    ) then
        raise exception 'there is no change %', p_id using errcode = 'PA020';
    end if;
    return v_change;
end $$;

-- What people write of a change is not endless.
create or replace function parapet.check_change_reason(p_reason text) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
    if length(p_reason) > 2000 then
        raise exception 'the reason has % characters; 2000 at most', length(p_reason)
            using errcode = 'PA021', hint = 'say it shorter, or name a ticket';
    end if;
end $$;

-- The change that a person may decide on now: it waits for that, its time is not over, he belongs to a
-- role that it names, and he did not ask for it himself.
create or replace function parapet.decided_change(p_id text) returns parapet.change
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_change change := find_change(p_id);
begin
    if v_change.state = 'awaiting approval' and v_change.expires <= clock_timestamp() then
        raise exception 'change % lapsed at %', p_id, to_json(v_change.expires) #>> '{}'
            using errcode = 'PA021', hint = 'parapet changes retry ' || p_id;
    end if;
    if v_change.state <> 'awaiting approval' then
        raise exception 'change % is %', p_id, v_change.state || coalesce(
            ', decided by ' || v_change.decided_by, ''
        ) using errcode = 'PA021', hint = 'parapet changes show ' || p_id;
    end if;
    perform check_at_most(v_change.guardrail);
    if change_barred(v_change.guardrail, v_change.account) is not null then
        raise exception 'change % is not to be made: %', p_id,
            change_barred(v_change.guardrail, v_change.account)
            using errcode = 'PA021', hint = 'parapet changes show ' || p_id;
    end if;
    if v_change.proposed_by = actor() then
        raise exception 'a change is never decided by the person who asked for it'
            using errcode = 'PA011', hint = 'ask another member of '
                || array_to_string(v_change.approvers, ', ');
    end if;
    if cardinality(v_change.approvers) = 0 then
        raise exception 'nobody may decide on change %', p_id using errcode = 'PA011',
            hint = 'name roles with approval: { by: […] } in the guardrail or in parapet.yaml';
    end if;
    if not exists (select from unnest(v_change.approvers) a where is_in(a)) then
        raise exception '% is in none of %', actor(), array_to_string(v_change.approvers, ', ')
            using errcode = 'PA011', hint = 'ask somebody who is';
    end if;
    return v_change;
end $$;

-- Nobody changes anything where the configuration in force lets nobody.
create or replace function parapet.check_at_most(p_guardrail text) returns void
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_most text;
begin
    select changes ->> 'at_most' into v_most from guardrail_rule where guardrail = p_guardrail;
    if coalesce(v_most, 'observe') not in ('approve', 'enforce') then
        raise exception 'nothing is changed: parapet.yaml allows % at most',
            coalesce(v_most, 'observe')
            using errcode = 'PA021', hint = 'changes: { at-most: approve }';
    end if;
end $$;

create or replace function parapet.approve_change(p_id text, p_reason text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_change change := decided_change(p_id);
begin
    perform check_change_reason(p_reason);
    update change set state = 'approved', decided_by = actor(), decided_at = clock_timestamp(),
        decided_reason = nullif(p_reason, '')
    where id = p_id;
    perform log_action('change approved', p_id, jsonb_build_object(
        'guardrail', v_change.guardrail, 'action', v_change.action, 'account', v_change.account,
        'target', v_change.target, 'before', v_change.before_hash, 'reason', p_reason
    ));
    perform pg_notify('parapet_sweeps', p_id);
end $$;

create or replace function parapet.reject_change(p_id text, p_reason text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_change change := decided_change(p_id);
begin
    perform check_change_reason(p_reason);
    if coalesce(p_reason, '') !~ '[^[:space:]]' then
        raise exception 'a reason is needed to reject a change'
            using errcode = 'PA021', hint = 'say why with --reason';
    end if;
    update change set state = 'refused', reason = 'rejected: ' || p_reason,
        decided_by = actor(), decided_at = clock_timestamp(), decided_reason = p_reason,
        executed = clock_timestamp()
    where id = p_id;
    perform log_action('change rejected', p_id, jsonb_build_object('reason', p_reason));
end $$;

-- A person wants a change: of a finding, the undo of one, or one again. A worker plans it, and another
-- person approves it. Answers the job.
create or replace function parapet.ask_change(p_what text, p_subject text, p_reason text)
returns bigint
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_change change;
    v_finding finding;
    v_rule guardrail_rule;
    v_environment text;
    v_job bigint;
begin
    if p_what = 'propose' then
        select * into v_finding from finding
        where id = case when p_subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
            then p_subject::uuid end;
        -- Of accounts that he may not read there is none.
        if not found or not (
            reads_everything() or v_finding.account in (select readable_accounts())
        ) then
            raise exception 'there is no finding %', p_subject using errcode = 'PA020',
                hint = 'parapet findings --wide shows their ids';
        end if;
    else
        v_change := find_change(p_subject);
        if v_change.run is not null then
            raise exception 'change % is one of run %', p_subject, v_change.run
                using errcode = 'PA021', hint = 'parapet playbook undo ' || v_change.run;
        end if;
        select * into v_finding from finding where id = v_change.finding;
    end if;
    if p_what = 'propose' and v_finding.status <> 'open' then
        raise exception 'finding % is %', p_subject, v_finding.status using errcode = 'PA021',
            hint = 'only what is open is changed';
    end if;
    if p_what = 'propose' and v_finding.unverified then
        raise exception 'the last look could not confirm finding %', p_subject
            using errcode = 'PA021', hint = 'look again: parapet sweep --wait';
    end if;
    if p_what = 'undo' and v_change.state <> 'done' then
        raise exception 'change % is %: only what is done is undone', p_subject, v_change.state
            using errcode = 'PA021', hint = 'parapet changes show ' || p_subject;
    end if;
    if p_what = 'undo' and v_change.action like 'playbook %' then
        raise exception 'change % started run %', p_subject, v_change.after ->> 'run'
            using errcode = 'PA021',
                hint = 'parapet playbook undo ' || coalesce(v_change.after ->> 'run', 'RUN');
    end if;
    if p_what = 'undo' and v_change.undoes is not null then
        raise exception 'change % is an undo', p_subject using errcode = 'PA021',
            hint = 'to change it again: parapet changes propose ' || v_finding.id;
    end if;
    if p_what = 'undo' and v_change.undone_by is not null then
        raise exception 'change % was undone by %', p_subject, v_change.undone_by
            using errcode = 'PA021', hint = 'parapet changes show ' || v_change.undone_by;
    end if;
    if p_what = 'undo' and exists (
        select from change c where c.finding = v_change.finding and c.undoes = v_change.id
            and c.executed is null
    ) then
        raise exception 'somebody asked for the undo of % already', p_subject
            using errcode = 'PA021', hint = 'parapet changes list --finding ' || v_finding.id;
    end if;
    if p_what = 'retry' and v_change.state not in ('failed', 'conflict', 'lapsed') then
        raise exception 'change % is %: only what failed, conflicts or lapsed is tried again',
            p_subject, v_change.state using errcode = 'PA021',
            hint = case when v_change.state = 'refused' and v_finding.status = 'open'
                then 'parapet changes propose ' || v_finding.id
                else 'parapet changes show ' || p_subject end;
    end if;
    select environment into v_environment from account
    where id = coalesce(v_finding.account, v_change.account);
    if v_environment is null then
        raise exception 'account % is in no environment: nothing is changed there',
            coalesce(v_finding.account, v_change.account)
            using errcode = 'PA021', hint = 'parapet accounts --unclassified';
    end if;
    select * into v_rule from guardrail_rule
    where guardrail = coalesce(v_finding.guardrail, v_change.guardrail);
    perform check_at_most(v_rule.guardrail);
    perform check_change_reason(p_reason);
    if not coalesce((v_rule.changes ->> 'acts')::boolean, false) then
        raise exception '% has no action, or no role makes changes', v_rule.guardrail
            using errcode = 'PA021', hint = 'parapet guardrails explain ' || v_rule.guardrail;
    end if;
    insert into job (batch, kind, account, gate, payload, rules)
    select b.id, 'propose', coalesce(v_finding.account, v_change.account),
        coalesce(v_finding.account, v_change.account) || '/change/'
            || coalesce(v_change.target_key, v_finding.id::text),
        jsonb_strip_nulls(jsonb_build_object(
            'by', actor(),
            'finding', case when p_what <> 'undo' then v_finding.id end,
            'undoes', case when p_what = 'undo' then v_change.id end,
            'action', case when p_what = 'retry' then v_change.action end,
            'region', coalesce(v_finding.region, v_change.region)
        )),
        -- A guardrail that is gone is known to the rules that the change was made with.
        case when p_what = 'undo' and not v_rule.current then v_change.rules
            else newest_rules() end
    from batch b where b.lane = 'change' returning id into v_job;
    -- To try an undo again is to undo.
    if p_what = 'retry' and v_change.undoes is not null then
        update job set payload = payload - 'finding' || jsonb_build_object(
            'undoes', v_change.undoes
        ) where id = v_job;
    end if;
    perform log_action('change asked for', p_subject, jsonb_build_object(
        'what', p_what, 'reason', p_reason
    ));
    perform pg_notify('parapet_jobs', '');
    return v_job;
end $$;

-- What became of a job that somebody asked for: null while it is not done; else {"changes":[ID],
-- "error"}.
create or replace function parapet.asked_change(p_job bigint) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select case when exists (
        select from job j
        where j.id = p_job and j.batch = (select id from batch where lane = 'change')
    ) then null else jsonb_build_object(
        'changes', coalesce((
            select jsonb_agg(id order by id) from change
            where key like 'job %' and key ~>=~ ('job ' || p_job || ' ')
                and key ~<~ ('job ' || p_job || '!')
        ), '[]'),
        'error', (select error from job_failure where job = p_job)
    ) end
$$;

-- Any operator may stop. What was not sent yet stops with it; a call that was sent is verified.
create or replace function parapet.stop_changes(p_guardrail text, p_reason text) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    if p_guardrail <> '' and not exists (
        select from guardrail_rule where guardrail = p_guardrail
    ) then
        raise exception 'there is no guardrail ''%''', p_guardrail using errcode = 'PA020',
            hint = 'parapet report guardrails';
    end if;
    perform check_change_reason(p_reason);
    insert into change_stop (guardrail, by, reason) values (p_guardrail, actor(), p_reason)
    on conflict (guardrail) do nothing;
    if found then
        perform tell('changes stopped', null, d.one, d.one, p_guardrail, clock_timestamp(),
            jsonb_build_object('reason', p_reason, 'by', actor()))
        from (select (change_deciders(p_guardrail))[1] as one) d;
    end if;
    select count(*) into v_count from change
    where state in ('proposed', 'approved') and (p_guardrail = '' or guardrail = p_guardrail);
    perform log_action('changes stopped', p_guardrail, jsonb_build_object(
        'reason', p_reason, 'waiting', v_count
    ));
    return v_count;
end $$;

-- Lets changes go on: a member of a role that an approval in force names. Of one guardrail, what is
-- over its limit counts anew: one more sweep's worth goes through.
create or replace function parapet.resume_changes(p_guardrail text) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_deciders text[];
    v_count integer;
    v_more integer := 0;
begin
    if p_guardrail <> '' and not exists (
        select from guardrail_rule where guardrail = p_guardrail
    ) then
        raise exception 'there is no guardrail ''%''', p_guardrail using errcode = 'PA020',
            hint = 'parapet report guardrails';
    end if;
    select array_agg(distinct d) into v_deciders
    from guardrail_rule r cross join lateral unnest(change_deciders(r.guardrail)) d
    where r.current and (p_guardrail = '' or r.guardrail = p_guardrail);
    if not exists (select from unnest(v_deciders) d where is_in(d)) then
        raise exception '% is in none of the roles that approve: %', actor(),
            coalesce(array_to_string(v_deciders, ', '), 'nobody is named')
            using errcode = 'PA011', hint = 'ask somebody who is';
    end if;
    delete from change_stop where guardrail = p_guardrail;
    update change set state = 'proposed', waits = null, reason = null
    where state = 'stopped' and (p_guardrail = '' or guardrail = p_guardrail)
        -- Those of runs go on with their steps.
        and run is null and change_stopped(guardrail) is null;
    get diagnostics v_count = row_count;
    update change set waits = null
    where state = 'proposed' and waits = 'stop' and (p_guardrail = '' or guardrail = p_guardrail)
        and change_stopped(guardrail) is null;
    if p_guardrail <> '' then
        insert into change_trust (guardrail, text, by)
        select distinct c.guardrail, coalesce(
            b.rules -> 'guardrails' -> c.guardrail ->> 'text', ''
        ), actor()
        from change c join rule_book b on b.id = c.rules
        where c.guardrail = p_guardrail and c.state = 'proposed' and c.waits = 'limit'
        on conflict do nothing;
        -- One quota for all of them, as large as that of the last sweep.
        update change set waits = null, quota = (
            select 'r ' || now() || ' ' || l.quota
            from change l
            where l.guardrail = p_guardrail and l.state = 'proposed' and l.waits = 'limit'
                and l.not_before is null
            order by l.proposed desc, l.id limit 1
        )
        where guardrail = p_guardrail and state = 'proposed' and waits = 'limit'
            and not_before is null;
        get diagnostics v_more = row_count;
    end if;
    perform log_action('changes resumed', p_guardrail, jsonb_build_object(
        'stopped', v_count, 'over the limit', v_more
    ));
    perform pg_notify('parapet_sweeps', '');
    return v_count + v_more;
end $$;
