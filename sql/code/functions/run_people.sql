-- Runs that people start, decide on, have go on and take back.

-- What a responder has in hand, as the resources that it may be: by id, ARN, name, tag:KEY=VALUE; of
-- instances also by address, by that of an interface, and by DNS name, AWS's own or one of a zone of any
-- account. One statement over the inventory, of the accounts that he may read.
create or replace function parapet.find_target(p_type text, p_text text)
returns table (
    type text, account text, region text, id text, arn text, name text, why text
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    with tag as (
        select jsonb_build_object(
            split_part(substr(p_text, 5), '=', 1),
            substr(p_text, 6 + length(split_part(substr(p_text, 5), '=', 1)))
        ) as wanted where p_text like 'tag:%=%'
    ), wanted as (
        -- The text itself, and what DNS records of that name answer.
        select p_text as text, '' as record
        union
        select rtrim(v.value, '.'), ', by the DNS record ' || r.name
        from inventory r
        cross join lateral jsonb_array_elements_text(coalesce(r.document -> 'values', '[]')) v
        where r.type = 'route53.record' and r.gone is null
            and lower(r.name) in (lower(p_text), lower(p_text) || '.')
            and r.document ->> 'type' in ('A', 'AAAA', 'CNAME')
            and (reads_everything() or r.account in (select readable_accounts()))
    ), found as (
        select i.account, i.region, i.id, 'its id' as why, 1 as rank from inventory i
        where i.type || ' ' || i.id = p_type || ' ' || p_text and i.gone is null
        union all
        select i.account, i.region, i.id, 'its ARN', 1 from inventory i
        where i.type || ' ' || i.arn = p_type || ' ' || p_text and i.gone is null
        union all
        select i.account, i.region, i.id, 'its name', 2 from inventory i
        where i.type = p_type and i.name = p_text and i.gone is null
        union all
        -- Names in DNS are the same in capitals and with the dot of the root; `*` is written as `\052`.
        select i.account, i.region, i.id, 'its name', 2 from inventory i
        where p_type in ('route53.hosted-zone', 'route53.record') and i.type = p_type
            and i.gone is null
            and rtrim(lower(i.name), '.') = rtrim(replace(lower(p_text), '*', '\052'), '.')
        union all
        select i.account, i.region, i.id, 'its tag', 2 from inventory i cross join tag
        where i.type = p_type and i.tags @> tag.wanted and i.gone is null
        union all
        select i.account, i.region, i.id, 'its private address' || w.record, 2
        from wanted w join inventory i on i.document ->> 'private_ip' = w.text
        where p_type = 'ec2.instance' and i.type = 'ec2.instance' and i.gone is null
        union all
        select i.account, i.region, i.id, 'its address on the internet' || w.record, 2
        from wanted w join inventory i on i.document ->> 'public_ip' = w.text
        where p_type = 'ec2.instance' and i.type = 'ec2.instance' and i.gone is null
        union all
        select i.account, i.region, i.document ->> 'instance',
            'an address of its interface ' || i.id || w.record, 3
        from wanted w join inventory i on i.document ->> 'public_ip' = w.text
            or jsonb_path_exists(
                i.document, '$.aws.PrivateIpAddresses[*].PrivateIpAddress ? (@ == $text)',
                jsonb_build_object('text', w.text), true
            ) or jsonb_path_exists(
                i.document, '$.aws.Ipv6Addresses[*].Ipv6Address ? (@ == $text)',
                jsonb_build_object('text', w.text), true
            )
        where p_type = 'ec2.instance' and i.type = 'ec2.network-interface' and i.gone is null
        union all
        select i.account, i.region, i.id, 'its DNS name' || w.record, 3
        from wanted w join inventory i on lower(w.text) in (
            lower(i.document #>> '{aws,PublicDnsName}'), lower(i.document #>> '{aws,PrivateDnsName}')
        )
        where p_type = 'ec2.instance' and i.type = 'ec2.instance' and i.gone is null
    )
    select distinct on (i.account, i.region, i.id)
        i.type, i.account, i.region, i.id, i.arn, i.name, f.why
    from found f
    join inventory i on i.type = p_type and i.account = f.account and i.region = f.region
        and i.id = f.id and i.gone is null
    where reads_everything() or i.account in (select readable_accounts())
    order by i.account, i.region, i.id, f.rank
$$;

-- The same, with what tells resources apart that are called alike.
create or replace function parapet.find_targets(p_type text, p_text text)
returns table (
    type text, account text, region text, id text, arn text, name text, why text, facts jsonb
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select f.type, f.account, f.region, f.id, f.arn, f.name, f.why, jsonb_strip_nulls(
        jsonb_build_object(
            'state', i.document ->> 'state', 'private_address', i.document ->> 'private_ip',
            'public_address', i.document ->> 'public_ip',
            'launched', i.document ->> 'launched'
        )
    )
    from find_target(p_type, p_text) f
    join inventory i on i.type = f.type and i.account = f.account and i.region = f.region
        and i.id = f.id
    order by f.account, f.region, f.id
$$;

-- The playbooks of the rules in force.
create or replace function parapet.playbooks()
returns table (
    name text, title text, kind text, target_type text, file text, sha256 text, text text
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select p.key, p.value ->> 'title', p.value ->> 'kind', p.value ->> 'target',
        p.value ->> 'file', p.value ->> 'sha256', f.value ->> 'text'
    from rule_book b
    cross join lateral jsonb_each(coalesce(b.rules -> 'playbooks', '{}')) p
    join lateral jsonb_array_elements(b.texts::jsonb -> 'playbooks') f
        on f.value ->> 'file' = p.value ->> 'file'
    where b.id = newest_rules()
$$;

-- What keeps a playbook from being run by the rules in force.
create or replace function parapet.check_startable(
    p_name text, p_rule jsonb, p_has_responder boolean, p_changes boolean
) returns void
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_step text;
    v_roles text;
begin
    if p_changes and not p_has_responder and exists (
        select from jsonb_each(p_rule -> 'steps') s where (s.value ->> 'in_aws')::boolean
    ) then
        raise exception '% changes what is in AWS, and no role for that is named', p_name
            using errcode = 'PA029', hint = 'set roles.respond in parapet.yaml, or run it with '
                || '--only analyse or --dry-run';
    end if;
    select s.key, array_to_string(array(
        select jsonb_array_elements_text(s.value #> '{gate,by}')
    ), ', ') into v_step, v_roles
    from jsonb_each(p_rule -> 'steps') s
    where jsonb_typeof(s.value -> 'gate') = 'object'
        and (p_changes or not (s.value ->> 'responds')::boolean)
        and not exists (
            select from jsonb_array_elements_text(s.value #> '{gate,by}') g
            join pg_roles r on r.rolname = g
        )
    order by s.key limit 1;
    if found then
        raise exception 'nobody can pass the gate of ''%'' in %: the database has no role %',
            v_step, p_name, v_roles
            using errcode = 'PA028',
                hint = 'create the role, or name another in the playbook: gate: { by: […] }';
    end if;
end $$;

-- A person starts a run; answers its id. What is run is the text of the rules in force, as he saw it by
-- its hash. Of a target it has to be in the inventory, in an account that he may read.
create or replace function parapet.start_playbook(
    p_playbook text, p_sha256 text, p_target jsonb, p_inputs jsonb, p_case text,
    p_reason text, p_only_analyses boolean, p_dry boolean
) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_rules integer := newest_rules();
    v_known jsonb;
    v_rule jsonb;
    v_text text;
    v_target inventory;
    v_id text;
begin
    if length(p_case) > 200 or length(p_reason) > 2000 or octet_length(p_inputs::text) > 65536
    then
        raise exception '%', case
                when length(p_case) > 200 then 'the case has ' || length(p_case)
                    || ' characters, and 200 are the most'
                when length(p_reason) > 2000 then 'the reason has ' || length(p_reason)
                    || ' characters, and 2000 are the most'
                else 'the inputs have ' || octet_length(p_inputs::text)
                    || ' bytes, and 65536 are the most'
            end
            using errcode = 'PA036', hint = 'the case is a reference, such as a ticket''s number';
    end if;
    if v_rules is null then
        raise exception 'no coordinator has stored any rules yet' using errcode = 'PA025',
            hint = 'start one: parapet coordinator';
    end if;
    select rules into v_known from rule_book where id = v_rules;
    v_rule := v_known #> array['playbooks', p_playbook];
    if v_rule is null then
        raise exception 'the rules in force have no playbook ''%''', p_playbook
            using errcode = 'PA026',
                hint = 'a coordinator stores those of its PARAPET_PLAYBOOKS: parapet report playbooks';
    end if;
    if v_rule ->> 'sha256' is distinct from p_sha256 then
        raise exception 'the playbook % is another now than the one that was looked at', p_playbook
            using errcode = 'PA027', hint = 'look at it, and run it again';
    end if;
    perform check_startable(p_playbook, v_rule, coalesce((v_known ->> 'responder')::boolean, false),
        not (p_only_analyses or p_dry));
    select p.text into v_text from playbooks() p where p.name = p_playbook;
    if p_target is not null then
        select * into v_target from inventory
        where account = p_target ->> 'account' and type = p_target ->> 'type'
            and region = p_target ->> 'region' and id = p_target ->> 'id' and gone is null;
        if not found or not (
            reads_everything() or v_target.account in (select readable_accounts())
        ) then
            raise exception 'there is no such target' using errcode = 'PA024';
        end if;
    end if;
    insert into run (playbook, text, sha256, target, account, inputs, case_name, reason,
        only_analyses, dry, started_by, rules, bounds)
    values (p_playbook, v_text, p_sha256, case when p_target is not null then jsonb_build_object(
            'type', v_target.type, 'account', v_target.account, 'region', v_target.region,
            'id', v_target.id, 'arn', v_target.arn, 'name', v_target.name
        ) end, coalesce(v_target.account, ''), p_inputs, nullif(p_case, ''),
        nullif(p_reason, ''), p_only_analyses, p_dry, actor(), v_rules, v_rule -> 'steps')
    returning id into v_id;
    perform log_run_started(v_id, jsonb_build_object(
        'by', actor(), 'playbook', p_playbook, 'text_sha256', p_sha256,
        'target', (select target from run where id = v_id), 'inputs', p_inputs,
        'case', p_case, 'reason', p_reason, 'only_analyses', p_only_analyses, 'dry', p_dry
    ));
    perform log_action('run started', v_id, jsonb_build_object(
        'playbook', p_playbook, 'text', p_sha256, 'case', p_case, 'reason', p_reason
    ));
    perform note_run_event(v_id, jsonb_build_object('event', 'begun'));
    return v_id;
end $$;

-- As programs of the version before start one. They give a text: only what the rules in force say is run.
create or replace function parapet.start_run(
    p_playbook text, p_text text, p_sha256 text, p_target jsonb, p_inputs jsonb, p_case text,
    p_reason text, p_only_analyses boolean, p_dry boolean
) returns text
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select start_playbook(p_playbook, p_sha256, p_target, p_inputs, p_case, p_reason,
        p_only_analyses, p_dry)
$$;

-- Of accounts that he may not read there is none.
create or replace function parapet.find_run(p_id text) returns parapet.run
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_run run;
begin
    select * into v_run from run where id = p_id for update;
    if not found or not (
        reads_everything() or v_run.account in (select readable_accounts())
    ) then
        raise exception 'there is no run %', p_id using errcode = 'PA024',
            hint = 'parapet playbook list';
    end if;
    return v_run;
end $$;

-- Says yes or no at a gate: a member of a role that the gate names. Without a step, at the one gate where
-- the run waits. Answers the step.
create or replace function parapet.decide_run(
    p_id text, p_step text, p_approve boolean, p_reason text
) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_run run := find_run(p_id);
    v_gates run_gate[];
    v_gate run_gate;
begin
    select array_agg(g order by g.asked) into v_gates from run_gate g
    where g.run = p_id and g.is_open and (p_step is null or g.step = p_step);
    if v_gates is null then
        raise exception 'run % is %, and asks nobody%', p_id, v_run.status,
            coalesce(' at ' || p_step, '')
            using errcode = 'PA025', hint = 'parapet playbook show ' || p_id;
    end if;
    if cardinality(v_gates) > 1 then
        raise exception 'run % asks at %', p_id,
            (select string_agg(g.step, ', ') from unnest(v_gates) g)
            using errcode = 'PA025', hint = 'say which with --step';
    end if;
    v_gate := v_gates[1];
    if not exists (select from unnest(v_gate.approvers) a where is_in(a)) then
        raise exception '% is in none of %', actor(), array_to_string(v_gate.approvers, ', ')
            using errcode = 'PA011', hint = 'ask somebody who is';
    end if;
    if p_approve and v_run.started_by = actor()
        and coalesce(gate_takes_two(v_run, v_gate.step), v_gate.two_persons)
    then
        raise exception '% asked for the run: two other persons have to', actor()
            using errcode = 'PA011', hint = 'ask two members of '
                || array_to_string(v_gate.approvers, ', ');
    end if;
    if length(p_reason) > 2000 or coalesce(p_reason, '') !~ '[^[:space:]]' then
        raise exception 'a decision needs a reason of 2000 characters at most'
            using errcode = 'PA025', hint = 'say why with --reason';
    end if;
    if exists (
        select from run_event e where e.run = p_id and e.taken is null
            and e.event ->> 'event' = 'decided' and e.event ->> 'step' = v_gate.step
            and e.event ->> 'by' = actor()
    ) or p_approve and exists (
        select from jsonb_array_elements(v_run.state -> 'steps') s
        cross join lateral jsonb_array_elements(s #> '{gate,decisions}') d
        where s ->> 'name' = v_gate.step and jsonb_typeof(s -> 'gate') = 'object'
            and d ->> 'by' = actor() and (d ->> 'approved')::boolean
    ) then
        raise exception '% has decided already: another person has to', actor()
            using errcode = 'PA025', hint = 'parapet playbook show ' || p_id;
    end if;
    perform log_evidence(p_id, case when p_approve then 'gate approved' else 'gate rejected' end,
        jsonb_build_object('by', actor(), 'step', v_gate.step, 'reason', p_reason));
    perform log_action(case when p_approve then 'run approved' else 'run rejected' end, p_id,
        jsonb_build_object('step', v_gate.step, 'reason', p_reason));
    perform note_run_event(p_id, jsonb_build_object(
        'event', 'decided', 'step', v_gate.step, 'by', actor(), 'approved', p_approve,
        'reason', p_reason
    ));
    return v_gate.step;
end $$;

-- Has a failed run go on, or takes one back: what a person saw is the round that the run is in.
create or replace function parapet.ask_run(p_id text, p_what text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_run run := find_run(p_id);
begin
    if p_what not in ('resumed', 'undo asked') then
        raise exception 'a run is resumed or undone' using errcode = 'PA003';
    end if;
    -- What no worker moved on is tried again: nothing else is asked of it.
    if p_what = 'resumed' and exists (
        select from run_event where run = p_id and taken is null
    ) and not exists (
        select from job j
        where j.batch = (select id from batch where lane = 'run') and j.account = v_run.account and j.kind = 'advance'
            and j.payload ->> 'run' = p_id
    ) then
        perform log_evidence(p_id, p_what, jsonb_build_object('by', actor()));
        perform advance_later(p_id, clock_timestamp());
        return;
    end if;
    if p_what = 'resumed' and v_run.status <> 'failed' or v_run.status = 'undone'
        or v_run.state is null
    then
        raise exception 'run % is %', p_id, v_run.status
            using errcode = 'PA025', hint = 'parapet playbook show ' || p_id;
    end if;
    perform log_evidence(p_id, p_what, jsonb_build_object('by', actor()));
    perform log_action('run ' || p_what, p_id, '{}');
    perform note_run_event(p_id, jsonb_build_object(
        'event', p_what, 'by', actor(), 'round', v_run.round
    ));
end $$;
