create or replace view report.guardrails with (security_invoker = true) as
select guardrail, title, severity, resource_type, frameworks, granted_by,
    make_interval(secs => at_most_seconds) as at_most, education, current, is_swept
from parapet.guardrail_rule;
comment on view report.guardrails is 'The guardrails that sweeps used, as they last were.';
comment on column report.guardrails.guardrail is 'Its name.';
comment on column report.guardrails.title is 'What it finds.';
comment on column report.guardrails.severity is 'How urgent its findings are.';
comment on column report.guardrails.resource_type is 'What it judges.';
comment on column report.guardrails.frameworks is 'The controls that it serves, by framework.';
comment on column report.guardrails.granted_by is 'The group that may grant exceptions; null: nobody.';
comment on column report.guardrails.at_most is 'How long an exception may last; null: no limit.';
comment on column report.guardrails.education is 'Why it matters, how to do it right, how to ask for an exception.';
comment on column report.guardrails.current is 'Whether the newest rule book has it.';
comment on column report.guardrails.is_swept is 'Whether sweeps judge it; else events alone lead to it.';
