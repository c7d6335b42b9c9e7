create or replace view report.accounts with (security_invoker = true) as
select a.id, a.name, a.environment, a.tags, a.unit, a.status, a.role_state, a.role_detail,
    a.regions, a.discovered_at, a.listed_at, a.tagged_at, a.unit_ids,
    n.kind as news, n.state as news_state, n.heard as news_at, n.tries as news_tries,
    case when n.state = 'waiting' and n.sweep is null then n.next_try end as next_try,
    n.detail as news_detail
from parapet.account a left join parapet.account_news n on n.account = a.id;
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
comment on column report.accounts.news is 'What an event last told of it: created, joined, moved, left or closed; null: nothing.';
comment on column report.accounts.news_state is 'What became of that: waiting (its sweep, its role or the organization''s list), swept, left or given up (after a day).';
comment on column report.accounts.news_at is 'When the event came.';
comment on column report.accounts.news_tries is 'How often it was tried in vain.';
comment on column report.accounts.next_try is 'When it is tried again; null: it is not, or it is being swept.';
comment on column report.accounts.news_detail is 'What it waits for.';
