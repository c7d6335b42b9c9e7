-- Steps of runs that change something: their changes are rows of the same ledger.

-- Whose change it is, where it is a run's: one for each target of one task of one step. Finding and
-- guardrail are null then.
alter table parapet.change add column run text references parapet.run;
alter table parapet.change add column step text;
alter table parapet.change add column task integer;
alter table parapet.change add constraint change_of_a_run check (
    (run is null) = (step is null) and (run is null) = (task is null)
    and (run is null or finding is null and guardrail is null)
);
create index change_run on parapet.change (run, step, task, proposed) where run is not null;

-- What the rule book says of the run's playbook, which no worker can say otherwise:
-- {STEP: {"type","responds","gate": {"by":[ROLE],"two_persons":BOOL or null} or null}}; null of runs
-- from before there were steps that respond.
alter table parapet.run add column bounds jsonb;

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

-- What vouches for the logs.

-- The audit log as it was up to an entry, by a key that is in no database: whoever can write every hash
-- anew cannot write this. Never taken out.
create table parapet.audit_signature (
    entry bigint not null,
    hash text not null,
    -- Its public half, in PEM.
    key text not null,
    -- 64 bytes in hexadecimal, over 'parapet audit ENTRY HASH'.
    signature text not null,
    at timestamptz not null default clock_timestamp(),
    primary key (entry, key)
);
create index audit_signature_key on parapet.audit_signature (key, entry desc);

-- Runs whose evidence grew, and since when, that the audit log does not say yet.
create table parapet.evidence_growth (
    run text primary key references parapet.run,
    since timestamptz not null default clock_timestamp()
);
insert into parapet.evidence_growth (run) select distinct run from parapet.evidence;

-- Attempts of a job that came to nothing because of the database.
alter table parapet.job add column outages integer not null default 0;
alter table parapet.job_failure add column outages integer not null default 0;
