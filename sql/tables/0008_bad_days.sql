-- What a million rows, an outage and a second answer need.

-- Statements over everything.

-- Compiling a statement takes longer than any of these saves by it. Who does not own the database does
-- without.
do $$ begin
    execute format('alter database %I set jit = off', current_database());
exception when insufficient_privilege then null;
end $$;

-- The worst first, as people list findings; what is alike in this is sorted when it is asked for.
create index finding_worst on parapet.finding (
    (array_position('{critical,high,medium,low,info}'::text[], severity)), guardrail, account
) where status <> 'resolved';
-- Where findings of a guardrail stand; how many are how; all of an account. None over what changes while a
-- finding stands as it did: each such change would be written into every index.
create index finding_place on parapet.finding (guardrail, account) where status <> 'resolved';
drop index parapet.finding_standing;
create index finding_status on parapet.finding (status, guardrail, account);
create index finding_account on parapet.finding (account);
-- Exceptions by tag that end soon: as texts, which sort as the moments that they name to the second.
create index finding_tag_end on parapet.finding ((exception ->> 'until'))
    where status = 'excepted' and exception ->> 'source' = 'tag';

-- Of what was fixed: since when it was open.
alter table parapet.finding_event add column opened_at timestamptz;
-- Nothing that was written is written over.
alter table parapet.finding_event disable trigger user;
update parapet.finding_event e set opened_at = o.opened_at
from (
    select id, at, event, reason, max(at) filter (where event in ('opened', 'reopened')) over (
        partition by finding order by id rows between unbounded preceding and 1 preceding
    ) as opened_at
    from parapet.finding_event where event in ('opened', 'reopened', 'resolved')
) o
where o.event = 'resolved' and o.reason = 'fixed' and e.id = o.id and e.at = o.at;
alter table parapet.finding_event enable trigger user;
-- What happened in an account.
create index finding_event_account on parapet.finding_event (account);
-- What a sweep closed.
create index finding_event_closed on parapet.finding_event (sweep) where status = 'resolved';

-- Scopes that could not be read as a whole: few, however many there are.
create index scope_gaps on parapet.scope (account, region, service)
    where coverage @? '$[*].gaps[*]';
-- How many kinds of reads a scope's last look made, and how many of them were complete; null until it is
-- looked at once more.
alter table parapet.scope add column kinds integer, add column complete integer;

-- What somebody's word led to, by the job that it became.
create index change_asked on parapet.change (key text_pattern_ops) where key like 'job %';

create index job_result_failed on parapet.job_result (batch) where outcome = 'failed';

-- Events and messages.

-- Runs.

-- The queue.
