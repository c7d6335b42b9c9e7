create or replace view report.inventory_history with (security_invoker = true) as
select id, at, event, account, type, region, resource, arn, name, tags, document
from parapet.inventory_event;
comment on view report.inventory_history is 'How resources were, for the types that parapet.yaml names under inventory: history.';
comment on column report.inventory_history.id is 'Grows with time.';
comment on column report.inventory_history.at is 'From when on it was so.';
comment on column report.inventory_history.event is 'seen (for the first time, or the first since history is kept), changed, or gone.';
comment on column report.inventory_history.account is 'The AWS account id.';
comment on column report.inventory_history.type is 'The catalogue type.';
comment on column report.inventory_history.region is 'The resource''s region, or global.';
comment on column report.inventory_history.resource is 'The resource''s id.';
comment on column report.inventory_history.arn is 'Null where AWS has none.';
comment on column report.inventory_history.name is 'Null where it has none.';
comment on column report.inventory_history.tags is 'Its tags, as they then were.';
comment on column report.inventory_history.document is 'As in report.inventory, as it then was.';
