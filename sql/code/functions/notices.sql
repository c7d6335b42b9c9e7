-- What somebody is to be told: a row for each change of state and each word that names who.

-- Writes one notice; the same is never said twice.
create or replace function parapet.tell(
    p_kind text, p_event text, p_word text, p_recipient text, p_subject text,
    p_until timestamptz, p_detail jsonb
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    insert into notice (kind, event, word, recipient, subject, until, detail)
    values (p_kind, p_event, p_word, p_recipient, p_subject, p_until, p_detail)
    on conflict do nothing;
    if found then
        perform pg_notify('parapet_notices', p_kind);
    end if;
end $$;

-- Who owns a resource, as the tags say that name owners: its own, else its account's.
create or replace function parapet.tagged_owner(
    p_tags text[], p_account text, p_region text, p_type text, p_resource text
) returns text
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select coalesce(
        (select i.tags ->> t from inventory i
            cross join unnest(p_tags) with ordinality as o (t, place)
            where i.account = p_account and i.type = p_type and i.region = p_region
                and i.id = p_resource and i.tags ? t
            order by place limit 1),
        (select a.tags ->> t from account a
            cross join unnest(p_tags) with ordinality as o (t, place)
            where a.id = p_account and a.tags ? t order by place limit 1)
    )
$$;

-- Of a change, to whom its guardrail's actions tell, else to the owner.
create or replace function parapet.tell_of_change(
    p_change parapet.change, p_kind text, p_event text
) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_rule jsonb;
    v_word text;
    v_words text[];
begin
    select changes into v_rule from guardrail_rule where guardrail = p_change.guardrail;
    v_words := array(select jsonb_array_elements_text(v_rule -> 'tells'));
    if cardinality(v_words) = 0 then
        v_words := '{owner}';
    end if;
    foreach v_word in array v_words loop
        perform tell(p_kind, p_event, v_word, case when v_word = 'owner' then tagged_owner(
                coalesce(nullif(array(
                    select jsonb_array_elements_text(v_rule -> 'owner_tags')
                ), '{}'), '{owner}'),
                p_change.account, p_change.region, p_change.resource ->> 'type',
                p_change.resource ->> 'id'
            ) else v_word end, p_change.id, clock_timestamp(),
            jsonb_build_object('guardrail', p_change.guardrail, 'action', p_change.action,
                'account', p_change.account, 'region', p_change.region,
                'resource', p_change.resource, 'part', p_change.part)
            -- Who made what is changed is for the owner to know, and for nobody else.
            || case when v_word = 'owner' and p_change.undoes is null then jsonb_strip_nulls(
                jsonb_build_object('actor', actor_of_finding(p_change.finding))
            ) else '{}' end);
    end loop;
end $$;

-- Of these subjects such notices are not said any more, as far as no message was made of them.
create or replace function parapet.leave_unsaid(p_subjects text[], p_kinds text[]) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    with over as (
        update notice n set state = 'over'
        from unnest(p_subjects) s
        where n.subject = s and n.kind = any (p_kinds) and (n.state = 'new'
            or n.state = 'grouped' and exists (
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

-- Of these findings nobody is told any more that they are open: they are not.
create or replace function parapet.leave_untold(p_findings text[]) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select leave_unsaid(p_findings, '{finding}')
$$;

-- Nobody is asked any more for what was decided, or is over.
create or replace function parapet.leave_decided() returns trigger
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform leave_unsaid(array[new.id], '{change proposed,approval ends}');
    return null;
end $$;

-- Likewise of a message that was made of it, and not sent; nor is anybody told that a finding is open
-- which is not any more. A channel that follows findings closes what it opens. Answers whether there is
-- anything left that it says.
create or replace function parapet.still_says(p_message parapet.message) returns boolean
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_over integer;
begin
    with over as (
        update notice n set state = 'over'
        from notice_group g
        where g.message = p_message.id and n.notice_group = g.id and n.state = 'grouped'
            and case
                when n.kind in ('change proposed', 'approval ends') then exists (
                    select from change c
                    where c.id = n.subject and c.state <> 'awaiting approval'
                )
                when n.kind = 'finding' then exists (
                    select from finding f
                    where f.id = n.subject::uuid and f.status in ('resolved', 'excepted')
                ) and not exists (
                    select from channel h where h.name = p_message.channel
                        and h.type in ('tickets', 'security-hub')
                )
            end
        returning n.notice_group
    ), counted as (
        select notice_group, count(*) as notices from over group by notice_group
    ), fewer as (
        update notice_group g set notices = g.notices - c.notices
        from counted c where g.id = c.notice_group
    )
    select count(*) into v_over from over;
    if v_over = 0 then
        return true;
    end if;
    update message set notices = notices - v_over where id = p_message.id;
    return exists (
        select from notice_group g join notice n on n.notice_group = g.id
        where g.message = p_message.id and n.state = 'grouped'
    );
end $$;
