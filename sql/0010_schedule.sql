-- Sweeps that the guardrails' own clocks ask for, and how long what a sweep judged with is kept.

-- When each guardrail's clock last asked. One with a clock of the calendar begins with the moment it
-- was first seen: it has missed nothing before.
create table parapet.schedule (
    guardrail text primary key,
    last timestamptz not null
);

create function parapet.schedules(p_token bigint)
returns table (guardrail text, last timestamptz)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
#variable_conflict use_column
begin
    perform require_leader(p_token);
    return query select s.guardrail, s.last from schedule s;
end $$;

-- Asks for one sweep for all that is due, but for what an earlier such sweep is still busy with.
-- p_seen are those whose clock starts now. Answers the sweep, or null where there is none.
create function parapet.request_scheduled(p_token bigint, p_due text[], p_seen text[])
returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_due text[];
begin
    perform require_leader(p_token);
    insert into schedule (guardrail, last)
    select x, clock_timestamp() from unnest(p_seen) x on conflict do nothing;
    select array_agg(x order by x) into v_due from unnest(p_due) x
    where not exists (
        select from sweep s
        where s.state in ('requested', 'discovering', 'running') and s.priority = 'scheduled'
            and s.narrowing -> 'guardrails' ? x
    );
    if v_due is null then
        return null;
    end if;
    insert into schedule (guardrail, last)
    select x, clock_timestamp() from unnest(v_due) x
    on conflict (guardrail) do update set last = excluded.last;
    return (select sweep from request_sweep(
        jsonb_build_object('guardrails', to_jsonb(v_due)), 'scheduled'
    ));
end $$;

-- For the leader: of sweeps that ended so many days ago only the hashes of what they judged with are
-- kept. Answers how many.
create function parapet.forget_material(p_token bigint, p_days integer) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    update sweep set config = null, guardrails = null
    where cleared and (config is not null or guardrails is not null)
        and finished_at < clock_timestamp() - make_interval(days => p_days);
    get diagnostics v_count = row_count;
    return v_count;
end $$;

revoke execute on function
    parapet.schedules, parapet.request_scheduled, parapet.forget_material from public;
grant execute on function
    parapet.schedules, parapet.request_scheduled, parapet.forget_material
    to parapet_coordinator;
