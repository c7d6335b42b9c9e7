-- Messages: what people are told through channels, and what became of it.

-- A channel as the newest configuration has it. What goes through it goes one at a time.
create table parapet.channel (
    name text primary key,
    type text not null,
    -- Whether the newest configuration has it.
    current boolean not null default true,
    last_sent timestamptz,
    -- Since when nothing gets through; null: what was sent last did.
    failing_since timestamptz,
    last_error text
) with (fillfactor = 50);

-- One row for each message, from when it is decided on to its end. Its id is the key by which who
-- receives it twice can drop one.
create table parapet.message (
    id text primary key default 'm-' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
    channel text not null references parapet.channel,
    -- Whom the channel is to reach, where that is not the channel's to say; else empty.
    address text not null,
    kind text not null check (kind in (
        'transitions', 'digest', 'first sweep', 'changes stopped', 'exception ends',
        'channel dead', 'renewal'
    )),
    state text not null default 'waiting' check (state in (
        'waiting', 'sending', 'sent', 'failed', 'dead'
    )),
    -- Whose configuration says how it is sent.
    rules integer not null,
    -- How many notices it speaks of.
    notices integer not null,
    attempts integer not null default 0,
    -- Grows when it is sent once more on purpose, or goes on with what did not fit: another key then.
    turn integer not null default 0,
    made timestamptz not null default clock_timestamp(),
    tried timestamptz,
    -- When it was sent, or given up.
    ended timestamptz,
    -- Until when it is tried.
    until timestamptz not null default clock_timestamp() + interval '1 day',
    -- What the channel calls it.
    reference text,
    error text
) with (fillfactor = 70);
create index message_made on parapet.message (made desc, id);
create index message_channel on parapet.message (channel, made desc);
create index message_living on parapet.message (channel, state) where state <> 'sent';

-- Notices that are told together: those of one address, guardrail and account, or of one subject.
create table parapet.notice_group (
    id bigint generated always as identity primary key,
    channel text not null references parapet.channel,
    address text not null,
    -- What happened, such as opened, needs approval or changes stopped.
    event text not null,
    guardrail text,
    account text,
    severity text not null,
    -- What each is told alone of: an exception, a switch, a channel.
    subject text not null default '',
    -- Whether it is told to who owns what it is about.
    is_owner boolean not null,
    -- Whether it is what the first sweep of its account found.
    introduces boolean not null default false,
    -- Whether it went back and forth, and was told of enough.
    flaps boolean not null default false,
    told_last timestamptz,
    -- The sweep that found the last of it; empty: none.
    sweep text not null default '',
    notices integer not null default 0,
    first timestamptz not null,
    last timestamptz not null,
    -- When it is thought of again.
    not_before timestamptz not null default '-infinity',
    message text references parapet.message
) with (fillfactor = 70);
create unique index notice_group_waiting on parapet.notice_group (
    channel, address, event, coalesce(guardrail, ''), coalesce(account, ''), severity, subject,
    is_owner, introduces, flaps
) where message is null;
create index notice_group_due on parapet.notice_group (not_before, id) where message is null;
create index notice_group_message on parapet.notice_group (message) where message is not null;

alter table parapet.notice drop constraint notice_kind_check;
alter table parapet.notice add constraint notice_kind_check check (kind in (
    'exception ends', 'finding', 'finding resolved', 'change proposed', 'change waits',
    'change done', 'change failed', 'change lapsed', 'changes stopped', 'approval ends',
    'channel dead'
));
-- What happened, where its kind does not say; the word that the guardrail, or who decides, is named by;
-- the sweep that noticed it.
alter table parapet.notice add column event text;
alter table parapet.notice add column word text;
alter table parapet.notice add column sweep text not null default '';
-- new: nobody thought of it yet; grouped; unsent: there is no channel for it; over: what it is about
-- ended before anybody was told, or was told already.
alter table parapet.notice add column state text not null default 'unsent'
    check (state in ('new', 'grouped', 'unsent', 'over'));
alter table parapet.notice alter column state set default 'new';
alter table parapet.notice add column notice_group bigint references parapet.notice_group;
-- Whether it went to the channel of last resort, because nobody owns what it is about.
alter table parapet.notice add column unowned boolean not null default false;
create index notice_new on parapet.notice (id) where state = 'new';
create index notice_grouped on parapet.notice (notice_group, id) where notice_group is not null;
create index notice_subject on parapet.notice (subject, id);
create index notice_unowned on parapet.notice (id) where unowned;
create index notice_at on parapet.notice (at);

-- Which sweep found the first of an account; empty: it was there before anybody counted.
create table parapet.introduction (
    account text primary key,
    sweep text not null,
    at timestamptz not null default clock_timestamp()
);
insert into parapet.introduction (account, sweep)
select id, '' from parapet.account where role_state = 'assumed';

-- One for each guardrail and account in a channel of tickets. It is here before it is there, so that
-- it is never there twice.
create table parapet.ticket (
    channel text not null references parapet.channel,
    guardrail text not null,
    account text not null,
    -- What the channel finds it again by.
    key text not null unique,
    reference text,
    url text,
    is_open boolean not null default true,
    reserved timestamptz not null default clock_timestamp(),
    changed timestamptz not null default clock_timestamp(),
    primary key (channel, guardrail, account)
);
create index ticket_finding on parapet.ticket (guardrail, account);

-- What a channel that keeps findings, such as Security Hub, was told of one last.
create table parapet.kept_finding (
    channel text not null references parapet.channel,
    finding uuid not null,
    status text not null,
    sent timestamptz not null default clock_timestamp(),
    primary key (channel, finding)
) with (fillfactor = 80);
create index kept_finding_sent on parapet.kept_finding (channel, sent);

insert into parapet.job_kind values ('deliver', 'parapet_notifier', '{message,reads}');
-- Every channel may be busy at once.
update parapet.batch set account_jobs = 200 where lane = 'notice';
