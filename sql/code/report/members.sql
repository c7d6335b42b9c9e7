-- With the rights of its owner: hosts are for who reads everything.
create or replace view report.members with (security_invoker = false) as
select process, role, case when (select parapet.reads_everything()) then host end as host, started,
    heartbeat
from parapet.member;
comment on view report.members is 'Coordinators, workers and feeds that run, or ran until lately.';
comment on column report.members.process is 'The process, drawn by lot at each start.';
comment on column report.members.role is 'worker, coordinator or feed.';
comment on column report.members.host is 'Where it runs; null for who reads some accounts.';
comment on column report.members.started is 'Since when.';
comment on column report.members.heartbeat is 'Its last sign of life.';
