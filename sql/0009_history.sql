-- History that grows without weighing: events in monthly partitions, what an unchanged look need not
-- compare, guardrails that change their name, and resources whose past is kept.

-- Monthly partitions ----------------------------------------------------------------------------

-- What each partition holds ends before `until`; retention drops it whole.
create table parapet.event_partition (
    name text primary key,
    parent text not null,
    until date not null
);

-- Partitions for the months from p_from on; those that are there stay.
create function parapet.add_event_partitions(p_parent text, p_from date, p_months integer)
returns integer
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

drop view report.finding_events, report.finding_days, report.time_to_remediate;
alter table parapet.finding_event rename to finding_event_first;
drop policy all_rows on parapet.finding_event_first;
drop policy own_accounts on parapet.finding_event_first;
revoke all on parapet.finding_event_first
    from parapet_coordinator, parapet_operator, parapet_reader;
alter table parapet.finding_event_first
    alter column id drop identity,
    drop constraint finding_event_event_check,
    drop constraint finding_event_pkey,
    add constraint finding_event_first_pkey primary key (id, at);
alter index parapet.finding_event_finding rename to finding_event_first_finding;

create sequence parapet.finding_event_id;
select setval('parapet.finding_event_id',
    (select coalesce(max(id), 0) + 1 from parapet.finding_event_first), false);
create table parapet.finding_event (
    id bigint not null default nextval('parapet.finding_event_id'),
    finding uuid not null,
    sweep text not null,
    at timestamptz not null,
    event text not null check (event in (
        'opened', 'reopened', 'excepted', 'changed', 'resolved', 'unverified', 'verified',
        'unknown', 'withdrawn', 'renamed'
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
    exception jsonb,
    primary key (id, at)
) partition by range (at);
create index finding_event_finding on parapet.finding_event (finding, id);
alter table parapet.finding_event_first add constraint finding_event_event_check
    check (event in (
        'opened', 'reopened', 'excepted', 'changed', 'resolved', 'unverified', 'verified',
        'unknown', 'withdrawn', 'renamed'
    ));
-- All that there was, without a copy: it goes when its last month has run out.
do $$
declare
    v_until date := date_trunc('month', now() at time zone 'utc') + interval '1 month';
begin
    execute format(
        'alter table parapet.finding_event attach partition parapet.finding_event_first
            for values from (minvalue) to (%L)', v_until || ' 00:00:00+00'
    );
    insert into parapet.event_partition values ('finding_event_first', 'finding_event', v_until);
end $$;
-- The one refuses what names the table, the other what names a partition.
create trigger finding_event_append_only
    before update or delete or truncate on parapet.finding_event
    for each statement execute function parapet.refuse_change();
create trigger finding_event_append_only_rows
    before update or delete on parapet.finding_event
    for each row execute function parapet.refuse_change();

-- Inventory history -----------------------------------------------------------------------------

-- How a resource was from `at` on, for the types that parapet.yaml names.
create sequence parapet.inventory_event_id;
create table parapet.inventory_event (
    id bigint not null default nextval('parapet.inventory_event_id'),
    at timestamptz not null,
    event text not null check (event in ('seen', 'changed', 'gone')),
    account text not null,
    type text not null,
    region text not null,
    resource text not null,
    arn text,
    name text,
    tags jsonb not null,
    document jsonb not null,
    primary key (id, at)
) partition by range (at);
create index inventory_event_resource on parapet.inventory_event (account, type, resource, id);
select parapet.add_event_partitions('finding_event', (now() at time zone 'utc')::date, 4),
    parapet.add_event_partitions('inventory_event', (now() at time zone 'utc')::date, 4);

-- Answers how many rows it wrote.
drop function parapet.put_inventory;
create function parapet.put_inventory(
    p_inventory jsonb, p_account text, p_region text, p_service text
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_now timestamptz := clock_timestamp();
    v_put integer := 0;
    v_gone integer := 0;
begin
    if jsonb_array_length(coalesce(p_inventory -> 'put', '[]')) > 0 then
        insert into inventory as i (
            account, type, region, id, scope_region, service, arn, name, tags, document, unread,
            hash, first_seen, changed
        )
        select p_account, m.type, m.region, m.id, p_region, p_service, m.arn, m.name, m.tags,
            m.document, m.unread, m.hash, v_now, v_now
        from (
            select distinct on (type, region, id) * from jsonb_to_recordset(p_inventory -> 'put')
                as (type text, region text, id text, arn text, name text, tags jsonb,
                    document jsonb, unread jsonb, hash text, fields jsonb, attributes jsonb)
        ) x
        left join inventory o on o.account = p_account and o.type = x.type
            and o.region = x.region and o.id = x.id and o.gone is null
        cross join lateral (
            select x.type, x.region, x.id, x.arn, x.name, x.hash,
                coalesce(x.tags, o.tags, '{}') as tags,
                coalesce(o.document - array(select jsonb_array_elements_text(x.fields)), '{}')
                    || x.document as document,
                coalesce(o.unread - array(select jsonb_array_elements_text(x.attributes)), '{}')
                    || x.unread as unread
        ) m
        -- A sweep that asks for less has other hashes and yet may find nothing new.
        where o.id is null or (
            o.document, o.tags, o.unread, o.arn, o.name, o.scope_region, o.service
        ) is distinct from (
            m.document, m.tags, m.unread, m.arn, m.name, p_region, p_service
        )
        on conflict (account, type, region, id) do update set
            scope_region = excluded.scope_region, service = excluded.service,
            arn = excluded.arn, name = excluded.name, tags = excluded.tags,
            document = excluded.document, unread = excluded.unread, hash = excluded.hash,
            gone = null, changed = v_now;
        get diagnostics v_put = row_count;
    end if;
    if jsonb_array_length(coalesce(p_inventory -> 'gone', '[]')) > 0 then
        update inventory i set gone = v_now, changed = v_now
        from jsonb_to_recordset(p_inventory -> 'gone') as x (type text, region text, id text)
        where i.account = p_account and i.type = x.type and i.region = x.region and i.id = x.id
            and i.scope_region = p_region and i.service = p_service and i.gone is null;
        get diagnostics v_gone = row_count;
    end if;
    if jsonb_array_length(coalesce(p_inventory -> 'history', '[]')) > 0 then
        insert into inventory_event (
            at, event, account, type, region, resource, arn, name, tags, document
        )
        select v_now, case when i.gone is not null then 'gone'
                when i.changed < v_now or i.first_seen = v_now then 'seen' else 'changed' end,
            i.account, i.type, i.region, i.id, i.arn, i.name, i.tags, i.document
        from inventory i
        where i.account = p_account and i.scope_region = p_region and i.service = p_service
            and p_inventory -> 'history' ? i.type
            and (i.changed = v_now or i.gone is null and not exists (
                -- History was asked for just now, or its beginning has been dropped.
                select from inventory_event e
                where e.account = i.account and e.type = i.type and e.resource = i.id
                    and e.region = i.region
            ));
    end if;
    return v_put + v_gone;
end $$;

-- Findings --------------------------------------------------------------------------------------

-- A guardrail keeps the ids of its findings when its name changes: they are made from its origin,
-- the name that it had first.
alter table parapet.guardrail_rule add column origin text;
update parapet.guardrail_rule set origin = guardrail;
alter table parapet.guardrail_rule alter column origin set not null;
create unique index guardrail_rule_origin on parapet.guardrail_rule (origin);
alter table parapet.finding alter column id drop expression;

create function parapet.origin(p_guardrail text) returns text
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select coalesce((select origin from guardrail_rule where guardrail = p_guardrail), p_guardrail)
$$;

-- What looks at the scope came to, the latest first, as far as nothing was written since: a look that
-- comes to one of them has nothing to compare. Several, because sweeps for some guardrails and full ones
-- come to different things and take turns.
alter table parapet.scope drop column result_hash, add column results text[] not null default '{}';

-- The next look at the scopes of these findings compares again: somebody else changed them.
create function parapet.forget_results(p_findings uuid[]) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    update scope s set results = '{}'
    from finding f
    where f.id = any (p_findings) and s.account = f.account and s.region = f.scope_region
        and s.service = f.service and s.results <> '{}'
$$;

create or replace function parapet.mark_findings(
    p_findings uuid[], p_status text, p_event text, p_reason text, p_exception jsonb, p_by text
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
    v_now timestamptz := clock_timestamp();
begin
    perform forget_results(p_findings);
    with marked as (
        update finding set status = p_status, reason = p_reason, exception = p_exception,
            changed = v_now
        where id = any (p_findings)
        returning *
    )
    insert into finding_event (
        finding, sweep, at, event, guardrail, account, region, resource_type, resource_id, part,
        status, unverified, severity, environment, because, reason, exception
    )
    select id, p_by, v_now, p_event, guardrail, account, region, resource_type, resource_id,
        part, status, unverified, severity, environment, because, reason, exception
    from marked order by id;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- As before, with ids from the guardrail's origin; what is closed without a scope is compared again.
create or replace function parapet.apply_changes(
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
    with named as materialized (
        select guardrail, origin(guardrail) as origin from (
            select distinct x ->> 'guardrail' as guardrail from jsonb_array_elements(p_changes) x
        ) n
    ), given as materialized (
        select distinct on (id)
            finding_id(n.origin, account, region, type, resource, part) as id,
            event, c.guardrail, account, region, type, resource, part, status,
            coalesce(unverified, false) as unverified, severity, environment, arn, name,
            coalesce(because, '[]') as because, reason, exception
        from rows from (jsonb_to_recordset(p_changes) as (
            event text, guardrail text, account text, region text, type text, resource text,
            part text, status text, unverified boolean, severity text, environment text,
            arn text, name text, because jsonb, reason text, exception jsonb
        )) with ordinality c join named n on n.guardrail = c.guardrail
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
    ), forgotten as (
        update scope s set results = '{}'
        from differing d join finding f on f.id = d.id
        where p_account is null and s.account = f.account and s.region = f.scope_region
            and s.service = f.service and s.results <> '{}'
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
            id, guardrail, account, region, resource_type, resource_id, part, resource_arn,
            resource_name, scope_region, service, status, unverified, severity, environment,
            because, reason, exception, first_seen, changed
        )
        select id, guardrail, account, region, type, resource, part, arn, name,
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

-- For the leader: what the guardrails of the sweep are about. One that says which names it had
-- before takes over their findings and exceptions, unless it has findings of its own already.
create or replace function parapet.set_guardrail_rules(p_token bigint, p_rules jsonb)
returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_rule record;
    v_origin text;
    v_findings uuid[];
    v_now timestamptz := clock_timestamp();
begin
    perform require_leader(p_token);
    for v_rule in
        select x ->> 'guardrail' as name, array(select jsonb_array_elements_text(x -> 'was')) as was
        from jsonb_array_elements(p_rules) x where jsonb_array_length(x -> 'was') > 0
    loop
        continue when exists (select from finding where guardrail = v_rule.name);
        select r.origin into v_origin from guardrail_rule r
        where r.guardrail = any (v_rule.was) order by array_position(v_rule.was, r.guardrail)
        limit 1;
        v_origin := coalesce(v_origin, v_rule.was[cardinality(v_rule.was)]);
        delete from guardrail_rule where guardrail = any (v_rule.was)
            or guardrail = v_rule.name or origin = v_origin;
        insert into guardrail_rule (guardrail, origin) values (v_rule.name, v_origin);
        with renamed as (
            update finding set guardrail = v_rule.name, changed = v_now
            where guardrail = any (v_rule.was) returning *
        ), told as (
            insert into finding_event (
                finding, sweep, at, event, guardrail, account, region, resource_type,
                resource_id, part, status, unverified, severity, environment, because, reason,
                exception
            )
            select id, '', v_now, 'renamed', guardrail, account, region, resource_type,
                resource_id, part, status, unverified, severity, environment, because, reason,
                exception
            from renamed
        )
        select array_agg(id) into v_findings from renamed;
        perform forget_results(v_findings);
        update exception set guardrail = v_rule.name where guardrail = any (v_rule.was);
        if v_findings is not null then
            perform log_action('guardrail renamed', v_rule.name, jsonb_build_object(
                'was', v_rule.was, 'findings', cardinality(v_findings)
            ));
        end if;
    end loop;
    merge into guardrail_rule r
    using (
        select x.*, case when exists (
                select from guardrail_rule o
                where o.origin = x.guardrail and o.guardrail <> x.guardrail
            ) then x.guardrail || '#' || gen_random_uuid() else x.guardrail end as origin
        from jsonb_to_recordset(p_rules) as x (
            guardrail text, granted_by text, at_most_seconds bigint, title text, severity text,
            resource_type text, frameworks jsonb
        )
    ) x on r.guardrail = x.guardrail
    when matched and (
        r.granted_by, r.at_most_seconds, r.title, r.severity, r.resource_type, r.frameworks
    ) is distinct from (
        x.granted_by, x.at_most_seconds, x.title, x.severity, x.resource_type, x.frameworks
    ) then
        update set granted_by = x.granted_by, at_most_seconds = x.at_most_seconds,
            title = x.title, severity = x.severity, resource_type = x.resource_type,
            frameworks = x.frameworks
    when not matched then
        insert (guardrail, granted_by, at_most_seconds, title, severity, resource_type,
            frameworks, origin)
        values (x.guardrail, x.granted_by, x.at_most_seconds, x.title, x.severity,
            x.resource_type, x.frameworks, x.origin);
end $$;

-- Ending a scan ---------------------------------------------------------------------------------

-- The sweep and the time of a look are written once, on the scope; an element says them only where
-- an earlier look left it.
update parapet.scope s set coverage = (
    select coalesce(jsonb_agg(
        case when c ->> 'sweep' = s.sweep then c - 'sweep' - 'evaluated_at' else c end
    ), '[]') from jsonb_array_elements(s.coverage) c
);

drop function parapet.complete_scan(bigint, integer, text, jsonb, jsonb, bigint, bigint, text);
drop function
    parapet.complete_scan(bigint, integer, text, jsonb, jsonb, bigint, bigint, text, jsonb);

-- Most looks change nothing but the sweep and the time: what was covered then stays where it lies,
-- outside of the row, and the row's next version fits on its page.
alter table parapet.scope set (fillfactor = 50, toast_tuple_target = 128);

-- Ends a scan job: findings, history, inventory, coverage and the job in one transaction. Answers
-- how many findings changed. PA001: the job is held by another attempt, and nothing was written.
--
-- p_result is the hash of all that was seen and judged. With p_is_known the worker compared nothing,
-- because the scope had that very hash; where it has lost it since, the next look compares.
create function parapet.complete_scan(
    p_job bigint, p_attempt integer, p_worker text, p_changes jsonb, p_coverage jsonb,
    p_reads bigint, p_unknown bigint, p_result text, p_is_known boolean, p_inventory jsonb
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job;
    v_count integer;
    v_written integer;
    v_now timestamptz := clock_timestamp();
    v_partial boolean;
begin
    perform set_config('synchronous_commit', 'off', true);
    v_job := take_off(p_job, p_attempt, p_worker);
    if v_job.kind <> 'scan' then
        raise exception 'job % is no scan', p_job using errcode = 'PA003';
    end if;
    v_count := apply_changes(p_changes, v_job.sweep, v_job.account, v_job.region, v_job.service);
    v_written := v_count;
    if p_inventory is not null then
        v_written := v_written
            + put_inventory(p_inventory, v_job.account, v_job.region, v_job.service);
    end if;

    select coalesce(jsonb_array_length(narrowing -> 'guardrails') > 0, false) into v_partial
    from sweep where id = v_job.sweep;
    -- A sweep for some guardrails reads less than others did: what it did not look at stays known.
    update scope s set sweep = v_job.sweep, evaluated_at = v_now, reads = p_reads,
        unknown = p_unknown,
        results = case
            when p_is_known or p_result = any (s.results) and v_written = 0 then s.results
            when v_written > 0 then array_remove(array[p_result], null)
            else (array_remove(array[p_result], null) || s.results)[1:8] end,
        coverage = case when v_partial then p_coverage || coalesce((
            select jsonb_agg(
                jsonb_build_object('sweep', s.sweep, 'evaluated_at', s.evaluated_at) || o
            ) from jsonb_array_elements(s.coverage) o
            where not exists (
                select from jsonb_array_elements(p_coverage) n
                where n ->> 'type' = o ->> 'type'
                    and n ->> 'attribute' is not distinct from o ->> 'attribute'
            )
        ), '[]') when s.coverage = p_coverage then s.coverage else p_coverage end
    where s.account = v_job.account and s.region = v_job.region and s.service = v_job.service;
    if not found then
        insert into scope (
            account, region, service, sweep, evaluated_at, coverage, reads, unknown, results
        ) values (
            v_job.account, v_job.region, v_job.service, v_job.sweep, v_now, p_coverage, p_reads,
            p_unknown, array_remove(array[p_result], null)
        );
    end if;
    perform note_result(v_job, 'done', p_reads, p_unknown);
    return v_count;
end $$;

create function parapet.is_known_result(
    p_account text, p_region text, p_service text, p_result text
) returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select exists (
        select from scope
        where account = p_account and region = p_region and service = p_service
            and p_result = any (results)
    )
$$;

-- Telling owners --------------------------------------------------------------------------------

-- What somebody is to be told, once. Channels deliver it; until there are any, people and programs
-- read it here, and LISTEN parapet_notices hears of it.
create table parapet.notice (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    kind text not null check (kind in ('exception ends')),
    recipient text,
    subject text not null,
    until timestamptz not null,
    detail jsonb not null,
    unique (kind, subject, until)
);

-- For the leader: one notice for each exception, by grant or by tag, that ends within so many days.
create function parapet.announce_expiry(p_token bigint, p_days integer) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    with ending as (
        select e.requested_by as recipient, e.id as subject, e.until,
            jsonb_build_object('guardrail', e.guardrail, 'scope', e.scope, 'findings', (
                select count(*) from finding f
                where f.status = 'excepted' and f.exception ->> 'source' = e.id
            )) as detail
        from exception e
        where e.state = 'granted'
            and e.until < clock_timestamp() + make_interval(days => p_days)
        union all
        select f.exception ->> 'owner', f.id::text, (f.exception ->> 'until')::timestamptz,
            jsonb_build_object('guardrail', f.guardrail, 'account', f.account,
                'region', f.region, 'resource', f.resource_id, 'part', f.part)
        from finding f
        where f.status = 'excepted' and f.exception ->> 'source' = 'tag'
            and (f.exception ->> 'until')::timestamptz
                < clock_timestamp() + make_interval(days => p_days)
    ), told as (
        insert into notice (kind, recipient, subject, until, detail)
        select 'exception ends', x.recipient, x.subject, x.until, x.detail from ending x
        where not exists (
            select from notice n where n.kind = 'exception ends' and n.subject = x.subject
                and n.until = x.until
        )
        returning id
    )
    select count(*) into v_count from told;
    if v_count > 0 then
        perform pg_notify('parapet_notices', 'exception ends');
    end if;
    return v_count;
end $$;

-- Housekeeping ----------------------------------------------------------------------------------

-- For the leader: the partitions of the months to come. Answers how many were made.
create function parapet.roll_partitions(p_token bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    return add_event_partitions('finding_event', (now() at time zone 'utc')::date, 4)
        + add_event_partitions('inventory_event', (now() at time zone 'utc')::date, 4);
end $$;

-- For the leader: drops the partitions whose last event is so many days old. Answers how many.
create function parapet.forget_events(p_token bigint, p_days integer) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_name text;
    v_count integer := 0;
begin
    perform require_leader(p_token);
    -- A long reader must not hold up the commits behind this; the next turn tries again.
    perform set_config('lock_timeout', '2s', true);
    for v_name in
        select name from event_partition
        where until <= (now() - make_interval(days => p_days))::date
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

-- Reports ---------------------------------------------------------------------------------------

create view report.finding_events with (security_invoker = true) as
select id, finding, at, event, sweep, guardrail, account, region, resource_type, resource_id,
    part, status, unverified, severity, environment, because, reason, exception
from parapet.finding_event;
comment on view report.finding_events is 'The history of findings; rows are only ever added.';
comment on column report.finding_events.id is 'Grows with time.';
comment on column report.finding_events.finding is 'The id in report.findings; a withdrawn finding has no row there.';
comment on column report.finding_events.at is 'When it was recorded.';
comment on column report.finding_events.event is 'opened, reopened, excepted, changed, resolved, unverified, verified, unknown, withdrawn or renamed.';
comment on column report.finding_events.sweep is 'The sweep that noticed, or the exception that did it.';
comment on column report.finding_events.guardrail is 'As in report.findings, at that time.';
comment on column report.finding_events.account is 'As in report.findings.';
comment on column report.finding_events.region is 'As in report.findings.';
comment on column report.finding_events.resource_type is 'As in report.findings.';
comment on column report.finding_events.resource_id is 'As in report.findings.';
comment on column report.finding_events.part is 'As in report.findings.';
comment on column report.finding_events.status is 'The status after the event.';
comment on column report.finding_events.unverified is 'As in report.findings, after the event.';
comment on column report.finding_events.severity is 'As in report.findings, after the event.';
comment on column report.finding_events.environment is 'As in report.findings, after the event.';
comment on column report.finding_events.because is 'As in report.findings, after the event.';
comment on column report.finding_events.reason is 'As in report.findings, after the event.';
comment on column report.finding_events.exception is 'The exception it then stood under: {source, owner, from, until}.';

create view report.finding_days with (security_invoker = true) as
select (at at time zone 'UTC')::date as day, guardrail,
    count(*) filter (where event in ('opened', 'reopened')) as opened,
    count(*) filter (where event = 'resolved') as resolved,
    count(*) filter (where event = 'excepted') as excepted
from parapet.finding_event
where event in ('opened', 'reopened', 'resolved', 'excepted')
group by 1, 2;
comment on view report.finding_days is 'What was opened and closed, by day (UTC) and guardrail.';
comment on column report.finding_days.day is 'The day, UTC.';
comment on column report.finding_days.guardrail is 'Which guardrail.';
comment on column report.finding_days.opened is 'Findings opened, or opened again.';
comment on column report.finding_days.resolved is 'Findings resolved.';
comment on column report.finding_days.excepted is 'Findings put under an exception.';

create view report.time_to_remediate with (security_invoker = true) as
select guardrail, severity, count(*) as fixed,
    avg(resolved_at - opened_at) as mean,
    percentile_cont(0.5) within group (order by extract(epoch from resolved_at - opened_at))
        * interval '1 second' as median,
    max(resolved_at - opened_at) as longest
from (
    select e.guardrail, e.severity, e.at as resolved_at, (
        select max(o.at) from parapet.finding_event o
        where o.finding = e.finding and o.event in ('opened', 'reopened') and o.id < e.id
    ) as opened_at
    from parapet.finding_event e where e.event = 'resolved' and e.reason = 'fixed'
) x where opened_at is not null
group by 1, 2;
comment on view report.time_to_remediate is 'How long findings stood open before they were fixed; other endings do not count.';
comment on column report.time_to_remediate.guardrail is 'Which guardrail.';
comment on column report.time_to_remediate.severity is 'How urgent.';
comment on column report.time_to_remediate.fixed is 'How often something was fixed.';
comment on column report.time_to_remediate.mean is 'The mean time from opened, or opened again, to fixed.';
comment on column report.time_to_remediate.median is 'Half took less.';
comment on column report.time_to_remediate.longest is 'The longest.';

create view report.inventory_history with (security_invoker = true) as
select id, at, event, account, type, region, resource, arn, name, tags, document
from parapet.inventory_event;
comment on view report.inventory_history is 'How resources were, for the types that parapet.yaml names under inventory: history.';
comment on column report.inventory_history.id is 'Grows with time.';
comment on column report.inventory_history.at is 'From when on it was so.';
comment on column report.inventory_history.event is 'seen (for the first time, or the first since history is kept), changed, or gone.';
comment on column report.inventory_history.account is 'The AWS account id.';
comment on column report.inventory_history.type is 'The catalogue type.';
comment on column report.inventory_history.region is 'The resource''s region, or global.';
comment on column report.inventory_history.resource is 'The resource''s id.';
comment on column report.inventory_history.arn is 'Null where AWS has none.';
comment on column report.inventory_history.name is 'Null where it has none.';
comment on column report.inventory_history.tags is 'Its tags, as they then were.';
comment on column report.inventory_history.document is 'As in report.inventory, as it then was.';

create view report.notices with (security_invoker = true) as
select id, at, kind, recipient, subject, until, detail from parapet.notice;
comment on view report.notices is 'What people are to be told: exceptions that end soon.';
comment on column report.notices.id is 'Grows with time.';
comment on column report.notices.at is 'When it was noticed.';
comment on column report.notices.kind is 'exception ends.';
comment on column report.notices.recipient is 'Who asked for the exception, or the owner that tags name; null: nobody is named.';
comment on column report.notices.subject is 'The exception''s id; of one by tag the finding''s id.';
comment on column report.notices.until is 'When it ends.';
comment on column report.notices.detail is 'The guardrail and what it covers.';

create or replace view report.coverage with (security_invoker = true) as
select s.account, s.region, s.service, c ->> 'type' as resource_type,
    c ->> 'attribute' as attribute,
    coalesce(g.reason, 'complete') as state,
    c ->> 'permission' as permission,
    g.detail as detail,
    (c ->> 'complete')::bigint as resources,
    coalesce(g.missing, 0) as missing,
    coalesce(c ->> 'sweep', s.sweep) as sweep,
    coalesce((c ->> 'evaluated_at')::timestamptz, s.evaluated_at) as evaluated_at
from parapet.scope s
cross join jsonb_array_elements(s.coverage) c
left join lateral (
    select (array_agg(x ->> 'reason' order by (x ->> 'count')::bigint desc))[1] as reason,
        (array_agg(nullif(x ->> 'detail', '') order by (x ->> 'count')::bigint desc))[1] as detail,
        sum((x ->> 'count')::bigint) as missing
    from jsonb_array_elements(c -> 'gaps') x
) g on true
union all
select a.id, 'global', 'sts', null, null,
    case a.role_state when 'refused' then 'denied' else 'failed' end,
    'sts:AssumeRole', a.role_detail, 0, 1, null, a.discovered_at
from parapet.account a
where a.status = 'active' and a.role_state in ('refused', 'failed')
union all
select f.account, f.region, f.service, null, null, 'failed', null, f.error, 0, 1, f.sweep,
    f.failed_at
from (
    select distinct on (account, region, service) * from parapet.job_failure
    where kind = 'scan' order by account, region, service, failed_at desc
) f
left join parapet.scope s using (account, region, service)
where s.evaluated_at is null or s.evaluated_at < f.failed_at;

-- Who may ---------------------------------------------------------------------------------------

do $$
declare
    v_name text;
begin
    foreach v_name in array array['finding_event', 'inventory_event'] loop
        execute format('alter table parapet.%I enable row level security', v_name);
        execute format(
            'create policy all_rows on parapet.%I for select
                to parapet_coordinator, parapet_operator using (true)', v_name
        );
        execute format(
            'create policy own_accounts on parapet.%I for select to parapet_reader using (
                (select parapet.reads_everything())
                or account in (select parapet.readable_accounts())
            )', v_name
        );
    end loop;
end $$;
alter table parapet.notice enable row level security;
create policy all_rows on parapet.notice for select
    to parapet_coordinator, parapet_operator using (true);
create policy own_notices on parapet.notice for select to parapet_reader using (
    recipient = session_user or (select parapet.reads_everything())
);
grant select on parapet.finding_event, parapet.inventory_event, parapet.notice
    to parapet_coordinator, parapet_operator, parapet_reader;
grant select on all tables in schema report to parapet_coordinator, parapet_operator,
    parapet_reader;

revoke execute on function
    parapet.add_event_partitions, parapet.origin, parapet.forget_results, parapet.complete_scan,
    parapet.put_inventory, parapet.is_known_result, parapet.announce_expiry, parapet.roll_partitions,
    parapet.forget_events
    from public;
grant execute on function parapet.complete_scan, parapet.is_known_result to parapet_worker;
grant execute on function
    parapet.announce_expiry, parapet.roll_partitions, parapet.forget_events
    to parapet_coordinator;
