-- What a million rows, an outage and a second answer need.

-- Statements over everything.

-- Events and messages.

-- The access keys of the sessions that a change's calls are sent with, safe on disk before the first of
-- them: by these AWS's events of the calls are known, whether or not an answer came.
alter table parapet.change add column access_keys text[] not null default '{}';
create index change_access_keys on parapet.change using gin (access_keys) with (fastupdate = off);

-- The events that the look was for which opened a finding; null: it was for none.
alter table parapet.finding_event add column events jsonb;

-- What a message asked was decided before it was sent: then it is over.
alter table parapet.message drop constraint message_state_check;
alter table parapet.message add constraint message_state_check check (state in (
    'waiting', 'sending', 'sent', 'failed', 'dead', 'over'
));
-- One that only reads what people set on the findings that a channel keeps.
alter table parapet.message drop constraint message_kind_check;
alter table parapet.message add constraint message_kind_check check (kind in (
    'transitions', 'digest', 'first sweep', 'changes stopped', 'exception ends',
    'channel dead', 'renewal', 'workflow'
));
-- When a finding's workflow was asked for last; and whether it is sent once more, though it stands as it
-- was told.
alter table parapet.kept_finding add column read timestamptz not null default '-infinity';
alter table parapet.kept_finding add column again boolean not null default false;
create index kept_finding_read on parapet.kept_finding (channel, read);

-- Runs.

-- The queue.
