-- What people are told of runs: that one waits for them, and how it ended.

-- Of a run a notice keeps little: who sends it looks how it stands.
create or replace function parapet.run_detail(p_run parapet.run) returns jsonb
language sql stable
return jsonb_build_object('run', p_run.id, 'playbook', p_run.playbook,
    'account', nullif(p_run.account, ''), 'region', p_run.target ->> 'region',
    'type', p_run.target ->> 'type', 'resource', p_run.target ->> 'id');

-- To each role whose members may decide.
create or replace function parapet.tell_of_gate(p_run text, p_step text) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select tell('run', 'run', a, a, p_run || '/' || p_step, g.asked,
        run_detail(r) || jsonb_build_object('step', p_step))
    from run_gate g join run r on r.id = g.run cross join lateral unnest(g.approvers) a
    where g.run = p_run and g.step = p_step and g.is_open
$$;

-- To those who may decide anywhere in it; in one that asks nobody, to whoever started it.
create or replace function parapet.tell_of_run(p_run text) returns void
language sql security definer set search_path = pg_catalog, parapet, pg_temp as $$
    with named as (
        select distinct b as word from run r
        cross join lateral jsonb_each(coalesce(r.bounds, '{}')) s
        cross join lateral jsonb_array_elements_text(case jsonb_typeof(s.value -> 'gate')
            when 'object' then s.value #> '{gate,by}' else '[]' end) b
        where r.id = p_run
    )
    select tell('run', 'run', w.word, w.word, r.id, clock_timestamp(),
        run_detail(r) || jsonb_build_object('status', r.status))
    from run r cross join lateral (
        select word from named
        union all select r.started_by where not exists (select from named)
    ) w
    where r.id = p_run
$$;

-- A run as a message speaks of it, as it stands now.
create or replace function parapet.run_note(p_notice parapet.notice) returns jsonb
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select jsonb_build_object('run', r.id, 'playbook', r.playbook,
        'status', coalesce(p_notice.detail ->> 'status', r.status),
        'account', account_note(nullif(r.account, '')),
        'target', coalesce(r.target ->> 'arn', r.target ->> 'id'), 'case', r.case_name,
        'reason', r.reason, 'started_by', r.started_by,
        'gate', case when g.run is not null then jsonb_build_object(
            'step', g.step, 'by', to_jsonb(g.approvers), 'two_persons', g.two_persons,
            'asks', g.reason, 'open', g.is_open, 'approvals', (
                select count(distinct e.event ->> 'by') from run_event e
                where e.run = r.id and e.at >= g.asked and e.event ->> 'event' = 'decided'
                    and e.event ->> 'step' = g.step and (e.event ->> 'approved')::boolean
            )
        ) end)
    from run r
    left join run_gate g on g.run = r.id and g.step = p_notice.detail ->> 'step'
    where r.id = p_notice.detail ->> 'run'
$$;
