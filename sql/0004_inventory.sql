-- What sweeps saw, kept for guardrails that look at several resources together and for people.

-- Only what changed is written: the hash tells before a document travels.
create table parapet.inventory (
    account text not null,
    type text not null,
    region text not null,
    id text not null,
    -- The scope whose job collects it; a bucket's own region is not the region of its scope.
    scope_region text not null,
    service text not null,
    arn text,
    name text,
    tags jsonb not null default '{}',
    -- The catalogue's fields and facts, and `aws`.
    document jsonb not null,
    -- Attribute to {"reason","permission","detail"}.
    unread jsonb not null default '{}',
    hash text not null,
    first_seen timestamptz not null,
    changed timestamptz not null,
    -- Since when AWS no longer lists it.
    gone timestamptz,
    primary key (account, type, region, id)
) with (fillfactor = 80);
create index inventory_scope on parapet.inventory (account, scope_region, service)
    where gone is null;
create index inventory_type on parapet.inventory (type) where gone is null;
create index inventory_gone on parapet.inventory (gone) where gone is not null;

alter table parapet.job drop constraint job_kind_check;
alter table parapet.job add constraint job_kind_check
    check (kind in ('discover', 'scan', 'join'));
-- Joins are planned once the scans they look at have ended.
alter table parapet.sweep add column joined boolean not null default false;

create function parapet.scope_inventory(p_account text, p_region text, p_service text)
returns table (type text, region text, id text, hash text)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select type, region, id, hash from inventory
    where account = p_account and scope_region = p_region and service = p_service
        and gone is null
$$;

-- Writes what changed. `put` elements: {"type","region","id","arn","name","tags","document",
-- "unread","hash","fields","attributes"}; the fields and attributes are those that were asked for:
-- others stay as an earlier sweep left them. `gone` elements: {"type","region","id"}.
create function parapet.put_inventory(
    p_inventory jsonb, p_account text, p_region text, p_service text
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_now timestamptz := clock_timestamp();
begin
    if jsonb_array_length(coalesce(p_inventory -> 'put', '[]')) > 0 then
        insert into inventory as i (
            account, type, region, id, scope_region, service, arn, name, tags, document, unread,
            hash, first_seen, changed
        )
        select p_account, x.type, x.region, x.id, p_region, p_service, x.arn, x.name,
            coalesce(x.tags, o.tags, '{}'),
            coalesce(o.document - array(select jsonb_array_elements_text(x.fields)), '{}')
                || x.document,
            coalesce(o.unread - array(select jsonb_array_elements_text(x.attributes)), '{}')
                || x.unread,
            x.hash, v_now, v_now
        from (
            select distinct on (type, region, id) * from jsonb_to_recordset(p_inventory -> 'put')
                as (type text, region text, id text, arn text, name text, tags jsonb,
                    document jsonb, unread jsonb, hash text, fields jsonb, attributes jsonb)
        ) x
        left join inventory o on o.account = p_account and o.type = x.type
            and o.region = x.region and o.id = x.id and o.gone is null
        on conflict (account, type, region, id) do update set
            scope_region = excluded.scope_region, service = excluded.service,
            arn = excluded.arn, name = excluded.name, tags = excluded.tags,
            document = excluded.document, unread = excluded.unread, hash = excluded.hash,
            gone = null,
            changed = case when (i.document, i.tags, i.unread, i.arn, i.name, i.gone)
                is distinct from (excluded.document, excluded.tags, excluded.unread,
                    excluded.arn, excluded.name, null)
                then v_now else i.changed end;
    end if;
    if jsonb_array_length(coalesce(p_inventory -> 'gone', '[]')) > 0 then
        update inventory i set gone = v_now, changed = v_now
        from jsonb_to_recordset(p_inventory -> 'gone') as x (type text, region text, id text)
        where i.account = p_account and i.type = x.type and i.region = x.region and i.id = x.id
            and i.scope_region = p_region and i.service = p_service and i.gone is null;
    end if;
end $$;

-- Ends a scan job with its inventory, all in one transaction.
create function parapet.complete_scan(
    p_job bigint, p_attempt integer, p_worker text, p_changes jsonb, p_coverage jsonb,
    p_reads bigint, p_unknown bigint, p_result_hash text, p_inventory jsonb
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
    v_count integer;
begin
    select * into v_job from job where id = p_job;
    v_count := complete_scan(
        p_job, p_attempt, p_worker, p_changes, p_coverage, p_reads, p_unknown, p_result_hash
    );
    perform put_inventory(p_inventory, v_job.account, v_job.region, v_job.service);
    return v_count;
end $$;

-- Ends a job that judged over the inventory: findings, history and the job in one transaction.
create function parapet.complete_join(
    p_job bigint, p_attempt integer, p_worker text, p_changes jsonb, p_unknown bigint
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
    v_count integer;
begin
    perform set_config('synchronous_commit', 'off', true);
    v_job := take_off(p_job, p_attempt, p_worker);
    if v_job.kind <> 'join' then
        raise exception 'job % is no join', p_job using errcode = 'PA003';
    end if;
    v_count := apply_changes(p_changes, v_job.sweep, v_job.account, v_job.region, v_job.service);
    perform note_result(v_job, 'done', 0, p_unknown);
    return v_count;
end $$;

-- What is known of an account's resources: of some types everywhere, of others in one region, or
-- without one everywhere too.
create function parapet.account_inventory(
    p_account text, p_types text[], p_regional text[], p_region text
)
returns table (
    type text, region text, id text, arn text, name text, tags jsonb, document jsonb,
    unread jsonb
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select type, region, id, arn, name, tags, document, unread from inventory
    where account = p_account and gone is null
        and (type = any (p_types)
            or type = any (p_regional) and (p_region is null or region = p_region))
    order by type, region, id
$$;

-- How far to trust it: what each scope's last look could list, and whether this sweep's job for the
-- scope failed.
create function parapet.account_coverage(p_sweep text, p_account text)
returns table (region text, service text, coverage jsonb, failed boolean)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select coalesce(s.region, r.region), coalesce(s.service, r.service),
        coalesce(s.coverage, '[]'), coalesce(r.outcome = 'failed', false)
    from (select * from scope where account = p_account) s
    full join (
        select * from job_result
        where sweep = p_sweep and kind = 'scan' and account = p_account
    ) r on r.region = s.region and r.service = s.service
$$;

create function parapet.account_regions(p_account text) returns text[]
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select coalesce(regions, '{}') from account where id = p_account
$$;

drop function parapet.active_sweeps(bigint);
create function parapet.active_sweeps(p_token bigint)
returns table (id text, state text, narrowing jsonb, requested_by text, joined boolean)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
#variable_conflict use_column
begin
    perform require_leader(p_token);
    return query select s.id, s.state, s.narrowing, s.requested_by, s.joined from sweep s
        where s.state in ('requested', 'discovering', 'running') order by s.requested_at, s.id;
end $$;

-- Opens the joins that were copied in; once, when no scan is left.
create function parapet.begin_join(p_token bigint, p_sweep text) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    update sweep set joined = true where id = p_sweep and state = 'running' and not joined;
    if not found or exists (
        select from job where sweep = p_sweep and kind = 'scan'
    ) then
        raise exception 'sweep % is not scanned', p_sweep using errcode = 'PA005';
    end if;
    select count(*) into v_count from job where sweep = p_sweep;
    perform pg_notify('parapet_jobs', p_sweep);
    return v_count;
end $$;

-- As before; a scope that a join judged was looked at too.
create or replace function parapet.closable_findings(
    p_token bigint, p_sweep text, p_guardrails text[]
)
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
                    where r.sweep = s.id and r.kind in ('scan', 'join')
                        and r.account = f.account
                        and r.region = f.scope_region and r.service = f.service
                ) then 'out of scope'
        end as why
        from finding f
        join sweep s on s.id = p_sweep
        left join account a on a.id = f.account
        where f.status <> 'resolved'
    ) c where c.why is not null;
end $$;

-- Forgets what has been gone for so many days, and everything of accounts that left.
create function parapet.forget_inventory(p_token bigint, p_days integer) returns bigint
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count bigint;
begin
    perform require_leader(p_token);
    update inventory i set gone = clock_timestamp(), changed = clock_timestamp()
    from account a where a.id = i.account and a.status = 'left' and i.gone is null;
    delete from inventory where gone < clock_timestamp() - make_interval(days => p_days);
    get diagnostics v_count = row_count;
    return v_count;
end $$;

create view report.inventory as
select type, id, arn, name, account, region, tags, document, unread, first_seen, changed
from parapet.inventory where gone is null;
comment on view report.inventory is 'Every resource that AWS listed at the last look, as guardrails see it.';
comment on column report.inventory.type is 'The catalogue type, such as ec2.security-group.';
comment on column report.inventory.id is 'As AWS gives it.';
comment on column report.inventory.arn is 'Null where AWS has none.';
comment on column report.inventory.name is 'Null where it has none.';
comment on column report.inventory.account is 'The AWS account id.';
comment on column report.inventory.region is 'The resource''s region, or global.';
comment on column report.inventory.tags is 'Keys and values; empty where none were read.';
comment on column report.inventory.document is 'The catalogue''s fields and facts, and aws: the members by their AWS names.';
comment on column report.inventory.unread is 'Attributes that could not be read, and why.';
comment on column report.inventory.first_seen is 'When it was first listed.';
comment on column report.inventory.changed is 'When anything of it last changed.';

revoke execute on function
    parapet.scope_inventory, parapet.put_inventory,
    parapet.complete_scan(bigint, integer, text, jsonb, jsonb, bigint, bigint, text, jsonb),
    parapet.complete_join, parapet.account_inventory, parapet.account_coverage,
    parapet.account_regions, parapet.active_sweeps, parapet.begin_join,
    parapet.forget_inventory
    from public;
revoke execute on function
    parapet.complete_scan(bigint, integer, text, jsonb, jsonb, bigint, bigint, text)
    from parapet_worker;
grant execute on function
    parapet.complete_scan(bigint, integer, text, jsonb, jsonb, bigint, bigint, text, jsonb),
    parapet.scope_inventory, parapet.complete_join, parapet.account_inventory,
    parapet.account_coverage, parapet.account_regions
    to parapet_worker;
grant execute on function
    parapet.active_sweeps, parapet.begin_join, parapet.forget_inventory
    to parapet_coordinator;
grant select on report.inventory to parapet_reader, parapet_operator;
