create or replace view report.change_stops with (security_invoker = true) as
select guardrail, by, at, reason from parapet.change_stop;
comment on view report.change_stops is 'Switches that are pulled: nothing is changed by these guardrails.';
comment on column report.change_stops.guardrail is 'The guardrail; empty: all of them.';
comment on column report.change_stops.by is 'Who pulled it, or parapet after failures in a row.';
comment on column report.change_stops.at is 'When.';
comment on column report.change_stops.reason is 'Why.';
