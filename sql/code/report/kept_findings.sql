create or replace view report.kept_findings with (security_invoker = true) as
select k.channel, k.finding, f.guardrail, f.account, k.status, k.sent, k.workflow,
    nullif(k.read, '-infinity') as read
from parapet.kept_finding k join parapet.finding f on f.id = k.finding;
comment on view report.kept_findings is 'What channels that keep findings, such as Security Hub, were told of them last.';
comment on column report.kept_findings.channel is 'The channel.';
comment on column report.kept_findings.finding is 'The finding''s id.';
comment on column report.kept_findings.guardrail is 'Its guardrail.';
comment on column report.kept_findings.account is 'Its AWS account id.';
comment on column report.kept_findings.status is 'How it stood when it was sent last.';
comment on column report.kept_findings.sent is 'When that was.';
comment on column report.kept_findings.workflow is 'The workflow that people had set there, such as SUPPRESSED, when it could be read last; it excuses nothing. Null: nobody said.';
comment on column report.kept_findings.read is 'When it was asked for last: once a day, while the finding stands. Null: never.';
