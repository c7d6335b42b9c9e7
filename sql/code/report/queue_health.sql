-- Numbers alone, of rows that nobody may read: with the rights of its owner.
create or replace view report.queue_health with (security_invoker = false) as
select j.ready, j.waiting, j.running, j.retried,
    (select count(*) from parapet.job_failure where failed_at > now() - interval '1 day') as dead,
    (select count(*) from parapet.member
        where role = 'worker' and heartbeat > now() - make_interval(secs => 2.5 * beat_seconds + 1)) as workers,
    (select count(*) from parapet.member
        where role = 'coordinator' and heartbeat > now() - make_interval(secs => 2.5 * beat_seconds + 1)) as coordinators,
    (select count(*) from parapet.sweep
        where state in ('requested', 'discovering', 'running')) as sweeps,
    (select count(*) from parapet.sweep
        where state in ('requested', 'discovering', 'running') and batch in (
            select id from parapet.batch where paused
        )) as paused,
    j.throttled,
    (select count(*) from parapet.schedule where next < now() - interval '1 minute') as overdue,
    (select min(next) from parapet.schedule where next < now() - interval '1 minute')
        as overdue_since,
    (select count(*) from parapet.member
        where role = 'feed' and heartbeat > now() - make_interval(secs => 2.5 * beat_seconds + 1)) as feeds,
    (select count(*) from parapet.job e
        where e.batch = (select id from parapet.batch where lane = 'event') and e.state = 'ready')
        as event_looks
from (
    -- Once over the queue, however much is asked of it.
    select count(*) filter (where state = 'ready' and run_after <= now() and not waits) as ready,
        count(*) filter (where state = 'ready' and (run_after > now() or waits)) as waiting,
        count(*) filter (where state = 'running') as running,
        count(*) filter (where failures > 0) as retried,
        count(*) filter (where throttles > 0) as throttled
    from parapet.job
) j;
comment on view report.queue_health is 'How the queue does, in one row.';
comment on column report.queue_health.ready is 'Jobs that a worker could take.';
comment on column report.queue_health.waiting is 'Jobs that wait: before they are tried again, or for others.';
comment on column report.queue_health.running is 'Jobs that a worker holds.';
comment on column report.queue_health.retried is 'Jobs of these that failed at least once.';
comment on column report.queue_health.dead is 'Jobs that ran out of attempts within a day.';
comment on column report.queue_health.workers is 'Workers that live: of whom no two signs of life in a row are missing.';
comment on column report.queue_health.coordinators is 'Coordinators, likewise.';
comment on column report.queue_health.sweeps is 'Sweeps under way.';
comment on column report.queue_health.paused is 'Sweeps of these that are paused.';
comment on column report.queue_health.throttled is 'Jobs that AWS asked to slow down.';
comment on column report.queue_health.overdue is 'Guardrails whose own clock was not answered: report.overdue has each.';
comment on column report.queue_health.overdue_since is 'Since when; null: none is.';
comment on column report.queue_health.feeds is 'Feeds, likewise.';
comment on column report.queue_health.event_looks is 'Looks that events and changes asked for and that have not begun.';
