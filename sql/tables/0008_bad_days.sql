-- What a million rows, an outage and a second answer need.

-- Statements over everything.

-- Events and messages.

-- Runs.

-- The queue.

-- Attempts that came to nothing because AWS could not be reached, or failed itself.
alter table parapet.job add column unanswered integer not null default 0;
alter table parapet.job_failure add column unanswered integer not null default 0;

alter table parapet.member
    -- Its next sign of life comes within so many seconds.
    add column beat_seconds double precision not null default 15,
    -- How far its clock is ahead of the database's, as far as that is certain.
    add column ahead_seconds double precision not null default 0;

-- What AWS did not answer for, beyond the patience of the job that asked.
create table parapet.unread (
    account text not null,
    -- Empty: the account as a whole, whose role could not be asked.
    region text not null,
    service text not null,
    since timestamptz not null default clock_timestamp(),
    -- How often it was looked at again, and was not answered again.
    tries integer not null default 0,
    -- When a sweep is asked for.
    due timestamptz not null,
    -- The one that was asked for.
    sweep text,
    primary key (account, region, service)
);
create index unread_due on parapet.unread (due);
update parapet.job_kind set effects = effects || '{unread}' where kind in ('scan', 'look');
