create or replace view report.configured_names with (security_invoker = true) as
select kind, name from parapet.configured_name;
comment on view report.configured_names is 'Names that the newest configuration knows, whether or not any account has them.';
comment on column report.configured_names.kind is 'account, environment, region, or queue (of events).';
comment on column report.configured_names.name is 'As it is written there.';
