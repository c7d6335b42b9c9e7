-- Every table. A file here is numbered, applied once, and never edited after it has landed; what is
-- not a table, an index or data has its place in sql/code.

create schema parapet;
create schema report;

-- What was applied: each file here, and the state of sql/code.
create table parapet.migration (
    version integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now()
);
create table parapet.code (
    only_row boolean primary key default true check (only_row),
    sha256 text not null,
    applied_at timestamptz not null default now()
);

-- Processes -------------------------------------------------------------------------------------

-- One row per running process; its heartbeat is the lease of every job the process holds. The name
-- is made from a secret that the process alone knows, so that nobody can act in another's name.
create table parapet.member (
    process text primary key check (process <> ''),
    role text not null check (role in ('worker', 'coordinator')),
    host text not null,
    started timestamptz not null default now(),
    heartbeat timestamptz not null default now()
) with (fillfactor = 50);

-- Leadership is a row and not a session lock, because a connection pooler shares sessions. The token
-- is a key: who leads holds it shared for as long as a transaction takes, a take-over waits for that,
-- and a renewal, which changes no key, does not.
create table parapet.leader (
    token bigint primary key,
    only_row boolean not null unique default true check (only_row),
    holder text,
    until timestamptz not null
) with (fillfactor = 50);
insert into parapet.leader (token, until) values (0, '-infinity');

-- Rules and the estate --------------------------------------------------------------------------

-- Configuration and guardrails of one moment, stored once by content.
create table parapet.rule_book (
    id integer generated always as identity primary key,
    hash text not null unique,
    -- {"configuration":{"file","text"},"guardrails":[{"file","text"}],"baselines":{…}} as it was
    -- hashed; null where only the hash is kept.
    texts text,
    config_sha256 text not null,
    guardrails_sha256 text not null,
    -- By guardrail: {"severity","type","service","by_tag"}.
    rules jsonb not null,
    stored_at timestamptz not null default now()
);

-- The accounts as a sweep began with them, stored once by content.
create table parapet.estate (
    id integer generated always as identity primary key,
    hash text not null unique,
    document jsonb not null,
    stored_at timestamptz not null default now()
);

create table parapet.account (
    id text primary key check (id <> ''),
    name text not null,
    environment text,
    tags jsonb not null default '{}',
    unit text,
    -- From the root's id to that of its unit; empty where unknown.
    unit_ids text[] not null default '{}',
    status text not null check (status in ('active', 'suspended', 'left')),
    role_state text check (role_state in ('assumed', 'refused', 'failed')),
    role_detail text,
    regions text[] not null default '{}',
    -- When its role was asked for last, and with which settings.
    discovered_at timestamptz,
    discovered_with text,
    -- When the organization listed it last, and when its tags were read; null: never.
    listed_at timestamptz,
    tagged_at timestamptz,
    -- What kept them from being read the last time, and when that was.
    tags_error text,
    tags_tried_at timestamptz
);

-- How the last reading of the organization went.
create table parapet.organization (
    only_row boolean primary key default true check (only_row),
    -- When the last reading began that saw everything.
    complete_at timestamptz,
    -- What kept the last one from it.
    error text,
    -- When the last one began, and when it ended, however it did.
    began_at timestamptz,
    read_at timestamptz
);
insert into parapet.organization default values;

-- Of the guardrails that were used last: what people are told, and what exceptions are held to. A
-- guardrail keeps the ids of its findings when its name changes: they are made from its origin, the
-- name that it had first.
create table parapet.guardrail_rule (
    guardrail text primary key,
    origin text not null unique,
    granted_by text,
    at_most_seconds bigint,
    title text,
    severity text,
    resource_type text,
    -- Why it matters, how to do it right, how to ask for an exception.
    education text,
    frameworks jsonb not null default '{}',
    -- What it serves of them, as a whole or by a part: [{"framework","control","partly","part"}].
    controls jsonb not null default '[]',
    -- Whether the newest rule book has it.
    current boolean not null default true,
    -- What it needs read: [{"type","service","attributes":[…],"global","around"}].
    reads jsonb not null default '[]',
    -- Where it applies: {"accounts":[…],"environments":[…],"regions":[…],"modes":{…}}; an empty list
    -- leaves out nothing.
    reach jsonb not null default '{}',
    -- Whether sweeps judge it; else events do.
    is_swept boolean not null default true
);

-- Names that the newest rule book's configuration knows, whether or not any account has them: what
-- people type is held to them.
create table parapet.configured_name (
    kind text not null check (kind in ('account', 'environment', 'region')),
    name text not null,
    primary key (kind, name)
);

-- When each guardrail's clock last asked. One with a clock of the calendar begins with the moment it
-- was first seen: it has missed nothing before.
create table parapet.schedule (
    guardrail text primary key,
    last timestamptz not null,
    -- When it is due again; null where it has no clock any more.
    next timestamptz
);

-- Files of the newest rules that do not load.
create table parapet.broken_rule (
    file text primary key,
    problem text not null,
    -- Its last good text stands in for it; else it is left out.
    replaced boolean not null,
    since timestamptz not null default clock_timestamp()
);

-- Batches, sweeps and jobs ----------------------------------------------------------------------

-- Jobs that belong together. A sweep has one of its own; standing ones carry what is asked for all
-- the time.
create table parapet.batch (
    id bigint generated always as identity primary key,
    lane text not null check (lane in ('sweep', 'event', 'change', 'notice', 'run')),
    priority text not null check (priority in ('event', 'on-demand', 'scheduled')),
    state text not null check (state in ('waiting', 'open', 'closed', 'cleared')),
    paused boolean not null default false,
    -- How many jobs may run in one account at once, whatever their gates.
    account_jobs integer not null default 20 check (account_jobs > 0),
    -- What its jobs are done with, unless they say otherwise.
    rules integer references parapet.rule_book,
    estate integer references parapet.estate,
    opened_at timestamptz not null default now()
) with (fillfactor = 70);
create index batch_open on parapet.batch (priority, opened_at) where state = 'open';
create index batch_closed on parapet.batch (id) where state = 'closed';
create unique index batch_standing on parapet.batch (lane) where lane <> 'sweep';
insert into parapet.batch (lane, priority, state) values
    ('event', 'event', 'open'), ('change', 'event', 'open'), ('notice', 'on-demand', 'open'),
    ('run', 'on-demand', 'open');

create table parapet.sweep (
    id text primary key,
    batch bigint not null unique references parapet.batch,
    requested_by text not null,
    requested_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    state text not null default 'requested'
        check (state in ('requested', 'discovering', 'running', 'done', 'failed', 'cancelled')),
    narrowing jsonb not null,
    is_full boolean not null,
    -- Whether accounts and roles are asked for anew, whatever is remembered.
    refresh boolean not null default false,
    -- Since when the accounts were known that it began with; null: it needed no organization.
    estate_at timestamptz,
    -- What is to be said of it beside its figures: {"unclassified":COUNT,"allowed":BOOL,
    -- "broken":[FILE],"lines":[TEXT]}.
    notes jsonb not null default '{}',
    summary jsonb,
    error text
);
create index sweep_active on parapet.sweep (requested_at)
    where state in ('requested', 'discovering', 'running');

-- Which group may claim a kind of job, and which effects it may have.
create table parapet.job_kind (
    kind text primary key,
    claimed_by text not null,
    effects text[] not null
);
insert into parapet.job_kind values
    ('discover', 'parapet_worker', '{account,reads}'),
    ('scan', 'parapet_worker', '{look,coverage,inventory,reads}'),
    ('join', 'parapet_worker', '{look,reads}'),
    ('look', 'parapet_worker', '{look,inventory,reads}');

create sequence parapet.job_id;
-- No foreign keys: a check per row would make the bulk load several times slower. By batch and never
-- by state: a job does not move. The id leads the key, so that a job is found without its batch.
create table parapet.job (
    id bigint not null default nextval('parapet.job_id'),
    batch bigint not null,
    kind text not null,
    account text not null,
    -- One job of a gate runs at a time.
    gate text not null,
    payload jsonb not null default '{}',
    -- Null: those of the batch.
    rules integer,
    state text not null default 'ready' check (state in ('ready', 'running')),
    -- Until no other job of its batch and account is left.
    waits boolean not null default false,
    attempt integer not null default 0,
    worker text,
    run_after timestamptz not null default now(),
    deadline timestamptz,
    failures integer not null default 0,
    throttles integer not null default 0,
    drains integer not null default 0,
    last_error text,
    primary key (id, batch)
) partition by list (batch);
create index job_ready on parapet.job (batch, id) where state = 'ready' and not waits;
create index job_running on parapet.job (account, gate) where state = 'running';
create index job_batch on parapet.job (batch, account);
create index job_waiting on parapet.job (batch, account) where waits;
create table parapet.job_common partition of parapet.job default
    with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

-- Jobs that used up their attempts.
create table parapet.job_failure (
    job bigint primary key,
    batch bigint not null,
    kind text not null,
    account text not null,
    gate text not null,
    payload jsonb not null,
    rules integer,
    failures integer not null,
    throttles integer not null,
    drains integer not null,
    error text not null,
    failed_at timestamptz not null default now()
);
create index job_failure_gate on parapet.job_failure (gate, failed_at);

-- A row per finished job of a batch that counts them; counters on the batch would make its row the
-- one place where all workers meet.
create table parapet.job_result (
    batch bigint not null,
    kind text not null,
    account text not null,
    gate text not null,
    region text,
    service text,
    outcome text not null check (outcome in ('done', 'failed')),
    reads bigint not null default 0,
    unknown bigint not null default 0,
    primary key (batch, account, kind, gate)
) partition by list (batch);
create table parapet.job_result_common partition of parapet.job_result default;

-- What was seen ---------------------------------------------------------------------------------

-- One row per (account, region, service): "last evaluated" lives here, so that a look which finds
-- nothing new writes this row alone. `coverage` elements: {"type","attribute","permission",
-- "complete","gaps":[{"reason","permission","detail","count"}]}, and "sweep" and "evaluated_at" where
-- an earlier look left the element. What was covered stays where it lies, outside of the row, so that
-- the row's next version fits on its page.
create table parapet.scope (
    account text not null,
    region text not null,
    service text not null,
    sweep text not null,
    evaluated_at timestamptz not null,
    coverage jsonb not null,
    reads bigint not null,
    unknown bigint not null,
    -- What looks at the scope came to, the latest first, as far as nothing was written since: a look
    -- that comes to one of them has nothing to compare. Several, because sweeps for some guardrails
    -- and full ones come to different things and take turns.
    results text[] not null default '{}',
    -- Grows with what is written of the scope: a look that began before is overtaken.
    generation bigint not null default 0,
    primary key (account, region, service)
) with (fillfactor = 50, toast_tuple_target = 128);

-- Only what changed is written: the hash tells before a document travels.
create table parapet.inventory (
    account text not null,
    type text not null,
    region text not null,
    id text not null,
    -- The scope whose job collects it; a bucket's own region is not the region of its scope.
    scope_region text not null,
    service text not null,
    arn text,
    name text,
    tags jsonb not null default '{}',
    -- The catalogue's fields and facts, and `aws`.
    document jsonb not null,
    -- Attribute to {"reason","permission","detail"}.
    unread jsonb not null default '{}',
    -- Holds texts that PostgreSQL cannot; they stand with U+0000 written as \u0000.
    escaped boolean not null default false,
    -- Why the document is not kept; it is then empty.
    omitted text,
    hash text not null,
    first_seen timestamptz not null,
    changed timestamptz not null,
    -- Since when AWS no longer lists it.
    gone timestamptz,
    primary key (account, type, region, id)
) with (fillfactor = 80);
create index inventory_scope on parapet.inventory (account, scope_region, service)
    where gone is null;
create index inventory_type on parapet.inventory (type) where gone is null;
create index inventory_gone on parapet.inventory (gone) where gone is not null;

-- How a resource was from `at` on, for the types that parapet.yaml names.
create sequence parapet.inventory_event_id;
create table parapet.inventory_event (
    id bigint not null default nextval('parapet.inventory_event_id'),
    at timestamptz not null,
    event text not null check (event in ('seen', 'changed', 'gone')),
    account text not null,
    type text not null,
    region text not null,
    resource text not null,
    arn text,
    name text,
    tags jsonb not null,
    document jsonb not null,
    primary key (id, at)
) partition by range (at);
create index inventory_event_resource on parapet.inventory_event (account, type, resource, id);

-- Findings --------------------------------------------------------------------------------------

create table parapet.finding (
    id uuid primary key,
    guardrail text not null,
    account text not null,
    region text not null,
    resource_type text not null,
    resource_id text not null,
    part text not null,
    resource_arn text,
    resource_name text,
    -- The scope whose job judges it.
    scope_region text not null,
    service text not null,
    status text not null check (status in ('open', 'excepted', 'resolved', 'unknown')),
    unverified boolean not null default false,
    severity text not null check (severity in ('info', 'low', 'medium', 'high', 'critical')),
    environment text,
    because jsonb not null default '[]',
    reason text,
    exception jsonb,
    first_seen timestamptz not null,
    changed timestamptz not null
) with (fillfactor = 80);
create index finding_scope on parapet.finding (account, scope_region, service)
    where status <> 'resolved';
create index finding_standing on parapet.finding (guardrail) where status <> 'resolved';
create index finding_excepted on parapet.finding ((exception ->> 'source'))
    where status = 'excepted';

-- What happened to a finding, by whom it was noticed (the sweep, or the exception) and how it stood
-- afterwards. The identity is repeated because a withdrawn finding leaves no row.
create sequence parapet.finding_event_id;
create table parapet.finding_event (
    id bigint not null default nextval('parapet.finding_event_id'),
    finding uuid not null,
    sweep text not null,
    at timestamptz not null,
    event text not null check (event in (
        'opened', 'reopened', 'excepted', 'changed', 'resolved', 'unverified', 'verified',
        'unknown', 'withdrawn', 'renamed'
    )),
    guardrail text not null,
    account text not null,
    region text not null,
    resource_type text not null,
    resource_id text not null,
    part text not null,
    status text not null,
    unverified boolean not null,
    severity text not null,
    environment text,
    because jsonb not null,
    reason text,
    exception jsonb,
    primary key (id, at)
) partition by range (at);
create index finding_event_finding on parapet.finding_event (finding, id);

-- Changes of findings that nobody has followed up yet.
create table parapet.outbox (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    finding uuid not null,
    event text not null,
    -- How it stood before; null where nothing did.
    was text,
    status text not null,
    guardrail text not null,
    account text not null,
    region text not null,
    resource_type text not null,
    resource_id text not null,
    part text not null,
    -- What it was judged with; null where a person or a clock changed it.
    rules integer
) with (autovacuum_vacuum_scale_factor = 0.02);

-- What each partition holds ends before `until`; retention drops it whole.
create table parapet.event_partition (
    name text primary key,
    parent text not null,
    until date not null
);

-- People ----------------------------------------------------------------------------------------

create table parapet.exception (
    id text primary key,
    guardrail text not null,
    -- Empty lets everything in: {"account","unit","environment","region","resource","tag":
    -- {"key","value"},"condition"}; `resource` may hold * and ?.
    scope jsonb not null,
    reason text not null check (reason <> ''),
    ticket text,
    state text not null check (state in ('requested', 'granted', 'refused', 'revoked', 'expired')),
    requested_by text not null,
    requested_at timestamptz not null,
    until timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    -- Why it was refused or revoked.
    note text,
    ended_at timestamptz
);
create index exception_granted on parapet.exception (guardrail) where state = 'granted';
create index exception_ending on parapet.exception (until)
    where state in ('granted', 'requested');

-- Grows with every grant, end and rule. Who writes findings holds the table shared, who changes
-- exceptions alone: a look that was made with older exceptions is made again. A table's lock and not a
-- row's, because those who ask for it are served in turn.
create table parapet.exception_version (
    only_row boolean primary key default true check (only_row),
    version bigint not null default 1
) with (fillfactor = 50);
insert into parapet.exception_version default values;

-- Append-only; each row's hash covers the row before, so that a changed or missing row shows.
create table parapet.audit (
    id bigint primary key,
    at timestamptz not null,
    -- The database user of the session; nobody can act in another's name.
    actor text not null,
    action text not null,
    subject text not null,
    detail jsonb not null,
    previous text not null,
    hash text not null
);

-- Who writes the log, or asks for a sweep, locks its row: only functions can, and they are
-- done soon. Anybody who may log in can hold an advisory lock.
create table parapet.turn (
    name text primary key check (name in ('audit', 'request sweep'))
);
insert into parapet.turn values ('audit'), ('request sweep');

-- A login, or a group of logins, with what it may read; a member of parapet_reader that is not named
-- here, and in no group that is, reads everything.
create table parapet.reader_scope (
    reader text not null,
    account text,
    -- A path of organizational units, or one name in it.
    unit text,
    check ((account is null) <> (unit is null))
);
create unique index reader_scope_once
    on parapet.reader_scope (reader, coalesce(account, ''), coalesce(unit, ''));

-- What somebody is to be told, once. Channels deliver it; until there are any, people and programs
-- read it here, and LISTEN parapet_notices hears of it.
create table parapet.notice (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    kind text not null check (kind in ('exception ends')),
    recipient text,
    subject text not null,
    until timestamptz not null,
    detail jsonb not null,
    unique (kind, subject, until)
);
