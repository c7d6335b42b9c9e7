-- Who acts, and what they may read.

-- The person: the login of the connection; or, where that is the console's, the one whose session the
-- console verified in this transaction. A console without one acts for nobody.
create or replace function parapet.actor() returns text
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_person text := nullif(current_setting('parapet.actor', true), '');
begin
    if not is_console() then
        return session_user;
    end if;
    if v_person is null then
        raise exception 'the console names no person' using errcode = 'PA011';
    end if;
    return v_person;
end $$;

-- A superuser is a member of every role, and whoever owns the schema may administer its groups; both
-- are persons all the same.
create or replace function parapet.is_console() returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select not r.rolsuper and r.rolname <> current_user
        and pg_has_role(r.oid, 'parapet_console', 'usage')
    from pg_roles r where r.rolname = session_user
$$;

-- Whether the person belongs to a group: as a member of the database role of that name, or of those
-- that the console's verified session lists.
create or replace function parapet.is_in(p_group text) returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select case when is_console()
        then actor() is not null and p_group = any (
            string_to_array(current_setting('parapet.groups', true), ',')
        )
        else coalesce(
            (select pg_has_role(session_user, r.oid, 'member') from pg_roles r
                where r.rolname = p_group),
            false
        )
    end
$$;

-- A role may have gone since; superusers are members of all, and row security is not for them.
create or replace function parapet.own_scopes() returns setof parapet.reader_scope
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select s.* from reader_scope s
    where (s.reader = actor() or is_in(s.reader)) and not exists (
        select from pg_roles where rolname = session_user and rolsuper
    )
$$;

create or replace function parapet.reads_everything() returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select not exists (select from own_scopes())
$$;

create or replace function parapet.readable_accounts() returns setof text
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select a.id from account a join own_scopes() s
        on s.account = a.id or s.unit = a.unit or s.unit = any (string_to_array(a.unit, '/'))
$$;

-- Whether all that an exception's scope could ever cover is theirs to read: its account, or its unit, is.
create or replace function parapet.may_read_scope(p_scope jsonb) returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select reads_everything()
        or coalesce(p_scope ->> 'account' in (select readable_accounts()), false)
        or exists (
            select from own_scopes() s
            where s.unit = p_scope ->> 'unit'
                or s.unit = any (string_to_array(p_scope ->> 'unit', '/'))
        )
$$;

-- A document with a list of accounts, of which those are left that may be read. An empty list means all of
-- them: where none is left, it names one that is not there.
create or replace function parapet.only_readable(p_document jsonb) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select case
        when coalesce(p_document -> 'accounts', '[]') = '[]' or reads_everything()
        then p_document
        else p_document || jsonb_build_object('accounts', coalesce((
            select jsonb_agg(x) from jsonb_array_elements_text(p_document -> 'accounts') x
            where x in (select readable_accounts())
        ), '[""]'))
    end
$$;

-- Where the guardrails apply, for reports.
create or replace function parapet.guardrail_reach(p_guardrail text) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select only_readable(reach) from guardrail_rule where guardrail = p_guardrail
$$;

-- What the sweeps that ended well were narrowed to and judged with, for reports: few differ, however many
-- there were.
create or replace function parapet.ended_sweeps()
returns table (rules integer, narrowing jsonb, began timestamptz)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select x.rules, only_readable(x.narrowing), x.began from (
        select b.rules, s.narrowing, max(s.requested_at) as began
        from sweep s join batch b on b.id = s.batch
        where s.state = 'done' group by 1, 2
    ) x
$$;

-- Channels as they are; what one said last may be of any account.
create or replace function parapet.readable_channels() returns setof parapet.channel
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select c.name, c.type, c.current, c.last_sent, c.failing_since,
        case when reads_everything() then c.last_error end
    from channel c
$$;

-- What a receiver said of a message, for who may read of all the accounts that it is about.
create or replace function parapet.readable_error(p_message text) returns text
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select m.error from message m
    where m.id = p_message and (reads_everything() or not exists (
        select from notice_group g where g.message = m.id
            and coalesce(g.account not in (select readable_accounts()), true)
    ))
$$;

-- Queues as feeds see them; what comes in them, and what goes wrong, may be of any account.
create or replace function parapet.readable_queues() returns setof parapet.feed_queue
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select q.queue, q.feed, q.region, q.heard, case when r then q.received end,
        case when r then q.lag_seconds end, case when r then q.backlog end,
        case when r then q.backlog_at end, case when r then q.error end, q.updated
    from feed_queue q, reads_everything() r
$$;
