-- Changes as the leader lets them through: which findings are to be proposed for, and what limits say.

-- Asks for proposals about standing findings without a change since they opened: of one guardrail, for
-- the leader, at most p_limit. With a sweep, of its accounts and as part of its limits. Answers how many.
create or replace function parapet.propose_standing(
    p_token bigint, p_guardrail text, p_rules integer, p_sweep text, p_limit integer
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set jit = off as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    insert into job (batch, kind, account, gate, payload, rules)
    with open as materialized (
        select * from finding f
        where f.guardrail = p_guardrail and f.status = 'open' and not f.unverified
            and (p_sweep like 'rules %' or exists (
                select from sweep s where s.id = p_sweep
                    and (s.narrowing -> 'accounts' = '[]' or s.narrowing -> 'accounts' ? f.account)
                    and (s.narrowing -> 'regions' = '[]' or s.narrowing -> 'regions' ? f.region)
            ))
    ), environment as materialized (
        select distinct environment from open
    ), acting as materialized (
        select x.environment from environment x
        where change_mode(p_guardrail, x.environment) in ('approve', 'enforce')
    ), standing as materialized (
        -- In their order, so that no more is looked into than is asked for.
        select f.* from open f
        join acting a on a.environment is not distinct from f.environment
        order by f.id
    )
    select b.id, 'propose', f.account, f.account || '/change/' || f.id,
        jsonb_build_object('finding', f.id, 'opening', f.opening, 'quota', p_sweep,
            'region', f.region),
        p_rules
    from (
        select f.*, o.opening from standing f
        -- As opening_of has it; in the months in which it can be.
        cross join lateral (
            select coalesce((
                select e.id from finding_event e
                where e.finding = f.id and e.event in ('opened', 'reopened')
                    and e.at between f.first_seen and f.changed
                order by e.id desc limit 1
            ), 0) as opening
        ) o
        where not exists (
                select from change c where c.finding = f.id and c.opening = o.opening
            )
            and not stands_undone(f.id, o.opening)
            and not exists (
                select from job j
                where j.batch = (select id from batch where lane = 'change')
                    and j.account = f.account and j.kind = 'propose'
                    and j.payload ->> 'finding' = f.id::text
            )
        limit p_limit
    ) f cross join batch b where b.lane = 'change';
    get diagnostics v_count = row_count;
    if v_count > 0 then
        perform pg_notify('parapet_jobs', '');
    end if;
    return v_count;
end $$;

-- The number of the event that opened a finding last.
create or replace function parapet.opening_of(p_finding uuid) returns bigint
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select coalesce((
        select id from finding_event
        where finding = p_finding and event in ('opened', 'reopened') order by id desc limit 1
    ), 0)
$$;

-- What is to be followed up: the oldest sweep that ended, {"sweep","rules","guardrails"}; or the newest
-- rules, where they are others than the last time. Null where nothing is.
create or replace function parapet.unfollowed(p_token bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_answer jsonb;
begin
    perform require_leader(p_token);
    -- What opened meanwhile comes first: it asks for its own.
    if exists (select from outbox) then
        return null;
    end if;
    select jsonb_build_object('sweep', s.id, 'rules', b.rules,
        'guardrails', s.narrowing -> 'guardrails', 'proposes', not s.no_changes)
    into v_answer
    from sweep s join batch b on b.id = s.batch
    where s.state = 'done' and s.followed is null order by s.finished_at limit 1;
    if v_answer is null then
        -- Limits hold for what other rules bring about, as for a sweep.
        select jsonb_build_object('sweep', 'rules ' || newest_rules(), 'rules', newest_rules(), 'guardrails', '[]'::jsonb,
            'proposes', true)
        into v_answer
        from followed_rules f where f.rules is distinct from newest_rules();
    end if;
    return v_answer;
end $$;

create or replace function parapet.set_followed(p_token bigint, p_sweep text, p_rules integer)
returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    if p_sweep like 'rules %' then
        update followed_rules set rules = p_rules, at = clock_timestamp();
        -- Other limits or windows may have room before the time that these gave.
        update change set not_before = clock_timestamp()
        where state = 'proposed' and waits in ('limit', 'window')
            and not_before > (select clock_timestamp());
    else
        update sweep set followed = clock_timestamp() where id = p_sweep;
    end if;
end $$;

-- Whether proposals are still being planned for somebody's limits.
create or replace function parapet.is_planning(p_quota text) returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select exists (
        select from job j
        where j.batch = (select id from batch where lane = 'change') and j.kind = 'propose'
            and j.payload ->> 'quota' = p_quota
    ) or exists (
        -- One that was cancelled or failed looks no further, and is never followed up.
        select from sweep
        where id = p_quota and followed is null and state not in ('cancelled', 'failed')
    )
    or p_quota like 'rules %' and exists (
        select from followed_rules where coalesce(rules, 0) < split_part(p_quota, ' ', 2)::integer
    )
$$;

-- For the leader: what may come into motion, in the order that it was proposed in, with what limits ask
-- about it: {"changes","stops","trusted","hour"}, where the hour has what each guardrail was let make
-- by itself in an account, {"guardrail","account","at":[TIME]}, the oldest first. What waits for a person
-- is not there, and what waits for a time is when that has come.
create or replace function parapet.changes_to_admit(p_token bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
declare
    v_answer jsonb;
begin
    perform require_leader(p_token);
    with candidate as materialized (
        (select * from change
            where admitted is null and (state = 'approved'
                or state = 'proposed' and coalesce(waits, 'wave') = 'wave')
            order by proposed, id limit 5000)
        union all
        (select * from change
            where state = 'proposed' and waits in ('limit', 'window')
                and not_before <= (select clock_timestamp())
            order by not_before limit 1000)
    )
    select jsonb_build_object(
        'changes', coalesce((
            select jsonb_agg(jsonb_build_object(
                'id', c.id, 'guardrail', c.guardrail, 'account', c.account,
                'environment', c.environment, 'region', c.region, 'state', c.state,
                'waits', c.waits, 'not_before', c.not_before, 'mode', c.mode,
                'is_decided', c.decided_by is not null, 'is_undo', c.undoes is not null,
                'quota', c.quota, 'rules', c.rules,
                'service', c.planned #>> '{0,service}', 'text',
                (select b.rules -> 'guardrails' -> c.guardrail ->> 'text' from rule_book b
                    where b.id = c.rules)
            ) order by c.proposed, c.id)
            from candidate c
        ), '[]'),
        'hour', coalesce((
            select jsonb_agg(jsonb_build_object(
                'guardrail', p.guardrail, 'account', p.account, 'at', array(
                    select c.admitted from change c
                    where c.guardrail = p.guardrail and c.account = p.account
                        and c.decided_by is null
                        and c.admitted > (select clock_timestamp()) - interval '1 hour'
                    order by c.admitted
                )
            ))
            from (select distinct guardrail, account from candidate) p
        ), '[]'),
        'stops', coalesce((
            select jsonb_object_agg(guardrail, coalesce(reason, '')) from change_stop
        ), '{}'),
        'trusted', coalesce((
            select jsonb_agg(jsonb_build_array(guardrail, text)) from change_trust
        ), '[]')
    ) into v_answer;
    return v_answer;
end $$;

-- How many resources a guardrail judged for a quota. Other rules have judged none yet: it will be those of
-- its type where it enforces, as far as a share of them can matter.
create or replace function parapet.quota_judged(p_guardrail text, p_quota text) returns bigint
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select case when p_quota ~ '^(r .* )?rules ' then (
        select count(*) from (
            select from guardrail_rule r
            join account a on change_mode(r.guardrail, a.environment) = 'enforce'
            join inventory i on i.account = a.id and i.type = r.resource_type and i.gone is null
            where r.guardrail = p_guardrail limit 2000
        ) x
    ) else coalesce((
        select sum(j.resources)::bigint from judged j join sweep s on s.batch = j.batch
        where j.guardrail = p_guardrail and s.id = regexp_replace(p_quota, '^r .* ', '')
    ), 0) end
$$;

-- For the leader: how far some limits are used: for each of p_groups ({"guardrail","quota",
-- "environment"}) the states of what was let through in its waves, how many of them were enforced in the
-- whole quota, how many resources the sweep judged, whether planning goes on, and the last outcomes of
-- the guardrail.
create or replace function parapet.change_usage(p_token bigint, p_groups jsonb)
returns table (
    guardrail text, quota text, environment text, waves jsonb, admitted bigint, limited bigint,
    judged bigint, planning boolean, outcomes jsonb
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
#variable_conflict use_column
begin
    perform require_leader(p_token);
    return query
        select g.guardrail, g.quota, g.environment, coalesce((
                select jsonb_agg(jsonb_build_object('wave', c.wave, 'state', c.state))
                from change c where c.quota = g.quota and c.guardrail = g.guardrail
                    and c.environment is not distinct from g.environment
                    and c.admitted is not null
                    and (g.quota <> '' or c.state in ('approved', 'executing', 'verifying'))
            ), '[]'),
            (select count(*) from change c
                where g.quota <> '' and c.quota = g.quota and c.guardrail = g.guardrail
                    and c.admitted is not null and c.mode = 'enforce' and c.decided_by is null),
            (select count(*) from change c
                where g.quota <> '' and c.quota = g.quota and c.guardrail = g.guardrail
                    and c.state = 'proposed' and c.waits = 'limit' and c.not_before is null),
            quota_judged(g.guardrail, g.quota),
            is_planning(g.quota),
            to_jsonb(array(
                select c.state from change c
                where c.guardrail = g.guardrail and c.executed is not null
                    and c.state in ('done', 'failed')
                    and c.executed > coalesce((
                        select max(a.at) from audit a where a.action = 'changes resumed'
                            and a.subject in ('', g.guardrail)
                    ), '-infinity')
                order by c.executed desc limit 20
            ))
        from jsonb_to_recordset(p_groups) as g (guardrail text, quota text, environment text);
end $$;

-- Of programs of the version before: how many changes a guardrail was let make in an account during the
-- last hour.
create or replace function parapet.changes_last_hour(p_token bigint, p_places jsonb)
returns table (guardrail text, account text, changes bigint)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
#variable_conflict use_column
begin
    perform require_leader(p_token);
    return query
        select p.guardrail, p.account, (
            select count(*) from change c
            where c.guardrail = p.guardrail and c.account = p.account and c.decided_by is null
                and c.admitted > (select clock_timestamp()) - interval '1 hour'
        )
        from jsonb_to_recordset(p_places) as p (guardrail text, account text);
end $$;

-- For the leader: what the limits came to: [{"id","state","waits","not_before","wave","start"}]: one with
-- a start is made then, by a job of its own. What moved meanwhile is left alone. Answers how many jobs.
create or replace function parapet.admit_changes(p_token bigint, p_decisions jsonb)
returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    -- A switch that was let go since stops nothing any more.
    perform from change_stop for share;
    perform tell_waits(p_decisions);
    update change c set waits = x.waits, not_before = x.not_before, state = x.state,
        -- What nobody asks for any more is over.
        executed = case when x.state = 'lapsed' then clock_timestamp() end,
        reason = case when x.state = 'lapsed' then 'its guardrail does not ask for it any more'
            else c.reason end
    from jsonb_to_recordset(p_decisions) as x (
        id text, state text, waits text, not_before timestamptz, start timestamptz
    )
    where c.id = x.id and x.start is null
        and (c.state = 'proposed' or c.state = 'approved' and c.admitted is null)
        and (x.waits is distinct from 'stop' and x.state <> 'stopped'
            or change_stopped(c.guardrail) is not null)
        and (c.waits, c.not_before, c.state) is distinct from (x.waits, x.not_before, x.state);
    with started as (
        update change c set state = 'approved', waits = null, admitted = clock_timestamp(),
            wave = x.wave
        from jsonb_to_recordset(p_decisions) as x (id text, wave integer, start timestamptz)
        where c.id = x.id and x.start is not null and c.state in ('proposed', 'approved')
            and c.admitted is null
        returning c.*, x.start
    )
    insert into job (batch, kind, account, gate, payload, rules, run_after)
    select b.id, 'change', s.account, s.account || '/change/' || s.target_key,
        jsonb_build_object('change', s.id, 'region', s.region), s.rules, s.start
    from started s cross join batch b where b.lane = 'change';
    get diagnostics v_count = row_count;
    perform leave_waits(array(
        select x ->> 'id' from jsonb_array_elements(p_decisions) x
    ));
    if v_count > 0 then
        perform pg_notify('parapet_jobs', '');
    end if;
    return v_count;
end $$;

-- Who may decide is told what holds changes back: of a sweep once for each guardrail and reason, where
-- one notice speaks for all of them, else once for each change and reason. What the limit of a sweep
-- holds back somebody has to let go on, what the hour has no room for goes on by itself: two reasons.
create or replace function parapet.tell_waits(p_decisions jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    with held as materialized (
        select c.*, x.waits as holds, x.not_before is not null as is_timed
        from jsonb_to_recordset(p_decisions) as x (
            id text, waits text, not_before timestamptz, start timestamptz
        )
        join change c on c.id = x.id
        where x.start is null and x.waits is not null
            and (c.state = 'proposed' or c.state = 'approved' and c.admitted is null)
            and (x.waits <> 'stop' or change_stopped(c.guardrail) is not null)
            and (x.waits, x.not_before is null) is distinct from (c.waits, c.not_before is null)
    ), said as (
        select guardrail as subject, (change_deciders(guardrail))[1] as recipient,
            jsonb_build_object('quota', quota, 'waits', holds, 'timed', is_timed,
                'changes', count(*)) as detail
        from held where quota <> '' group by guardrail, quota, holds, is_timed
        union all
        select h.id, h.approvers[1],
            held_detail(c) || jsonb_build_object('waits', h.holds, 'timed', h.is_timed)
        from held h join change c on c.id = h.id where h.quota = ''
    )
    insert into notice (kind, recipient, subject, until, detail)
    -- Two of one guardrail are never of one moment.
    select 'change waits', recipient, subject,
        clock_timestamp() + row_number() over () * interval '1 microsecond', detail
    from said s
    where not exists (
        select from notice n where n.kind = 'change waits' and n.subject = s.subject
            and n.detail @> (s.detail - 'changes')
    );
    if found then
        perform pg_notify('parapet_notices', 'change waits');
    end if;
end $$;

-- What a notice of one change says that waits.
create or replace function parapet.held_detail(p_change parapet.change) returns jsonb
language sql stable set search_path = pg_catalog, parapet, pg_temp as $$
    select jsonb_build_object('guardrail', p_change.guardrail, 'action', p_change.action,
        'account', p_change.account, 'region', p_change.region, 'resource', p_change.resource,
        'part', p_change.part)
$$;

-- What was announced, to who may decide; and to the owner, where no message is still to tell him of the
-- finding, and of the change with it.
create or replace function parapet.tell_announced(p_change parapet.change) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    if exists (
        select from notice n where n.kind = 'change waits' and n.subject = p_change.id
            and n.detail ->> 'waits' = 'after'
    ) then
        return;
    end if;
    perform tell('change waits', null, p_change.approvers[1], p_change.approvers[1], p_change.id,
        p_change.proposed, held_detail(p_change) || '{"waits": "after", "timed": true}');
    if not exists (
        select from notice n left join notice_group g on g.id = n.notice_group
        where n.subject = p_change.finding::text and n.kind = 'finding'
            and (n.state = 'new' or n.state = 'grouped' and g.message is null)
    ) then
        perform tell_of_change(p_change, 'change waits', 'waits');
    end if;
end $$;

-- Of these changes nobody is told that they are held back where they are not any more, as far as no
-- message was made of it.
create or replace function parapet.leave_waits(p_changes text[]) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    with moved as materialized (
        select id, guardrail, quota, waits from change where id = any (p_changes)
    ), unheld as (
        select n.id from moved c join notice n on n.subject = c.id
        where n.kind = 'change waits' and n.detail ->> 'waits' is distinct from c.waits
        union
        select n.id from (select distinct guardrail, quota from moved where quota <> '') q
        join notice n on n.subject = q.guardrail and n.detail ->> 'quota' = q.quota
        where n.kind = 'change waits' and n.state in ('new', 'grouped') and not exists (
            select from change c
            where c.guardrail = q.guardrail and c.quota = q.quota
                and c.state in ('proposed', 'approved') and c.waits = coalesce(n.detail ->> 'waits', 'limit')
        )
    ), over as (
        update notice n set state = 'over'
        from unheld u
        where n.id = u.id and (n.state = 'new' or n.state = 'grouped' and exists (
            select from notice_group g where g.id = n.notice_group and g.message is null
        ))
        returning n.notice_group
    ), counted as (
        select notice_group, count(*) as notices from over
        where notice_group is not null group by notice_group
    )
    update notice_group g set notices = g.notices - c.notices
    from counted c where g.id = c.notice_group;
end $$;

-- For the leader: a row of failures stops a guardrail by itself.
create or replace function parapet.stop_after_failures(
    p_token bigint, p_guardrail text, p_reason text
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    insert into change_stop (guardrail, by, reason) values (p_guardrail, 'parapet', p_reason)
    on conflict (guardrail) do nothing;
    if found then
        perform log_action('changes stopped', p_guardrail, jsonb_build_object(
            'reason', p_reason
        ));
        insert into notice (kind, recipient, subject, until, detail)
        values ('changes stopped', (change_deciders(p_guardrail))[1], p_guardrail,
            clock_timestamp(), jsonb_build_object('reason', p_reason));
        perform pg_notify('parapet_notices', 'changes stopped');
    end if;
end $$;

-- For the leader: asks for the plan of what was announced and whose time has come, by the newest rules;
-- answers how many.
create or replace function parapet.plan_due_changes(p_token bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    insert into job (batch, kind, account, gate, payload, rules)
    select b.id, 'propose', c.account, c.account || '/change/' || c.finding,
        jsonb_build_object('finding', c.finding, 'opening', c.opening, 'quota', c.quota,
            'region', c.region),
        newest_rules()
    from (
        select distinct on (c.finding) c.* from change c
        where c.state = 'proposed' and c.waits in ('after', 'settle')
            and c.not_before <= (select clock_timestamp())
        order by c.finding
    ) c cross join batch b
    where b.lane = 'change' and not exists (
        select from job j where j.batch = b.id and j.account = c.account and j.kind = 'propose'
            and j.payload ->> 'finding' = c.finding::text
    );
    get diagnostics v_count = row_count;
    if v_count > 0 then
        perform pg_notify('parapet_jobs', '');
    end if;
    return v_count;
end $$;

-- For the leader: proposals that nobody decided on in time, which who may decide is told; answers how
-- many.
create or replace function parapet.lapse_changes(p_token bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_change change;
    v_count integer := 0;
begin
    perform require_leader(p_token);
    for v_change in
        update change set state = 'lapsed', executed = clock_timestamp(),
            reason = 'nobody decided in time'
        where state = 'awaiting approval' and expires <= (select clock_timestamp())
        returning *
    loop
        perform tell_lapsed(v_change);
        v_count := v_count + 1;
    end loop;
    return v_count;
end $$;

create or replace function parapet.tell_lapsed(p_change parapet.change) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select tell('change lapsed', 'lapsed', p_change.approvers[1], p_change.approvers[1],
        p_change.id, coalesce(p_change.expires, p_change.executed), held_detail(p_change))
$$;

-- What was announced, whose time has come, and that a job which looked into it left as it was, is over:
-- else it would be planned again and again. Answers those that it ended.
create or replace function parapet.lapse_due(
    p_job parapet.job, p_keys text[], p_reason text
) returns setof parapet.change
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    update change set state = 'lapsed', waits = null, executed = clock_timestamp(),
        reason = p_reason
    where finding = (p_job.payload ->> 'finding')::uuid
        and opening = (p_job.payload ->> 'opening')::bigint
        and state = 'proposed' and waits in ('after', 'settle')
        and not_before <= (select clock_timestamp()) and key <> all (p_keys)
    returning *
$$;

-- How a sweep's changes stand: {"done","failed","waiting","moving"}; moving are those that go on by
-- themselves.
create or replace function parapet.sweep_changes(p_sweep text) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select jsonb_build_object(
        'done', count(*) filter (where state in ('done', 'no-op')),
        'failed', count(*) filter (where state in ('failed', 'conflict')),
        'waiting', count(*) filter (
            where state in ('proposed', 'awaiting approval', 'approved', 'stopped')
        ),
        'moving', count(*) filter (
            where state in ('executing', 'verifying')
                or state = 'approved' and decided_by is null and change_stopped(guardrail) is null
                or state = 'proposed' and mode = 'enforce' and coalesce(waits, 'wave') = 'wave'
                    and change_stopped(guardrail) is null
        ) + (is_planning(p_sweep))::integer
    )
    from change where quota = p_sweep and quota <> ''
$$;
