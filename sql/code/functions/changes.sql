-- Changes as workers make them: proposed, begun, sent and ended, each step fenced by the job.

-- Who stopped changes by a guardrail, or all; null where nobody did. Read in the transaction that is to
-- change something.
create or replace function parapet.change_stopped(p_guardrail text) returns text
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select concat_ws(': ', 'stopped by ' || by, reason) from change_stop
    where guardrail in ('', p_guardrail) order by guardrail limit 1
$$;

-- What a guardrail may do in an environment by the newest rules: an account that is in none is never
-- changed.
create or replace function parapet.change_mode(p_guardrail text, p_environment text) returns text
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select case when p_environment is null then 'observe' else coalesce(
        (select coalesce(changes -> 'modes' ->> p_environment, changes -> 'modes' ->> 'default')
            from guardrail_rule where guardrail = p_guardrail and current),
        'observe'
    ) end
$$;

-- What a plan came to, for the finding that the job names: [{"key","action","region","part","resource",
-- "target","target_key","state","waits","not_before","reason","request","before","before_hash",
-- "planned","expected","approvers","expires_seconds"}]. A state is `refused` or `conflict`; without one
-- the database says what the plan is: the mode in force decides, not who planned. Answers how many rows
-- there are more.
create or replace function parapet.put_proposals(p_job parapet.job, p_proposals jsonb)
returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set plan_cache_mode = auto as $$
declare
    v_finding finding;
    v_rule guardrail_rule;
    v_undone change;
    v_by text := coalesce(p_job.payload ->> 'by', 'parapet');
    v_is_asked boolean := p_job.payload ? 'by';
    v_environment text;
    v_mode text;
    v_allowed text[];
    v_approvers text[];
    v_count integer := 0;
    v_more integer;
    x jsonb;
    v_state text;
    v_reason text;
begin
    select environment into v_environment from account where id = p_job.account;
    if p_job.payload ? 'undoes' then
        select * into v_undone from change where id = p_job.payload ->> 'undoes';
        if v_undone.account is distinct from p_job.account then
            raise exception 'this job may not undo that change' using errcode = 'PA003';
        end if;
    end if;
    select * into v_finding from finding
    where id = coalesce((p_job.payload ->> 'finding')::uuid, v_undone.finding);
    if v_finding.account is distinct from p_job.account then
        perform lapse_due(p_job, '{}', 'when its time came, its finding was not there any more');
        return 0;
    end if;
    select * into v_rule from guardrail_rule where guardrail = v_finding.guardrail;
    v_mode := change_mode(v_finding.guardrail, v_environment);
    v_allowed := array(
        select jsonb_array_elements_text(v_rule.changes -> 'approvers')
        union select jsonb_array_elements_text(v_rule.changes -> 'owner_roles')
    );
    if not v_is_asked and (
        v_mode not in ('approve', 'enforce') or v_finding.status <> 'open'
        or jsonb_array_length(p_proposals) = 0
        or stands_undone(v_finding.id, (p_job.payload ->> 'opening')::bigint)
    ) then
        perform lapse_due(p_job, '{}', 'when its time came, nothing asked for it any more');
        return 0;
    end if;
    for x in select jsonb_array_elements(p_proposals) loop
        if x ->> 'action' like 'playbook %' and not coalesce(
            v_rule.changes -> 'playbooks' ? substr(x ->> 'action', 10), false
        ) then
            raise exception 'the guardrail starts no such playbook' using errcode = 'PA003';
        end if;
        v_approvers := array(select jsonb_array_elements_text(x -> 'approvers'));
        if not v_allowed @> v_approvers then
            if p_job.rules is not distinct from newest_rules() then
                raise exception 'this job may not propose that' using errcode = 'PA003';
            end if;
            -- It was planned with others, and by the newest rules these may not decide any more.
            v_approvers := array(
                select a from unnest(v_approvers) with ordinality as o (a, place)
                where a = any (v_allowed) order by place
            );
            if v_approvers = '{}' then
                v_approvers := array(
                    select jsonb_array_elements_text(v_rule.changes -> 'approvers')
                );
            end if;
        end if;
        -- How far it is otherwise, nobody's plan says.
        if x ->> 'state' not in ('refused', 'conflict')
            or x ->> 'waits' is not null and (v_is_asked or x ->> 'waits' not in ('after', 'settle'))
        then
            raise exception 'a plan does not let itself through' using errcode = 'PA003';
        end if;
        v_state := coalesce(x ->> 'state', case
            when x ->> 'waits' is not null then 'proposed'
            when v_is_asked or v_mode = 'approve' then 'awaiting approval'
            else 'proposed' end);
        v_reason := x ->> 'reason';
        if v_state in ('proposed', 'awaiting approval') and v_undone.id is null then
            select coalesce(contrary(v_finding, x ->> 'action', x ->> 'target_key'), v_reason)
            into v_reason;
            -- Whoever asks has decided; another person approves it.
            v_state := case when v_is_asked then v_state
                when v_reason like 'contrary: %' then 'conflict'
                when v_reason like 'undone %' then 'refused' else v_state end;
        end if;
        insert into change as c (
            key, finding, guardrail, opening, action, account, environment, region, resource,
            target, target_key, part, mode, state, waits, not_before, reason, rules, request,
            before, before_hash, planned, expected, proposed_by, approvers, expires, quota,
            executed, undoes
        ) values (
            x ->> 'key', v_finding.id, v_finding.guardrail, (p_job.payload ->> 'opening')::bigint,
            x ->> 'action', p_job.account, v_environment, x ->> 'region', x -> 'resource',
            x -> 'target', x ->> 'target_key', x ->> 'part',
            case when v_is_asked then 'approve' else v_mode end, v_state,
            case when v_state = 'proposed' then x ->> 'waits' end,
            (x ->> 'not_before')::timestamptz, v_reason,
            coalesce(p_job.rules, (select rules from batch where id = p_job.batch)),
            x -> 'request', nullif(x -> 'before', 'null'), x ->> 'before_hash', x -> 'planned',
            nullif(x -> 'expected', 'null'), v_by,
            v_approvers,
            case when v_state in ('proposed', 'awaiting approval') then clock_timestamp()
                + make_interval(secs => (x ->> 'expires_seconds')::double precision) end,
            coalesce(p_job.payload ->> 'quota', ''),
            case when v_state in ('refused', 'conflict') then clock_timestamp() end, v_undone.id
        )
        on conflict (key) do update set
            state = excluded.state, waits = excluded.waits, not_before = excluded.not_before,
            reason = excluded.reason, rules = excluded.rules, request = excluded.request,
            before = excluded.before, before_hash = excluded.before_hash,
            planned = excluded.planned, expected = excluded.expected,
            approvers = excluded.approvers, expires = excluded.expires, quota = excluded.quota,
            executed = excluded.executed, mode = excluded.mode
        -- What was only announced, or had to settle, is planned when its time has come.
        where c.state = 'proposed' and c.waits in ('after', 'settle')
            and c.finding = excluded.finding
            and c.opening = excluded.opening;
        get diagnostics v_more = row_count;
        v_count := v_count + v_more;
        -- What a person has to decide, he is told.
        if v_more > 0 and not v_is_asked and (v_state = 'conflict' or v_reason like 'undone %')
        then
            insert into notice (kind, recipient, subject, until, detail)
            select 'change failed', v_approvers[1], c.id, c.proposed,
                jsonb_build_object('guardrail', c.guardrail, 'action', c.action,
                    'account', c.account, 'state', c.state, 'reason', c.reason)
            from change c where c.key = x ->> 'key'
            on conflict do nothing;
            perform pg_notify('parapet_notices', 'change failed');
        end if;
        if v_more > 0 and v_state = 'awaiting approval' then
            insert into notice (kind, recipient, subject, until, detail)
            select 'change proposed', v_approvers[1], c.id, c.expires,
                jsonb_build_object('guardrail', c.guardrail, 'action', c.action,
                    'account', c.account, 'region', c.region, 'resource', c.resource,
                    'part', c.part)
            from change c where c.key = x ->> 'key'
            on conflict do nothing;
            perform pg_notify('parapet_notices', 'change proposed');
        end if;
        if v_more > 0 and v_state = 'proposed' and x ->> 'waits' = 'after' then
            perform tell_announced(c) from change c where c.key = x ->> 'key';
        end if;
    end loop;
    if not v_is_asked then
        perform lapse_due(p_job,
            array(select y ->> 'key' from jsonb_array_elements(p_proposals) y),
            'when its time came, its guardrail asked for something else');
    end if;
    return v_count;
end $$;

-- Why a change is not simply made again: somebody undid it three times in 30 days, or another
-- guardrail's change of the same target came after ours of the same finding. Null: nothing.
create or replace function parapet.contrary(
    p_finding parapet.finding, p_action text, p_target text
) returns text
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_undone bigint;
    v_other change;
begin
    select count(*) into v_undone from change
    where finding = p_finding.id and action = p_action and undone_by is not null
        and executed > (select clock_timestamp()) - interval '30 days';
    if v_undone >= 3 then
        return 'undone ' || v_undone || ' times in 30 days: a person decides, with parapet changes '
            || 'propose ' || p_finding.id;
    end if;
    select o.* into v_other from change o
    where o.target_key = p_target and o.state = 'done' and o.guardrail <> p_finding.guardrail
        and o.undoes is null and o.undone_by is null
        -- What a run did with it is no guardrail's wish.
        and o.action not like 'playbook %'
        and o.executed > (select clock_timestamp()) - interval '30 days'
        and exists (
            select from change c
            where c.finding = p_finding.id and c.action = p_action and c.target_key = p_target
                and c.state = 'done' and c.undone_by is null and c.executed < o.executed
                -- Parts of an account have nothing to do with each other.
                and (o.target ->> 'type' <> 'aws.account' or o.part = c.part)
        )
    order by o.executed desc limit 1;
    if found then
        return 'contrary: ' || v_other.guardrail || ' changed the same target after this did ('
            || v_other.id || '): a person decides, with parapet changes propose ' || p_finding.id;
    end if;
    return null;
end $$;

-- The change that a job is about: one of its account, or of the task that it is an attempt at.
create or replace function parapet.held_change(p_job parapet.job) returns parapet.change
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_change change;
begin
    select * into v_change from change where id = p_job.payload ->> 'change' for update;
    if not found or not coalesce(case p_job.kind
        when 'change' then v_change.run is null and v_change.account = p_job.account
        when 'step' then (v_change.run, v_change.step, v_change.task::text) = (
            p_job.payload ->> 'run', p_job.payload ->> 'step', p_job.payload ->> 'task'
        )
    end, false) then
        raise exception 'this job names no change' using errcode = 'PA003';
    end if;
    return v_change;
end $$;

-- The change of a job, with a word whether it may go on: {"change":{…},"stopped":TEXT or null}. One
-- whose first call was not sent yet is stopped here where somebody pulled the switch.
create or replace function parapet.begin_change(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
    v_change change;
    v_stopped text;
begin
    v_change := held_change(v_job);
    -- Whoever lets changes go on waits for this, and finds what it stopped.
    perform from change_stop for share;
    v_stopped := change_stopped(v_change.guardrail);
    if v_stopped is not null and v_change.state = 'approved' then
        perform stop_change(v_change, v_stopped);
    end if;
    return jsonb_build_object('change', to_jsonb(v_change), 'stopped', v_stopped);
end $$;

create or replace function parapet.stop_change(p_change parapet.change, p_reason text)
returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    -- No leader lets those of a run through: their step asks again.
    update change set state = 'stopped', waits = null, reason = p_reason,
        admitted = case when run is not null then admitted end, wave = null
    where id = p_change.id
$$;

-- Why nothing is changed in an account by a guardrail, whoever asks; null: nothing forbids it.
create or replace function parapet.change_barred(p_guardrail text, p_account text) returns text
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select coalesce(
        (select case
            when status <> 'active' then 'account ' || id || ' is ' || status
            when environment is null then 'account ' || id || ' is in no environment'
        end from account where id = p_account),
        (select 'parapet.yaml allows ' || (changes ->> 'at_most') || ' at most'
            from guardrail_rule
            where guardrail = p_guardrail and changes ->> 'at_most' not in ('approve', 'enforce'))
    )
$$;

-- Whether a change that was let through may be made still, by the rules in force now: a person approved
-- it, or its guardrail enforces where its account is now. What may not goes back to the leader, or is over.
create or replace function parapet.may_make(p_change parapet.change) returns boolean
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_barred text;
    v_environment text;
begin
    -- The step was let through, and what binds guardrails does not bind it.
    if p_change.run is not null then
        return true;
    end if;
    v_barred := change_barred(p_change.guardrail, p_change.account);
    if v_barred is not null then
        update change set state = 'lapsed', waits = null, reason = v_barred,
            executed = clock_timestamp()
        where id = p_change.id;
        return false;
    end if;
    if p_change.decided_by is not null then
        return true;
    end if;
    if p_change.undoes is not null then
        raise exception 'nobody approved %', p_change.id using errcode = 'PA003';
    end if;
    select environment into v_environment from account where id = p_change.account;
    if change_mode(p_change.guardrail, v_environment) = 'enforce' then
        return true;
    end if;
    update change set state = 'proposed', waits = null, admitted = null, wave = null,
        environment = v_environment
    where id = p_change.id;
    return false;
end $$;

-- The intent, before the first call: what is there, and the calls that are to be sent now. It is safe on
-- disk before AWS hears of it. Answers `go`, `stopped`, or `busy` where another change of the target
-- goes on. What a person approved may become less, never other.
create or replace function parapet.intend_change(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer, p_intent jsonb
) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
    v_change change;
    v_stopped text;
    v_is_fixed boolean;
begin
    perform set_config('synchronous_commit', 'on', true);
    v_change := held_change(v_job);
    if v_change.state not in ('approved', 'executing') then
        raise exception 'change % is %', v_change.id, v_change.state using errcode = 'PA003';
    end if;
    perform from change_stop for share;
    v_stopped := change_stopped(v_change.guardrail);
    -- What is half made goes on to its end: stopping there would leave it so.
    if v_stopped is not null and v_change.sent = 0 and (v_change.intended is null
        or v_change.before_hash = p_intent ->> 'before_hash')
    then
        perform stop_change(v_change, v_stopped);
        return 'stopped';
    end if;
    if v_change.intended is null and not may_make(v_change) then
        return 'stopped';
    end if;
    -- What another run did meanwhile is what this one changes now.
    if v_change.run is not null and v_change.undoes is null and not hold_standing(
        held_step(v_job), v_change.account, v_change.target_key, v_change.part
    ) then
        return 'busy';
    end if;
    -- Of a run somebody let the step through, and not the calls.
    v_is_fixed := v_change.decided_by is not null and v_change.run is null;
    if v_is_fixed and exists (
        select from jsonb_array_elements(p_intent -> 'planned') x
        where x not in (select jsonb_array_elements(v_change.planned))
    ) then
        raise exception 'other calls than were approved' using errcode = 'PA003';
    end if;
    begin
        update change set state = 'executing', waits = null,
            intended = coalesce(intended, clock_timestamp()),
            before = case when intended is null then p_intent -> 'before' else before end,
            before_hash = case when intended is null then p_intent ->> 'before_hash'
                else before_hash end,
            planned = case when intended is null and not v_is_fixed
                then p_intent -> 'planned' else planned end,
            expected = case when intended is null and not v_is_fixed
                then p_intent -> 'expected' else expected end,
            sending = p_intent -> 'planned',
            sending_to = p_intent ->> 'before_hash', sent = 0
        where id = v_change.id;
    exception when unique_violation then
        return 'busy';
    end;
    return 'go';
end $$;

-- The session that the next calls are sent with: AWS's events of them are known by its access key. It is
-- safe on disk before AWS hears of them.
create or replace function parapet.note_access_key(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer, p_access_key text
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
begin
    perform set_config('synchronous_commit', 'on', true);
    if coalesce(p_access_key, '') = '' or length(p_access_key) > 256 then
        raise exception 'that is no access key' using errcode = 'PA003';
    end if;
    update change set access_keys = access_keys || p_access_key
    where id = v_job.payload ->> 'change' and state = 'executing'
        and not access_keys @> array[p_access_key] and cardinality(access_keys) < 100;
end $$;

-- A call has been answered, under these ids with blanks between; after the last of them it is verified.
create or replace function parapet.note_change_call(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer, p_request text
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
begin
    perform set_config('synchronous_commit', 'on', true);
    update change set sent = sent + 1, requests = requests || string_to_array(p_request, ' '),
        state = case when sent + 1 >= jsonb_array_length(sending) then 'verifying' else state end
    where id = v_job.payload ->> 'change' and state = 'executing';
    if not found then
        raise exception 'no call of this change is awaited' using errcode = 'PA003';
    end if;
end $$;

-- Whether the rules in force have the types of a look at resources: such a job may write of no others.
create or replace function parapet.is_looked_at(p_look jsonb) returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select not exists (
        select from jsonb_array_elements(coalesce(p_look -> 'resources', '[]')) r
        where not exists (
            select from rule_book b
            where b.id = newest_rules()
                and b.rules -> 'types' ->> (r ->> 'type') = p_look ->> 'service'
        )
    )
$$;

-- How a change ended: {"state","reason","after","after_hash","looks":[{"region","service","resources",
-- "kind"}]}. What it touched is looked at again, and that closes the finding like everything else.
create or replace function parapet.end_change(p_job parapet.job, p_end jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set plan_cache_mode = auto as $$
declare
    v_change change;
    v_state text := p_end ->> 'state';
    x jsonb;
begin
    perform set_config('synchronous_commit', 'on', true);
    -- Findings are written below exceptions.
    if v_state = 'done' and exists (
        select from change where id = p_job.payload ->> 'change' and undoes is not null
    ) then
        lock table exception_version in row share mode;
    end if;
    v_change := held_change(p_job);
    if v_change.state not in ('approved', 'executing', 'verifying', 'stopped')
        or coalesce(v_state not in ('done', 'no-op', 'failed', 'conflict', 'lapsed'), true)
        or v_state = 'done' and v_change.intended is null
    then
        -- What was stopped stays stopped.
        if v_change.state = 'stopped' then
            return;
        end if;
        raise exception 'change % cannot become %', v_change.id, v_state using errcode = 'PA003';
    end if;
    update change set state = v_state, waits = null, reason = p_end ->> 'reason',
        after = nullif(p_end -> 'after', 'null'), after_hash = p_end ->> 'after_hash',
        executed = clock_timestamp()
    where id = v_change.id;
    if v_state = 'done' and v_change.undoes is not null then
        update change set undone_by = v_change.id where id = v_change.undoes;
        perform reopen_undone(v_change);
    end if;
    for x in select jsonb_array_elements(coalesce(p_end -> 'looks', '[]')) loop
        -- What no rule asks for is in no inventory.
        continue when not is_looked_at(x);
        insert into job (batch, kind, account, gate, payload, rules)
        select b.id, x ->> 'kind', v_change.account,
            -- One after the other: what joins the target is judged over what the look at it left.
            v_change.account || '/look/' || v_change.id,
            x - 'kind', newest_rules()
        from batch b where b.lane = 'event';
    end loop;
    perform tell_end(v_change, v_state, p_end ->> 'reason');
    perform pg_notify('parapet_jobs', '');
end $$;

-- What an undo gave back stands open, and the look that follows says whether it does. A guardrail that
-- waits for events alone would never see it else: no event of somebody else's tells of it.
create or replace function parapet.reopen_undone(p_undo parapet.change) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_finding finding;
begin
    if not exists (
        select from finding f join guardrail_rule r on r.guardrail = f.guardrail and r.current
        where f.id = p_undo.finding and f.status = 'resolved' and f.reason = 'fixed'
    ) then
        return;
    end if;
    perform forget_results(array[p_undo.finding], true);
    select * into v_finding from finding where id = p_undo.finding;
    perform write_findings(jsonb_build_array(changed_finding(v_finding, 'opened',
        jsonb_build_object('status', 'open', 'unverified', false, 'reason', null,
            'exception', null, 'because', coalesce((
                select because from finding_event
                where finding = v_finding.id and event in ('opened', 'reopened')
                order by id desc limit 1
            ), v_finding.because))
    )), p_undo.id, newest_rules());
end $$;

-- Whether a finding of events alone stands because somebody had its change undone: whether it is changed
-- again, people say.
create or replace function parapet.stands_undone(p_finding uuid, p_opening bigint)
returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select exists (
        select from finding_event e
        join change c on c.id = e.sweep and c.undoes is not null
        join guardrail_rule r on r.guardrail = e.guardrail and not r.is_swept
        where e.finding = p_finding and e.id = p_opening
    )
$$;

-- A change that ended, as the evidence of its run has its hash: a text that is the same ever after.
create or replace function parapet.change_document(p_change parapet.change) returns text
language sql stable set search_path = pg_catalog, parapet, pg_temp as $$
    select jsonb_build_object(
        'id', p_change.id, 'run', p_change.run, 'step', p_change.step, 'task', p_change.task,
        'action', p_change.action, 'account', p_change.account,
        'environment', p_change.environment, 'region', p_change.region,
        'resource', p_change.resource, 'target', p_change.target, 'part', p_change.part,
        'state', p_change.state, 'reason', p_change.reason, 'request', p_change.request,
        'before', p_change.before, 'planned', p_change.planned, 'expected', p_change.expected,
        'after', p_change.after,
        'proposed', to_json(p_change.proposed at time zone 'UTC') #>> '{}' || 'Z',
        'proposed_by', p_change.proposed_by,
        'decided', jsonb_build_object(
            'by', p_change.decided_by,
            'at', to_json(p_change.decided_at at time zone 'UTC') #>> '{}' || 'Z',
            'reason', p_change.decided_reason
        ),
        'executed', to_json(p_change.executed at time zone 'UTC') #>> '{}' || 'Z',
        'requests', p_change.requests, 'undoes', p_change.undoes
    )::text
$$;

-- Writes into the audit how a change ended, and tells the owner of one that was made, and who may
-- decide of one that went wrong.
create or replace function parapet.tell_end(
    p_change parapet.change, p_state text, p_reason text
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    if p_state in ('done', 'failed', 'conflict') then
        perform log_action('change ' || p_state, p_change.id, jsonb_build_object(
            'action', p_change.action, 'account', p_change.account, 'region', p_change.region,
            'target', p_change.target, 'reason', p_reason, 'by', coalesce(
                p_change.decided_by, p_change.proposed_by
            )
        ));
    end if;
    -- Of a run its own people are told, by how its step ends.
    if p_change.run is not null then
        perform log_evidence(p_change.run, 'change ' || p_state, jsonb_build_object(
            'step', p_change.step, 'task', p_change.task, 'change', p_change.id,
            'action', p_change.action, 'account', p_change.account, 'region', p_change.region,
            'target', p_change.target, 'undoes', p_change.undoes, 'reason', p_reason,
            'before', p_change.before_hash, 'after', c.after_hash, 'requests', c.requests,
            'document_sha256',
            encode(sha256(convert_to(change_document(c), 'UTF8')), 'hex')
        )) from change c where c.id = p_change.id;
        return;
    end if;
    if p_state = 'done' then
        perform tell_of_change(p_change, 'change done',
            case when p_change.undoes is null then 'made' else 'undone' end);
    elsif p_state in ('failed', 'conflict') then
        insert into notice (kind, recipient, subject, until, detail)
        values ('change failed', p_change.approvers[1], p_change.id, clock_timestamp(),
            jsonb_build_object('guardrail', p_change.guardrail, 'action', p_change.action,
                'account', p_change.account, 'state', p_state, 'reason', p_reason));
        perform pg_notify('parapet_notices', 'change failed');
    end if;
end $$;

-- The finding that a job of changes is about, as it stands, with the event that opened it last.
create or replace function parapet.proposed_finding(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
    v_change change;
    v_finding finding;
begin
    select * into v_change from change
    where id = coalesce(v_job.payload ->> 'undoes', v_job.payload ->> 'change');
    select * into v_finding from finding
    where id = coalesce((v_job.payload ->> 'finding')::uuid, v_change.finding);
    if coalesce(v_finding.account, v_change.account) is distinct from v_job.account then
        raise exception 'this job is about nothing of its account' using errcode = 'PA003';
    end if;
    return jsonb_build_object(
        'finding', to_jsonb(v_finding), 'change', to_jsonb(v_change),
        'opened', (select at from finding_event
            where finding = v_finding.id and event in ('opened', 'reopened')
            order by id desc limit 1),
        -- Since when people are warned of what is to be done about it, by the change's key.
        'warned', coalesce((select jsonb_object_agg(c.key, c.proposed) from change c
            where c.finding = v_finding.id and c.opening = (v_job.payload ->> 'opening')::bigint
                and c.state = 'proposed' and c.waits = 'after'), '{}'),
        -- Since when the inventory knows its resource.
        'appeared', (select first_seen from inventory
            where account = v_finding.account and type = v_finding.resource_type
                and region = v_finding.region and id = v_finding.resource_id)
    );
end $$;

-- How many resources of a scope its guardrails that enforce judged; counted once a job.
create or replace function parapet.put_judged(p_job parapet.job, p_judged jsonb) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    insert into judged (batch, guardrail, account, gate, resources)
    select p_job.batch, key, p_job.account, p_job.gate, value::text::bigint
    from jsonb_each(p_judged)
    on conflict (batch, guardrail, account, gate) do update set resources = excluded.resources
$$;
