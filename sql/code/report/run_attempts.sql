create or replace view report.run_attempts with (security_invoker = true) as
select s.run, s.step, s.task, s.attempt, s.type, s.undo, s.inputs, s.inputs_sha256,
    s.outputs_sha256, s.outcome, s.message, s.changes, s.started, s.ended
from parapet.run_step s;
comment on view report.run_attempts is 'Every attempt at a step of a run, and at taking it back.';
comment on column report.run_attempts.run is 'The run.';
comment on column report.run_attempts.step is 'The step''s name in the playbook.';
comment on column report.run_attempts.task is 'The item''s number in the step, from 0.';
comment on column report.run_attempts.attempt is 'The number of the attempt, from 1.';
comment on column report.run_attempts.type is 'The step type.';
comment on column report.run_attempts.undo is 'Whether it takes the step back.';
comment on column report.run_attempts.inputs is 'What the step was given.';
comment on column report.run_attempts.inputs_sha256 is 'SHA-256 of that, as canonical text.';
comment on column report.run_attempts.outputs_sha256 is 'SHA-256 of what it answered; null where it answered nothing.';
comment on column report.run_attempts.outcome is 'done, failed or snoozed; null while it goes on.';
comment on column report.run_attempts.message is 'Why it failed.';
comment on column report.run_attempts.changes is 'The ids of the changes that it made.';
comment on column report.run_attempts.started is 'When a worker began it; null before.';
comment on column report.run_attempts.ended is 'When it ended; null before.';
