-- Numbers alone, of rows that nobody may read: with the rights of its owner.
create or replace view report.jobs with (security_invoker = false) as
select s.id as sweep, j.kind, j.state, count(*) as jobs,
    count(*) filter (where j.failures > 0 or j.unanswered > 0) as retried,
    min(j.run_after) as oldest, count(*) filter (where j.waits) as waiting, b.lane
from parapet.job j
join parapet.batch b on b.id = j.batch
left join parapet.sweep s on s.batch = j.batch
group by s.id, b.lane, j.kind, j.state;
comment on view report.jobs is 'What is in the queue, counted.';
comment on column report.jobs.sweep is 'The sweep; null for jobs of no sweep.';
comment on column report.jobs.kind is 'discover, scan, join, estate, look, propose, change or deliver.';
comment on column report.jobs.state is 'ready or running.';
comment on column report.jobs.jobs is 'How many.';
comment on column report.jobs.retried is 'How many of them failed at least once.';
comment on column report.jobs.oldest is 'Since when the oldest may run.';
comment on column report.jobs.waiting is 'How many of them wait for other jobs of their account.';
comment on column report.jobs.lane is 'sweep, or the standing batch: event, change, notice or run.';
