create or replace view report.outbox with (security_invoker = true) as
select id, at, finding, event, was, status, guardrail, account, region, resource_type,
    resource_id, part, quota
from parapet.outbox;
comment on view report.outbox is 'Changes of findings that have not been followed up yet.';
comment on column report.outbox.id is 'Grows with time.';
comment on column report.outbox.at is 'When it changed.';
comment on column report.outbox.finding is 'The id in report.findings.';
comment on column report.outbox.event is 'As in report.finding_events.';
comment on column report.outbox.was is 'Its status before; null where it was not there.';
comment on column report.outbox.status is 'Its status after.';
comment on column report.outbox.guardrail is 'As in report.findings.';
comment on column report.outbox.account is 'As in report.findings.';
comment on column report.outbox.region is 'As in report.findings.';
comment on column report.outbox.resource_type is 'As in report.findings.';
comment on column report.outbox.resource_id is 'As in report.findings.';
comment on column report.outbox.part is 'As in report.findings.';
comment on column report.outbox.quota is 'The sweep in whose limits changes count that come of it; empty for events; null where none are to come.';
