-- Findings with their history, and what each scope's last look could read.

-- One row per (account, region, service): "last evaluated" lives here, so that a look which finds
-- nothing new writes this row alone. `coverage` elements:
-- {"type","attribute","permission","complete","gaps":[{"reason","permission","detail","count"}],
--  "sweep","evaluated_at"}.
create table parapet.scope (
    account text not null,
    region text not null,
    service text not null,
    sweep text not null,
    evaluated_at timestamptz not null,
    coverage jsonb not null,
    reads bigint not null,
    unknown bigint not null,
    -- Of what the last look saw, where the worker gives one: equal means nothing to compare.
    result_hash text,
    primary key (account, region, service)
) with (fillfactor = 70);

-- The same violation has the same id in every database and in every year.
create function parapet.finding_id(
    p_guardrail text, p_account text, p_region text, p_type text, p_resource text, p_part text
) returns uuid language sql immutable parallel safe
return md5(
    p_guardrail || E'\x1f' || p_account || E'\x1f' || p_region || E'\x1f' || p_type
        || E'\x1f' || p_resource || E'\x1f' || p_part
)::uuid;

create table parapet.finding (
    id uuid primary key generated always as (md5(
        guardrail || E'\x1f' || account || E'\x1f' || region || E'\x1f' || resource_type
            || E'\x1f' || resource_id || E'\x1f' || part
    )::uuid) stored,
    guardrail text not null,
    account text not null,
    region text not null,
    resource_type text not null,
    resource_id text not null,
    part text not null,
    resource_arn text,
    resource_name text,
    -- The scope whose job judges it; a bucket's own region is not the region of its scope.
    scope_region text not null,
    service text not null,
    status text not null check (status in ('open', 'excepted', 'resolved', 'unknown')),
    unverified boolean not null default false,
    severity text not null check (severity in ('info', 'low', 'medium', 'high', 'critical')),
    environment text,
    because jsonb not null default '[]',
    reason text,
    exception jsonb,
    first_seen timestamptz not null,
    changed timestamptz not null
) with (fillfactor = 80);
create index finding_scope on parapet.finding (account, scope_region, service)
    where status <> 'resolved';
create index finding_standing on parapet.finding (guardrail) where status <> 'resolved';

-- What happened to a finding, by whom it was noticed (the sweep) and how it stood afterwards.
-- The identity is repeated because a withdrawn finding leaves no row.
create table parapet.finding_event (
    id bigint generated always as identity primary key,
    finding uuid not null,
    sweep text not null,
    at timestamptz not null,
    event text not null check (event in (
        'opened', 'reopened', 'excepted', 'changed', 'resolved', 'unverified', 'verified',
        'unknown', 'withdrawn'
    )),
    guardrail text not null,
    account text not null,
    region text not null,
    resource_type text not null,
    resource_id text not null,
    part text not null,
    status text not null,
    unverified boolean not null,
    severity text not null,
    environment text,
    because jsonb not null,
    reason text,
    exception jsonb
);
create index finding_event_finding on parapet.finding_event (finding, id);

create function parapet.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'PA006';
end $$;
create trigger finding_event_append_only
    before update or delete or truncate on parapet.finding_event
    for each statement execute function parapet.refuse_change();

-- Writes the changes that change something, each with its event, and answers how many did. Given
-- again they write nothing. Without a scope (the coordinator closes findings) only rows that stand
-- are touched. A resource that AWS listed twice counts once, as it was seen last. Reconcile knows
-- no resolved findings, so whether an opened one was there before is told apart here.
create function parapet.apply_changes(
    p_changes jsonb, p_sweep text, p_account text, p_region text, p_service text
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
    v_now timestamptz := clock_timestamp();
begin
    if jsonb_array_length(p_changes) = 0 then
        return 0;
    end if;
    if exists (
        select from jsonb_array_elements(p_changes) x where x ->> 'account' <> p_account
    ) then
        raise exception 'a change belongs to an account other than %', p_account
            using errcode = 'PA003';
    end if;
    with given as materialized (
        select distinct on (id)
            finding_id(guardrail, account, region, type, resource, part) as id,
            event, guardrail, account, region, type, resource, part, status,
            coalesce(unverified, false) as unverified, severity, environment, arn, name,
            coalesce(because, '[]') as because, reason, exception
        from rows from (jsonb_to_recordset(p_changes) as (
            event text, guardrail text, account text, region text, type text, resource text,
            part text, status text, unverified boolean, severity text, environment text,
            arn text, name text, because jsonb, reason text, exception jsonb
        )) with ordinality
        order by id, ordinality desc
    ), differing as materialized (
        select g.id, g.guardrail, g.account, g.region, g.type, g.resource, g.part, g.status,
            g.unverified, g.severity, g.environment, g.arn, g.name, g.because, g.reason,
            g.exception,
            case when g.event = 'opened' and f.status = 'resolved' then 'reopened'
                else g.event end as event
        from given g left join finding f on f.id = g.id
        where case
            when g.event = 'withdrawn' then f.status = 'unknown'
            when f.id is null then p_account is not null
            else (
                f.status, f.unverified, f.severity, f.environment, f.resource_arn,
                f.resource_name, f.because, f.reason, f.exception
            ) is distinct from (
                g.status, g.unverified, g.severity, g.environment, g.arn,
                g.name, g.because, g.reason, g.exception
            )
        end
    ), earlier as materialized (
        -- An unknown verdict may have come over a resolved finding: that one is there again.
        select distinct on (e.finding) e.finding, e.reason, e.because
        from finding_event e join differing d on d.id = e.finding
        where d.event = 'withdrawn' and e.event = 'resolved'
        order by e.finding, e.id desc
    ), back as (
        update finding f set status = 'resolved', unverified = false, reason = e.reason,
            because = e.because, exception = null, changed = v_now
        from earlier e where f.id = e.finding
    ), gone as (
        delete from finding f using differing d
        where f.id = d.id and d.event = 'withdrawn'
            and not exists (select from earlier e where e.finding = d.id)
    ), put as (
        insert into finding as f (
            guardrail, account, region, resource_type, resource_id, part, resource_arn,
            resource_name, scope_region, service, status, unverified, severity, environment,
            because, reason, exception, first_seen, changed
        )
        select guardrail, account, region, type, resource, part, arn, name,
            coalesce(p_region, ''), coalesce(p_service, ''), status, unverified, severity,
            environment, because, reason, exception, v_now, v_now
        from differing where event <> 'withdrawn'
        on conflict (id) do update set
            resource_arn = excluded.resource_arn, resource_name = excluded.resource_name,
            scope_region = coalesce(p_region, f.scope_region),
            service = coalesce(p_service, f.service),
            status = excluded.status, unverified = excluded.unverified,
            severity = excluded.severity, environment = excluded.environment,
            because = excluded.because, reason = excluded.reason,
            exception = excluded.exception, changed = excluded.changed
    )
    insert into finding_event (
        finding, sweep, at, event, guardrail, account, region, resource_type, resource_id, part,
        status, unverified, severity, environment, because, reason, exception
    )
    select id, p_sweep, v_now, event, guardrail, account, region, type, resource, part,
        status, unverified, severity, environment, because, reason, exception
    from differing order by id;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- Ends a scan job: findings, history, coverage and the job in one transaction. Answers how many
-- findings changed. PA001: the job is held by another attempt, and nothing was written.
create function parapet.complete_scan(
    p_job bigint, p_attempt integer, p_worker text, p_changes jsonb, p_coverage jsonb,
    p_reads bigint, p_unknown bigint, p_result_hash text default null
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
    v_count integer;
    v_now timestamptz := clock_timestamp();
    v_coverage jsonb;
    v_partial boolean;
begin
    perform set_config('synchronous_commit', 'off', true);
    v_job := take_off(p_job, p_attempt, p_worker);
    if v_job.kind <> 'scan' then
        raise exception 'job % is no scan', p_job using errcode = 'PA003';
    end if;
    v_count := apply_changes(p_changes, v_job.sweep, v_job.account, v_job.region, v_job.service);

    select coalesce(jsonb_array_length(narrowing -> 'guardrails') > 0, false) into v_partial
    from sweep where id = v_job.sweep;
    select coalesce(jsonb_agg(
        x || jsonb_build_object('sweep', v_job.sweep, 'evaluated_at', v_now)
    ), '[]') into v_coverage from jsonb_array_elements(p_coverage) x;
    -- A sweep for some guardrails reads less than others did: what it did not look at stays known.
    insert into scope as s (
        account, region, service, sweep, evaluated_at, coverage, reads, unknown, result_hash
    ) values (
        v_job.account, v_job.region, v_job.service, v_job.sweep, v_now, v_coverage, p_reads,
        p_unknown, case when v_partial then null else p_result_hash end
    )
    on conflict (account, region, service) do update set
        sweep = excluded.sweep, evaluated_at = excluded.evaluated_at,
        reads = excluded.reads, unknown = excluded.unknown, result_hash = excluded.result_hash,
        coverage = case when v_partial then excluded.coverage || coalesce((
            select jsonb_agg(o) from jsonb_array_elements(s.coverage) o
            where not exists (
                select from jsonb_array_elements(excluded.coverage) n
                where n ->> 'type' = o ->> 'type'
                    and n ->> 'attribute' is not distinct from o ->> 'attribute'
            )
        ), '[]') else excluded.coverage end;
    perform note_result(v_job, 'done', p_reads, p_unknown);
    return v_count;
end $$;

-- What stands in a scope for the guardrails given: all that is not resolved.
create function parapet.scope_findings(
    p_account text, p_region text, p_service text, p_guardrails text[]
) returns setof parapet.finding
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select * from finding
    where account = p_account and scope_region = p_region and service = p_service
        and guardrail = any (p_guardrails) and status <> 'resolved'
$$;

-- Standing findings that no job of this sweep could have judged, and why: their account left,
-- their guardrail is not among p_guardrails, or (after a full sweep) their scope was not planned
-- although the account let us in. A scope whose job failed was planned: its findings stay.
create function parapet.closable_findings(p_token bigint, p_sweep text, p_guardrails text[])
returns table (standing parapet.finding, cause text)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    return query
    select c.f, c.why from (
        select f, case
            when a.id is null or a.status = 'left' then 'account left'
            when not (f.guardrail = any (p_guardrails)) then 'guardrail removed'
            when s.is_full and a.status = 'active' and a.role_state = 'assumed'
                and not exists (
                    select from job_result r
                    where r.sweep = s.id and r.kind = 'scan' and r.account = f.account
                        and r.region = f.scope_region and r.service = f.service
                ) then 'out of scope'
        end as why
        from finding f
        join sweep s on s.id = p_sweep
        left join account a on a.id = f.account
        where f.status <> 'resolved'
    ) c where c.why is not null;
end $$;

create function parapet.close_findings(p_token bigint, p_sweep text, p_changes jsonb)
returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    return apply_changes(p_changes, p_sweep, null, null, null);
end $$;

-- The figures of CONTRACTS: how the sweep went, and how findings stand within what it looked at.
create function parapet.sweep_summary(p_sweep text) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select jsonb_build_object(
        'sweep', s.id,
        'accounts', r.accounts, 'regions', r.regions,
        'jobs', jsonb_build_object('done', r.done, 'failed', r.failed),
        'reads', r.reads, 'unknown', r.unknown,
        'findings', jsonb_build_object(
            'open', f.open, 'excepted', f.excepted, 'resolved', f.resolved
        ),
        'seconds', round(extract(epoch from
            coalesce(s.finished_at, clock_timestamp()) - coalesce(s.started_at, s.requested_at)
        ), 1)
    )
    from sweep s, lateral (
        select count(distinct account) as accounts,
            count(distinct region) filter (where kind = 'scan' and region <> 'global') as regions,
            count(*) filter (where outcome = 'done') as done,
            count(*) filter (where outcome = 'failed') as failed,
            coalesce(sum(reads), 0) as reads, coalesce(sum(unknown), 0) as unknown
        from job_result where sweep = s.id
    ) r, lateral (
        select count(*) filter (where status = 'open') as open,
            count(*) filter (where status = 'excepted') as excepted,
            count(*) filter (where status = 'resolved') as resolved
        from finding x
        where (s.is_full or (
            (s.narrowing -> 'accounts' = '[]' or s.narrowing -> 'accounts' ? x.account)
            and (s.narrowing -> 'regions' = '[]' or s.narrowing -> 'regions' ? x.region)
            and (s.narrowing -> 'guardrails' = '[]' or s.narrowing -> 'guardrails' ? x.guardrail)
            and (s.narrowing -> 'environments' = '[]'
                or s.narrowing -> 'environments' ? x.environment)
        ))
    ) f
    where s.id = p_sweep
$$;

-- Ends a sweep with no job left and answers its summary: the figures with p_extra laid over them.
create function parapet.finish_sweep(p_token bigint, p_sweep text, p_extra jsonb default '{}')
returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_summary jsonb;
begin
    perform require_leader(p_token);
    update sweep set finished_at = clock_timestamp(), state = 'done'
    where id = p_sweep and state = 'running'
        and not exists (select from job where sweep = p_sweep);
    if not found then
        raise exception 'sweep % does not run or has jobs left', p_sweep using errcode = 'PA005';
    end if;
    v_summary := sweep_summary(p_sweep) || p_extra;
    update sweep set summary = v_summary where id = p_sweep;
    delete from job_result where sweep = p_sweep;
    perform pg_notify('parapet_sweeps', p_sweep);
    return v_summary;
end $$;

revoke execute on function
    parapet.finding_id, parapet.refuse_change, parapet.apply_changes, parapet.complete_scan,
    parapet.scope_findings, parapet.closable_findings, parapet.close_findings,
    parapet.sweep_summary, parapet.finish_sweep
    from public;
grant execute on function parapet.complete_scan to parapet_worker;
grant execute on function parapet.scope_findings to parapet_worker, parapet_coordinator;
grant execute on function
    parapet.closable_findings, parapet.close_findings, parapet.finish_sweep
    to parapet_coordinator;
grant execute on function parapet.sweep_summary to parapet_coordinator, parapet_operator;
