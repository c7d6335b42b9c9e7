create or replace view report.job_failures with (security_invoker = true) as
select f.job, s.id as sweep, f.kind, f.account, f.payload ->> 'region' as region,
    f.payload ->> 'service' as service, f.failures, f.error, f.failed_at, f.throttles, f.drains,
    f.outages, f.unanswered
from parapet.job_failure f left join parapet.sweep s on s.batch = f.batch;
comment on view report.job_failures is 'Jobs that used up their attempts.';
comment on column report.job_failures.job is 'The job''s id.';
comment on column report.job_failures.sweep is 'Its sweep; null for a job of no sweep.';
comment on column report.job_failures.kind is 'discover, scan, join, estate or look.';
comment on column report.job_failures.account is 'The AWS account id.';
comment on column report.job_failures.region is 'The region, or global.';
comment on column report.job_failures.service is 'The service.';
comment on column report.job_failures.failures is 'How often it failed.';
comment on column report.job_failures.error is 'The last error.';
comment on column report.job_failures.failed_at is 'When it was given up.';
comment on column report.job_failures.throttles is 'How often AWS asked to slow down.';
comment on column report.job_failures.drains is 'How often a worker stopped before it was done.';
comment on column report.job_failures.outages is 'Attempts that came to nothing because of the database.';
comment on column report.job_failures.unanswered is 'Attempts that AWS did not answer.';
