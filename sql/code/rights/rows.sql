-- Readers who see some accounts only. Rows are filtered where they are stored, so that no view can
-- be forgotten.
do $$
declare
    v_table record;
    v_policy record;
begin
    for v_policy in
        select policyname, tablename from pg_policies where schemaname = 'parapet'
    loop
        execute format('drop policy %I on parapet.%I', v_policy.policyname, v_policy.tablename);
    end loop;
    for v_table in select * from (values
        ('finding', 'account'), ('finding_event', 'account'), ('scope', 'account'),
        ('inventory', 'account'), ('inventory_event', 'account'), ('job_failure', 'account'),
        ('outbox', 'account'), ('account', 'id'), ('change', 'account'), ('run', 'account'),
        ('received_event', 'account'), ('account_news', 'account'),
        ('ticket', 'account'), ('introduction', 'account'), ('unread', 'account')
    ) as x (name, account) loop
        execute format('alter table parapet.%I enable row level security', v_table.name);
        execute format(
            'create policy all_rows on parapet.%I for select
                to parapet_coordinator, parapet_operator using (true)', v_table.name
        );
        execute format(
            'create policy own_rows on parapet.%I for select
                to parapet_reader, parapet_responder, parapet_console using (
                    (select parapet.reads_everything())
                    or %I in (select parapet.readable_accounts())
                )', v_table.name, v_table.account
        );
    end loop;
    for v_table in select * from (values
        ('notice', 'recipient = (select parapet.actor())
            or coalesce(detail ->> ''account'', detail -> ''scope'' ->> ''account'')
                in (select parapet.readable_accounts())'),
        ('exception', 'requested_by = (select parapet.actor())
            or scope ->> ''account'' in (select parapet.readable_accounts())'),
        ('audit', 'actor = (select parapet.actor())'),
        ('run_gate', 'run in (select id from parapet.run)'),
        ('run_step', 'run in (select id from parapet.run)'),
        ('evidence', 'run in (select id from parapet.run)'),
        ('kept_finding', 'finding in (select id from parapet.finding)'),
        -- Whose they are nobody knows.
        ('dead_event', 'false'), ('dropped_event', 'false'),
        -- Texts that may name any account.
        ('broken_rule', 'false'), ('organization', 'false'),
        ('configured_name', 'kind <> ''account'' or exists (
            select from parapet.account a where configured_name.name in (a.id, a.name)
        )'),
        ('notice_group', 'account in (select parapet.readable_accounts())'),
        ('message', 'id in (select message from parapet.notice_group)')
    ) as x (name, condition) loop
        execute format('alter table parapet.%I enable row level security', v_table.name);
        execute format(
            'create policy all_rows on parapet.%I for select
                to parapet_coordinator, parapet_operator using (true)', v_table.name
        );
        execute format(
            'create policy own_rows on parapet.%I for select
                to parapet_reader, parapet_responder, parapet_console using (
                    (select parapet.reads_everything()) or %s
                )', v_table.name, v_table.condition
        );
    end loop;
end $$;
