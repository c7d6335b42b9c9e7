create or replace view report.rules with (security_invoker = true) as
select file, problem, replaced, since from parapet.broken_rule;
comment on view report.rules is 'Files of guardrails and configuration that do not load; none is as it should be.';
comment on column report.rules.file is 'The file.';
comment on column report.rules.problem is 'What is wrong with it, where.';
comment on column report.rules.replaced is 'Its last good text stands in for it; else it is left out, and its findings stay.';
comment on column report.rules.since is 'Since when it is known to be broken.';
