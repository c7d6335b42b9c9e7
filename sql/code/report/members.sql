-- With the rights of its owner: hosts are for who reads everything.
create or replace view report.members with (security_invoker = false) as
select process, role, case when (select parapet.reads_everything()) then host end as host, started,
    heartbeat,
    exists (
        select from parapet.leader l where l.holder = m.process and l.until > clock_timestamp()
    ) as leads,
    heartbeat < clock_timestamp() - make_interval(secs => 2.5 * beat_seconds + 1) as silent,
    ahead_seconds
from parapet.member m;
comment on view report.members is 'Coordinators, workers, feeds and notifiers that run, or ran until lately.';
comment on column report.members.process is 'The process, drawn by lot at each start.';
comment on column report.members.role is 'worker, coordinator, feed or notifier.';
comment on column report.members.host is 'Where it runs; null for who reads some accounts.';
comment on column report.members.started is 'Since when.';
comment on column report.members.heartbeat is 'Its last sign of life.';
comment on column report.members.leads is 'Whether it is the coordinator that leads.';
comment on column report.members.silent is 'Whether two signs of life in a row are missing.';
comment on column report.members.ahead_seconds is 'How far its clock is ahead of the database''s, as far as that is certain; below 0: behind.';
