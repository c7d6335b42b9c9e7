create or replace view report.events with (security_invoker = true) as
select received, at, id, name, account, region,
    record -> 'userIdentity' ->> 'arn' as actor,
    record ->> 'sourceIPAddress' as source_address,
    mentions, times, omitted, record, excerpt, unlooked
from parapet.received_event;
comment on view report.events is 'AWS''s events that guardrails ask for, as they were received; each once, however often it came.';
comment on column report.events.received is 'When it came last.';
comment on column report.events.at is 'When AWS recorded it.';
comment on column report.events.id is 'AWS''s eventID.';
comment on column report.events.name is 'The service and the event, as ec2:AuthorizeSecurityGroupIngress.';
comment on column report.events.account is 'The account that it happened in.';
comment on column report.events.region is 'Where; us-east-1 for IAM and its like.';
comment on column report.events.actor is 'The ARN of who called; null where AWS names none.';
comment on column report.events.source_address is 'The address, or the service, that it was called from.';
comment on column report.events.mentions is 'The resources that it says have changed: {"type","region","scope","id"}, or "contains" for those whose document contains this.';
comment on column report.events.times is 'How often it came, more than an hour apart.';
comment on column report.events.omitted is 'Why its record is not kept; null: it is.';
comment on column report.events.record is 'CloudTrail''s record.';
comment on column report.events.excerpt is 'How a record begins that is not kept.';
comment on column report.events.unlooked is 'How many of the resources that it names were too many to be looked at: the next sweep sees them.';
