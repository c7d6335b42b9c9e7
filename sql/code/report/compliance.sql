create or replace view report.compliance with (security_invoker = true) as
with rule as materialized (
    select guardrail, resource_type, reads, parapet.guardrail_reach(guardrail) as reach, is_swept,
        controls
    from parapet.guardrail_rule where current and controls <> '[]'
), control as materialized (
    select r.guardrail, c.framework, c.control, c.partly,
        parapet.part_pattern(c.part) as part, nullif(c.types, 'null') as types
    from rule r cross join jsonb_to_recordset(r.controls) as c (
        framework text, control text, partly text, part text, types jsonb
    )
), newest as materialized (
    select rules -> 'guardrails' as texts from parapet.rule_book
    order by stored_at desc, id desc limit 1
), swept as materialized (
    select r.guardrail, n.narrowing - 'guardrails' as narrowing, max(n.began) as began
    from parapet.ended_sweeps() n
    join parapet.rule_book k on k.id = n.rules
    cross join newest w
    -- What an earlier text judged says nothing of this one.
    join rule r on k.rules -> 'guardrails' ? r.guardrail
        and k.rules #> array['guardrails', r.guardrail, 'text']
            is not distinct from w.texts #> array[r.guardrail, 'text']
        and (n.narrowing -> 'guardrails' = '[]' or n.narrowing -> 'guardrails' ? r.guardrail)
    group by 1, 2
), reached as materialized (
    -- Every account that a guardrail applies to, and which regions sweeps judged it in; null: none.
    select r.guardrail, a.id as account, a.regions, a.role_state, max(w.began) as began,
        bool_or(w.narrowing -> 'regions' = '[]') as everywhere,
        jsonb_agg(distinct w.narrowing -> 'regions') as judged
    from rule r
    join parapet.account a on a.status = 'active'
        and (coalesce(r.reach -> 'accounts', '[]') = '[]' or r.reach -> 'accounts' ? a.id)
        and (coalesce(r.reach -> 'environments', '[]') = '[]'
            or r.reach -> 'environments' ? a.environment)
        and coalesce(r.reach -> 'modes' ->> a.environment, r.reach -> 'modes' ->> 'default', '')
            <> 'off'
    left join swept w on w.guardrail = r.guardrail
        and (w.narrowing -> 'accounts' = '[]' or w.narrowing -> 'accounts' ? a.id)
        and (w.narrowing -> 'environments' = '[]' or w.narrowing -> 'environments' ? a.environment)
    group by 1, 2, 3, 4
), failed as materialized (
    -- When a job was given up last.
    select kind, account, payload ->> 'region' as region, payload ->> 'service' as service,
        max(failed_at) as failed_at
    from parapet.job_failure where kind in ('scan', 'join', 'estate') group by 1, 2, 3, 4
), place as (
    -- Every place that must have been read, and what was.
    select a.guardrail, a.account, n.type, c.gaps, s.account is null
        or not (a.everywhere or p.region = 'global' or exists (
            select from jsonb_array_elements(a.judged) x where x ? p.region
        ))
        or (a.account, p.region, n.service) in (
            select f.account, f.region, f.service from failed f
            join parapet.scope l using (account, region, service)
            where f.kind = 'scan' and f.failed_at > l.evaluated_at
        ) as unseen, coalesce(c.complete @> (n.attributes || 'null'), false) as is_complete
    from reached a
    join rule r on r.guardrail = a.guardrail
    cross join jsonb_to_recordset(r.reads) as n (
        type text, service text, attributes jsonb, "global" boolean, around boolean
    )
    cross join unnest(case when n."global" then '{global}' else a.regions end) as p (region)
    left join parapet.scope s
        on s.account = a.account and s.region = p.region and s.service = n.service
    left join lateral (
        select jsonb_agg(x -> 'attribute') filter (where x -> 'gaps' = '[]') as complete,
            array_agg(x ->> 'permission') filter (
                where x -> 'gaps' <> '[]'
                    and (x ->> 'attribute' is null or n.attributes ? (x ->> 'attribute'))
            ) as gaps
        from jsonb_array_elements(s.coverage) x where x ->> 'type' = n.type
    ) c on true
    where a.role_state = 'assumed' and a.began is not null and (n."global" or n.around
        or coalesce(r.reach -> 'regions', '[]') = '[]' or r.reach -> 'regions' ? p.region)
), gap as (
    -- Without a type: of all that the guardrail looks at.
    select guardrail, account, null as type, role_state is not null as refused, role_state is null as unseen,
        array_remove(array[case when role_state = 'refused' then 'sts:AssumeRole' end], null)
            as permissions
    from reached where role_state is distinct from 'assumed'
    union all
    select a.guardrail, a.account, null, false, true, null
    from reached a join rule r on r.guardrail = a.guardrail
    where a.role_state = 'assumed' and (a.began is null or exists (
        select from failed f where f.kind <> 'scan' and f.account = a.account
            and f.service = split_part(r.resource_type, '.', 1) and f.failed_at > a.began
    ))
    union all
    select guardrail, account, type, false, unseen or gaps is null, gaps
    from place where unseen or not is_complete
), missing as (
    select c.framework, c.control,
        count(distinct g.account) as unjudged,
        count(distinct g.account) filter (where g.refused) as refused,
        count(distinct g.account) filter (where g.unseen) as unseen,
        coalesce(array_agg(distinct p) filter (where p > ''), '{}') as permissions
    from control c join gap g on g.guardrail = c.guardrail
        and (g.type is null or c.types is null or c.types ? g.type)
    left join unnest(g.permissions) p on true
    group by 1, 2
), idle as (
    select c.framework, c.control, array_agg(distinct r.guardrail) as guardrails
    from control c join rule r on r.guardrail = c.guardrail
    where not r.is_swept or not exists (select from reached a where a.guardrail = r.guardrail)
    group by 1, 2
), standing as (
    select c.framework, c.control,
        count(distinct c.guardrail) as guardrails,
        count(distinct f.id) filter (where f.status = 'open') as open,
        count(distinct f.account) filter (where f.status = 'open') as accounts,
        count(distinct f.id) filter (where f.status = 'excepted') as excepted,
        count(distinct f.id) filter (where f.status = 'unknown' or f.unverified) as unknown,
        coalesce(array_agg(distinct c.partly) filter (where c.partly is not null), '{}')
            as partly,
        bool_or(c.partly is null) as whole
    from control c
    left join parapet.finding f on f.guardrail = c.guardrail and f.status <> 'resolved'
        and (c.part is null or f.part like c.part)
    group by 1, 2
)
select framework, control, s.guardrails, s.open, s.accounts, s.excepted, s.unknown,
    case when s.open > 0 then 'fails'
        when s.unknown > 0 or m.unjudged > 0 or i.guardrails is not null then 'unknown'
        when not s.whole then 'partly'
        else 'passes' end as verdict,
    coalesce(m.unjudged, 0) as unjudged, coalesce(m.refused, 0) as refused,
    coalesce(m.unseen, 0) as unseen, coalesce(m.permissions, '{}') as permissions,
    coalesce(i.guardrails, '{}') as idle, s.partly
from standing s left join missing m using (framework, control)
left join idle i using (framework, control);
comment on view report.compliance is 'How each control of a framework stands, as far as guardrails name it.';
comment on column report.compliance.framework is 'Such as cis-5.0.';
comment on column report.compliance.control is 'Such as 5.3.';
comment on column report.compliance.guardrails is 'How many guardrails decide it.';
comment on column report.compliance.open is 'Open findings.';
comment on column report.compliance.accounts is 'Accounts that have one.';
comment on column report.compliance.excepted is 'Findings under an exception.';
comment on column report.compliance.unknown is 'What could not be judged, or not confirmed.';
comment on column report.compliance.verdict is 'fails; unknown (not everything that it means was judged: the columns after this one say what is missing); partly (nothing was found, but the guardrails do not check all that the control asks); passes.';
comment on column report.compliance.unjudged is 'Active accounts that its guardrails apply to and were not judged completely in.';
comment on column report.compliance.refused is 'Of these, accounts that did not let us in.';
comment on column report.compliance.unseen is 'Of these, accounts with a place that no sweep has looked at for these guardrails, or not for what they need.';
comment on column report.compliance.permissions is 'The IAM actions of the reads that are missing.';
comment on column report.compliance.idle is 'Guardrails that judged nothing: they apply to no active account, or events alone ask for them.';
comment on column report.compliance.partly is 'What its guardrails do not check of it.';
