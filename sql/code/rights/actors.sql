-- Groups without login: what a process or a person may do comes from membership alone. Roles belong
-- to the whole server, so another database may be creating them at this moment.
do $$
declare
    v_wanted text;
begin
    foreach v_wanted in array array[
        'parapet_worker', 'parapet_coordinator', 'parapet_feed', 'parapet_notifier',
        'parapet_operator', 'parapet_reader', 'parapet_responder', 'parapet_console'
    ] loop
        begin
            if not exists (select from pg_roles where rolname = v_wanted) then
                execute format('create role %I nologin', v_wanted);
            end if;
        exception when duplicate_object or unique_violation then
            null;
        end;
    end loop;
end $$;

-- Anew, so that a database that was upgraded is as a fresh one.
revoke usage on schema parapet, report from parapet_worker, parapet_coordinator, parapet_feed,
    parapet_notifier, parapet_operator, parapet_reader, parapet_responder, parapet_console;
grant usage on schema parapet to parapet_worker, parapet_coordinator, parapet_feed,
    parapet_notifier, parapet_operator, parapet_reader, parapet_responder, parapet_console;
grant usage on schema report to parapet_coordinator, parapet_operator, parapet_reader,
    parapet_responder, parapet_console;
