-- What a million rows, an outage and a second answer need.

-- Statements over everything.

-- Compiling a statement takes longer than any of these saves by it. Who does not own the database does
-- without.
do $$ begin
    execute format('alter database %I set jit = off', current_database());
exception when insufficient_privilege then null;
end $$;

-- The worst first, as people list findings; what is alike in this is sorted when it is asked for.
create index finding_worst on parapet.finding (
    (array_position('{critical,high,medium,low,info}'::text[], severity)), guardrail, account
) where status <> 'resolved';
-- Where findings of a guardrail stand; how many are how; all of an account. None over what changes while a
-- finding stands as it did: each such change would be written into every index.
create index finding_place on parapet.finding (guardrail, account) where status <> 'resolved';
drop index parapet.finding_standing;
create index finding_status on parapet.finding (status, guardrail, account);
create index finding_account on parapet.finding (account);
-- Exceptions by tag that end soon: as texts, which sort as the moments that they name to the second.
create index finding_tag_end on parapet.finding ((exception ->> 'until'))
    where status = 'excepted' and exception ->> 'source' = 'tag';

-- Of what was fixed: since when it was open.
alter table parapet.finding_event add column opened_at timestamptz;
-- Nothing that was written is written over.
alter table parapet.finding_event disable trigger user;
update parapet.finding_event e set opened_at = o.opened_at
from (
    select id, at, event, reason, max(at) filter (where event in ('opened', 'reopened')) over (
        partition by finding order by id rows between unbounded preceding and 1 preceding
    ) as opened_at
    from parapet.finding_event where event in ('opened', 'reopened', 'resolved')
) o
where o.event = 'resolved' and o.reason = 'fixed' and e.id = o.id and e.at = o.at;
alter table parapet.finding_event enable trigger user;
-- What happened in an account.
create index finding_event_account on parapet.finding_event (account);
-- What a sweep closed.
create index finding_event_closed on parapet.finding_event (sweep) where status = 'resolved';

-- Scopes that could not be read as a whole: few, however many there are.
create index scope_gaps on parapet.scope (account, region, service)
    where coverage @? '$[*].gaps[*]';
-- How many kinds of reads a scope's last look made, and how many of them were complete; null until it is
-- looked at once more.
alter table parapet.scope add column kinds integer, add column complete integer;

-- What somebody's word led to, by the job that it became.
create index change_asked on parapet.change (key text_pattern_ops) where key like 'job %';

create index job_result_failed on parapet.job_result (batch) where outcome = 'failed';

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
    'channel dead', 'renewal', 'workflow', 'run'
));
-- When a finding's workflow was asked for last; and whether it is sent once more, though it stands as it
-- was told.
alter table parapet.kept_finding add column read timestamptz not null default '-infinity';
alter table parapet.kept_finding add column again boolean not null default false;
create index kept_finding_read on parapet.kept_finding (channel, read);

-- Runs.

-- What a run did and another run relies on: it stays until the last of them lets it go. A run that holds
-- what another did has a row; so has the run that did it, once it let it go.
create table parapet.change_hold (
    change text not null references parapet.change,
    run text not null references parapet.run,
    step text not null,
    task integer not null,
    -- When the run let it go; null while it relies on it.
    released timestamptz,
    primary key (change, run)
);
create index change_hold_run on parapet.change_hold (run, step, task);
create index change_undoes on parapet.change (undoes) where undoes is not null;
-- About which finding a guardrail had it started, and by which change of the ledger; null: a person did.
alter table parapet.run add column finding uuid;
alter table parapet.run add column guardrail text;
alter table parapet.run add column change text references parapet.change;
create unique index run_change on parapet.run (change) where change is not null;
-- One at a time about a finding, whoever starts it.
create unique index run_one_a_finding on parapet.run (finding, playbook)
    where finding is not null and status in ('running', 'waiting');
-- Who may let a run go on hears of it, and how it ended.
alter table parapet.notice drop constraint notice_kind_check;
alter table parapet.notice add constraint notice_kind_check check (kind in (
    'exception ends', 'finding', 'finding resolved', 'change proposed', 'change waits',
    'change done', 'change failed', 'change lapsed', 'changes stopped', 'approval ends',
    'channel dead', 'run'
));
create index run_finding on parapet.run (finding, started desc) where finding is not null;
-- What steps ask of all accounts: which resources of a type hold a text, as parapet.holding_query asks it.
create index inventory_held_instance_image on parapet.inventory
    using gin (((lower((document -> 'image')::text))::jsonb)) where gone is null and type = 'ec2.instance';
create index inventory_held_instance_profile on parapet.inventory
    using gin (((lower((document -> 'profile')::text))::jsonb)) where gone is null and type = 'ec2.instance';
create index inventory_held_instance_key on parapet.inventory
    using gin (((lower((document -> 'aws' -> 'KeyName')::text))::jsonb)) where gone is null and type = 'ec2.instance';
create index inventory_held_function_role on parapet.inventory
    using gin (((lower((document -> 'role')::text))::jsonb)) where gone is null and type = 'lambda.function';
create index inventory_held_role_profiles on parapet.inventory
    using gin (((lower((document -> 'instance_profiles')::text))::jsonb)) where gone is null and type = 'iam.role';
create index inventory_held_record_values on parapet.inventory
    using gin (((lower((document -> 'values')::text))::jsonb)) where gone is null and type = 'route53.record';
create index inventory_held_record_alias on parapet.inventory
    using gin (((lower((document -> 'alias')::text))::jsonb)) where gone is null and type = 'route53.record';

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
    -- Nobody but sweeps that change nothing asked for it.
    no_changes boolean not null default false,
    primary key (account, region, service)
);
create index unread_due on parapet.unread (due);
update parapet.job_kind set effects = effects || '{unread}' where kind in ('scan', 'look');
