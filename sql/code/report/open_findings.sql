create or replace view report.open_findings with (security_invoker = true) as
select f.account, a.name as account_name, a.unit, f.environment, f.severity, f.guardrail,
    count(*) as findings, min(f.first_seen) as oldest,
    extract(day from now() - min(f.first_seen))::integer as oldest_days
from parapet.finding f left join parapet.account a on a.id = f.account
where f.status = 'open'
group by 1, 2, 3, 4, 5, 6;
comment on view report.open_findings is 'What is open, counted by account, unit, environment, severity and guardrail, with its age.';
comment on column report.open_findings.account is 'The AWS account id.';
comment on column report.open_findings.account_name is 'Its name.';
comment on column report.open_findings.unit is 'Its path of organizational units.';
comment on column report.open_findings.environment is 'Its environment; null: unclassified.';
comment on column report.open_findings.severity is 'How urgent.';
comment on column report.open_findings.guardrail is 'Which guardrail.';
comment on column report.open_findings.findings is 'How many.';
comment on column report.open_findings.oldest is 'Since when the oldest is known.';
comment on column report.open_findings.oldest_days is 'The same in whole days.';
