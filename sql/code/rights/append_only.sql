-- History that nobody rewrites.
create or replace trigger audit_append_only before update or delete or truncate on parapet.audit
    for each statement execute function parapet.refuse_change();
-- The one refuses what names the table, the other what names a partition.
create or replace trigger finding_event_append_only
    before update or delete or truncate on parapet.finding_event
    for each statement execute function parapet.refuse_change();
create or replace trigger finding_event_append_only_rows
    before update or delete on parapet.finding_event
    for each row execute function parapet.refuse_change();
create or replace trigger evidence_append_only
    before update or delete or truncate on parapet.evidence
    for each statement execute function parapet.refuse_change();
create or replace trigger run_stays before delete or truncate on parapet.run
    for each statement execute function parapet.refuse_change();
-- The ledger of changes loses nothing; its rows go on to their end.
create or replace trigger change_stays before delete or truncate on parapet.change
    for each statement execute function parapet.refuse_change();
create or replace trigger audit_signature_append_only
    before update or delete or truncate on parapet.audit_signature
    for each statement execute function parapet.refuse_change();
-- What the audit log hears of by itself.
create or replace trigger evidence_grows after insert on parapet.evidence
    for each row execute function parapet.note_evidence();
create or replace trigger reader_scope_logged after insert or update or delete on parapet.reader_scope
    for each row execute function parapet.log_reader_scope();
-- What people are asked for by itself.
create or replace trigger change_decided after update of state on parapet.change
    for each row when (old.state = 'awaiting approval' and new.state <> old.state)
    execute function parapet.leave_decided();
