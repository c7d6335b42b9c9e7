create or replace view report.messages with (security_invoker = true) as
select id, channel, nullif(address, '') as address, kind, state, notices, attempts, made, tried,
    ended, until, reference, parapet.readable_error(id) as error
from parapet.message;
comment on view report.messages is 'Every message, and what became of it.';
comment on column report.messages.id is 'The key that who receives it twice can drop one by.';
comment on column report.messages.channel is 'The channel that it goes through.';
comment on column report.messages.address is 'Whom the channel reaches; null: whom its configuration names.';
comment on column report.messages.kind is 'transitions, digest, first sweep, changes stopped, exception ends, channel dead; renewal: findings that a channel keeps, and would forget; or workflow: what people set on these is read.';
comment on column report.messages.state is 'waiting, sending, sent, failed (it is tried again), dead, or over: what it asked was decided before it was sent.';
comment on column report.messages.notices is 'How many notices it speaks of.';
comment on column report.messages.attempts is 'How often it was tried.';
comment on column report.messages.made is 'When it was decided on.';
comment on column report.messages.tried is 'When it was tried last.';
comment on column report.messages.ended is 'When it was sent, or given up.';
comment on column report.messages.until is 'Until when it is tried.';
comment on column report.messages.reference is 'What the channel calls it.';
comment on column report.messages.error is 'Why the last attempt failed; null, too, for who may not read of all that it is about.';
