-- Who of the coordinators leads.

-- The token, or null while another process leads. Renewing keeps the token; a take-over, and a
-- return after the lease ran out, gets the next one.
create or replace function parapet.acquire_leadership(p_secret text, p_lease_seconds integer)
returns bigint
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_process text := process_name(p_secret);
    v_leader leader;
begin
    if p_lease_seconds not between 1 and 300 then
        raise exception 'a lease lasts 1 to 300 seconds' using errcode = 'PA003';
    end if;
    -- Only who has a chance waits for the row, and the clock is read once it is held.
    select * into v_leader from leader;
    if v_leader.holder is distinct from v_process and v_leader.until > clock_timestamp() then
        return null;
    end if;
    select * into v_leader from leader for no key update;
    if v_leader.holder = v_process and v_leader.until > clock_timestamp() then
        update leader set until = clock_timestamp() + make_interval(secs => p_lease_seconds);
        return v_leader.token;
    end if;
    if v_leader.until > clock_timestamp() then
        return null;
    end if;
    -- A new token waits for the transactions that the old one was let through with.
    update leader set token = v_leader.token + 1, holder = v_process,
        until = clock_timestamp() + make_interval(secs => p_lease_seconds);
    -- That may have taken as long as the lease.
    update leader set until = clock_timestamp() + make_interval(secs => p_lease_seconds);
    return v_leader.token + 1;
end $$;

create or replace function parapet.release_leadership(p_secret text, p_token bigint) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    update leader set holder = null, until = '-infinity'
    where holder = process_name(p_secret) and token = p_token
$$;

-- Refuses whoever does not lead any more. The shared lock makes a take-over wait until the
-- transaction that was let through has ended; a renewal changes no key and does not wait.
create or replace function parapet.require_leader(p_token bigint) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform from leader where token = p_token and until > clock_timestamp() for key share;
    if not found then
        raise exception 'leadership % has ended', p_token using errcode = 'PA001';
    end if;
end $$;
