create or replace view report.exceptions with (security_invoker = true) as
select id, guardrail, state, scope, reason, ticket, requested_by, requested_at, until,
    decided_by, decided_at, note, ended_at,
    parapet.readable_excepted(id) as findings
from parapet.exception e;
comment on view report.exceptions is 'Every exception that was asked for, and what became of it. Those by tag are in report.finding_events.';
comment on column report.exceptions.id is 'The exception''s id; findings under it name it as their reason.';
comment on column report.exceptions.guardrail is 'The guardrail that it is from.';
comment on column report.exceptions.state is 'requested, granted, refused, revoked or expired.';
comment on column report.exceptions.scope is 'What it covers: account, unit, environment, region, resource, tag, condition; what is not named is not asked.';
comment on column report.exceptions.reason is 'Why it was asked for.';
comment on column report.exceptions.ticket is 'Where else it is discussed.';
comment on column report.exceptions.requested_by is 'The database user who asked.';
comment on column report.exceptions.requested_at is 'When.';
comment on column report.exceptions.until is 'When it ends.';
comment on column report.exceptions.decided_by is 'The database user who granted or refused it.';
comment on column report.exceptions.decided_at is 'When.';
comment on column report.exceptions.note is 'Why it was refused or revoked.';
comment on column report.exceptions.ended_at is 'When it was refused, revoked or ran out.';
comment on column report.exceptions.findings is 'How many findings stand under it.';
