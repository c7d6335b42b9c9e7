create or replace view report.overdue with (security_invoker = true) as
select guardrail, next as due, now() - next as late, last
from parapet.schedule
-- The leader looks at the clocks every ten seconds.
where next < now() - interval '1 minute';
comment on view report.overdue is 'Guardrails whose own clock was not answered: no coordinator asks for their sweep.';
comment on column report.overdue.guardrail is 'The guardrail.';
comment on column report.overdue.due is 'When a sweep was due.';
comment on column report.overdue.late is 'For how long.';
comment on column report.overdue.last is 'When its clock was answered last.';
