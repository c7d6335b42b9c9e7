-- The accounts: what the organization lists, what their roles answered, and the estates that sweeps
-- began with.

-- For the leader: what is remembered of every account that has not left.
create or replace function parapet.known_accounts(p_token bigint)
returns setof parapet.account
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    return query select * from account where status <> 'left' order by id;
end $$;

-- For the leader: how the last reading of the organization went; times as RFC 3339.
create or replace function parapet.organization_state(
    p_token bigint, out complete_at timestamptz, out began_at timestamptz,
    out read_at timestamptz, out error text
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    select o.complete_at, o.began_at, o.read_at, o.error
    into complete_at, began_at, read_at, error from organization o;
end $$;

-- For the leader: some accounts as the organization lists them: [{"id","name","unit",
-- "unit_ids","status"}].
-- What their tags were read to be stays.
create or replace function parapet.list_accounts(p_token bigint, p_accounts jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    insert into account as a (id, name, unit, unit_ids, status, listed_at)
    select x.id, x.name, x.unit, coalesce(x.unit_ids, '{}'), x.status, clock_timestamp()
    from jsonb_to_recordset(p_accounts)
        as x (id text, name text, unit text, unit_ids text[], status text)
    order by x.id
    on conflict (id) do update set name = excluded.name, unit = excluded.unit,
        unit_ids = excluded.unit_ids, status = excluded.status, listed_at = excluded.listed_at;
end $$;

-- For the leader: the tags of some accounts: {"ID":{…}}; and of others why they could not be read:
-- {"ID":TEXT}. Tags that were read before stay.
create or replace function parapet.tag_accounts(p_token bigint, p_tags jsonb, p_errors jsonb)
returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    perform from account where p_tags ? id or p_errors ? id order by id for no key update;
    update account a set tags = t.value, tagged_at = clock_timestamp(),
        tags_tried_at = clock_timestamp(), tags_error = null
    from jsonb_each(p_tags) t where a.id = t.key;
    update account a set tags_tried_at = clock_timestamp(), tags_error = t.value
    from jsonb_each_text(p_errors) t where a.id = t.key;
end $$;

-- For the leader: accounts that the organization listed before and not since then. They may have
-- left, or been moved while it was read.
create or replace function parapet.unlisted_accounts(p_token bigint, p_since timestamptz)
returns setof text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    return query select id from account
        where status <> 'left' and listed_at < p_since order by id;
end $$;

-- For the leader: the organization was read. Without an error everything was seen that there was
-- since p_began; p_gone are those that have left. Answers how many did.
create or replace function parapet.end_reading(
    p_token bigint, p_began timestamptz, p_error text, p_gone text[]
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    update organization set began_at = p_began, read_at = clock_timestamp(), error = p_error,
        complete_at = case when p_error is null then p_began else complete_at end;
    update account set status = 'left'
    where status <> 'left' and id = any (p_gone) and listed_at < p_began;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- For the leader: which account the organization is managed from; what it was known to be stays where
-- nobody says.
create or replace function parapet.set_management(p_token bigint, p_account text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    update organization set management = p_account
    where p_account ~ '^[0-9]{12}$' and management is distinct from p_account;
end $$;

-- For the leader: stores an estate once; answers its number.
create or replace function parapet.store_estate(p_token bigint, p_document jsonb)
returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_hash text := encode(sha256(convert_to(p_document::text, 'UTF8')), 'hex');
    v_id integer;
begin
    perform require_leader(p_token);
    select id into v_id from estate
    where id = (select max(id) from estate) and hash = v_hash;
    if not found then
        -- One that stands again is stored anew: what belongs to no sweep takes the last one.
        update estate set hash = v_hash || ' ' || id where hash = v_hash;
        insert into estate (hash, document) values (v_hash, p_document) returning id into v_id;
    end if;
    return v_id;
end $$;

create or replace function parapet.estate_document(p_estate integer) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select document from estate where id = p_estate
$$;

-- What an account's role answered: {"state","detail","regions","with"}. The regions are kept only
-- when the role was assumed; else those known before stay.
create or replace function parapet.put_role(p_job parapet.job, p_role jsonb) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    update account set role_state = p_role ->> 'state', role_detail = p_role ->> 'detail',
        regions = case when p_role ->> 'state' = 'assumed'
            then array(select jsonb_array_elements_text(p_role -> 'regions')) else regions end,
        discovered_at = clock_timestamp(), discovered_with = p_role ->> 'with'
    where id = p_job.account
$$;

create or replace function parapet.account_regions(p_account text) returns text[]
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select coalesce(regions, '{}') from account where id = p_account
$$;

-- For the leader: active accounts of the organization whose tags were not read since p_before, the
-- longest ago first; where they were refused since p_retry nobody asks again.
create or replace function parapet.untagged_accounts(
    p_token bigint, p_before timestamptz, p_retry timestamptz, p_limit integer
) returns setof text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    return query select id from account
        where status = 'active' and listed_at is not null
            and (tagged_at is null or tagged_at < p_before)
            and (tags_error is null or tags_tried_at < p_retry)
        order by tagged_at nulls first, id limit p_limit;
end $$;
