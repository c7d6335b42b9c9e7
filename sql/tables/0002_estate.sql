-- What joins over all accounts look up: one resource by the name that a guardrail asks for. By
-- expressions, because of a table that was never analyzed PostgreSQL takes an index of the type, or of
-- the account, for as good, and that is everything there is of it.
create index inventory_arn on parapet.inventory ((type || ' ' || arn)) where gone is null;
create index inventory_id on parapet.inventory ((type || ' ' || id), (account || ''))
    where gone is null;

insert into parapet.job_kind values ('estate', 'parapet_worker', '{look,reads}');
