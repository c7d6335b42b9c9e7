-- Changes of what AWS has: the ledger, its switches, and what limits them.

-- One row for each change of one target, from the proposal to its end; none is ever taken out. What a
-- person approved is what is here, and is never written again.
create table parapet.change (
    id text primary key default 'c-' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
    -- The same proposal is made once: finding, opening, action and target, or who asked and when.
    key text not null unique,
    -- Null for changes of a run; so is the guardrail.
    finding uuid,
    guardrail text,
    -- The number of the event that opened the finding.
    opening bigint,
    action text not null,
    account text not null,
    environment text,
    region text not null,
    -- {"type","id","arn","name"}
    resource jsonb not null,
    target jsonb not null,
    -- The account, region, type and id of the target.
    target_key text not null,
    part text not null,
    -- That of the guardrail when it was proposed; what a person asked for is always approved first.
    mode text not null check (mode in ('approve', 'enforce')),
    state text not null check (state in (
        'proposed', 'awaiting approval', 'approved', 'executing', 'verifying', 'done', 'no-op',
        'failed', 'conflict', 'lapsed', 'refused', 'stopped'
    )),
    waits text check (waits in ('limit', 'wave', 'stop', 'after', 'settle', 'window')),
    not_before timestamptz,
    reason text,
    rules integer not null,
    -- What the action was asked: {"target","region","part","element","parameters"}.
    request jsonb,
    -- What the plan rests on, as it was read, and its hash; null where nothing was planned.
    before jsonb,
    before_hash text,
    -- The calls in their order: [{"service","operation","input"}], and what should then be found.
    planned jsonb not null default '[]',
    expected jsonb,
    after jsonb,
    after_hash text,
    proposed timestamptz not null default clock_timestamp(),
    proposed_by text not null,
    -- Who may decide: database roles.
    approvers text[] not null default '{}',
    expires timestamptz,
    decided_by text,
    decided_at timestamptz,
    decided_reason text,
    -- In whose limits it counts: a sweep, or what was let through beside; empty for events.
    quota text not null default '',
    admitted timestamptz,
    wave integer,
    -- When the first call was about to be sent; what is being sent, to what had the
    -- hash, and how much of it was.
    intended timestamptz,
    sending jsonb not null default '[]',
    sending_to text,
    sent integer not null default 0,
    -- When it ended, however it did.
    executed timestamptz,
    -- AWS's ids of the requests.
    requests text[] not null default '{}',
    undoes text references parapet.change,
    undone_by text references parapet.change
) with (fillfactor = 70);
create index change_finding on parapet.change (finding, opening);
create index change_proposed on parapet.change (proposed desc, id);
create index change_quota on parapet.change (quota) where quota <> '';
create index change_target on parapet.change (target_key, executed) where state = 'done';
create index change_admitted on parapet.change (guardrail, account, admitted)
    where admitted is not null;
create index change_ended on parapet.change (guardrail, executed desc) where executed is not null;
create index change_living on parapet.change (guardrail, state)
    where state in ('proposed', 'awaiting approval', 'approved', 'executing', 'verifying', 'stopped');
-- What the limits are asked about; what waits for a person or for a time is not.
create index change_admission on parapet.change (proposed, id)
    where admitted is null and (state = 'approved'
        or state = 'proposed' and coalesce(waits, 'wave') = 'wave');
create index change_due on parapet.change (not_before) where state = 'proposed' and waits is not null;
create index change_expiring on parapet.change (expires) where state = 'awaiting approval';
-- One at a time, whoever asks.
create unique index change_one_a_target on parapet.change (target_key)
    where state in ('executing', 'verifying');

-- A switch that somebody, or a row of failures, has pulled; an empty name is that of all guardrails.
create table parapet.change_stop (
    guardrail text primary key,
    by text not null,
    at timestamptz not null default clock_timestamp(),
    reason text
);

-- Texts of guardrails that were over their limit, and somebody let them go on: the first time nothing
-- is changed at all.
create table parapet.change_trust (
    guardrail text not null,
    text text not null,
    by text not null,
    at timestamptz not null default clock_timestamp(),
    primary key (guardrail, text)
);

-- How many resources a sweep judged by a guardrail that enforces: what its share is of.
create table parapet.judged (
    batch bigint not null,
    guardrail text not null,
    account text not null,
    gate text not null,
    resources bigint not null,
    primary key (batch, guardrail, account, gate)
);

-- With which rules standing findings were followed up last, beside what sweeps ask for.
create table parapet.followed_rules (
    only_row boolean primary key default true check (only_row),
    rules integer,
    at timestamptz not null default clock_timestamp()
);
insert into parapet.followed_rules default values;

-- What a guardrail may do: {"modes":{ENVIRONMENT or "default":MODE},"approvers":[ROLE],
-- "owner_roles":[ROLE],"acts":BOOL}.
alter table parapet.guardrail_rule add column changes jsonb not null default '{}';

-- A sweep that proposes nothing; and since when its standing findings are followed up.
alter table parapet.sweep add column no_changes boolean not null default false;
alter table parapet.sweep add column followed timestamptz;
update parapet.sweep set followed = clock_timestamp() where state in ('done', 'failed', 'cancelled');
create index sweep_unfollowed on parapet.sweep (finished_at) where state = 'done' and followed is null;

-- In whose limits changes count that come of it: a sweep's, or nobody's; null: none are to come of it.
alter table parapet.outbox add column quota text default '';
alter table parapet.outbox add column environment text;

insert into parapet.job_kind values
    ('propose', 'parapet_worker', '{proposals,reads}'),
    ('change', 'parapet_worker', '{change,reads}');
update parapet.job_kind set effects = effects || '{judged}' where kind in ('scan', 'join', 'estate');

alter table parapet.notice drop constraint notice_kind_check;
alter table parapet.notice add constraint notice_kind_check check (kind in (
    'exception ends', 'finding', 'change proposed', 'change waits', 'change failed', 'changes stopped'
));
alter table parapet.notice drop constraint notice_kind_subject_until_key;
create unique index notice_once
    on parapet.notice (kind, subject, until, coalesce(recipient, ''));
