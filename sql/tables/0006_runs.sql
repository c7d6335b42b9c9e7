-- Runs of playbooks: what people start, what became of each step, and the evidence.

create table parapet.run (
    id text primary key default 'r-' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
    playbook text not null,
    -- As whoever started it gave it: a run goes on with the text that it began with.
    text text not null,
    sha256 text not null,
    -- {"type","account","region","id","arn","name"}; null for orchestrations.
    target jsonb,
    -- That of the target; empty for orchestrations.
    account text not null,
    inputs jsonb not null default '{}',
    case_name text,
    reason text,
    only_analyses boolean not null default false,
    dry boolean not null default false,
    started_by text not null,
    started timestamptz not null default clock_timestamp(),
    rules integer not null,
    status text not null default 'running' check (status in (
        'running', 'waiting', 'done', 'failed', 'refused', 'undone'
    )),
    ended timestamptz,
    -- How often somebody had it go on or back.
    round integer not null default 0,
    -- As the programs have it; null until a worker began it.
    state jsonb,
    -- Grows with each advance: what was made of an older one is refused.
    version bigint not null default 0
) with (fillfactor = 70);
create index run_started on parapet.run (started desc, id);

-- What happened to a run and no worker has taken yet, and what was: in order.
create table parapet.run_event (
    id bigint generated always as identity primary key,
    run text not null references parapet.run,
    at timestamptz not null default clock_timestamp(),
    event jsonb not null,
    -- The version of the run that took it.
    taken bigint
);
create index run_event_new on parapet.run_event (run, id) where taken is null;

-- Each attempt at a step, or at taking it back.
create table parapet.run_step (
    run text not null references parapet.run,
    step text not null,
    -- The item's number in the step, from 0.
    task integer not null,
    attempt integer not null,
    type text not null,
    key text not null,
    undo boolean not null default false,
    inputs jsonb not null,
    inputs_sha256 text not null,
    outputs_sha256 text,
    outcome text check (outcome in ('done', 'failed', 'snoozed')),
    message text,
    changes text[] not null default '{}',
    started timestamptz,
    ended timestamptz,
    primary key (run, step, task, attempt)
);

-- Where a run asks somebody, and who may answer.
create table parapet.run_gate (
    run text not null references parapet.run,
    step text not null,
    approvers text[] not null,
    two_persons boolean not null,
    reason text not null,
    asked timestamptz not null default clock_timestamp(),
    is_open boolean not null default true,
    primary key (run, step)
);

-- Who did what when, entry by entry: the hash covers the entry's text and the hash before. Nobody ever
-- forgets it.
create table parapet.evidence (
    run text not null references parapet.run,
    number integer not null,
    -- {"run","number","at","who","what","detail"} as text, so that every program hashes the same.
    entry text not null,
    previous text not null,
    hash text not null,
    primary key (run, number)
);

-- Targets are looked for by what a responder has in hand.
create index inventory_instance_private on parapet.inventory ((document ->> 'private_ip'))
    where gone is null and type = 'ec2.instance';
create index inventory_instance_public on parapet.inventory ((document ->> 'public_ip'))
    where gone is null and type = 'ec2.instance';
create index inventory_instance_tags on parapet.inventory using gin (tags jsonb_path_ops)
    where gone is null and type = 'ec2.instance';
create index inventory_record_name on parapet.inventory (lower(name))
    where gone is null and type = 'route53.record';
create index inventory_interface_public on parapet.inventory ((document ->> 'public_ip'))
    where gone is null and type = 'ec2.network-interface';

insert into parapet.job_kind values
    ('advance', 'parapet_worker', '{run,reads}'),
    ('step', 'parapet_worker', '{step,reads}');
