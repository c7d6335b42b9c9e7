-- Steps of runs that change something: their changes are rows of the same ledger.

-- Whose change it is, where it is a run's: one for each target of one task of one step. Finding and
-- guardrail are null then.
alter table parapet.change add column run text references parapet.run;
alter table parapet.change add column step text;
alter table parapet.change add column task integer;
alter table parapet.change add constraint change_of_a_run check (
    (run is null) = (step is null) and (run is null) = (task is null)
    and (run is null or finding is null and guardrail is null)
);
create index change_run on parapet.change (run, step, task, proposed) where run is not null;

-- What the rule book says of the run's playbook, which no worker can say otherwise:
-- {STEP: {"type","responds","gate": {"by":[ROLE],"two_persons":BOOL or null} or null}}; null of runs
-- from before there were steps that respond.
alter table parapet.run add column bounds jsonb;
