-- Exceptions that people ask for and grant, and the log of who did what.

-- What guardrails allow, as the last sweep's texts say it.
create table parapet.guardrail_rule (
    guardrail text primary key,
    granted_by text,
    at_most_seconds bigint
);

-- Append-only; each row's hash covers the row before, so that a changed or missing row shows.
create table parapet.audit (
    id bigint primary key,
    at timestamptz not null,
    -- The database user of the session; nobody can act in another's name.
    actor text not null,
    action text not null,
    subject text not null,
    detail jsonb not null,
    previous text not null,
    hash text not null
);
create trigger audit_append_only before update or delete or truncate on parapet.audit
    for each statement execute function parapet.refuse_change();

create function parapet.audit_hash(
    p_previous text, p_id bigint, p_at timestamptz, p_actor text, p_action text, p_subject text,
    p_detail jsonb
) returns text language sql immutable
return encode(sha256(convert_to(concat_ws(
    E'\x1f', p_previous, p_id, extract(epoch from p_at), p_actor, p_action, p_subject, p_detail
), 'UTF8')), 'hex');

create function parapet.log_action(p_action text, p_subject text, p_detail jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_last audit;
    v_at timestamptz;
    v_id bigint;
begin
    -- One after another: two rows must not follow the same one.
    perform pg_advisory_xact_lock(hashtextextended('parapet.audit', 0));
    select * into v_last from audit order by id desc limit 1;
    v_id := coalesce(v_last.id, 0) + 1;
    v_at := clock_timestamp();
    insert into audit (id, at, actor, action, subject, detail, previous, hash)
    values (v_id, v_at, session_user, p_action, p_subject, p_detail,
        coalesce(v_last.hash, ''),
        audit_hash(coalesce(v_last.hash, ''), v_id, v_at, session_user, p_action, p_subject,
            p_detail));
end $$;

-- The first row that is not what was written, or null; and the last row's hash. Rows cut off at
-- the end show only to who kept an earlier last hash.
create function parapet.verify_audit(out entries bigint, out broken bigint, out head text)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    with checked as (
        select id, hash, hash = audit_hash(previous, id, at, actor, action, subject, detail)
                and previous = coalesce(lag(hash) over (order by id), '')
                and id = row_number() over (order by id) as sound
        from audit
    )
    select count(*), min(id) filter (where not sound),
        coalesce((select hash from audit order by id desc limit 1), '')
    from checked
$$;

create table parapet.exception (
    id text primary key,
    guardrail text not null,
    -- Empty lets everything in: {"account","unit","environment","region","resource","tag":
    -- {"key","value"},"condition"}; `resource` may hold * and ?.
    scope jsonb not null,
    reason text not null check (reason <> ''),
    ticket text,
    state text not null check (state in ('requested', 'granted', 'refused', 'revoked', 'expired')),
    requested_by text not null,
    requested_at timestamptz not null,
    until timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    -- Why it was refused or revoked.
    note text,
    ended_at timestamptz
);
create index exception_granted on parapet.exception (guardrail) where state = 'granted';

create function parapet.check_until(p_guardrail text, p_from timestamptz, p_until timestamptz)
returns parapet.guardrail_rule
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_rule guardrail_rule;
begin
    select * into v_rule from guardrail_rule where guardrail = p_guardrail;
    if not found then
        raise exception 'no sweep has used a guardrail ''%'' yet', p_guardrail
            using errcode = 'PA010';
    end if;
    if p_until <= clock_timestamp() then
        raise exception 'an exception cannot end in the past' using errcode = 'PA010';
    end if;
    if v_rule.at_most_seconds is not null
        and p_until > p_from + make_interval(secs => v_rule.at_most_seconds + 60)
    then
        raise exception '% allows exceptions for % days at most', p_guardrail,
            round(v_rule.at_most_seconds / 86400.0, 1) using errcode = 'PA010';
    end if;
    return v_rule;
end $$;

-- Who may decide: a member of the group that the guardrail names, and never who asked.
create function parapet.check_decider(p_exception parapet.exception) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_group text;
begin
    select granted_by into v_group from guardrail_rule where guardrail = p_exception.guardrail;
    if v_group is null then
        raise exception 'nobody may grant exceptions from %', p_exception.guardrail
            using errcode = 'PA011';
    end if;
    if not exists (select from pg_roles where rolname = v_group) then
        raise exception 'there is no database role ''%''', v_group using errcode = 'PA011';
    end if;
    if not pg_has_role(session_user, v_group, 'member') then
        raise exception '% is not a member of ''%''', session_user, v_group
            using errcode = 'PA011';
    end if;
end $$;

create function parapet.find_exception(p_id text, variadic p_states text[])
returns parapet.exception
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_found exception;
begin
    select * into v_found from exception where id = p_id for update;
    if not found then
        raise exception 'there is no exception %', p_id using errcode = 'PA010';
    end if;
    if not (v_found.state = any (p_states)) then
        raise exception 'exception % is %', p_id, v_found.state using errcode = 'PA010';
    end if;
    return v_found;
end $$;

create function parapet.request_exception(
    p_guardrail text, p_scope jsonb, p_until timestamptz, p_reason text, p_ticket text
) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_id text := 'e-' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 10);
begin
    perform check_until(p_guardrail, clock_timestamp(), p_until);
    insert into exception (
        id, guardrail, scope, reason, ticket, state, requested_by, requested_at, until
    ) values (
        v_id, p_guardrail, p_scope, p_reason, p_ticket, 'requested', session_user,
        clock_timestamp(), p_until
    );
    perform log_action('exception requested', v_id, jsonb_build_object(
        'guardrail', p_guardrail, 'scope', p_scope, 'until', p_until, 'reason', p_reason,
        'ticket', p_ticket
    ));
    return v_id;
end $$;

create function parapet.refuse_exception(p_id text, p_note text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_found exception := find_exception(p_id, 'requested');
begin
    perform check_decider(v_found);
    update exception set state = 'refused', decided_by = session_user,
        decided_at = clock_timestamp(), ended_at = clock_timestamp(), note = p_note
    where id = p_id;
    perform log_action('exception refused', p_id, jsonb_build_object('note', p_note));
end $$;

-- An identity's text with * and ? as a LIKE pattern.
create function parapet.like_pattern(p_pattern text) returns text language sql immutable
return replace(replace(replace(replace(replace(
    p_pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'), '?', '_');

-- The open findings that an exception covers as far as rows tell; a condition only a judgement can.
create function parapet.covered_findings(p_exception parapet.exception)
returns setof parapet.finding
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select f.* from finding f
    left join account a on a.id = f.account
    left join inventory i on i.account = f.account and i.type = f.resource_type
        and i.region = f.region and i.id = f.resource_id and i.gone is null
    where f.guardrail = p_exception.guardrail and f.status = 'open'
        and p_exception.scope ->> 'condition' is null
        and coalesce(p_exception.scope ->> 'account', f.account) = f.account
        and coalesce(p_exception.scope ->> 'environment', f.environment, '')
            = coalesce(f.environment, '')
        and coalesce(p_exception.scope ->> 'region', f.region) = f.region
        and (p_exception.scope ->> 'unit' is null
            or p_exception.scope ->> 'unit' = a.unit
            or p_exception.scope ->> 'unit' = any (string_to_array(a.unit, '/')))
        and (p_exception.scope ->> 'resource' is null
            or f.resource_id like like_pattern(p_exception.scope ->> 'resource')
            or f.resource_arn like like_pattern(p_exception.scope ->> 'resource'))
        and (p_exception.scope -> 'tag' is null
            or i.tags ->> (p_exception.scope -> 'tag' ->> 'key')
                = p_exception.scope -> 'tag' ->> 'value')
$$;

-- Writes how findings stand from now on, each with its event; the sweep names who did it.
create function parapet.mark_findings(
    p_findings uuid[], p_status text, p_event text, p_reason text, p_exception jsonb, p_by text
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
    v_now timestamptz := clock_timestamp();
begin
    with marked as (
        update finding set status = p_status, reason = p_reason, exception = p_exception,
            changed = v_now
        where id = any (p_findings)
        returning *
    )
    insert into finding_event (
        finding, sweep, at, event, guardrail, account, region, resource_type, resource_id, part,
        status, unverified, severity, environment, because, reason, exception
    )
    select id, p_by, v_now, p_event, guardrail, account, region, resource_type, resource_id,
        part, status, unverified, severity, environment, because, reason, exception
    from marked order by id;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

create function parapet.cover_findings(p_exception parapet.exception) returns integer
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select mark_findings(
        array(select id from covered_findings(p_exception)), 'excepted', 'excepted',
        'exception ' || p_exception.id,
        jsonb_build_object(
            'source', p_exception.id, 'owner', p_exception.requested_by,
            'from', p_exception.decided_at, 'until', p_exception.until
        ),
        p_exception.id
    )
$$;

create function parapet.grant_exception(p_id text, p_until timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_found exception := find_exception(p_id, 'requested');
begin
    perform check_decider(v_found);
    if v_found.requested_by = session_user then
        raise exception 'an exception is never granted by the person who asked for it'
            using errcode = 'PA011';
    end if;
    perform check_until(v_found.guardrail, clock_timestamp(), coalesce(p_until, v_found.until));
    update exception set state = 'granted', decided_by = session_user,
        decided_at = clock_timestamp(), until = coalesce(p_until, until)
    where id = p_id returning * into v_found;
    perform log_action('exception granted', p_id, jsonb_build_object('until', v_found.until));
    return cover_findings(v_found);
end $$;

create function parapet.extend_exception(p_id text, p_until timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_found exception := find_exception(p_id, 'granted');
begin
    perform check_decider(v_found);
    if v_found.requested_by = session_user then
        raise exception 'an exception is never extended by the person who asked for it'
            using errcode = 'PA011';
    end if;
    -- As long as the guardrail allows, counted from today: somebody looked again.
    perform check_until(v_found.guardrail, clock_timestamp(), p_until);
    update exception set until = p_until where id = p_id;
    update finding set exception = jsonb_set(exception, '{until}', to_jsonb(p_until))
    where status = 'excepted' and exception ->> 'source' = p_id;
    perform log_action('exception extended', p_id, jsonb_build_object('until', p_until));
end $$;

-- The findings that stood under it are open again, with their history.
create function parapet.end_exception(p_id text, p_state text, p_note text) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    update exception set state = p_state, ended_at = clock_timestamp(),
        note = coalesce(p_note, note)
    where id = p_id;
    perform log_action('exception ' || p_state, p_id, jsonb_build_object('note', p_note));
    return mark_findings(
        array(
            select id from finding
            where status = 'excepted' and exception ->> 'source' = p_id
        ),
        'open', 'reopened', 'exception ' || p_id || ' ' || p_state, null, p_id
    );
end $$;

create function parapet.revoke_exception(p_id text, p_note text) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_found exception := find_exception(p_id, 'granted', 'requested');
begin
    -- Whoever asked may take it back.
    if v_found.requested_by <> session_user then
        perform check_decider(v_found);
    end if;
    return end_exception(p_id, 'revoked', p_note);
end $$;

-- For the leader: ends what has run out; answers how many findings are open again.
create function parapet.expire_exceptions(p_token bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_id text;
    v_count integer := 0;
begin
    perform require_leader(p_token);
    for v_id in
        select id from exception
        where state in ('granted', 'requested') and until <= clock_timestamp() order by until
        for update skip locked
    loop
        v_count := v_count + end_exception(v_id, 'expired', null);
    end loop;
    return v_count;
end $$;

-- For the leader: what the guardrails of the sweep allow.
create function parapet.set_guardrail_rules(p_token bigint, p_rules jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    merge into guardrail_rule r
    using jsonb_to_recordset(p_rules) as x (
        guardrail text, granted_by text, at_most_seconds bigint
    ) on r.guardrail = x.guardrail
    when matched and (r.granted_by, r.at_most_seconds)
        is distinct from (x.granted_by, x.at_most_seconds) then
        update set granted_by = x.granted_by, at_most_seconds = x.at_most_seconds
    when not matched then
        insert values (x.guardrail, x.granted_by, x.at_most_seconds);
end $$;

-- What jobs judge with.
create function parapet.granted_exceptions(p_account text, p_guardrails text[])
returns table (
    id text, guardrail text, scope jsonb, owner text, since timestamptz, until timestamptz
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select id, guardrail, scope, requested_by, decided_at, until from exception
    where state = 'granted' and until > clock_timestamp() and guardrail = any (p_guardrails)
        and coalesce(scope ->> 'account', p_account) = p_account
    order by id
$$;

create view report.exceptions as
select id, guardrail, state, scope, reason, ticket, requested_by, requested_at, until,
    decided_by, decided_at, note, ended_at,
    (select count(*) from parapet.finding f
        where f.status = 'excepted' and f.exception ->> 'source' = e.id) as findings
from parapet.exception e;
comment on view report.exceptions is 'Every exception that was asked for, and what became of it. Those by tag are in report.finding_events.';
comment on column report.exceptions.id is 'The exception''s id; findings under it name it as their reason.';
comment on column report.exceptions.guardrail is 'The guardrail that it is from.';
comment on column report.exceptions.state is 'requested, granted, refused, revoked or expired.';
comment on column report.exceptions.scope is 'What it covers: account, unit, environment, region, resource, tag, condition; what is not named is not asked.';
comment on column report.exceptions.reason is 'Why it was asked for.';
comment on column report.exceptions.ticket is 'Where else it is discussed.';
comment on column report.exceptions.requested_by is 'The database user who asked.';
comment on column report.exceptions.requested_at is 'When.';
comment on column report.exceptions.until is 'When it ends.';
comment on column report.exceptions.decided_by is 'The database user who granted or refused it.';
comment on column report.exceptions.decided_at is 'When.';
comment on column report.exceptions.note is 'Why it was refused or revoked.';
comment on column report.exceptions.ended_at is 'When it was refused, revoked or ran out.';
comment on column report.exceptions.findings is 'How many findings stand under it.';

create view report.audit as
select id, at, actor, action, subject, detail, previous, hash from parapet.audit;
comment on view report.audit is 'Who did what: append-only, each row''s hash covers the one before. ''parapet audit verify'' checks it.';
comment on column report.audit.id is 'From 1, without a gap.';
comment on column report.audit.at is 'When.';
comment on column report.audit.actor is 'The database user.';
comment on column report.audit.action is 'Such as exception granted.';
comment on column report.audit.subject is 'What it was done to, such as an exception''s id.';
comment on column report.audit.detail is 'How.';
comment on column report.audit.previous is 'The hash of the row before; empty in the first.';
comment on column report.audit.hash is 'SHA-256 over all of it.';

revoke execute on function
    parapet.audit_hash, parapet.log_action, parapet.verify_audit, parapet.check_until,
    parapet.check_decider, parapet.find_exception, parapet.request_exception,
    parapet.refuse_exception, parapet.like_pattern, parapet.covered_findings,
    parapet.mark_findings, parapet.cover_findings, parapet.grant_exception,
    parapet.extend_exception, parapet.end_exception, parapet.revoke_exception,
    parapet.expire_exceptions, parapet.set_guardrail_rules, parapet.granted_exceptions
    from public;
grant execute on function
    parapet.request_exception, parapet.refuse_exception, parapet.grant_exception,
    parapet.extend_exception, parapet.revoke_exception, parapet.verify_audit
    to parapet_operator, parapet_reader;
grant execute on function parapet.expire_exceptions, parapet.set_guardrail_rules
    to parapet_coordinator;
grant execute on function parapet.granted_exceptions to parapet_worker;
grant select on report.exceptions, report.audit to parapet_operator, parapet_reader,
    parapet_coordinator;
grant select on report.inventory to parapet_coordinator;
