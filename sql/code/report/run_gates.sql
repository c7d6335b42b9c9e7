create or replace view report.run_gates with (security_invoker = true) as
select g.run, r.playbook, r.account, g.step, g.approvers, g.two_persons, g.reason, g.asked
from parapet.run_gate g join parapet.run r on r.id = g.run where g.is_open;
comment on view report.run_gates is 'Where runs wait for somebody''s word.';
comment on column report.run_gates.run is 'The run.';
comment on column report.run_gates.playbook is 'Its playbook.';
comment on column report.run_gates.account is 'Its target''s account; empty for orchestrations.';
comment on column report.run_gates.step is 'The step that is not begun before.';
comment on column report.run_gates.approvers is 'The database roles whose members may decide.';
comment on column report.run_gates.two_persons is 'Whether two have to agree.';
comment on column report.run_gates.reason is 'What is asked.';
comment on column report.run_gates.asked is 'Since when.';
