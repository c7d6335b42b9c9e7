-- What events and channels are checked against, and what they say of what was left out.

-- The organization's management account, by its accounts' ARNs; null: it was not read yet.
alter table parapet.organization add column management text;

-- Whose call an event tells of: AWS's id of a request is nobody's to choose.
create index change_requests on parapet.change using gin (requests) with (fastupdate = off);

-- How many of the resources that it names were too many to be looked at.
alter table parapet.received_event add column unlooked integer not null default 0;
create index received_event_unlooked on parapet.received_event (received) where unlooked > 0;

-- The workflow that people set over there, as it was when the finding was sent last; null: nobody said.
alter table parapet.kept_finding add column workflow text;
create index kept_finding_finding on parapet.kept_finding (finding);
