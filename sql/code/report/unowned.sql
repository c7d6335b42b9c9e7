create or replace view report.unowned with (security_invoker = true) as
select distinct on (f.id) f.id as finding, f.guardrail, f.severity, f.account,
    a.name as account_name, f.region, f.resource_type, f.resource_id, f.resource_arn, n.at
from parapet.notice n
join parapet.finding f on f.id = case when n.kind = 'finding' then n.subject::uuid end
left join parapet.account a on a.id = f.account
where n.unowned and n.kind = 'finding' and f.status = 'open'
order by f.id, n.id desc;
comment on view report.unowned is 'Open findings of which nobody was found who owns the resource or its account.';
comment on column report.unowned.finding is 'The finding''s id.';
comment on column report.unowned.guardrail is 'The guardrail that is violated.';
comment on column report.unowned.severity is 'info, low, medium, high or critical.';
comment on column report.unowned.account is 'The AWS account id.';
comment on column report.unowned.account_name is 'Its name.';
comment on column report.unowned.region is 'The resource''s region, or global.';
comment on column report.unowned.resource_type is 'The catalogue type.';
comment on column report.unowned.resource_id is 'The id as AWS gives it.';
comment on column report.unowned.resource_arn is 'The ARN; null where AWS has none.';
comment on column report.unowned.at is 'When an owner was looked for last.';
