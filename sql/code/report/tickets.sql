create or replace view report.tickets with (security_invoker = true) as
select channel, guardrail, account, key, reference, url, is_open, reserved, changed
from parapet.ticket;
comment on view report.tickets is 'Tickets: one for each guardrail and account in a channel of tickets.';
comment on column report.tickets.channel is 'The channel.';
comment on column report.tickets.guardrail is 'The guardrail.';
comment on column report.tickets.account is 'The AWS account id.';
comment on column report.tickets.key is 'What the ticket is found again by.';
comment on column report.tickets.reference is 'What the other side calls it; null: it was not answered yet.';
comment on column report.tickets.url is 'Where it is; null: nobody said.';
comment on column report.tickets.is_open is 'Whether any of its findings was open when it was written last.';
comment on column report.tickets.reserved is 'When it was first to be written.';
comment on column report.tickets.changed is 'When it was written last.';
