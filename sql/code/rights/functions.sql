-- The functions that programs call: by whom, and from which version of the schema to which. A row is
-- never taken out with the version that replaces it, but one version later: programs of both run
-- beside each other while they are exchanged. All others are called by functions alone.
do $$
declare
    v_call record;
    v_role text;
begin
    execute 'revoke execute on all functions in schema parapet
        from public, parapet_worker, parapet_coordinator, parapet_operator, parapet_reader,
            parapet_responder, parapet_console';
    for v_call in select * from (values
        -- function                since  until  who
        ('heartbeat',               1, null, '{worker,coordinator}'),
        ('retire',                  1, null, '{worker,coordinator}'),
        ('schema_version',          1, null, '{worker,coordinator,operator,reader,responder,console}'),

        ('claim',                   1, null, '{worker}'),
        ('batch_material',          1, null, '{worker}'),
        ('scope_generation',        1, null, '{worker}'),
        ('rule_book_texts',         1, null, '{worker,coordinator}'),
        ('estate_document',         1, null, '{worker,coordinator}'),
        ('finish',                  1, null, '{worker}'),
        ('retry',                   1, null, '{worker}'),
        ('snooze',                  1, null, '{worker}'),
        ('give_up',                 1, null, '{worker}'),
        ('return_unheld',           1, null, '{worker}'),
        ('scope_findings',          1, null, '{worker}'),
        ('scope_inventory',         1, null, '{worker}'),
        ('is_known_result',         1, null, '{worker}'),
        ('account_inventory',       1, null, '{worker}'),
        ('account_coverage',        1, null, '{worker}'),
        ('account_regions',         1, null, '{worker}'),
        ('named_inventory',         2, null, '{worker}'),
        ('estate_coverage',         2, null, '{worker}'),
        ('accounts_without',        2, null, '{worker}'),
        ('exceptions_in_force',     1, null, '{worker}'),
        ('proposed_finding',        3, null, '{worker}'),
        ('begin_change',            3, null, '{worker}'),
        ('intend_change',           3, null, '{worker}'),
        ('note_change_call',        3, null, '{worker}'),
        ('begin_advance',           4, null, '{worker}'),
        ('begin_step',              4, null, '{worker}'),

        ('acquire_leadership',      1, null, '{coordinator}'),
        ('release_leadership',      1, null, '{coordinator}'),
        ('reap',                    1, null, '{coordinator}'),
        ('active_sweeps',           1, null, '{coordinator}'),
        ('sweep_position',          1, null, '{coordinator}'),
        ('begin_sweep',             1, null, '{coordinator}'),
        ('open_loading',            1, null, '{coordinator}'),
        ('begin_scan',              1, null, '{coordinator}'),
        ('open_waiting',            1, null, '{coordinator}'),
        ('standing_places',         1, null, '{coordinator}'),
        ('close_findings',          1, null, '{coordinator}'),
        ('finish_sweep',            1, null, '{coordinator}'),
        ('fail_sweep',              1, null, '{coordinator}'),
        ('clear_ended_sweeps',      1, null, '{coordinator}'),
        ('waiting_changes',         1, null, '{coordinator}'),
        ('follow_up',               1, null, '{coordinator}'),
        ('known_accounts',          1, null, '{coordinator}'),
        ('organization_state',      1, null, '{coordinator}'),
        ('list_accounts',           1, null, '{coordinator}'),
        ('tag_accounts',            1, null, '{coordinator}'),
        ('untagged_accounts',       1, null, '{coordinator}'),
        ('unlisted_accounts',       1, null, '{coordinator}'),
        ('end_reading',             1, null, '{coordinator}'),
        ('store_estate',            1, null, '{coordinator}'),
        ('store_rules',             1, null, '{coordinator}'),
        ('newest_rules',            1, null, '{coordinator}'),
        ('set_broken_rules',        1, null, '{coordinator}'),
        ('set_next_due',            1, null, '{coordinator}'),
        ('set_guardrail_rules',     1, null, '{coordinator}'),
        ('set_configured_names',    1, null, '{coordinator}'),
        ('schedules',               1, null, '{coordinator}'),
        ('request_scheduled',       1, null, '{coordinator}'),
        ('expire_exceptions',       1, null, '{coordinator}'),
        ('announce_expiry',         1, null, '{coordinator}'),
        ('roll_partitions',         1, null, '{coordinator}'),
        ('forget_events',           1, null, '{coordinator}'),
        ('forget_inventory',        1, null, '{coordinator}'),
        ('forget_material',         1, null, '{coordinator}'),
        ('propose_standing',        3, null, '{coordinator}'),
        ('unfollowed',              3, null, '{coordinator}'),
        ('set_followed',            3, null, '{coordinator}'),
        ('changes_to_admit',        3, null, '{coordinator}'),
        ('change_usage',            3, null, '{coordinator}'),
        ('changes_last_hour',       3, null, '{coordinator}'),
        ('admit_changes',           3, null, '{coordinator}'),
        ('stop_after_failures',     3, null, '{coordinator}'),
        ('plan_due_changes',        3, null, '{coordinator}'),
        ('lapse_changes',           3, null, '{coordinator}'),

        ('request_sweep',           1, null, '{operator,coordinator,console}'),
        ('pause_sweep',             1, null, '{operator,console}'),
        ('cancel_sweep',            1, null, '{operator,console}'),
        ('sweep_progress',          1, null, '{operator,coordinator,console}'),
        ('sweep_summary',           1, null, '{operator,coordinator,console}'),
        ('retry_job',               1, null, '{operator,console}'),
        ('request_exception',       1, null, '{operator,reader,console}'),
        ('refuse_exception',        1, null, '{operator,reader,console}'),
        ('grant_exception',         1, null, '{operator,reader,console}'),
        ('extend_exception',        1, null, '{operator,reader,console}'),
        ('revoke_exception',        1, null, '{operator,reader,console}'),
        ('exception_covers',        1, null, '{operator,reader,console}'),
        ('scope_would_cover',       1, null, '{operator,reader,console}'),
        ('readable_inventory',      2, null, '{coordinator,operator,reader,console}'),
        ('verify_audit',            1, null, '{operator,reader,console}'),
        ('sweep_changes',           3, null, '{operator,coordinator,console}'),
        ('approve_change',          3, null, '{operator,reader,console}'),
        ('reject_change',           3, null, '{operator,reader,console}'),
        ('ask_change',              3, null, '{operator,console}'),
        ('asked_change',            3, null, '{operator,console}'),
        ('stop_changes',            3, null, '{operator,console}'),
        ('resume_changes',          3, null, '{operator,reader,console}'),

        ('find_target',             4, null, '{responder,console}'),
        ('start_run',               4, null, '{responder,console}'),
        ('ask_run',                 4, null, '{responder,console}'),
        ('decide_run',              4, null, '{operator,reader,responder,console}'),

        -- What row security asks for.
        ('reads_everything',        1, null, '{coordinator,operator,reader,responder,console}'),
        ('readable_accounts',       1, null, '{coordinator,operator,reader,responder,console}'),
        ('actor',                   1, null, '{coordinator,operator,reader,responder,console}'),
        -- What reports ask for.
        ('part_pattern',            1, null, '{coordinator,operator,reader,responder,console}')
    ) as x (name, since, until, who) loop
        foreach v_role in array v_call.who::text[] loop
            execute format('grant execute on function parapet.%I to %I', v_call.name,
                'parapet_' || v_role);
        end loop;
    end loop;
end $$;
