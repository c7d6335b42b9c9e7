-- What a million rows, an outage and a second answer need.

-- Statements over everything.

-- Events and messages.

-- Runs.

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
alter table parapet.message drop constraint message_kind_check;
alter table parapet.message add constraint message_kind_check check (kind in (
    'transitions', 'digest', 'first sweep', 'changes stopped', 'exception ends',
    'channel dead', 'renewal', 'run'
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
