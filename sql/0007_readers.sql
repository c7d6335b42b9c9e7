-- Readers who see some accounts only. Views run with the rights of who asks, and rows are filtered
-- where they are stored, so that no view can be forgotten.

-- A login, or a group of logins, with what it may read; a member of parapet_reader that is not named
-- here, and in no group that is, reads everything.
create table parapet.reader_scope (
    reader text not null,
    account text,
    -- A path of organizational units, or one name in it.
    unit text,
    check ((account is null) <> (unit is null))
);
create unique index reader_scope_once
    on parapet.reader_scope (reader, coalesce(account, ''), coalesce(unit, ''));

-- A role may have gone since; superusers are members of all, and row security is not for them.
create function parapet.own_scopes() returns setof parapet.reader_scope
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select s.* from reader_scope s join pg_roles r on r.rolname = s.reader
    where pg_has_role(session_user, r.oid, 'member')
$$;

create function parapet.reads_everything() returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select not exists (select from own_scopes())
$$;

create function parapet.readable_accounts() returns setof text
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select a.id from account a join own_scopes() s
        on s.account = a.id or s.unit = a.unit or s.unit = any (string_to_array(a.unit, '/'))
$$;

do $$
declare
    v_name text;
begin
    foreach v_name in array array[
        'finding', 'finding_event', 'scope', 'inventory', 'job_failure', 'account'
    ] loop
        execute format('alter table parapet.%I enable row level security', v_name);
        execute format(
            'create policy all_rows on parapet.%I for select
                to parapet_coordinator, parapet_operator using (true)', v_name
        );
        execute format(
            'create policy own_accounts on parapet.%I for select to parapet_reader using (
                (select parapet.reads_everything())
                or %I in (select parapet.readable_accounts())
            )', v_name, case v_name when 'account' then 'id' else 'account' end
        );
        execute format(
            'grant select on parapet.%I
                to parapet_coordinator, parapet_operator, parapet_reader', v_name
        );
    end loop;
    for v_name in
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'report' and c.relkind = 'v'
    loop
        execute format('alter view report.%I set (security_invoker = true)', v_name);
    end loop;
end $$;

grant select on parapet.exception, parapet.audit, parapet.guardrail_rule, parapet.member
    to parapet_coordinator, parapet_operator, parapet_reader;
-- The configuration's text is none of a reader's business.
grant select (
    id, state, requested_by, requested_at, started_at, finished_at, narrowing, config_sha256,
    guardrails_sha256, summary, error
) on parapet.sweep to parapet_coordinator, parapet_operator, parapet_reader;
grant select on parapet.job to parapet_coordinator, parapet_operator, parapet_reader;

revoke execute on function
    parapet.own_scopes, parapet.reads_everything, parapet.readable_accounts from public;
grant execute on function parapet.reads_everything, parapet.readable_accounts
    to parapet_coordinator, parapet_operator, parapet_reader;
