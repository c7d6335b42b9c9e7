create or replace view report.unread with (security_invoker = true) as
select account, nullif(region, '') as region, nullif(service, '') as service, since, tries as looks,
    case when sweep is null then due end as due, sweep
from parapet.unread;
comment on view report.unread is 'Scopes that AWS did not answer for in time; each is looked at again by itself.';
comment on column report.unread.account is 'The AWS account id.';
comment on column report.unread.region is 'The region, or global; null: the account as a whole, whose role could not be asked.';
comment on column report.unread.service is 'The service; null for the account as a whole.';
comment on column report.unread.since is 'Since when.';
comment on column report.unread.looks is 'How often it was looked at again, and not answered again.';
comment on column report.unread.due is 'When a sweep is asked for; null: one was.';
comment on column report.unread.sweep is 'The sweep that looks again; null: none was asked for yet.';
