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
