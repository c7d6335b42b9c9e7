create or replace view report.expiring_exceptions with (security_invoker = true) as
select id, guardrail, requested_by, scope, until, until - now() as remaining, findings
from report.exceptions where state = 'granted' and until < now() + interval '14 days';
comment on view report.expiring_exceptions is 'Exceptions that end within 14 days; their findings will be open again.';
comment on column report.expiring_exceptions.id is 'The exception''s id.';
comment on column report.expiring_exceptions.guardrail is 'The guardrail that it is from.';
comment on column report.expiring_exceptions.requested_by is 'Who asked for it.';
comment on column report.expiring_exceptions.scope is 'What it covers.';
comment on column report.expiring_exceptions.until is 'When it ends.';
comment on column report.expiring_exceptions.remaining is 'How long until then.';
comment on column report.expiring_exceptions.findings is 'How many findings stand under it.';
