create or replace view report.findings with (security_invoker = true) as
-- Nothing keeps an order or a limit from reaching the table.
select f.id, f.guardrail, f.status, f.unverified, f.severity, f.account, f.environment, f.region,
    f.resource_type, f.resource_id, f.resource_arn, f.resource_name, f.part, f.because, f.reason,
    f.first_seen, f.changed, r.title, r.education, coalesce((
        select jsonb_agg(c - 'part' order by place)
        from jsonb_array_elements(r.controls) with ordinality as x (c, place)
        where c ->> 'part' is null or f.part like parapet.part_pattern(c ->> 'part')
    ), '[]') as frameworks,
    f.exception
from parapet.finding f left join parapet.guardrail_rule r on r.guardrail = f.guardrail;
comment on view report.findings is 'Every violation that was ever seen, and how it stands.';
comment on column report.findings.id is 'Made from the identity (guardrail, account, region, resource, part): the same for ever.';
comment on column report.findings.guardrail is 'The guardrail that is violated.';
comment on column report.findings.status is 'open, excepted, resolved, or unknown where nothing could be judged yet.';
comment on column report.findings.unverified is 'The last look could not confirm what the status says.';
comment on column report.findings.severity is 'info, low, medium, high or critical.';
comment on column report.findings.account is 'The AWS account id.';
comment on column report.findings.environment is 'The account''s environment; null: unclassified.';
comment on column report.findings.region is 'The resource''s region, or global.';
comment on column report.findings.resource_type is 'The catalogue type, such as ec2.security-group.';
comment on column report.findings.resource_id is 'The id as AWS gives it.';
comment on column report.findings.resource_arn is 'The ARN; null where AWS has none.';
comment on column report.findings.resource_name is 'The name; null where AWS has none.';
comment on column report.findings.part is 'The element that violates; empty for the whole resource.';
comment on column report.findings.because is 'Reasons, a list of {text, path}.';
comment on column report.findings.reason is 'Why it was resolved: fixed, gone, account left, guardrail removed, guardrail changed, out of scope; or the exception.';
comment on column report.findings.first_seen is 'When it was seen first.';
comment on column report.findings.changed is 'When anything about it changed last.';
comment on column report.findings.title is 'What the guardrail finds; null where no sweep used it yet.';
comment on column report.findings.education is 'Why it matters, how to do it right, how to ask for an exception.';
comment on column report.findings.frameworks is 'The controls that the guardrail serves, or the finding''s part of it: a list of {framework, control, partly}.';
comment on column report.findings.exception is 'What it stands under while it is excepted: {source, owner, from, until}.';
