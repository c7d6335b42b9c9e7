-- The log of who did what.

create or replace function parapet.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'PA006';
end $$;

create or replace function parapet.audit_hash(
    p_previous text, p_id bigint, p_at timestamptz, p_actor text, p_action text, p_subject text,
    p_detail jsonb
) returns text language sql immutable
return encode(sha256(convert_to(concat_ws(
    E'\x1f', p_previous, p_id, extract(epoch from p_at), p_actor, p_action, p_subject, p_detail
), 'UTF8')), 'hex');

create or replace function parapet.log_action(p_action text, p_subject text, p_detail jsonb)
returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_actor text := actor();
    v_last audit;
    v_at timestamptz;
    v_id bigint;
begin
    -- One after another: two rows must not follow the same one.
    perform from turn where name = 'audit' for update;
    select * into v_last from audit order by id desc limit 1;
    v_id := coalesce(v_last.id, 0) + 1;
    v_at := clock_timestamp();
    insert into audit (id, at, actor, action, subject, detail, previous, hash)
    values (v_id, v_at, v_actor, p_action, p_subject, p_detail,
        coalesce(v_last.hash, ''),
        audit_hash(coalesce(v_last.hash, ''), v_id, v_at, v_actor, p_action, p_subject,
            p_detail));
end $$;

-- The first row that is not what was written, or null; and the last row's hash. Rows cut off at
-- the end show only to who kept an earlier last hash.
create or replace function parapet.verify_audit(
    out entries bigint, out broken bigint, out head text
)
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
