create or replace view report.changes with (security_invoker = true) as
select c.id, c.finding, c.guardrail, c.action, c.account, c.environment, c.region,
    c.resource ->> 'type' as resource_type, c.resource ->> 'id' as resource_id,
    c.resource ->> 'arn' as resource_arn, c.resource ->> 'name' as resource_name,
    c.target ->> 'type' as target_type, c.target ->> 'id' as target_id,
    c.target ->> 'arn' as target_arn, c.target ->> 'name' as target_name,
    c.part, c.state, c.waits, c.not_before, c.reason, c.before, c.planned,
    coalesce(c.after, c.expected) as after, c.proposed, c.proposed_by, c.expires, c.decided_by,
    c.decided_at, c.decided_reason, c.executed, c.requests, c.undoes, c.undone_by, c.approvers,
    c.mode, c.wave, nullif(c.quota, '') as quota, c.run, c.step,
    case when c.undoes is not null and c.executed is null then exists (
        select from parapet.guardrail_rule r
        where r.guardrail = c.guardrail and r.current and r.is_swept
            and coalesce(r.changes -> 'modes' ->> c.environment,
                r.changes -> 'modes' ->> 'default') = 'enforce'
    ) else false end as made_again
from parapet.change c;
comment on view report.changes is 'The ledger: every change that was ever proposed, and what became of it.';
comment on column report.changes.id is 'The change''s id.';
comment on column report.changes.finding is 'The finding that it is about; null for changes of a run.';
comment on column report.changes.guardrail is 'The guardrail whose action it is; null for changes of a run.';
comment on column report.changes.action is 'What is done, such as ec2.restrict-ingress.';
comment on column report.changes.account is 'The AWS account id.';
comment on column report.changes.environment is 'The account''s environment when it was proposed.';
comment on column report.changes.region is 'Where it is made, or global.';
comment on column report.changes.resource_type is 'The catalogue type of the finding''s resource.';
comment on column report.changes.resource_id is 'The id of the finding''s resource.';
comment on column report.changes.resource_arn is 'Its ARN; null where AWS has none.';
comment on column report.changes.resource_name is 'Its name; null where AWS has none.';
comment on column report.changes.target_type is 'The catalogue type of what is changed.';
comment on column report.changes.target_id is 'The id of what is changed.';
comment on column report.changes.target_arn is 'Its ARN; null where AWS has none.';
comment on column report.changes.target_name is 'Its name; null where AWS has none.';
comment on column report.changes.part is 'The finding''s part.';
comment on column report.changes.state is 'proposed, awaiting approval, approved, executing, verifying, done, no-op, failed, conflict, lapsed, refused or stopped.';
comment on column report.changes.waits is 'What a proposed one waits for: limit, wave, stop, after, settle or window.';
comment on column report.changes.not_before is 'The earliest time that it is made; null: any.';
comment on column report.changes.reason is 'Why it is as it is, where that needs a reason.';
comment on column report.changes.before is 'What the plan rests on, as it was read before.';
comment on column report.changes.planned is 'The calls of AWS''s API in their order: {service, operation, input}.';
comment on column report.changes.after is 'What was read afterwards; before that, what should be found.';
comment on column report.changes.proposed is 'When it was proposed.';
comment on column report.changes.proposed_by is 'The person who asked for it, or parapet.';
comment on column report.changes.expires is 'Until when somebody may approve it.';
comment on column report.changes.decided_by is 'The database user who approved or rejected it; null where nobody had to.';
comment on column report.changes.decided_at is 'When.';
comment on column report.changes.decided_reason is 'Why.';
comment on column report.changes.executed is 'When it ended, however it did.';
comment on column report.changes.requests is 'AWS''s ids of the requests that were made.';
comment on column report.changes.undoes is 'The change that this one undoes.';
comment on column report.changes.undone_by is 'The change that undid this one.';
comment on column report.changes.approvers is 'The database roles whose members may decide.';
comment on column report.changes.mode is 'approve or enforce: whether a person has to decide.';
comment on column report.changes.wave is 'In which wave it was made, from 1; null before.';
comment on column report.changes.quota is 'The sweep in whose limits it counts.';
comment on column report.changes.run is 'The run of which a step made it; null for changes of guardrails.';
comment on column report.changes.step is 'The step''s name in its playbook.';
comment on column report.changes.made_again is 'Of an undo that is not over: whether its guardrail enforces there, so that what is undone is changed again.';
