-- Sweeps that the guardrails' own clocks ask for.

create or replace function parapet.schedules(p_token bigint)
returns table (guardrail text, last timestamptz)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
#variable_conflict use_column
begin
    perform require_leader(p_token);
    return query select s.guardrail, s.last from schedule s;
end $$;

-- For the leader: when each guardrail's clock is due again: {"GUARDRAIL":TIME}. Those that are not
-- named have no clock any more.
create or replace function parapet.set_next_due(p_token bigint, p_next jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    update schedule s set next = (p_next ->> s.guardrail)::timestamptz
    where s.next is distinct from (p_next ->> s.guardrail)::timestamptz;
end $$;

-- Asks for one sweep for all that is due, but for what an earlier such sweep is still busy with.
-- p_seen are those whose clock starts now. Answers the sweep, or null where there is none.
create or replace function parapet.request_scheduled(
    p_token bigint, p_due text[], p_seen text[]
) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_due text[];
begin
    perform require_leader(p_token);
    insert into schedule (guardrail, last)
    select x, clock_timestamp() from unnest(p_seen) x on conflict do nothing;
    select array_agg(x order by x) into v_due from unnest(p_due) x
    where not exists (
        select from sweep s join batch b on b.id = s.batch
        where s.state in ('requested', 'discovering', 'running') and b.priority = 'scheduled'
            and s.narrowing -> 'guardrails' ? x
    );
    if v_due is null then
        return null;
    end if;
    insert into schedule (guardrail, last)
    select x, clock_timestamp() from unnest(v_due) x
    on conflict (guardrail) do update set last = excluded.last;
    return (select sweep from request_sweep(
        jsonb_build_object('guardrails', to_jsonb(v_due)), 'scheduled', false
    ));
end $$;
