-- Who is told what when, for the leader: notices find their groups, and groups become messages.

-- The channels of the newest configuration: [{"name","type"}].
create or replace function parapet.set_channels(p_token bigint, p_channels jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    insert into channel as c (name, type)
    select x ->> 'name', x ->> 'type' from jsonb_array_elements(p_channels) x
    on conflict (name) do update set type = excluded.type, current = true
        where (c.type, c.current) is distinct from (excluded.type, true);
    update channel c set current = false
    where current and not exists (
        select from jsonb_array_elements(p_channels) x where x ->> 'name' = c.name
    );
    -- What waits for one that is gone finds another way.
    update notice n set state = 'new', notice_group = null
    from notice_group g join channel c on c.name = g.channel
    where n.notice_group = g.id and g.message is null and not c.current;
    delete from notice_group g using channel c
    where c.name = g.channel and g.message is null and not c.current;
    -- Under other rules another time may be right.
    update notice_group set not_before = '-infinity'
    where message is null and not_before > (select clock_timestamp());
end $$;

-- What is known about notices to find out who is told: the owners that tags name, the account, and the
-- mail address that its owner left with AWS for such matters. With the rights of who asks.
create or replace function parapet.notice_facts(p_notices bigint[])
returns table (
    id bigint, at timestamptz, kind text, event text, word text, recipient text, subject text,
    sweep text, guardrail text, account text, account_name text, severity text,
    resource_tags jsonb, account_tags jsonb, contact text, introduces boolean
)
language sql stable set search_path = pg_catalog, parapet, pg_temp as $$
    select n.id, n.at, n.kind, coalesce(n.event, case n.kind
            when 'finding' then 'opened' when 'finding resolved' then 'resolved'
            when 'change proposed' then 'needs approval' when 'change waits' then 'waits'
            when 'change done' then 'made' when 'change failed'
                then case when n.detail ->> 'state' in ('failed', 'conflict', 'refused')
                    then n.detail ->> 'state' else 'failed' end
            when 'change lapsed' then 'lapsed' when 'approval ends' then 'lapses soon'
            else n.kind end),
        coalesce(n.word, n.recipient), n.recipient, n.subject, n.sweep, k.guardrail, k.account,
        a.name, coalesce(r.severity, case n.kind when 'run' then 'critical' else 'high' end),
        coalesce(i.tags, '{}'), coalesce(a.tags, '{}'),
        (select c.document ->> 'email' from inventory c
            where c.account = k.account and c.type = 'account.security-contact'
                and c.gone is null limit 1),
        n.kind = 'finding' and n.sweep <> '' and exists (
            select from introduction o where o.account = k.account and o.sweep = n.sweep
        )
    from notice n
    cross join lateral (
        select coalesce(n.detail ->> 'guardrail', case when n.kind = 'changes stopped'
                then nullif(n.subject, '') end) as guardrail,
            coalesce(n.detail ->> 'account', n.detail -> 'scope' ->> 'account') as account,
            n.detail ->> 'region' as region,
            case jsonb_typeof(n.detail -> 'resource') when 'object'
                then n.detail -> 'resource' ->> 'id' else n.detail ->> 'resource' end as resource,
            coalesce(n.detail ->> 'type', n.detail -> 'resource' ->> 'type') as type
    ) k
    left join account a on a.id = k.account
    left join guardrail_rule r on r.guardrail = k.guardrail
    left join inventory i on i.account = k.account and i.region = k.region
        and i.id = k.resource and i.type = coalesce(k.type, r.resource_type)
    where n.id = any (p_notices)
    order by n.id
$$;

-- The oldest notices that nobody has thought of.
create or replace function parapet.new_notices(p_token bigint, p_limit integer)
returns table (
    id bigint, at timestamptz, kind text, event text, word text, recipient text, subject text,
    sweep text, guardrail text, account text, account_name text, severity text,
    resource_tags jsonb, account_tags jsonb, contact text, introduces boolean
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
begin
    perform require_leader(p_token);
    return query select f.* from notice_facts(array(
        select n.id from notice n where n.state = 'new' order by n.id limit p_limit
    )) f;
end $$;

-- Notices find their groups: [{"id","channel","address","event","guardrail","account","severity",
-- "subject","is_owner","unowned","follows"}]; one without a channel is told nobody. What one address
-- was told, or is to be told, of the same thing by another word it is not told again. A finding that was
-- told twice within a day that it opened waits, and is told once with the count.
create or replace function parapet.group_notices(p_token bigint, p_notices jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
-- One by one by key, whatever PostgreSQL believes of the tables.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
begin
    perform require_leader(p_token);
    perform from notice n
    where n.id in (select (x ->> 'id')::bigint from jsonb_array_elements(p_notices) x)
    order by n.id for update;
    with given as materialized (
        select x.channel, coalesce(x.address, '') as address, x.event, x.guardrail, x.account,
            x.severity, coalesce(x.subject, '') as own, x.is_owner, x.unowned, x.follows,
            n.id, n.at, n.kind, n.subject, n.until, n.sweep
        from jsonb_to_recordset(p_notices) as x (
            id bigint, channel text, address text, event text, guardrail text, account text,
            severity text, subject text, is_owner boolean, unowned boolean, follows boolean
        ) join notice n on n.id = x.id and n.state = 'new'
    ), judged as materialized (
        select g.*, t.told >= 2 as flaps, case when t.told >= 2 then t.last end as told_last,
            g.kind = 'finding' and not g.follows and g.sweep <> '' and i.sweep is not null
                as introduces,
            -- Said by another word already, or taken back by what came after it.
            row_number() over (
                partition by g.channel, g.address, g.kind, g.subject,
                    case when g.kind <> 'finding' then g.until end
                order by g.id desc
            ) > 1
            or t.said
            -- What a channel that follows findings never heard of need not be closed there.
            or g.follows and g.kind = 'finding resolved' and not exists (
                select from ticket k where k.channel = g.channel and k.guardrail = g.guardrail
                    and k.account = g.account
            ) and not exists (
                select from kept_finding k where k.channel = g.channel
                    and k.finding::text = g.subject
            ) as is_over
        from given g
        left join introduction i on i.account = g.account and i.sweep = g.sweep
        cross join lateral (
            select coalesce(bool_or(o.until = g.until), false) as said,
                count(*) filter (where is_lately) as told,
                max(m.made) filter (where is_lately) as last
            from (
                select until, notice_group from notice o
                where o.subject = g.subject and o.kind = g.kind and o.notice_group is not null
                order by o.id desc limit 100
            ) o
            join notice_group og on og.id = o.notice_group and og.channel = g.channel
                and og.address = g.address
            left join message m on m.id = og.message
            cross join lateral (
                select g.kind = 'finding' and not g.follows
                    and m.made > (select clock_timestamp()) - interval '1 day' as is_lately
            ) l
        ) t
    ), keyed as materialized (
        select j.*, channel is not null and not is_over as is_told,
            case when introduces then 'opened' else event end as said,
            case when not introduces then guardrail end as of_guardrail,
            case when introduces then 'info' else severity end as worth
        from judged j
    ), put as (
        insert into notice_group as g (
            channel, address, event, guardrail, account, severity, subject, is_owner,
            introduces, flaps, told_last, sweep, notices, first, last
        )
        select channel, address, said, of_guardrail, account, worth, own, is_owner, introduces,
            flaps, max(told_last), (array_agg(sweep order by id desc))[1], count(*), min(at), max(at)
        from keyed where is_told
        group by channel, address, said, of_guardrail, account, worth, own, is_owner, introduces,
            flaps
        order by channel, address, said, of_guardrail, account, worth, own
        on conflict (channel, address, event, coalesce(guardrail, ''), coalesce(account, ''),
            severity, subject, is_owner, introduces, flaps) where message is null
        do update set notices = g.notices + excluded.notices,
            last = greatest(g.last, excluded.last),
            first = case when g.notices = 0 then excluded.first else g.first end,
            not_before = case when g.notices = 0 then '-infinity' else g.not_before end,
            told_last = greatest(g.told_last, excluded.told_last), sweep = excluded.sweep
        returning *
    )
    update notice n set unowned = coalesce(k.unowned, false),
        state = case when k.channel is null then 'unsent' when k.is_over then 'over'
            else 'grouped' end,
        notice_group = p.id
    from keyed k
    left join put p on k.is_told and p.channel = k.channel and p.address = k.address and p.event = k.said
        and p.guardrail is not distinct from k.of_guardrail
        and p.account is not distinct from k.account and p.severity = k.worth
        and p.subject = k.own and p.is_owner = k.is_owner and p.introduces = k.introduces
        and p.flaps = k.flaps
    where n.id = k.id;
    -- One that waited already is said by what came now; how often, the count says.
    with given as materialized (
        select x.id, x.subject, g.channel, g.address
        from notice x join notice_group g on g.id = x.notice_group
        where x.id = any (array(
            select (y ->> 'id')::bigint from jsonb_array_elements(p_notices) y
        )) and x.kind = 'finding' and x.state = 'grouped'
    ), older as materialized (
        select o.id from given x
        cross join lateral (
            select n.id, n.notice_group from notice n
            where n.subject = x.subject and n.id < x.id and n.kind = 'finding'
                and n.state = 'grouped'
            order by n.id desc limit 100
        ) o
        join notice_group g on g.id = o.notice_group and g.message is null
            and g.channel = x.channel and g.address = x.address
    ), over as (
        update notice n set state = 'over' where n.id = any (array(select id from older))
        returning n.notice_group
    ), counted as (
        select notice_group, count(*) as notices from over group by notice_group
    )
    update notice_group g set notices = g.notices - c.notices
    from counted c where g.id = c.notice_group;
end $$;

-- Groups whose time may have come; whether the sweep that found the last of them goes on. What comes
-- within 30 seconds by a guardrail in an account counts from the first of it, so that it comes together.
create or replace function parapet.due_groups(p_token bigint, p_limit integer)
returns table (
    id bigint, channel text, address text, event text, guardrail text, account text,
    severity text, subject text, is_owner boolean, introduces boolean, flaps boolean,
    told_last timestamptz, notices integer, first timestamptz, last timestamptz,
    sweeps boolean
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_nestloop = off set jit = off as $$
#variable_conflict use_column
begin
    perform require_leader(p_token);
    delete from notice_group g where g.id in (
        select e.id from notice_group e
        where e.message is null and e.notices <= 0
            and not exists (select from notice n where n.notice_group = e.id) limit p_limit
    );
    return query
        with due as materialized (
            select g.* from notice_group g
            where g.message is null and g.not_before <= (select clock_timestamp())
                and g.notices > 0
            order by g.not_before, g.id limit p_limit
        ), together as materialized (
            select d.id, min(o.first) as first from due d
            join notice_group o on o.message is null and o.notices > 0
                and o.channel = d.channel and o.address = d.address
                and o.guardrail = d.guardrail and o.account = d.account
                and o.first <= d.first and o.first > d.first - interval '30 seconds'
            where d.first > (select clock_timestamp()) - interval '1 minute'
            group by d.id
        )
        select g.id, g.channel, g.address, g.event, g.guardrail, g.account, g.severity,
            g.subject, g.is_owner, g.introduces, g.flaps, g.told_last, g.notices,
            coalesce(t.first, g.first), g.last, exists (
                select from sweep s where s.id = g.sweep
                    and s.state in ('requested', 'discovering', 'running')
            )
        from due g left join together t on t.id = g.id
        order by g.not_before, g.id;
end $$;

-- How many messages each channel was given within the last hour.
create or replace function parapet.messages_last_hour(p_token bigint)
returns table (channel text, messages bigint)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
#variable_conflict use_column
begin
    perform require_leader(p_token);
    return query select m.channel, count(*) from message m
        join channel c on c.name = m.channel
        where m.made > (select clock_timestamp()) - interval '1 hour' group by m.channel;
end $$;

-- What is told now, and what waits: [{"channel","address","kind","groups":[ID]}], [{"id","not_before"}].
-- Each message has a job of its own; the gate is its channel. Answers how many messages.
create or replace function parapet.plan_messages(
    p_token bigint, p_rules integer, p_messages jsonb, p_waits jsonb
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
declare
    x jsonb;
    v_groups bigint[];
    v_notices bigint;
    v_message message;
    v_count integer := 0;
begin
    perform require_leader(p_token);
    update notice_group g set not_before = w.not_before
    from jsonb_to_recordset(p_waits) as w (id bigint, not_before timestamptz)
    where g.id = w.id and g.message is null;
    for x in select jsonb_array_elements(p_messages) loop
        v_groups := array(select jsonb_array_elements_text(x -> 'groups')::bigint);
        perform from notice_group g where g.id = any (v_groups) order by g.id for update;
        select sum(g.notices) into v_notices from notice_group g
        where g.id = any (v_groups) and g.message is null and g.notices > 0;
        continue when v_notices is null;
        insert into message (channel, address, kind, rules, notices)
        values (x ->> 'channel', x ->> 'address', x ->> 'kind', p_rules, v_notices)
        returning * into v_message;
        update notice_group set message = v_message.id
        where id = any (v_groups) and message is null and notices > 0;
        perform ask_delivery(v_message);
        v_count := v_count + 1;
    end loop;
    if v_count > 0 then
        perform pg_notify('parapet_jobs', '');
    end if;
    return v_count;
end $$;

create or replace function parapet.ask_delivery(p_message parapet.message) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    insert into job (batch, kind, account, gate, payload, rules)
    select b.id, 'deliver', '', 'channel/' || p_message.channel,
        jsonb_build_object('message', p_message.id), p_message.rules
    from batch b where b.lane = 'notice'
$$;

-- Says of each channel through which nothing got for an hour that it is so, once a day; answers how many.
create or replace function parapet.tell_dead_channels(p_token bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    insert into notice (kind, word, subject, until, detail)
    select 'channel dead', '', c.name, date_trunc('day', clock_timestamp()),
        jsonb_build_object('channel', c.name, 'type', c.type, 'since', c.failing_since,
            'error', c.last_error)
    from channel c
    where c.current and c.failing_since < (select clock_timestamp()) - interval '1 hour'
        and exists (
            select from message m
            where m.channel = c.name and m.state in ('waiting', 'sending', 'failed')
        )
        and not exists (
            select from notice n where n.subject = c.name and n.kind = 'channel dead'
                and n.until = date_trunc('day', clock_timestamp())
        );
    get diagnostics v_count = row_count;
    if v_count > 0 then
        perform pg_notify('parapet_notices', 'channel dead');
    end if;
    return v_count;
end $$;

-- Asks what people set on the findings that channels keep, and sends those again that a channel would forget 90 days after it heard of them
-- last: one message for such a channel at a time, which goes on until none is left. What it has
-- forgotten is not held to be kept; at most p_limit a turn. Answers how many messages.
create or replace function parapet.renew_kept_findings(p_token bigint, p_limit integer)
returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
    v_channel channel;
    v_message message;
    v_count integer := 0;
begin
    perform require_leader(p_token);
    for v_channel in select * from channel where type = 'security-hub' order by name loop
        v_count := v_count + ask_workflow(v_channel);
        delete from kept_finding where channel = v_channel.name and finding in (
            select k.finding from kept_finding k
            left join finding f on f.id = k.finding and f.status in ('open', 'excepted')
            where k.channel = v_channel.name and f.id is null
                and k.sent < (select clock_timestamp()) - interval '90 days'
            limit p_limit
        );
        continue when not v_channel.current or newest_rules() is null or exists (
            select from message m
            where m.channel = v_channel.name and m.state in ('waiting', 'sending', 'failed')
                and m.kind = 'renewal'
        ) or not exists (
            select from kept_finding k
            join finding f on f.id = k.finding and f.status in ('open', 'excepted')
            where k.channel = v_channel.name
                and k.sent < (select clock_timestamp()) - interval '80 days'
        );
        insert into message (channel, address, kind, rules, notices)
        values (v_channel.name, '', 'renewal', newest_rules(), 0)
        returning * into v_message;
        perform ask_delivery(v_message);
        perform pg_notify('parapet_jobs', '');
        v_count := v_count + 1;
    end loop;
    return v_count;
end $$;

-- Asks once a day what people set on the findings that a channel keeps; answers how many messages.
create or replace function parapet.ask_workflow(p_channel parapet.channel) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
declare
    v_message message;
begin
    if not p_channel.current or newest_rules() is null or exists (
        select from message m
        where m.channel = p_channel.name and m.kind = 'workflow'
            and m.made > (select clock_timestamp()) - interval '1 day'
    ) or not exists (
        select from kept_finding k
        join finding f on f.id = k.finding and f.status in ('open', 'excepted')
        where k.channel = p_channel.name and k.read < (select clock_timestamp()) - interval '1 day'
    ) then
        return 0;
    end if;
    insert into message (channel, address, kind, rules, notices)
    values (p_channel.name, '', 'workflow', newest_rules(), 0)
    returning * into v_message;
    perform ask_delivery(v_message);
    perform pg_notify('parapet_jobs', '');
    return 1;
end $$;

-- Says once of a change that waits for a person that there is little time left: a quarter of it, and a
-- day at most.
create or replace function parapet.tell_lapsing(p_token bigint) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    perform tell('approval ends', 'lapses soon', c.approvers[1], c.approvers[1], c.id, c.expires,
        jsonb_build_object('guardrail', c.guardrail, 'action', c.action, 'account', c.account,
            'region', c.region, 'resource', c.resource, 'part', c.part))
    from change c
    where c.state = 'awaiting approval' and c.expires < (select clock_timestamp()) + interval '1 day'
        and c.expires < (select clock_timestamp()) + (c.expires - c.proposed) / 4
        and not exists (
            select from notice n where n.kind = 'approval ends' and n.subject = c.id
                and n.until = c.expires
        );
end $$;

-- Drops what was told, and what nobody is told of, so many days ago; at most p_limit a turn. Answers how
-- many notices.
create or replace function parapet.forget_notices(
    p_token bigint, p_days integer, p_limit integer
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_before timestamptz := clock_timestamp() - make_interval(days => p_days);
    v_count integer;
begin
    perform require_leader(p_token);
    delete from notice where id in (
        select n.id from notice n
        left join notice_group g on g.id = n.notice_group
        left join message m on m.id = g.message
        where n.at < v_before and n.state <> 'new'
            and (n.state <> 'grouped' or m.state in ('sent', 'dead', 'over'))
        order by n.at limit p_limit
    );
    get diagnostics v_count = row_count;
    delete from notice_group where id in (
        select g.id from notice_group g
        where g.last < v_before and g.message is not null
            and not exists (select from notice n where n.notice_group = g.id) limit p_limit
    );
    delete from message where id in (
        select m.id from message m
        where m.made < v_before and m.state in ('sent', 'dead', 'over')
            and not exists (select from notice_group g where g.message = m.id) limit p_limit
    );
    return v_count;
end $$;
