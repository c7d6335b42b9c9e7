create or replace view report.audit with (security_invoker = true) as
select id, at, actor, action, subject, detail, previous, hash from parapet.audit;
comment on view report.audit is 'Who did what: append-only, each row''s hash covers the one before. ''parapet audit verify'' checks it.';
comment on column report.audit.id is 'From 1, without a gap.';
comment on column report.audit.at is 'When.';
comment on column report.audit.actor is 'The database user.';
comment on column report.audit.action is 'Such as exception granted.';
comment on column report.audit.subject is 'What it was done to, such as an exception''s id.';
comment on column report.audit.detail is 'How.';
comment on column report.audit.previous is 'The hash of the row before; empty in the first.';
comment on column report.audit.hash is 'SHA-256 over all of it.';
