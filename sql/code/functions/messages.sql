-- Messages as they are sent: begun, ended, put off and given up, each step fenced by the job.

-- How a message speaks of a guardrail and of an account.
create or replace function parapet.guardrail_note(p_guardrail text) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select jsonb_build_object('name', p_guardrail, 'title', coalesce(r.title, p_guardrail),
        'severity', coalesce(r.severity, 'high'), 'education', coalesce(r.education, ''))
    from (values (1)) x left join guardrail_rule r on r.guardrail = p_guardrail
    where p_guardrail is not null
$$;

create or replace function parapet.account_note(p_account text) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select jsonb_build_object('id', p_account, 'name', a.name, 'environment', a.environment)
    from (values (1)) x left join account a on a.id = p_account
    where p_account is not null
$$;

-- A change as a message speaks of it.
create or replace function parapet.change_note(p_change parapet.change) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select jsonb_build_object('id', p_change.id, 'action', p_change.action,
        'state', p_change.state, 'waits', p_change.waits, 'not_before', p_change.not_before,
        'expires', p_change.expires, 'approvers', p_change.approvers,
        'reason', p_change.reason, 'executed', p_change.executed, 'undoes', p_change.undoes,
        'calls', coalesce((
            select jsonb_agg((c ->> 'service') || ':' || (c ->> 'operation') order by place)
            from jsonb_array_elements(p_change.planned) with ordinality as x (c, place)
        ), '[]'))
    where p_change.id is not null
$$;

-- What happened by a guardrail, notice by notice: the newest p_limit of these groups.
create or replace function parapet.notice_items(
    p_groups bigint[], p_guardrail text, p_limit integer
) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
    select coalesce(jsonb_agg(jsonb_build_object(
        'event', n.event, 'at', n.at, 'finding', f.id,
        'account', account_note(coalesce(f.account, (c.one).account)),
        'region', coalesce(f.region, (c.one).region, ''),
        'resource', coalesce((direct).resource, jsonb_build_object('type', f.resource_type,
            'id', f.resource_id, 'arn', f.resource_arn, 'name', f.resource_name)),
        'part', coalesce(f.part, (c.one).part, ''), 'because', coalesce(f.because, '[]'),
        'reason', f.reason, 'actor', n.actor, 'change', change_note(c.one),
        'flapping', case when n.openings > 2 then jsonb_build_object(
            'count', n.openings, 'since', n.since
        ) end,
        'ticket', (
            select jsonb_build_object('reference', t.reference, 'url', t.url) from ticket t
            where t.guardrail = f.guardrail and t.account = f.account
                and t.reference is not null order by t.channel limit 1
        )
    ) order by n.id desc), '[]')
    from (
        select n.*, g.event as said, o.openings, o.since
        from (
            select n.* from unnest(p_groups) i
            cross join lateral (
                select id, at, kind, subject, detail, notice_group
                from notice where notice_group = i and state = 'grouped'
                    and coalesce(detail ->> 'guardrail', p_guardrail) = p_guardrail
                order by id desc limit p_limit
            ) n order by n.id desc limit p_limit
        ) n
        join notice_group g on g.id = n.notice_group
        cross join lateral (
            select count(distinct o.until) as openings, min(o.at) as since from notice o
            where n.kind = 'finding' and o.subject = n.subject and o.kind = 'finding'
                and o.at > n.at - interval '1 day'
        ) o
    ) x
    cross join lateral (
        -- Of what holds a sweep's changes back one notice speaks for many.
        select x.id, x.at, x.said as event, x.openings, x.since, x.kind,
            x.detail -> 'actor' as actor,
            case when x.said = 'waits' and x.detail ? 'quota' then w.id else x.subject end as subject
        from (select 1) one
        left join lateral (
            select c.id from change c
            where x.said = 'waits' and c.guardrail = x.subject
                and c.state in ('proposed', 'approved') and c.quota = x.detail ->> 'quota'
                and c.waits = coalesce(x.detail ->> 'waits', 'limit')
                and (c.not_before is not null) = coalesce((x.detail ->> 'timed')::boolean, false)
            order by c.proposed, c.id limit p_limit
        ) w on true
    ) n
    left join change direct on n.kind <> 'finding' and n.kind <> 'finding resolved'
        and direct.id = n.subject
    left join finding f on f.id = coalesce(direct.finding, case
        when n.kind in ('finding', 'finding resolved') then n.subject::uuid end)
    left join lateral (
        select c as one from change c
        where direct.id is null and c.finding = f.id and c.undoes is null
            and c.opening = opening_of(f.id)
        order by c.proposed desc, c.id limit 1
    ) latest on true
    cross join lateral (
        select case when direct.id is not null then direct else latest.one end as one
    ) c
    where f.id is not null or direct.id is not null
$$;

-- The groups of a message: by guardrail and account, or by guardrail alone where it is a digest; the
-- worst first, with a few items each, and how many there are in all.
create or replace function parapet.message_groups(
    p_message parapet.message, p_groups integer, p_items integer
) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
    select coalesce(jsonb_agg(jsonb_build_object(
        'guardrail', guardrail_note(k.guardrail), 'account', account_note(k.account),
        'notices', k.notices, 'items', notice_items(k.groups[1:50], k.guardrail, p_items),
        'still_open', (
            select count(*) from finding f
            where f.guardrail = k.guardrail and f.status = 'open' and f.account = any (k.accounts)
        )
    ) order by k.place), '[]')
    from (
        select guardrail, case when p_message.kind = 'transitions' then account end as account,
            array_agg(id order by last desc) as groups, array_agg(distinct account) as accounts,
            sum(notices) as notices, row_number() over (order by min(array_position(
                '{critical,high,medium,low,info}', severity
            )), sum(notices) desc, guardrail) as place
        from (
            select id, guardrail, account, severity, notices, last from notice_group
            where message = p_message.id and guardrail is not null
            union all
            -- What first sweeps found, where too many are told of at once.
            select g.id, t.guardrail, g.account, coalesce(r.severity, 'high'), t.notices, g.last
            from notice_group g
            cross join lateral (
                select n.detail ->> 'guardrail' as guardrail, count(*) as notices from notice n
                where n.notice_group = g.id and n.state = 'grouped' group by 1
            ) t
            left join guardrail_rule r on r.guardrail = t.guardrail
            where g.message = p_message.id and g.introduces and p_message.kind = 'digest'
        ) x
        group by 1, 2 order by place limit p_groups
    ) k
$$;

-- What the first sweep of an account found, as far as it still stands.
create or replace function parapet.message_introduction(p_message parapet.message) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
    select jsonb_build_object('account', account_note(g.account), 'tallies', coalesce((
        select jsonb_agg(guardrail_note(t.guardrail) - 'education' || jsonb_build_object(
            'open', t.open
        ) order by array_position('{critical,high,medium,low,info}', r.severity), t.guardrail)
        from (
            select n.detail ->> 'guardrail' as guardrail, count(distinct n.subject) as open
            from notice n where n.notice_group = g.id and n.state = 'grouped'
            group by 1 order by 2 desc limit 50
        ) t left join guardrail_rule r on r.guardrail = t.guardrail
    ), '[]'))
    from notice_group g where g.message = p_message.id and g.introduces order by g.id limit 1
$$;

-- What a message that speaks of one thing alone is about.
create or replace function parapet.message_subject(p_message parapet.message) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_notice notice;
    v_guardrail text;
begin
    select n.* into v_notice from notice_group g join notice n on n.notice_group = g.id
    where g.message = p_message.id and n.state = 'grouped'
    -- Of a run that ended more than once what came last.
    order by case when n.kind = 'run' then -n.id end, n.until, n.id limit 1;
    if not found then
        return null;
    end if;
    v_guardrail := coalesce(v_notice.detail ->> 'guardrail', nullif(v_notice.subject, ''));
    return case v_notice.kind
        when 'changes stopped' then jsonb_build_object(
            'guardrail', guardrail_note(nullif(v_notice.subject, '')),
            'by', coalesce((
                select by from change_stop where guardrail = v_notice.subject
            ), v_notice.detail ->> 'by', 'parapet'),
            'at', v_notice.at, 'reason', v_notice.detail ->> 'reason',
            'waiting', (
                select count(*) from change
                where state in ('proposed', 'approved', 'stopped')
                    and v_notice.subject in ('', guardrail)
            ))
        when 'exception ends' then jsonb_build_object(
            'id', v_notice.subject, 'guardrail', guardrail_note(v_guardrail),
            'scope', coalesce(v_notice.detail -> 'scope', jsonb_build_object(
                'account', v_notice.detail ->> 'account',
                'region', v_notice.detail ->> 'region',
                'resource', v_notice.detail ->> 'resource')),
            'reason', coalesce(
                (select reason from exception where id = v_notice.subject), 'a tag says so'
            ),
            'until', v_notice.until,
            'findings', coalesce((v_notice.detail ->> 'findings')::bigint, p_message.notices))
        when 'run' then run_note(v_notice)
        when 'channel dead' then v_notice.detail || jsonb_build_object('waiting', (
            select count(*) from message
            where channel = v_notice.subject and state <> 'sent'
        ))
    end;
end $$;

-- The findings that a channel which keeps them has to hear of: those of the message, and those that it
-- heard of so long ago that they would be forgotten there. Of a message that only reads what people set
-- on them there: those that nobody asked for since it was made.
create or replace function parapet.findings_to_keep(p_message parapet.message, p_limit integer)
returns setof uuid
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
    select id from (
        select distinct f.id from notice_group g
        join notice n on n.notice_group = g.id and n.state = 'grouped'
            and n.kind in ('finding', 'finding resolved')
        join finding f on f.id = n.subject::uuid
        left join kept_finding k on k.channel = p_message.channel and k.finding = f.id
        where g.message = p_message.id and (k.status is distinct from f.status or k.again)
        union
        (select k.finding from kept_finding k join finding f on f.id = k.finding
            where p_message.kind <> 'workflow'
                and k.channel = p_message.channel and f.status in ('open', 'excepted')
                and k.sent < (select clock_timestamp()) - interval '80 days'
            order by k.sent limit p_limit)
        union
        (select k.finding from kept_finding k join finding f on f.id = k.finding
            where p_message.kind = 'workflow'
                and k.channel = p_message.channel and f.status in ('open', 'excepted')
                and k.read < p_message.made
            order by k.read limit p_limit)
    ) x order by id limit p_limit
$$;

-- The findings that a ticket is about: those that are open, or, where none is, what became of the last.
create or replace function parapet.findings_of_ticket(p_ticket parapet.ticket, p_limit integer)
returns setof uuid
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select id from finding
    where guardrail = p_ticket.guardrail and account = p_ticket.account
    order by status <> 'open', changed desc, id limit p_limit
$$;

-- One ticket for each guardrail and account of a message, reserved before anything is sent.
create or replace function parapet.reserve_ticket(p_message parapet.message)
returns parapet.ticket
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_ticket ticket;
begin
    insert into ticket as t (channel, guardrail, account, key)
    select g.channel, g.guardrail, g.account,
        'parapet-' || left(md5(concat_ws(E'\x1f', g.channel, g.guardrail, g.account)), 16)
    from notice_group g where g.message = p_message.id and g.guardrail is not null
    order by g.id limit 1
    on conflict (channel, guardrail, account) do update set changed = clock_timestamp()
    returning * into v_ticket;
    update ticket t set is_open = exists (
        select from finding f where f.guardrail = t.guardrail and f.account = t.account
            and f.status = 'open'
    )
    where t.key = v_ticket.key returning * into v_ticket;
    return v_ticket;
end $$;

-- What a channel that follows findings is to hear of them, in the words of `parapet findings`.
create or replace function parapet.finding_documents(p_findings uuid[]) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select coalesce(jsonb_agg(jsonb_build_object(
        'id', f.id, 'guardrail', f.guardrail, 'title', f.title, 'education', f.education,
        'frameworks', f.frameworks, 'status', f.status, 'unverified', f.unverified,
        'severity', f.severity, 'account', f.account, 'environment', f.environment,
        'region', f.region, 'resource', jsonb_build_object('type', f.resource_type,
            'id', f.resource_id, 'arn', f.resource_arn, 'name', f.resource_name),
        'part', f.part, 'because', f.because, 'exception', f.exception, 'reason', f.reason,
        'first_seen', f.first_seen, 'changed', f.changed
    ) order by f.id), '[]')
    from report.findings f where f.id = any (p_findings)
$$;

-- The message of a job, with all that it says, now that it is about to be sent; null where it was sent
-- already, or given up.
create or replace function parapet.begin_message(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set jit = off as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
    v_message message;
    v_ticket ticket;
    v_type text;
    v_findings uuid[];
    v_first record;
begin
    update message set state = 'sending', attempts = attempts + 1, tried = clock_timestamp()
    where id = v_job.payload ->> 'message' and state in ('waiting', 'sending', 'failed')
    returning * into v_message;
    if not found then
        return null;
    end if;
    -- Who sends one again knows what he sends.
    if v_message.turn = 0 and not still_says(v_message) then
        update message set state = 'over', ended = clock_timestamp(), error = null
        where id = v_message.id;
        -- Whether its channel works nobody knows then, and nobody waits for it.
        update channel c set failing_since = null, last_error = null
        where c.name = v_message.channel and c.failing_since is not null and not exists (
            select from message m
            where m.channel = c.name and m.state in ('waiting', 'sending', 'failed')
        );
        return null;
    end if;
    select * into v_message from message where id = v_message.id;
    select type into v_type from channel where name = v_message.channel;
    if v_type = 'tickets' then
        v_ticket := reserve_ticket(v_message);
        v_findings := array(select findings_of_ticket(v_ticket, 100));
    elsif v_type = 'security-hub' then
        v_findings := array(select findings_to_keep(v_message, 100));
    end if;
    select g.is_owner, g.guardrail, g.account, g.first, n.recipient into v_first
    from notice_group g left join lateral (
        select recipient from notice where notice_group = g.id order by id limit 1
    ) n on true
    where g.message = v_message.id order by g.id limit 1;
    return jsonb_build_object(
        'id', v_message.id, 'key', v_message.id || case when v_message.turn > 0
            then '-' || v_message.turn else '' end,
        'channel', v_message.channel, 'address', v_message.address, 'kind', v_message.kind,
        'made', v_message.made, 'until', v_message.until,
        -- What was wrong when it was decided on may have been set right.
        'rules', coalesce(newest_rules(), v_message.rules),
        'notices', v_message.notices,
        'since', (select min(first) from notice_group where message = v_message.id),
        'is_owner', coalesce((
            select bool_and(is_owner) from notice_group where message = v_message.id
        ), false),
        'recipient', coalesce(v_first.recipient, v_message.channel),
        'thread', coalesce(v_ticket.key, case when v_message.kind = 'transitions'
            then v_first.guardrail || '/' || coalesce(v_first.account, '') end, v_message.id),
        'ticket', v_ticket.reference,
        'findings', finding_documents(v_findings),
        'groups', case when v_message.kind in ('transitions', 'digest')
            then message_groups(v_message, 20,
                case v_message.kind when 'transitions' then 20 else 5 end)
            else '[]' end,
        'more_groups', greatest(0, (
            select count(distinct guardrail) from notice_group where message = v_message.id
        ) - 20),
        'introduction', case when v_message.kind = 'first sweep'
            then message_introduction(v_message) end,
        'subject', case when v_message.kind in (
            'changes stopped', 'exception ends', 'channel dead', 'run'
        ) then message_subject(v_message) end
    );
end $$;

-- A channel took a message: {"reference","url","findings":[{"id","status","workflow"}]}. What it keeps of
-- findings is noted, and a workflow that nobody could read stays as it was known; what did not fit follows
-- at once, under another key.
create or replace function parapet.end_message(p_job parapet.job, p_end jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp
set plan_cache_mode = auto as $$
declare
    v_message message;
    v_type text;
begin
    perform set_config('synchronous_commit', 'on', true);
    update message set state = 'sent', ended = clock_timestamp(), error = null,
        reference = coalesce(p_end ->> 'reference', reference)
    where id = p_job.payload ->> 'message' and state = 'sending' returning * into v_message;
    if not found then
        raise exception 'no message of this job is being sent' using errcode = 'PA003';
    end if;
    if v_message.kind = 'workflow' then
        -- Nothing got through by it.
        select type into v_type from channel where name = v_message.channel;
    else
        update channel set last_sent = clock_timestamp(), failing_since = null, last_error = null
        where name = v_message.channel returning type into v_type;
    end if;
    if v_type = 'tickets' then
        update ticket t set reference = coalesce(p_end ->> 'reference', t.reference),
            url = coalesce(p_end ->> 'url', t.url), changed = clock_timestamp()
        from notice_group g
        where g.message = v_message.id and t.channel = g.channel
            and t.guardrail = g.guardrail and t.account = g.account;
    elsif v_type = 'security-hub' then
        update kept_finding k set read = clock_timestamp(),
            workflow = coalesce(left(x.workflow, 64), k.workflow)
        from jsonb_to_recordset(coalesce(p_end -> 'findings', '[]')) as x (id uuid, workflow text)
        where v_message.kind = 'workflow' and k.channel = v_message.channel and k.finding = x.id;
        insert into kept_finding as k (channel, finding, status, workflow, read)
        select v_message.channel, f.id, x.status, left(x.workflow, 64), clock_timestamp()
        from jsonb_to_recordset(coalesce(p_end -> 'findings', '[]'))
            as x (id uuid, status text, workflow text)
        join finding f on f.id = x.id
        where v_message.kind <> 'workflow' order by f.id
        on conflict (channel, finding) do update set status = excluded.status,
            workflow = coalesce(excluded.workflow, k.workflow), read = excluded.read,
            sent = clock_timestamp(), again = false;
        if exists (select from findings_to_keep(v_message, 1)) then
            update message set state = 'waiting', turn = turn + 1, ended = null
            where id = v_message.id returning * into v_message;
            perform ask_delivery(v_message);
            perform pg_notify('parapet_jobs', '');
        end if;
    end if;
end $$;

-- A message that did not get through comes again: after the time that its receiver asks for, else after
-- 10 s, doubled each time, up to an hour. After its day it is given up. Answers `retry` or `dead`.
create or replace function parapet.postpone_message(
    p_secret text, p_job bigint, p_batch bigint, p_attempt integer, p_error text,
    p_seconds double precision
) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_job job := hold_job(p_secret, p_job, p_batch, p_attempt);
begin
    if v_job.kind <> 'deliver' then
        raise exception 'this job sends no message' using errcode = 'PA003';
    end if;
    -- Of nothing and an hour the least would be an hour.
    return put_back(v_job, 'failure', left(p_error, 4000),
        case when p_seconds is not null then least(p_seconds, 3600) end, 0);
end $$;

-- Notes of a message's job that it failed; answers whether its time is over.
create or replace function parapet.note_failed_message(p_job parapet.job, p_error text)
returns boolean
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_message message;
begin
    update message set state = 'failed', error = p_error
    where id = p_job.payload ->> 'message' and state in ('waiting', 'sending', 'failed')
    returning * into v_message;
    if not found then
        return true;
    end if;
    update channel set failing_since = coalesce(failing_since, clock_timestamp()),
        last_error = p_error
    where name = v_message.channel;
    return v_message.until <= clock_timestamp();
end $$;

-- A message that nobody could deliver in its time; that its channel is dead, another is told.
create or replace function parapet.bury_message(p_job parapet.job, p_error text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_channel channel;
begin
    select c.* into v_channel from message m join channel c on c.name = m.channel
    where m.id = p_job.payload ->> 'message';
    update message set state = 'dead', error = p_error, ended = clock_timestamp()
    where id = p_job.payload ->> 'message' and state <> 'sent';
    if found then
        perform tell('channel dead', null, '', null, v_channel.name,
            date_trunc('day', clock_timestamp()), jsonb_build_object('channel', v_channel.name,
                'type', v_channel.type,
                'since', coalesce(v_channel.failing_since, clock_timestamp()),
                'error', p_error));
    end if;
end $$;

-- Sends a message once more: one that is dead, or waits, under its own key; one that arrived under
-- another, because who got it drops repeats.
create or replace function parapet.resend_message(p_message text) returns text
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_message message;
begin
    select * into v_message from message where id = p_message for update;
    if not found then
        raise exception 'there is no message %', p_message using errcode = 'PA022';
    end if;
    if not exists (select from channel where name = v_message.channel and current) then
        raise exception 'there is no channel % any more', v_message.channel
            using errcode = 'PA023';
    end if;
    if v_message.state = 'over' then
        raise exception 'message % says nothing any more: what it told was over before it was sent',
            p_message using errcode = 'PA022', hint = 'parapet notices list';
    end if;
    -- What a channel keeps it is told again, though it stands as it was told.
    update kept_finding k set again = true
    from notice_group g join notice n on n.notice_group = g.id and n.state = 'grouped'
        and n.kind in ('finding', 'finding resolved')
    where g.message = p_message and k.channel = v_message.channel and k.finding = n.subject::uuid;
    perform log_action('message resent', p_message, jsonb_build_object(
        'channel', v_message.channel, 'was', v_message.state
    ));
    if v_message.state in ('sent', 'dead') then
        update message set state = 'waiting', ended = null, error = null,
            until = clock_timestamp() + interval '1 day',
            rules = coalesce(newest_rules(), rules),
            turn = turn + (v_message.state = 'sent')::integer
        where id = p_message returning * into v_message;
        perform ask_delivery(v_message);
    else
        update job set run_after = clock_timestamp()
        where kind = 'deliver' and account = '' and state = 'ready'
            and payload ->> 'message' = p_message
            and batch = (select id from batch where lane = 'notice');
    end if;
    perform pg_notify('parapet_jobs', '');
    return v_message.channel;
end $$;
