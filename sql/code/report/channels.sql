create or replace view report.channels with (security_invoker = true) as
select c.name, c.type, c.current, c.last_sent, c.failing_since, c.last_error,
    (select count(*) from parapet.message m
        where m.channel = c.name and m.state in ('waiting', 'sending', 'failed')) as waiting,
    (select count(*) from parapet.message m
        where m.channel = c.name and m.state = 'dead') as dead
from parapet.readable_channels() c;
comment on view report.channels is 'The ways to people, and how they do.';
comment on column report.channels.name is 'As parapet.yaml has it.';
comment on column report.channels.type is 'Such as webhook, slack or smtp.';
comment on column report.channels.current is 'Whether the newest parapet.yaml has it.';
comment on column report.channels.last_sent is 'When a message got through last.';
comment on column report.channels.failing_since is 'Since when none does; null: the last one did.';
comment on column report.channels.last_error is 'What it said; null, too, for who reads of some accounts alone.';
comment on column report.channels.waiting is 'How many messages are to be sent through it.';
comment on column report.channels.dead is 'How many were given up.';
