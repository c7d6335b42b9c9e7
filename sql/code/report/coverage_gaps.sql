create or replace view report.coverage_gaps with (security_invoker = true) as
select permission, state, count(distinct account) as accounts,
    count(distinct (account, region)) as places, sum(missing) as missing,
    min(detail) as example
from report.coverage where state not in ('complete', 'unclassified')
group by 1, 2;
comment on view report.coverage_gaps is 'What was not looked at, by the permission that is missing.';
comment on column report.coverage_gaps.permission is 'The IAM action that the read needs.';
comment on column report.coverage_gaps.state is 'denied, throttled, unavailable, not enabled or failed.';
comment on column report.coverage_gaps.accounts is 'In how many accounts.';
comment on column report.coverage_gaps.places is 'In how many accounts and regions.';
comment on column report.coverage_gaps.missing is 'How many reads.';
comment on column report.coverage_gaps.example is 'What AWS said in one of them.';
