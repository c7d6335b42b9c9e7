-- AWS's events: what feeds received, what became of it, and how the queues do.

-- A feed, and what sends notices.
alter table parapet.member drop constraint member_role_check;
alter table parapet.member add constraint member_role_check
    check (role in ('worker', 'coordinator', 'feed', 'notifier'));

-- The queues that the newest configuration names, by their URLs.
alter table parapet.configured_name drop constraint configured_name_kind_check;
alter table parapet.configured_name add constraint configured_name_kind_check
    check (kind in ('account', 'environment', 'region', 'queue'));

-- An event that a guardrail asks for, once. The day leads nobody to it: it is there so that months can
-- be dropped whole.
create table parapet.received_event (
    -- AWS's eventID.
    id text not null,
    day date not null,
    -- When it came last, and how often it did.
    received timestamptz not null,
    times integer not null default 1,
    -- When AWS recorded it.
    at timestamptz not null,
    name text not null,
    account text not null,
    region text not null,
    -- {"type","region","id"} each, or {"type","region","field","value"}.
    mentions jsonb not null,
    -- CloudTrail's record; null where it is not kept.
    record jsonb,
    -- Why it is not kept, and how it begins.
    omitted text,
    excerpt text,
    primary key (id, day)
) partition by range (day);
create index received_event_received on parapet.received_event (received);

-- Messages that are no events, or not AWS's.
create table parapet.dead_event (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    day date not null default (clock_timestamp() at time zone 'utc')::date,
    queue text not null,
    -- SQS's id of the message.
    message text not null,
    reason text not null,
    excerpt text not null
);
create index dead_event_day on parapet.dead_event (day, queue);

-- How many messages led to nothing. A row for each feed, so that feeds do not meet in one.
create table parapet.dropped_event (
    day date not null,
    queue text not null,
    reason text not null,
    feed text not null,
    messages bigint not null,
    primary key (day, queue, reason, feed)
) with (fillfactor = 50);

-- How a queue does, as each feed sees it.
create table parapet.feed_queue (
    queue text not null,
    feed text not null,
    region text not null,
    -- When AWS answered last, whether or not there was a message.
    heard timestamptz,
    -- When the last message came, and how long it had been in the queue.
    received timestamptz,
    lag_seconds double precision,
    -- How many messages AWS says there are, about, and when it was asked.
    backlog bigint,
    backlog_at timestamptz,
    -- What keeps it from being read now.
    error text,
    updated timestamptz not null default clock_timestamp(),
    primary key (queue, feed)
) with (fillfactor = 50);

-- Accounts of which an event told that they are new, or elsewhere: discovered and swept once their role
-- lets us in.
create table parapet.account_news (
    account text primary key,
    kind text not null,
    heard timestamptz not null default clock_timestamp(),
    -- A reading of the organization that began before then does not count.
    reading_since timestamptz not null default clock_timestamp(),
    tries integer not null default 0,
    next_try timestamptz not null default clock_timestamp(),
    -- The sweep that looks at it, while one does.
    sweep text,
    state text not null default 'waiting' check (state in ('waiting', 'swept', 'left', 'given up')),
    detail text,
    ended timestamptz
);
create index account_news_waiting on parapet.account_news (next_try) where state = 'waiting';

-- The looks that events ask for, found by their gate: they lie in the common partition, with all jobs
-- of standing batches.
create index job_common_look on parapet.job_common (gate)
    where state = 'ready' and kind in ('look', 'join', 'estate');

-- The findings of some resources, whatever scope they are in.
create index finding_resource on parapet.finding (account, resource_type, resource_id)
    where status <> 'resolved';

-- A look may ask for what is judged over all of its account.
update parapet.job_kind set effects = effects || '{joins}' where kind = 'look';

-- What it is judged over: its scope, its account or the estate.
alter table parapet.guardrail_rule add column ground text not null default 'scope';

-- The events that the look was for which made the change; null: it was for none.
alter table parapet.outbox add column events jsonb;
