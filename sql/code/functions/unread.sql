-- What AWS did not answer for, and how it is looked at again.

-- A job's place among what is unread; that of a discovery is the account as a whole. None for kinds that
-- look at no place.
create or replace function parapet.unread_place(
    p_job parapet.job, out region text, out service text
)
language sql stable as $$
    select case p_job.kind when 'discover' then '' else p_job.payload ->> 'region' end,
        case p_job.kind when 'discover' then '' else p_job.payload ->> 'service' end
    where p_job.kind in ('discover', 'scan', 'look')
$$;

-- Whether a job before this one has waited for the same place already. With its caller's rights.
create or replace function parapet.is_unread(p_job parapet.job) returns boolean
language sql stable as $$
    select exists (
        select from parapet.unread_place(p_job) p
        join parapet.unread u on u.account = p_job.account
            and u.region = p.region and u.service = p.service
    )
$$;

create or replace function parapet.due_again(p_tries integer) returns timestamptz
language sql volatile
return clock_timestamp() + least(interval '1 hour', interval '1 minute' * 2 ^ least(p_tries, 10));

-- A job's patience is at its end: in a minute a sweep is asked for; where that was not answered either,
-- in twice as long each time, up to an hour. With its caller's rights.
create or replace function parapet.note_unread(p_job parapet.job) returns void
language sql as $$
    insert into parapet.unread as u (account, region, service, due, no_changes)
    select p_job.account, p.region, p.service, clock_timestamp() + interval '1 minute',
        exists (select from parapet.sweep s where s.batch = p_job.batch and s.no_changes)
    from parapet.unread_place(p_job) p where p.region is not null and p.service is not null
    on conflict (account, region, service) do update set
        no_changes = u.no_changes and excluded.no_changes,
        sweep = null,
        tries = u.tries + (u.sweep is not null)::integer,
        due = case when u.sweep is null then u.due else parapet.due_again(u.tries + 1) end
        where u.sweep is not null or u.no_changes and not excluded.no_changes
$$;

-- It was answered, wholly: a sweep for some guardrails may have asked for less. With its caller's rights.
create or replace function parapet.note_read(p_job parapet.job) returns void
language sql as $$
    delete from parapet.unread u using parapet.unread_place(p_job) p
    where u.account = p_job.account and u.region = p.region and u.service = p.service
        and not exists (
            select from parapet.scope s cross join jsonb_array_elements(s.coverage) c
            cross join jsonb_array_elements(c -> 'gaps') g
            where s.account = u.account and s.region = u.region and s.service = u.service
                and g ? 'passing'
        )
$$;

-- For the leader: asks for sweeps of what is due, one for all accounts that miss the same regions. What
-- is unread for a day is left to the sweeps that are asked for anyway. Answers how many.
create or replace function parapet.look_again(p_token bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_accounts text[];
    v_regions text[];
    v_no_changes boolean;
    v_sweep text;
    v_now timestamptz := clock_timestamp();
    v_count integer := 0;
begin
    perform require_leader(p_token);
    -- It ended and had nothing to do there: nothing asks for it any more.
    delete from unread u using sweep s where s.id = u.sweep and s.state = 'done';
    update unread u set sweep = null, tries = u.tries + 1, due = due_again(u.tries + 1)
    where u.sweep is not null and not exists (
        select from sweep s
        where s.id = u.sweep and s.state in ('requested', 'discovering', 'running', 'done')
    );
    delete from unread u where u.sweep is null and u.due <= v_now and (
        u.since < v_now - interval '1 day'
        or not exists (select from account a where a.id = u.account and a.status = 'active')
    );
    for v_accounts, v_regions, v_no_changes in
        select r.accounts, array_agg(r.region), r.no_changes from (
            select u.region, u.no_changes,
                array_agg(distinct u.account order by u.account) as accounts
            from unread u where u.sweep is null and u.due <= v_now
            group by u.region, u.no_changes
        ) r group by r.accounts, r.no_changes order by r.accounts limit 20
    loop
        select x.sweep into v_sweep from request_sweep(
            jsonb_build_object('accounts', to_jsonb(v_accounts), 'regions',
                -- What is judged in any region may look at what is global.
                case when v_regions && array['', 'global'] then '[]'
                    else to_jsonb(v_regions) end),
            'scheduled', false, v_no_changes
        ) x;
        update sweep set requested_by = 'parapet' where id = v_sweep;
        update unread u set sweep = v_sweep
        where u.sweep is null and u.due <= v_now and u.account = any (v_accounts)
            and u.region = any (v_regions) and u.no_changes = v_no_changes;
        v_count := v_count + 1;
    end loop;
    return v_count;
end $$;
