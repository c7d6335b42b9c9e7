create or replace view report.event_queues with (security_invoker = true) as
select c.name as queue, max(q.region) as region,
    count(m.process) as feeds,
    max(q.heard) as heard,
    coalesce(max(q.heard) > now() - interval '2 minutes', false) as is_heard,
    max(q.received) as received,
    (array_agg(q.lag_seconds order by q.received desc nulls last))[1] as lag_seconds,
    (array_agg(q.backlog order by q.backlog_at desc nulls last))[1] as backlog,
    max(q.backlog_at) as backlog_at,
    max(q.error) filter (where m.process is not null) as error,
    (select parapet.reads_everything()) as is_readable
from parapet.configured_name c
left join parapet.readable_queues() q on q.queue = c.name
left join parapet.member m on m.process = q.feed
    and m.heartbeat > now() - interval '30 seconds'
where c.kind = 'queue'
group by c.name;
comment on view report.event_queues is 'The queues of events that the configuration names, as feeds see them.';
comment on column report.event_queues.queue is 'Its URL.';
comment on column report.event_queues.region is 'The region that it is in; null before a feed read it.';
comment on column report.event_queues.feeds is 'Feeds with a heartbeat within 30 seconds that read it.';
comment on column report.event_queues.heard is 'When AWS answered a feed last, whether or not there was a message; null: never.';
comment on column report.event_queues.is_heard is 'Whether that was within two minutes.';
comment on column report.event_queues.received is 'When the last message came. This and what follows is null for who reads of some accounts alone.';
comment on column report.event_queues.lag_seconds is 'How long that one had been in the queue.';
comment on column report.event_queues.backlog is 'How many messages waited there, about.';
comment on column report.event_queues.backlog_at is 'When AWS said so.';
comment on column report.event_queues.error is 'What keeps a feed from reading it; null: nothing.';
comment on column report.event_queues.is_readable is 'Whether who asks may know what comes in it; false for who reads of some accounts alone.';
