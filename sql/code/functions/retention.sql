-- History in monthly partitions, made ahead and dropped whole.

-- Partitions for the months from p_from on; those that are there stay. Answers how many were made.
create or replace function parapet.add_event_partitions(
    p_parent text, p_from date, p_months integer
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
-- Months are those of UTC, whatever the session's zone.
set timezone = 'UTC' as $$
declare
    v_month date;
    v_name text;
    v_count integer := 0;
begin
    for v_month in
        select (date_trunc('month', p_from) + make_interval(months => n))::date
        from generate_series(0, p_months - 1) n
    loop
        v_name := p_parent || '_' || to_char(v_month, 'YYYY_MM');
        continue when exists (
            select from event_partition where parent = p_parent and until > v_month
        );
        execute format(
            'create table parapet.%I partition of parapet.%I for values from (%L) to (%L)',
            v_name, p_parent, v_month, (v_month + interval '1 month')::date
        );
        insert into event_partition values (v_name, p_parent, v_month + interval '1 month');
        v_count := v_count + 1;
    end loop;
    return v_count;
end $$;

-- This month's partitions and those of the three to come.
create or replace function parapet.add_coming_partitions() returns integer
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select add_event_partitions('finding_event', (now() at time zone 'utc')::date, 4)
        + add_event_partitions('inventory_event', (now() at time zone 'utc')::date, 4)
        + add_event_partitions('received_event', (now() at time zone 'utc')::date, 4)
$$;

-- For the leader. Answers how many partitions were made.
create or replace function parapet.roll_partitions(p_token bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    return add_coming_partitions();
end $$;

-- Drops the partitions of some tables that end before a day. Answers how many.
create or replace function parapet.drop_partitions(p_parents text[], p_before date) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_name text;
    v_count integer := 0;
begin
    -- A long reader must not hold up the commits behind this; the next turn tries again.
    perform set_config('lock_timeout', '2s', true);
    for v_name in
        select name from event_partition where parent = any (p_parents) and until <= p_before
    loop
        begin
            execute format('drop table parapet.%I', v_name);
            delete from event_partition where name = v_name;
            v_count := v_count + 1;
        exception when lock_not_available then
            return v_count;
        end;
    end loop;
    return v_count;
end $$;

-- For the leader: drops the partitions of history whose last event is so many days old. Answers how
-- many.
create or replace function parapet.forget_events(p_token bigint, p_days integer) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    return drop_partitions(
        array['finding_event', 'inventory_event'],
        (now() - make_interval(days => p_days))::date
    );
end $$;
