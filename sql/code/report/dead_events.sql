create or replace view report.dead_events with (security_invoker = true) as
select id, at, queue, message, reason, excerpt from parapet.dead_event;
comment on view report.dead_events is 'Messages of the queues that are no events, or not AWS''s; of each queue the first 10,000 of a day.';
comment on column report.dead_events.id is 'Grows with time.';
comment on column report.dead_events.at is 'When it was received.';
comment on column report.dead_events.queue is 'The queue''s URL.';
comment on column report.dead_events.message is 'The id that SQS gave it.';
comment on column report.dead_events.reason is 'What is wrong with it.';
comment on column report.dead_events.excerpt is 'How it begins.';
