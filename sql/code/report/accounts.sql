create or replace view report.accounts with (security_invoker = true) as
select id, name, environment, tags, unit, status, role_state, role_detail, regions, discovered_at, listed_at, tagged_at,
    unit_ids
from parapet.account;
comment on view report.accounts is 'Every account that was ever listed.';
comment on column report.accounts.id is 'The AWS account id.';
comment on column report.accounts.name is 'Its name.';
comment on column report.accounts.environment is 'Its environment; null: unclassified, observed and never changed.';
comment on column report.accounts.tags is 'Its tags.';
comment on column report.accounts.unit is 'The path of its organizational unit.';
comment on column report.accounts.status is 'active, suspended (skipped) or left (no longer listed).';
comment on column report.accounts.role_state is 'assumed, refused or failed; null before the first look.';
comment on column report.accounts.role_detail is 'What AWS said when the role was refused.';
comment on column report.accounts.regions is 'The regions that are enabled in it.';
comment on column report.accounts.discovered_at is 'When it was last looked at.';
comment on column report.accounts.listed_at is 'When the organization listed it last; null where only the configuration does.';
comment on column report.accounts.tagged_at is 'When its tags were read last; null: never.';
comment on column report.accounts.unit_ids is 'The ids of the root and of the units on the way to it; empty where unknown.';
