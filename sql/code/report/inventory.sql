create or replace view report.inventory with (security_invoker = true) as
select type, id, arn, name, account, region, tags, document, unread, first_seen, changed,
    escaped, omitted
from parapet.inventory where gone is null;
comment on view report.inventory is 'Every resource that AWS listed at the last look, as guardrails see it.';
comment on column report.inventory.type is 'The catalogue type, such as ec2.security-group.';
comment on column report.inventory.id is 'As AWS gives it.';
comment on column report.inventory.arn is 'Null where AWS has none.';
comment on column report.inventory.name is 'Null where it has none.';
comment on column report.inventory.account is 'The AWS account id.';
comment on column report.inventory.region is 'The resource''s region, or global.';
comment on column report.inventory.tags is 'Keys and values; empty where none were read.';
comment on column report.inventory.document is 'The catalogue''s fields and facts, and aws: the members by their AWS names.';
comment on column report.inventory.unread is 'Attributes that could not be read, and why.';
comment on column report.inventory.first_seen is 'When it was first listed.';
comment on column report.inventory.changed is 'When anything of it last changed.';
comment on column report.inventory.escaped is 'Some text of it holds what PostgreSQL cannot: U+0000 stands there as \u0000.';
comment on column report.inventory.omitted is 'Why its document is not kept, and empty here; null where it is.';
