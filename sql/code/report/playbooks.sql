create or replace view report.playbooks with (security_invoker = true) as
select name, title, kind, target_type, file, sha256, text from parapet.playbooks();
comment on view report.playbooks is 'The playbooks of the rules in force: what a run that is started now is run by.';
comment on column report.playbooks.name is 'What it is run by.';
comment on column report.playbooks.title is 'What it does, in a line.';
comment on column report.playbooks.kind is 'workflow or orchestration.';
comment on column report.playbooks.target_type is 'The catalogue type of what it is run on; null for orchestrations.';
comment on column report.playbooks.file is 'The coordinator''s file that holds it.';
comment on column report.playbooks.sha256 is 'The hash of its text.';
comment on column report.playbooks.text is 'The text itself.';
