create or replace view report.finding_events with (security_invoker = true) as
select id, finding, at, event, sweep, guardrail, account, region, resource_type, resource_id,
    part, status, unverified, severity, environment, because, reason, exception
from parapet.finding_event;
comment on view report.finding_events is 'The history of findings; rows are only ever added.';
comment on column report.finding_events.id is 'Grows with time.';
comment on column report.finding_events.finding is 'The id in report.findings; a withdrawn finding has no row there.';
comment on column report.finding_events.at is 'When it was recorded.';
comment on column report.finding_events.event is 'opened, reopened, excepted, changed, resolved, unverified, verified, unknown, withdrawn or renamed.';
comment on column report.finding_events.sweep is 'The sweep that noticed, or the exception or undo that did it.';
comment on column report.finding_events.guardrail is 'As in report.findings, at that time.';
comment on column report.finding_events.account is 'As in report.findings.';
comment on column report.finding_events.region is 'As in report.findings.';
comment on column report.finding_events.resource_type is 'As in report.findings.';
comment on column report.finding_events.resource_id is 'As in report.findings.';
comment on column report.finding_events.part is 'As in report.findings.';
comment on column report.finding_events.status is 'The status after the event.';
comment on column report.finding_events.unverified is 'As in report.findings, after the event.';
comment on column report.finding_events.severity is 'As in report.findings, after the event.';
comment on column report.finding_events.environment is 'As in report.findings, after the event.';
comment on column report.finding_events.because is 'As in report.findings, after the event.';
comment on column report.finding_events.reason is 'As in report.findings, after the event.';
comment on column report.finding_events.exception is 'The exception it then stood under: {source, owner, from, until}.';
