-- Exceptions that people ask for, grant and end.

-- Looks that are under way with the exceptions as they were are made again. Whoever grants or ends
-- one comes here once it is sure that he may: it waits for the looks that are being committed, and
-- keeps others away.
create or replace function parapet.turn_exceptions() returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    lock table exception_version in exclusive mode;
    update exception_version set version = version + 1
$$;

-- Refuses a scope with a key, a type or a value that no matcher would understand: what is not
-- understood would not narrow, and so cover everything.
create or replace function parapet.check_scope(p_scope jsonb) returns void
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_keys text[] := array['account', 'unit', 'environment', 'region', 'resource', 'condition'];
    v_wrong text;
begin
    if p_scope is null or jsonb_typeof(p_scope) <> 'object' then
        raise exception 'an exception''s scope is an object, not %',
            coalesce(jsonb_typeof(p_scope), 'nothing') using errcode = 'PA010';
    end if;
    select min(key) into v_wrong from jsonb_each(p_scope)
    where key <> 'tag' and not (key = any (v_keys));
    if v_wrong is not null then
        raise exception 'an exception''s scope knows no ''%''; it knows: %, tag', v_wrong,
            array_to_string(v_keys, ', ') using errcode = 'PA010';
    end if;
    select min(key) into v_wrong from jsonb_each(p_scope)
    where key <> 'tag' and (jsonb_typeof(value) <> 'string' or value = '""');
    if v_wrong is not null then
        raise exception '''%'' of an exception''s scope is a text, and not an empty one', v_wrong
            using errcode = 'PA010', hint = 'name one, or leave it out';
    end if;
    select min(key) into v_wrong from jsonb_each_text(p_scope) where length(value) > 2000;
    if v_wrong is not null then
        raise exception '''%'' of an exception''s scope has more than 2000 characters', v_wrong
            using errcode = 'PA010', hint = 'ask for several exceptions';
    end if;
    if p_scope ? 'tag' and not coalesce(
        jsonb_typeof(p_scope -> 'tag') = 'object'
            and jsonb_typeof(p_scope -> 'tag' -> 'key') = 'string'
            and jsonb_typeof(p_scope -> 'tag' -> 'value') = 'string'
            and p_scope -> 'tag' ->> 'key' <> ''
            and (p_scope -> 'tag') - 'key' - 'value' = '{}', false
    ) then
        raise exception '''tag'' of an exception''s scope is {"key","value"}'
            using errcode = 'PA010';
    end if;
end $$;

create or replace function parapet.check_until(
    p_guardrail text, p_from timestamptz, p_until timestamptz
) returns parapet.guardrail_rule
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_rule guardrail_rule;
begin
    select * into v_rule from guardrail_rule where guardrail = p_guardrail;
    if not found then
        raise exception 'no sweep has used a guardrail ''%'' yet', p_guardrail
            using errcode = 'PA010', hint = 'parapet report guardrails';
    end if;
    if p_until <= clock_timestamp() then
        raise exception 'an exception cannot end in the past'
            using errcode = 'PA010', hint = 'name a later --until';
    end if;
    if p_until > clock_timestamp() + interval '10 years' then
        raise exception 'an exception ends within ten years'
            using errcode = 'PA010', hint = 'name an earlier --until';
    end if;
    if v_rule.at_most_seconds is not null
        and p_until > p_from + make_interval(secs => v_rule.at_most_seconds + 60)
    then
        raise exception '% allows exceptions for % days at most', p_guardrail,
            trim_scale(round(v_rule.at_most_seconds / 86400.0, 1))
            using errcode = 'PA010', hint = 'name an earlier --until';
    end if;
    return v_rule;
end $$;

-- Who may decide: a member of the group that the guardrail names, and never who asked.
create or replace function parapet.check_decider(p_exception parapet.exception) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_group text;
begin
    select granted_by into v_group from guardrail_rule where guardrail = p_exception.guardrail;
    if v_group is null then
        raise exception 'nobody may grant exceptions from %', p_exception.guardrail
            using errcode = 'PA011', hint = 'the guardrail names no ''granted-by''';
    end if;
    if not is_console() and not exists (select from pg_roles where rolname = v_group) then
        raise exception 'there is no database role ''%''', v_group
            using errcode = 'PA011', hint = 'the guardrail''s ''granted-by'' names it: make it';
    end if;
    if not is_in(v_group) then
        raise exception '% is not a member of ''%''', actor(), v_group using errcode = 'PA011';
    end if;
end $$;

create or replace function parapet.find_exception(p_id text, variadic p_states text[])
returns parapet.exception
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_found exception;
begin
    select * into v_found from exception where id = p_id for update;
    if not found then
        raise exception 'there is no exception %', p_id using errcode = 'PA015';
    end if;
    if not (v_found.state = any (p_states)) then
        raise exception 'exception % is %', p_id, v_found.state using errcode = 'PA016';
    end if;
    return v_found;
end $$;

-- What people write of an exception is for people: not nothing, and not endless.
create or replace function parapet.check_reason(p_reason text, p_ticket text) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
    if coalesce(p_reason, '') !~ '[^[:space:]]' then
        raise exception 'a reason is needed'
            using errcode = 'PA010', hint = 'say why, for who decides and for who asks later';
    end if;
    if length(p_reason) > 2000 then
        raise exception 'the reason has % characters; 2000 at most', length(p_reason)
            using errcode = 'PA010', hint = 'name a --ticket that tells the rest';
    end if;
    if length(p_ticket) > 500 then
        raise exception 'the ticket has % characters; 500 at most', length(p_ticket)
            using errcode = 'PA010', hint = 'name it, or its address';
    end if;
end $$;

create or replace function parapet.request_exception(
    p_guardrail text, p_scope jsonb, p_until timestamptz, p_reason text, p_ticket text
) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_id text := 'e-' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 10);
begin
    perform check_scope(p_scope);
    perform check_reason(p_reason, p_ticket);
    perform check_until(p_guardrail, clock_timestamp(), p_until);
    if length(p_scope::text) > 10000 then
        raise exception 'a scope has 10000 characters at most'
            using errcode = 'PA010', hint = 'ask for several exceptions';
    end if;
    if not may_read_scope(p_scope) then
        raise exception '% may not ask for exceptions there', actor()
            using errcode = 'PA011', hint = 'name an account, or a unit, that you may read';
    end if;
    insert into exception (
        id, guardrail, scope, reason, ticket, state, requested_by, requested_at, until
    ) values (
        v_id, p_guardrail, p_scope, p_reason, p_ticket, 'requested', actor(),
        clock_timestamp(), p_until
    );
    perform log_action('exception requested', v_id, jsonb_build_object(
        'guardrail', p_guardrail, 'scope', p_scope, 'until', p_until, 'reason', p_reason,
        'ticket', p_ticket
    ));
    return v_id;
end $$;

create or replace function parapet.refuse_exception(p_id text, p_note text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_found exception := find_exception(p_id, 'requested');
begin
    perform check_reason(p_note, null);
    perform check_decider(v_found);
    update exception set state = 'refused', decided_by = actor(),
        decided_at = clock_timestamp(), ended_at = clock_timestamp(), note = p_note
    where id = p_id;
    perform log_action('exception refused', p_id, jsonb_build_object('note', p_note));
end $$;

-- An identity's text with * and ? as a LIKE pattern.
create or replace function parapet.like_pattern(p_pattern text) returns text
language sql immutable
return replace(replace(replace(replace(replace(
    p_pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'), '?', '_');

-- Whether a scope covers a resource, as far as rows tell: of its condition only a judgement knows.
-- `Guardrail.covers` says the same of resources that are being judged; the cases in
-- Tests/StoreTests/ScopeCases.swift hold both to it.
create or replace function parapet.scope_covers(
    p_scope jsonb, p_account text, p_unit text, p_environment text, p_region text,
    p_resource text, p_arn text, p_tags jsonb
) returns boolean
language sql immutable
return coalesce(
    coalesce(p_scope ->> 'account' = p_account, not p_scope ? 'account')
    and coalesce(p_scope ->> 'environment' = p_environment, not p_scope ? 'environment')
    and coalesce(p_scope ->> 'region' = p_region, not p_scope ? 'region')
    and coalesce(
        p_scope ->> 'unit' = p_unit
            or p_scope ->> 'unit' = any (string_to_array(p_unit, '/')),
        not p_scope ? 'unit'
    )
    and (not p_scope ? 'resource'
        or coalesce(p_resource like parapet.like_pattern(p_scope ->> 'resource'), false)
        or coalesce(p_arn like parapet.like_pattern(p_scope ->> 'resource'), false))
    and coalesce(
        p_tags ->> (p_scope -> 'tag' ->> 'key') = p_scope -> 'tag' ->> 'value',
        not p_scope ? 'tag'
    ), false
);

-- The open findings that an exception covers, and no other does yet: of its account, where it names one;
-- tags are asked for where it names one.
create or replace function parapet.covered_findings(p_exception parapet.exception)
returns setof parapet.finding
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
    select f.* from (
        select * from finding
        where guardrail = p_exception.guardrail and account = p_exception.scope ->> 'account'
            and status = 'open'
        union all
        select * from finding
        where not p_exception.scope ? 'account' and guardrail = p_exception.guardrail
            and status = 'open'
    ) f
    left join account a on a.id = f.account
    where not p_exception.scope ? 'condition'
        and scope_covers(p_exception.scope, f.account, a.unit, f.environment, f.region,
            f.resource_id, f.resource_arn, case when p_exception.scope ? 'tag' then (
                select i.tags from inventory i
                where i.account = f.account and i.type = f.resource_type
                    and i.region = f.region and i.id = f.resource_id and i.gone is null
            ) end)
$$;

-- For who decides, before it is decided: what an exception would cover now, in the words of
-- report.findings. Of one with a condition only the next look knows. Others see what they may read.
create or replace function parapet.exception_covers(p_id text)
returns table (account text, region text, resource_type text, resource_id text, part text)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select f.account, f.region, f.resource_type, f.resource_id, f.part
    from exception e cross join lateral covered_findings(e) f
    left join guardrail_rule r on r.guardrail = e.guardrail
    where e.id = p_id and (
        is_in(r.granted_by) or reads_everything() or f.account in (select readable_accounts())
    )
    order by 1, 2, 3, 4, 5
$$;

-- For who asks, before it is asked: what such an exception would cover now of what they may read.
create or replace function parapet.scope_would_cover(p_guardrail text, p_scope jsonb)
returns table (account text, region text, resource_type text, resource_id text, part text)
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform check_scope(p_scope);
    return query
        select f.account, f.region, f.resource_type, f.resource_id, f.part
        from covered_findings(jsonb_populate_record(null::exception, jsonb_build_object(
            'guardrail', p_guardrail, 'scope', p_scope
        ))) f
        where reads_everything() or f.account in (select readable_accounts())
        order by 1, 2, 3, 4, 5;
end $$;

-- Writes how findings stand from now on; what they stood under names who did it. A thousand at a time,
-- in the order that everybody takes them in.
create or replace function parapet.mark_findings(
    p_findings uuid[], p_event text, p_different jsonb, p_by text
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
declare
    v_sorted uuid[];
    v_changes jsonb;
    v_count integer := 0;
begin
    perform forget_results(p_findings, false);
    v_sorted := array(select unnest(p_findings) order by 1);
    for n in 0 .. (cardinality(v_sorted) - 1) / 1000 loop
        select jsonb_agg(changed_finding(f, p_event, p_different)) into v_changes
        from finding f where id = any (v_sorted[n * 1000 + 1 : n * 1000 + 1000]);
        v_count := v_count + write_findings(coalesce(v_changes, '[]'), p_by, null);
    end loop;
    return v_count;
end $$;

create or replace function parapet.grant_exception(p_id text, p_until timestamptz)
returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_found exception := find_exception(p_id, 'requested');
begin
    perform check_decider(v_found);
    if v_found.requested_by = actor() then
        raise exception 'an exception is never granted by the person who asked for it'
            using errcode = 'PA011', hint = 'ask another member of the group';
    end if;
    perform check_scope(v_found.scope);
    perform check_until(v_found.guardrail, clock_timestamp(), coalesce(p_until, v_found.until));
    perform turn_exceptions();
    update exception set state = 'granted', decided_by = actor(),
        decided_at = clock_timestamp(), until = coalesce(p_until, until)
    where id = p_id returning * into v_found;
    perform log_action('exception granted', p_id, jsonb_build_object('until', v_found.until));
    return mark_findings(
        array(select id from covered_findings(v_found)), 'excepted',
        jsonb_build_object(
            'status', 'excepted', 'reason', 'exception ' || v_found.id,
            'exception', jsonb_build_object(
                'source', v_found.id, 'owner', v_found.requested_by,
                'from', v_found.decided_at, 'until', v_found.until
            )
        ),
        v_found.id
    );
end $$;

create or replace function parapet.extend_exception(p_id text, p_until timestamptz)
returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_found exception := find_exception(p_id, 'granted');
begin
    perform check_decider(v_found);
    if v_found.requested_by = actor() then
        raise exception 'an exception is never extended by the person who asked for it'
            using errcode = 'PA011', hint = 'ask another member of the group';
    end if;
    -- As long as the guardrail allows, counted from today: somebody looked again.
    perform check_until(v_found.guardrail, clock_timestamp(), p_until);
    perform turn_exceptions();
    update exception set until = p_until where id = p_id;
    perform mark_findings(
        array(
            select id from finding
            where status = 'excepted' and exception ->> 'source' = p_id
        ),
        'changed',
        jsonb_build_object('exception', jsonb_build_object(
            'source', p_id, 'owner', v_found.requested_by, 'from', v_found.decided_at,
            'until', p_until
        )),
        p_id
    );
    perform log_action('exception extended', p_id, jsonb_build_object('until', p_until));
end $$;

-- The findings that stood under it are open again, with their history.
create or replace function parapet.end_exception(
    p_exception parapet.exception, p_state text, p_note text
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_id text := p_exception.id;
begin
    update exception set state = p_state, ended_at = clock_timestamp(),
        note = coalesce(p_note, note)
    where id = v_id;
    perform log_action('exception ' || p_state, v_id, jsonb_build_object('note', p_note));
    -- Under one that was never granted nothing stands.
    if p_exception.state <> 'granted' then
        return 0;
    end if;
    perform turn_exceptions();
    return mark_findings(
        array(
            select id from finding
            where status = 'excepted' and exception ->> 'source' = v_id
        ),
        'reopened',
        jsonb_build_object(
            'status', 'open', 'reason', 'exception ' || v_id || ' ' || p_state,
            'exception', null
        ),
        v_id
    );
end $$;

create or replace function parapet.revoke_exception(p_id text, p_note text) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_found exception := find_exception(p_id, 'granted', 'requested');
begin
    perform check_reason(p_note, null);
    -- Whoever asked may take it back.
    if v_found.requested_by <> actor() then
        perform check_decider(v_found);
    end if;
    return end_exception(v_found, 'revoked', p_note);
end $$;

-- For the leader: ends what has run out; answers how many findings are open again.
create or replace function parapet.expire_exceptions(p_token bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_exception exception;
    v_count integer := 0;
begin
    perform require_leader(p_token);
    for v_exception in
        select * from exception
        where state in ('granted', 'requested') and until <= (select clock_timestamp()) order by until
        for update skip locked
    loop
        v_count := v_count + end_exception(v_exception, 'expired', null);
    end loop;
    return v_count;
end $$;

-- What jobs judge with: those in force, and the version that they are of.
create or replace function parapet.exceptions_in_force(
    p_account text, p_guardrails text[], out version bigint, out exceptions json
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select v.version, coalesce((
        select json_agg(json_build_object(
            'id', id, 'guardrail', guardrail, 'scope', scope, 'owner', requested_by,
            'from', decided_at, 'until', until
        ) order by id)
        from exception
        where state = 'granted' and until > (select clock_timestamp())
            and guardrail = any (p_guardrails)
            and coalesce(scope ->> 'account', p_account) = p_account
    ), '[]')
    from exception_version v
$$;

-- For the leader: one notice for each exception, by grant or by tag, that ends within so many days.
create or replace function parapet.announce_expiry(p_token bigint, p_days integer)
returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
declare
    v_until timestamptz := clock_timestamp() + make_interval(days => p_days);
    v_count integer;
begin
    perform require_leader(p_token);
    with ending as materialized (
        select e.requested_by as recipient, e.id as subject, e.until,
            jsonb_build_object('guardrail', e.guardrail, 'scope', e.scope) as detail,
            true as is_granted
        from exception e
        where e.state = 'granted' and e.until < v_until
        union all
        select f.exception ->> 'owner', f.id::text, (f.exception ->> 'until')::timestamptz,
            jsonb_build_object('guardrail', f.guardrail, 'account', f.account,
                'region', f.region, 'resource', f.resource_id, 'part', f.part), false
        from finding f
        where f.status = 'excepted' and f.exception ->> 'source' = 'tag'
            -- By index, to the next second; and then as what it says.
            and f.exception ->> 'until' < to_char(
                (v_until + interval '1 second') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
            )
            and (f.exception ->> 'until')::timestamptz < v_until
    ), told as (
        insert into notice (kind, recipient, subject, until, detail)
        select 'exception ends', x.recipient, x.subject, x.until, x.detail || case
            when x.is_granted then jsonb_build_object('findings', excepted_findings(x.subject))
            else '{}' end
        from ending x
        where not exists (
            select from notice n where n.kind = 'exception ends' and n.subject = x.subject
                and n.until = x.until
        )
        returning id
    )
    select count(*) into v_count from told;
    if v_count > 0 then
        perform pg_notify('parapet_notices', 'exception ends');
    end if;
    return v_count;
end $$;

-- How many findings stand under an exception.
create or replace function parapet.excepted_findings(p_exception text) returns bigint
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off as $$
    select count(*) from finding f
    where f.status = 'excepted' and f.exception ->> 'source' = p_exception
$$;

-- Likewise, of those that may be read. A view with the rights of who asks would look at every finding:
-- row security comes before an index over what is inside of a document.
create or replace function parapet.readable_excepted(p_exception text) returns bigint
language sql stable security definer cost 10000
set search_path = pg_catalog, parapet, pg_temp set enable_seqscan = off as $$
    select count(*) from finding f
    where f.status = 'excepted' and f.exception ->> 'source' = p_exception
        and ((select reads_everything()) or f.account in (select readable_accounts()))
$$;
