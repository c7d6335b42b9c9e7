create or replace view report.coverage_totals with (security_invoker = true) as
select coalesce(sum(coalesce(complete, (
        select count(*) from jsonb_array_elements(coverage) c where not c @? '$.gaps[*]'
    ))), 0)::bigint as complete,
    coalesce(sum(coalesce(kinds, jsonb_array_length(coverage))), 0)::bigint as reads
from parapet.scope;
comment on view report.coverage_totals is 'How many of the reads that the last look at each scope needed were complete, in one row.';
comment on column report.coverage_totals.complete is 'Those that were: the complete rows of report.coverage.';
comment on column report.coverage_totals.reads is 'All of them.';
