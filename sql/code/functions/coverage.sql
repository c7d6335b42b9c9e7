-- What the reads of each scope came to.

-- What a scan says without what somebody else wrote of since it began, which would have it begin again
-- for ever where something is written all the time. What they wrote stands, and the sweep looks again at
-- each resource of which the scan had something else to say. With the rights and settings of finish.
create or replace function parapet.without_written(p_job parapet.job, p_effects jsonb)
returns jsonb
language plpgsql as $$
declare
    v_look jsonb := p_effects -> 'look';
    v_since timestamptz := (v_look ->> 'since')::timestamptz;
    v_generation bigint;
    v_changes jsonb;
    v_put jsonb;
    v_gone jsonb;
    v_again jsonb;
begin
    perform hold_exceptions((v_look ->> 'exceptions')::bigint);
    select generation into v_generation from scope
    where account = p_job.account and region = p_job.payload ->> 'region'
        and service = p_job.payload ->> 'service' for update;
    if coalesce(v_generation, 0) = (v_look ->> 'generation')::bigint then
        return p_effects;
    end if;
    with said as materialized (
        select 'change' as kind, x as said, x ->> 'type' as type, x ->> 'region' as region,
            x ->> 'resource' as id, finding_id(
                coalesce(g.origin, x ->> 'guardrail'), x ->> 'account', x ->> 'region',
                x ->> 'type', x ->> 'resource', x ->> 'part'
            ) as finding
        from jsonb_array_elements(v_look -> 'changes') x
        left join guardrail_rule g on g.guardrail = x ->> 'guardrail'
        union all
        select k, x, x ->> 'type', x ->> 'region', x ->> 'id', null
        from unnest('{put,gone}'::text[]) k,
            jsonb_array_elements(coalesce(p_effects -> 'inventory' -> k, '[]')) x
    ), written as materialized (
        select distinct s.type, s.region, s.id from said s
        left join finding f on f.id = s.finding
        left join inventory i on i.account = p_job.account and i.type = s.type
            and i.region = s.region and i.id = s.id
        where f.changed >= v_since or i.changed >= v_since or i.gone >= v_since
    )
    select
        coalesce(jsonb_agg(said) filter (where kind = 'change' and w.id is null), '[]'),
        coalesce(jsonb_agg(said) filter (where kind = 'put' and w.id is null), '[]'),
        coalesce(jsonb_agg(said) filter (where kind = 'gone' and w.id is null), '[]'),
        (select jsonb_agg(jsonb_build_object('type', type, 'region', region, 'id', id)
            order by type, region, id) from written)
    into v_changes, v_put, v_gone, v_again
    from said s left join written w using (type, region, id);
    if jsonb_array_length(v_again) > 1000 then
        raise exception 'the scope was written of since it was looked at' using errcode = 'PA018';
    end if;
    insert into job (batch, kind, account, gate, payload, rules)
    select p_job.batch, 'look', p_job.account,
        concat_ws('/', p_job.account, 'look', r ->> 'type', r ->> 'region', r ->> 'id'),
        jsonb_build_object('region', p_job.payload -> 'region',
            'service', p_job.payload -> 'service', 'resources', jsonb_build_array(r), 'all', true),
        p_job.rules
    from jsonb_array_elements(v_again) r;
    -- What this comes to is not what was seen.
    p_effects := p_effects || jsonb_build_object('look', (v_look - 'result')
        || jsonb_build_object('generation', v_generation, 'changes', v_changes));
    if p_effects ? 'inventory' then
        p_effects := p_effects || jsonb_build_object('inventory', p_effects -> 'inventory'
            || jsonb_build_object('put', v_put, 'gone', v_gone));
    end if;
    return p_effects;
end $$;

-- Likewise of a join, over whose account events may write all the time: of findings that somebody else
-- wrote of since it began that stands, the rest is said, and all of it is judged once more after it.
create or replace function parapet.without_overtaken(p_job parapet.job, p_effects jsonb)
returns jsonb
language plpgsql as $$
declare
    v_look jsonb := p_effects -> 'look';
    v_since timestamptz := (v_look ->> 'since')::timestamptz;
    v_generation bigint;
    v_changes jsonb;
begin
    perform hold_exceptions((v_look ->> 'exceptions')::bigint);
    select generation into v_generation from scope
    where account = p_job.account and region = p_job.payload ->> 'region'
        and service = p_job.payload ->> 'service' for update;
    if coalesce(v_generation, 0) = (v_look ->> 'generation')::bigint then
        return p_effects;
    end if;
    select coalesce(jsonb_agg(x), '[]') into v_changes
    from jsonb_array_elements(v_look -> 'changes') x
    left join guardrail_rule g on g.guardrail = x ->> 'guardrail'
    where not exists (
        select from finding f
        where f.changed >= v_since and f.id = finding_id(
            coalesce(g.origin, x ->> 'guardrail'), x ->> 'account', x ->> 'region',
            x ->> 'type', x ->> 'resource', x ->> 'part'
        )
    );
    -- Not of the sweep, which would never end.
    perform put_joins(p_job, jsonb_build_array(jsonb_build_object('kind', p_job.kind,
        'region', p_job.payload -> 'region', 'service', p_job.payload -> 'service')));
    return p_effects || jsonb_build_object('look', v_look
        || jsonb_build_object('generation', v_generation, 'changes', v_changes));
end $$;

-- How many of the reads of a scope were complete.
create or replace function parapet.complete_reads(p_coverage jsonb) returns integer
language sql immutable
return (select count(*) from jsonb_array_elements(p_coverage) c where not c @? '$.gaps[*]');

-- Writes how a scan's reads ended, and remembers what it came to. With {"known":true} the worker
-- compared nothing, because the scope had that very result. PA018 where somebody else wrote of the
-- scope since the scan began. With the rights and
-- settings of finish.
create or replace function parapet.put_coverage(
    p_job parapet.job, p_effects jsonb, p_wrote boolean
) returns void
language plpgsql as $$
declare
    v_now timestamptz := clock_timestamp();
    v_region text := p_job.payload ->> 'region';
    v_service text := p_job.payload ->> 'service';
    v_coverage jsonb := p_effects -> 'coverage';
    v_result text := p_effects -> 'look' ->> 'result';
    v_generation bigint := (p_effects -> 'look' ->> 'generation')::bigint;
    v_known boolean := coalesce((p_effects -> 'look' ->> 'known')::boolean, false);
    v_sweep text;
    v_partial boolean;
begin
    select id, jsonb_array_length(narrowing -> 'guardrails') > 0 into v_sweep, v_partial
    from sweep where batch = p_job.batch;
    -- A sweep for some guardrails reads less than others did: what it did not look at stays known.
    update scope s set sweep = coalesce(v_sweep, ''), evaluated_at = v_now,
        reads = (p_effects ->> 'reads')::bigint, unknown = (p_effects ->> 'unknown')::bigint,
        generation = s.generation + p_wrote::integer,
        results = case
            when v_known or v_result = any (s.results) and not p_wrote then s.results
            when p_wrote then array_remove(array[v_result], null)
            else (array_remove(array[v_result], null) || s.results)[1:8] end,
        -- What is as it was keeps its place, and its counts.
        (coverage, kinds, complete) = (
            select x.coverage,
                case when x.is_same then s.kinds else jsonb_array_length(x.coverage) end,
                case when x.is_same then s.complete else complete_reads(x.coverage) end
            from (
                select case when v_partial then v_coverage || coalesce((
                        select jsonb_agg(
                            jsonb_build_object('sweep', s.sweep, 'evaluated_at', s.evaluated_at) || o
                        ) from jsonb_array_elements(s.coverage) o
                        where not exists (
                            select from jsonb_array_elements(v_coverage) n
                            where n ->> 'type' = o ->> 'type'
                                and n ->> 'attribute' is not distinct from o ->> 'attribute'
                        )
                    ), '[]') when s.coverage = v_coverage then s.coverage else v_coverage end
                    as coverage,
                    not v_partial and s.kinds is not null and s.coverage = v_coverage as is_same
            ) x
        )
    where s.account = p_job.account and s.region = v_region and s.service = v_service
        and s.generation = v_generation;
    if found then
        return;
    end if;
    insert into scope (
        account, region, service, sweep, evaluated_at, coverage, kinds, complete, reads, unknown,
        results, generation
    ) values (
        p_job.account, v_region, v_service, coalesce(v_sweep, ''), v_now, v_coverage,
        jsonb_array_length(v_coverage), complete_reads(v_coverage),
        (p_effects ->> 'reads')::bigint, (p_effects ->> 'unknown')::bigint,
        array_remove(array[v_result], null), p_wrote::integer
    ) on conflict do nothing;
    if not found then
        raise exception 'the scope was written of since it was looked at' using errcode = 'PA018';
    end if;
end $$;

-- Whether an earlier look at the scope came to this result, and nothing was written since.
create or replace function parapet.is_known_result(
    p_account text, p_region text, p_service text, p_result text
) returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select exists (
        select from scope
        where account = p_account and region = p_region and service = p_service
            and p_result = any (results)
    )
$$;

-- How far to trust the inventory: what each scope's last look could list, and whether this batch's
-- job for the scope failed.
create or replace function parapet.account_coverage(p_batch bigint, p_account text)
returns table (region text, service text, coverage jsonb, failed boolean)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select coalesce(s.region, r.region), coalesce(s.service, r.service),
        coalesce(s.coverage, '[]'), coalesce(r.outcome = 'failed', false)
    from (select * from scope where account = p_account) s
    full join (
        select * from job_result
        where batch = p_batch and kind = 'scan' and account = p_account
    ) r on r.region = s.region and r.service = s.service
$$;

-- How far some types are known in some accounts: the reads that each scope's last look made of them,
-- as [{"region","service","reads"}]. A scope is left out where this batch's job for it failed; without
-- a batch nothing is.
create or replace function parapet.estate_coverage(
    p_batch bigint, p_accounts text[], p_types text[], p_services text[]
)
returns table (
    account text, is_active boolean, role_state text, role_detail text, regions jsonb,
    scopes jsonb
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
    select a.id, a.status = 'active', a.role_state, a.role_detail, to_jsonb(a.regions), coalesce((
        select jsonb_agg(jsonb_build_object(
            'region', s.region, 'service', s.service, 'reads', coalesce((
                select jsonb_agg(c) from jsonb_array_elements(s.coverage) c
                where c ->> 'type' = any (p_types)
            ), '[]')
        ))
        from scope s
        where s.account = a.id and s.service = any (p_services) and not exists (
            select from job_result r
            where r.batch = p_batch and r.account = a.id and r.kind = 'scan'
                and r.gate = a.id || '/' || s.region || '/' || s.service and r.outcome = 'failed'
        )
    ), '[]')
    from account a where a.id = any (p_accounts)
$$;

-- The first accounts, by their ids, in which a type is not known completely: in one region of theirs
-- (`global` among them), or without one in any. With p_among only of those. It looks at every account
-- where all are complete: a worker asks once in a batch.
create or replace function parapet.accounts_without(
    p_batch bigint, p_type text, p_service text, p_region text, p_among text[], p_limit integer
)
returns setof text
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
    with ours as materialized (
        -- Those that the sweep began with: what is remembered of others is none of its business.
        select x ->> 'id' as id
        from batch b join estate e on e.id = b.estate
        cross join jsonb_array_elements(e.document -> 'accounts') x
        where b.id = p_batch
    )
    select a.id from account a
    where a.status <> 'left' and (p_among is null or a.id = any (p_among))
        and (a.id in (select id from ours) or not exists (select from ours)) and (
        a.status <> 'active' or a.role_state is distinct from 'assumed'
        or p_region is null and a.regions = '{}'
        or p_region <> 'global' and p_region <> all (a.regions)
        or exists (
            select from unnest(
                case when p_region is null then a.regions else array[p_region] end
            ) as p (region)
            where not exists (
                select from scope s cross join jsonb_array_elements(s.coverage) c
                where s.account = a.id and s.region = p.region and s.service = p_service
                    and c ->> 'type' = p_type and c ->> 'attribute' is null
                    and jsonb_array_length(c -> 'gaps') = 0
            ) or exists (
                select from job_result r
                where r.batch = p_batch and r.account = a.id and r.kind = 'scan'
                    and r.gate = a.id || '/' || p.region || '/' || p_service
                    and r.outcome = 'failed'
            )
        )
    )
    order by a.id limit p_limit
$$;
