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

-- For the leader: vouches for the log up to an entry.
create or replace function parapet.sign_audit(
    p_token bigint, p_entry bigint, p_hash text, p_key text, p_signature text
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    if not exists (select from audit where id = p_entry and hash = p_hash)
        or length(p_key) > 1000 or p_signature !~ '^[0-9a-f]{128}$'
    then
        raise exception 'that is no signature of the audit log' using errcode = 'PA003';
    end if;
    insert into audit_signature (entry, hash, key, signature)
    values (p_entry, p_hash, p_key, p_signature) on conflict do nothing;
end $$;

create or replace function parapet.note_evidence() returns trigger
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    insert into evidence_growth (run) values (new.run) on conflict do nothing;
    return null;
end $$;

-- For the leader: writes the last hash of runs' evidence into the audit log, a minute after it grew or at
-- the run's end; so who vouches for the one vouches for the other. Answers how many runs.
create or replace function parapet.log_grown_evidence(p_token bigint, p_limit integer)
returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_run text;
    v_last evidence;
    v_count integer := 0;
begin
    perform require_leader(p_token);
    -- First: who writes evidence may wait for us, and we for nobody.
    perform from turn where name = 'audit' for update;
    for v_run in
        select g.run from evidence_growth g join run r on r.id = g.run
        where g.since < clock_timestamp() - interval '1 minute' or r.ended is not null
        order by g.since limit p_limit for update of g skip locked
    loop
        delete from evidence_growth where run = v_run;
        select * into v_last from evidence where run = v_run order by number desc limit 1;
        perform log_action('evidence grew', v_run, jsonb_build_object(
            'number', v_last.number, 'hash', v_last.hash
        ));
        v_count := v_count + 1;
    end loop;
    return v_count;
end $$;

-- Who gives whom what to read does so as the schema's owner, by SQL.
create or replace function parapet.log_reader_scope() returns trigger
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    if tg_op in ('UPDATE', 'DELETE') then
        perform log_action('reader scope taken', old.reader, to_jsonb(old) - 'reader');
    end if;
    if tg_op in ('UPDATE', 'INSERT') then
        perform log_action('reader scope given', new.reader, to_jsonb(new) - 'reader');
    end if;
    return null;
end $$;
