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
