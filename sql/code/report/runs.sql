create or replace view report.runs with (security_invoker = true) as
select r.id, r.playbook, r.sha256, r.target ->> 'type' as target_type, r.account,
    r.target ->> 'region' as region, r.target ->> 'id' as target_id,
    r.target ->> 'arn' as target_arn, r.target ->> 'name' as target_name, r.case_name as "case",
    r.reason, r.inputs, r.only_analyses, r.dry, r.status, r.started_by, r.started, r.ended,
    r.state, r.text, r.finding, r.guardrail, r.change
from parapet.run r;
comment on view report.runs is 'Every run of a workflow or an orchestration, and how it stands.';
comment on column report.runs.id is 'The run''s id.';
comment on column report.runs.playbook is 'The playbook''s name.';
comment on column report.runs.sha256 is 'The hash of the playbook''s text, with which the run goes on to its end.';
comment on column report.runs.target_type is 'The catalogue type of what it is run on; null for orchestrations.';
comment on column report.runs.account is 'The target''s account; empty for orchestrations.';
comment on column report.runs.region is 'The target''s region.';
comment on column report.runs.target_id is 'The target''s id.';
comment on column report.runs.target_arn is 'Its ARN; null where AWS has none.';
comment on column report.runs.target_name is 'Its name; null where it has none.';
comment on column report.runs."case" is 'The case that it was started for.';
comment on column report.runs.reason is 'Why it was started.';
comment on column report.runs.inputs is 'What whoever started it said beside the target.';
comment on column report.runs.only_analyses is 'Whether steps that change something are left out.';
comment on column report.runs.dry is 'Whether steps that change something are told instead of done.';
comment on column report.runs.status is 'running, waiting (at a gate), done, failed, refused or undone.';
comment on column report.runs.started_by is 'The database user who started it.';
comment on column report.runs.started is 'When.';
comment on column report.runs.ended is 'When nothing was left to do; null while something is.';
comment on column report.runs.state is 'Its steps with their tasks, inputs, outputs and gates, as the programs have it.';
comment on column report.runs.text is 'The playbook as it was when the run was started.';
comment on column report.runs.finding is 'The finding that a guardrail had it started about; null where a person started it.';
comment on column report.runs.guardrail is 'That guardrail.';
comment on column report.runs.change is 'The change of the ledger by which it was started.';
