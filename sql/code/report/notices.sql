create or replace view report.notices with (security_invoker = true) as
select id, at, kind, recipient, subject, until, detail from parapet.notice;
comment on view report.notices is 'What people are to be told: exceptions that end soon.';
comment on column report.notices.id is 'Grows with time.';
comment on column report.notices.at is 'When it was noticed.';
comment on column report.notices.kind is 'exception ends.';
comment on column report.notices.recipient is 'Who asked for the exception, or the owner that tags name; null: nobody is named.';
comment on column report.notices.subject is 'The exception''s id; of one by tag the finding''s id.';
comment on column report.notices.until is 'When it ends.';
comment on column report.notices.detail is 'The guardrail and what it covers.';
