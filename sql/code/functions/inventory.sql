-- What jobs saw, kept for guardrails that look at several resources together and for people.

create or replace function parapet.scope_inventory(
    p_account text, p_region text, p_service text
)
returns table (type text, region text, id text, hash text)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select type, region, id, hash from inventory
    where account = p_account and scope_region = p_region and service = p_service
        and gone is null
$$;

-- What is known of an account's resources: of some types everywhere, of others in one region, or
-- without one everywhere too.
create or replace function parapet.account_inventory(
    p_account text, p_types text[], p_regional text[], p_region text
)
returns table (
    type text, region text, id text, arn text, name text, tags jsonb, document jsonb,
    unread jsonb, omitted text
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select type, region, id, arn, name, tags, document, unread, omitted from inventory
    where account = p_account and gone is null
        and (type = any (p_types)
            or type = any (p_regional) and (p_region is null or region = p_region))
    order by type, region, id
$$;

-- What is known of resources by their names, in whichever accounts they are: [{"type","arn"}], or
-- [{"type","id","account"}], where the account may be missing. By index, whatever PostgreSQL believes
-- of the table.
create or replace function parapet.named_inventory(p_names jsonb)
returns table (
    account text, type text, region text, id text, arn text, name text, tags jsonb,
    document jsonb, unread jsonb, omitted text
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
    select i.account, i.type, i.region, i.id, i.arn, i.name, i.tags, i.document, i.unread, i.omitted
    from jsonb_to_recordset(p_names) as n (type text, arn text, id text, account text)
    cross join lateral (
        select * from inventory a
        where n.arn is not null and a.type || ' ' || a.arn = n.type || ' ' || n.arn
            and a.gone is null
        union all
        select * from inventory b
        where n.arn is null and n.account is null
            and b.type || ' ' || b.id = n.type || ' ' || n.id and b.gone is null
        union all
        select * from inventory c
        where n.arn is null and c.type || ' ' || c.id = n.type || ' ' || n.id
            and c.account || '' = n.account and c.gone is null
    ) i
    order by i.type, i.account, i.region, i.id
$$;

-- What is known of resources of one type of which a field, a text or a list of texts, holds one of some
-- texts in lower case, in whichever accounts they are: at most a thousand. By an index where the field has
-- one (inventory_held_…), else all that there is of the type is read.
create or replace function parapet.holding_inventory(p_type text, p_path text[], p_texts text[])
returns table (
    account text, type text, region text, id text, arn text, name text, tags jsonb,
    document jsonb, unread jsonb, omitted text
)
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
begin
    return query execute holding_query(p_type, p_path) using p_texts;
end $$;

-- The query itself: with type and field in it, as the indexes have them. A text counts as a list of it.
create or replace function parapet.holding_query(p_type text, p_path text[]) returns text
language sql immutable set search_path = pg_catalog, parapet, pg_temp as $$
    select format(
        'select i.account, i.type, i.region, i.id, i.arn, i.name, i.tags, i.document, i.unread,
            i.omitted
        from parapet.inventory i
        where i.type = %L and i.gone is null and (lower((%s)::text))::jsonb ?| $1
        order by i.account, i.region, i.id limit 1000',
        p_type, 'document' || string_agg(format(' -> %L', m), '' order by place)
    )
    from unnest(p_path) with ordinality as x (m, place)
$$;

-- As named_inventory, for who reads reports, of the accounts that he may read.
create or replace function parapet.readable_inventory(p_names jsonb)
returns table (
    account text, type text, region text, id text, arn text, name text, tags jsonb,
    document jsonb, unread jsonb, omitted text
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select * from named_inventory(p_names)
    where reads_everything() or account in (select readable_accounts())
$$;

-- The types that a job may write of: those of its service.
create or replace function parapet.bound_types(p_job parapet.job) returns text[]
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select array_agg(t.key)
    from rule_book r cross join jsonb_each_text(r.rules -> 'types') t
    where r.id = coalesce(p_job.rules, (select rules from batch where id = p_job.batch))
        and t.value = p_job.payload ->> 'service'
$$;

-- Writes what changed; answers how many rows. `put` elements: {"type","region","id","arn","name",
-- "tags","document","unread","escaped","omitted","hash","fields","attributes"}; the fields and
-- attributes are those that were asked for: others stay as an earlier sweep left them. `gone`
-- elements: {"type","region","id"}. `history`: types whose past is kept.
create or replace function parapet.put_inventory(p_job parapet.job, p_inventory jsonb)
returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set plan_cache_mode = auto set enable_seqscan = on as $$
declare
    v_now timestamptz := clock_timestamp();
    v_account text := p_job.account;
    v_region text := p_job.payload ->> 'region';
    v_service text := p_job.payload ->> 'service';
    v_types text[] := bound_types(p_job);
    v_put integer := 0;
    v_gone integer := 0;
begin
    if exists (
        select from jsonb_array_elements(
            coalesce(p_inventory -> 'put', '[]') || coalesce(p_inventory -> 'gone', '[]')
        ) x where not (x ->> 'type' = any (v_types)) or v_types is null
            or v_region not in ('global', x ->> 'region')
            or p_job.kind = 'look' and not exists (
                select from jsonb_array_elements(p_job.payload -> 'resources') r
                where r ->> 'type' = x ->> 'type' and r ->> 'id' = x ->> 'id'
            )
    ) then
        raise exception 'this job may not write that inventory' using errcode = 'PA003';
    end if;
    if jsonb_array_length(coalesce(p_inventory -> 'put', '[]')) > 0 then
        insert into inventory as i (
            account, type, region, id, scope_region, service, arn, name, tags, document, unread,
            escaped, omitted, hash, first_seen, changed
        )
        select v_account, m.type, m.region, m.id, v_region, v_service, m.arn, m.name, m.tags,
            m.document, m.unread, m.escaped, m.omitted, m.hash, v_now, v_now
        from (
            select distinct on (type, region, id) * from jsonb_to_recordset(p_inventory -> 'put')
                as (type text, region text, id text, arn text, name text, tags jsonb,
                    document jsonb, unread jsonb, escaped boolean, omitted text, hash text,
                    fields jsonb, attributes jsonb)
        ) x
        left join inventory o on o.account = v_account and o.type = x.type
            and o.region = x.region and o.id = x.id and o.gone is null
        cross join lateral (
            select x.type, x.region, x.id, x.arn, x.name, x.hash, x.omitted,
                coalesce(x.escaped, false) as escaped,
                coalesce(x.tags, o.tags, '{}') as tags,
                case when x.omitted is null then coalesce(
                    o.document - array(select jsonb_array_elements_text(x.fields)), '{}'
                ) else '{}' end || x.document as document,
                coalesce(o.unread - array(select jsonb_array_elements_text(x.attributes)), '{}')
                    || x.unread as unread
        ) m
        -- A sweep that asks for less has other hashes and yet may find nothing new.
        where o.id is null or (
            o.document, o.tags, o.unread, o.arn, o.name, o.scope_region, o.service, o.escaped,
            o.omitted
        ) is distinct from (
            m.document, m.tags, m.unread, m.arn, m.name, v_region, v_service, m.escaped,
            m.omitted
        )
        order by m.type, m.region, m.id
        on conflict (account, type, region, id) do update set
            scope_region = excluded.scope_region, service = excluded.service,
            arn = excluded.arn, name = excluded.name, tags = excluded.tags,
            document = excluded.document, unread = excluded.unread,
            escaped = excluded.escaped, omitted = excluded.omitted, hash = excluded.hash,
            gone = null, changed = v_now;
        get diagnostics v_put = row_count;
    end if;
    if jsonb_array_length(coalesce(p_inventory -> 'gone', '[]')) > 0 then
        update inventory i set gone = v_now, changed = v_now
        from jsonb_to_recordset(p_inventory -> 'gone') as x (type text, region text, id text)
        where i.account = v_account and i.type = x.type and i.region = x.region and i.id = x.id
            and i.scope_region = v_region and i.service = v_service and i.gone is null;
        get diagnostics v_gone = row_count;
    end if;
    if jsonb_array_length(coalesce(p_inventory -> 'history', '[]')) > 0 then
        insert into inventory_event (
            at, event, account, type, region, resource, arn, name, tags, document
        )
        select v_now, case when i.gone is not null then 'gone'
                when i.changed < v_now or i.first_seen = v_now then 'seen' else 'changed' end,
            i.account, i.type, i.region, i.id, i.arn, i.name, i.tags, i.document
        from inventory i
        where i.account = v_account and i.scope_region = v_region and i.service = v_service
            and p_inventory -> 'history' ? i.type
            and (i.changed = v_now or i.gone is null and not exists (
                -- History was asked for just now, or its beginning has been dropped.
                select from inventory_event e
                where e.account = i.account and e.type = i.type and e.resource = i.id
                    and e.region = i.region
            ));
    end if;
    return v_put + v_gone;
end $$;

-- For the leader: forgets what has been gone for so many days, and everything of accounts that left; of
-- each no more in a turn than nobody waits for. Answers how many.
create or replace function parapet.forget_inventory(p_token bigint, p_days integer) returns bigint
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
declare
    v_limit constant integer := 20000;
    v_count bigint;
begin
    perform require_leader(p_token);
    update inventory i set gone = clock_timestamp(), changed = clock_timestamp()
    where i.ctid = any (array(
        select o.ctid from account a
        cross join lateral (select ctid from inventory where account = a.id and gone is null) o
        where a.status = 'left' limit v_limit
    )) and i.gone is null;
    delete from inventory where ctid = any (array(
        select o.ctid from inventory o
        where o.gone < (select clock_timestamp()) - make_interval(days => p_days)
        order by o.gone limit v_limit
    )) and gone < (select clock_timestamp()) - make_interval(days => p_days);
    get diagnostics v_count = row_count;
    return v_count;
end $$;
