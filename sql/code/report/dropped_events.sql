create or replace view report.dropped_events with (security_invoker = true) as
select day, queue, reason, sum(messages)::bigint as messages from parapet.dropped_event
group by day, queue, reason;
comment on view report.dropped_events is 'How many messages led to nothing, by day and reason.';
comment on column report.dropped_events.day is 'The day in UTC.';
comment on column report.dropped_events.queue is 'The queue''s URL.';
comment on column report.dropped_events.reason is 'read, failed, own, foreign, kind, unknown, unnamed, over, told, not asked for or dead.';
comment on column report.dropped_events.messages is 'How many.';
