create or replace view report.notices with (security_invoker = true) as
select n.id, n.at, n.kind, n.recipient, n.subject, n.until, n.detail, n.event, g.channel,
    nullif(g.address, '') as address,
    case when n.state <> 'grouped' then n.state
        -- Of what may not be read nobody says that it waits.
        when g.message is not null then m.state when g.id is not null then 'waiting' end as state,
    g.message, n.unowned
from parapet.notice n
left join parapet.notice_group g on g.id = n.notice_group
left join parapet.message m on m.id = g.message;
comment on view report.notices is 'What people are to be told, and whether they were.';
comment on column report.notices.id is 'Grows with time.';
comment on column report.notices.at is 'When it was noticed.';
comment on column report.notices.kind is 'exception ends, finding, finding resolved, change proposed, change waits, change done, change failed, change lapsed, changes stopped, approval ends, channel dead or run.';
comment on column report.notices.recipient is 'Who asked for the exception, the owner that tags name, whom the action names, or who may decide; null: nobody is named.';
comment on column report.notices.subject is 'The id of the exception, finding, change or run, with /STEP where it waits; the guardrail whose changes stopped or wait; the channel.';
comment on column report.notices.until is 'When it ends, or when it happened.';
comment on column report.notices.detail is 'What it is about.';
comment on column report.notices.event is 'What happened to the finding or change, such as opened, reopened or made; null where the kind says it.';
comment on column report.notices.channel is 'The channel that it is told through; null: none, or nobody thought of it yet.';
comment on column report.notices.address is 'Whom the channel reaches; null: whom its configuration names.';
comment on column report.notices.state is 'new, waiting, sending, sent, failed, dead; unsent: no channel is for it; over: it ended, was decided, or was told by another word, before; null: not for who asks to know.';
comment on column report.notices.message is 'The message that tells of it.';
comment on column report.notices.unowned is 'Whether nobody was found who owns what it is about.';
