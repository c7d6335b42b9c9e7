-- Targets that no sweep has seen: workers look for them where they may be.

-- Has every account that he may read be looked into for a resource of one of these ids, in each region that
-- is swept, or only where an ARN says: answers the jobs. What is found is in the inventory then, as if an
-- event had told of it. Empty where nobody reads the type.
create or replace function parapet.look_for_target(
    p_type text, p_ids text[], p_account text, p_region text, p_is_global boolean
) returns bigint[]
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_rules integer := newest_rules();
    v_service text;
    v_accounts text[];
    v_regions text[];
    v_places integer;
    v_jobs bigint[];
begin
    if cardinality(p_ids) not between 1 and 2 or exists (
        select from unnest(p_ids) i where length(i) not between 1 and 2048
    ) then
        raise exception 'this cannot be looked for' using errcode = 'PA003';
    end if;
    select rules -> 'types' ->> p_type into v_service from rule_book where id = v_rules;
    if v_service is null then
        return '{}';
    end if;
    select array_agg(a.id), array_agg(r.region), count(*)
    into v_accounts, v_regions, v_places
    from account a
    cross join lateral unnest(case when p_is_global then '{global}' else a.regions end) r (region)
    where a.status = 'active' and a.role_state = 'assumed'
        and (reads_everything() or a.id in (select readable_accounts()))
        and (p_account is null or a.id = p_account)
        and (p_region is null or p_is_global or r.region = p_region);
    if v_places > 5000 then
        raise exception 'it may be in % places', v_places
            using errcode = 'PA025', hint = 'name it by its ARN, which says where it is';
    end if;
    with asked as (
        insert into job (batch, kind, account, gate, payload, rules)
        select b.id, 'look', p.account,
            p.account || '/look/' || p_type || '/' || p.region || '/' || p_ids[1],
            jsonb_build_object('region', p.region, 'service', v_service, 'resources', (
                select jsonb_agg(jsonb_build_object('type', p_type, 'region', p.region, 'id', i))
                from unnest(p_ids) i
            )), v_rules
        from unnest(v_accounts, v_regions) p (account, region) cross join batch b where b.lane = 'event'
        returning id
    )
    select array_agg(id) into v_jobs from asked;
    perform log_action('target looked for', p_type, jsonb_build_object(
        'ids', to_jsonb(p_ids), 'places', v_places
    ));
    perform pg_notify('parapet_jobs', '');
    return coalesce(v_jobs, '{}');
end $$;

-- How many of these jobs are not over, and how many came to nothing.
create or replace function parapet.looked_for(p_jobs bigint[])
returns table (waiting bigint, failed bigint)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select (select count(*) from job j join batch b on b.id = j.batch and b.lane = 'event'
            where j.id = any (p_jobs)),
        (select count(*) from job_failure f where f.job = any (p_jobs))
$$;
