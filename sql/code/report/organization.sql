create or replace view report.organization with (security_invoker = true) as
select complete_at, read_at, error from parapet.organization;
comment on view report.organization is 'How the last reading of the organization went, in one row.';
comment on column report.organization.complete_at is 'When the last reading began that saw every account; null: none did yet.';
comment on column report.organization.read_at is 'When the last reading ended, however it did.';
comment on column report.organization.error is 'What kept it from seeing everything; null: nothing.';
