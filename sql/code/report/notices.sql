create or replace view report.notices with (security_invoker = true) as
select id, at, kind, recipient, subject, until, detail from parapet.notice;
comment on view report.notices is 'What people are to be told.';
comment on column report.notices.id is 'Grows with time.';
comment on column report.notices.at is 'When it was noticed.';
comment on column report.notices.kind is 'exception ends, finding, change proposed, change waits, change failed or changes stopped.';
comment on column report.notices.recipient is 'Who asked for the exception, the owner that tags name, whom the action names, or who may decide; null: nobody is named.';
comment on column report.notices.subject is 'The id of the exception, finding or change; the guardrail whose changes stopped.';
comment on column report.notices.until is 'When it ends, or when it happened.';
comment on column report.notices.detail is 'What it is about.';
