create or replace view report.evidence with (security_invoker = true) as
select e.run, e.number, e.entry, e.previous, e.hash,
    case when e.entry::jsonb #>> '{detail,document_sha256}' is not null then (
        select parapet.change_document(c) from parapet.change c
        where c.id = e.entry::jsonb #>> '{detail,change}'
    ) end as document
from parapet.evidence e;
comment on view report.evidence is 'Who did what when in each run: a log that nobody rewrites.';
comment on column report.evidence.run is 'The run.';
comment on column report.evidence.number is 'Its place in the run''s log, from 1.';
comment on column report.evidence.entry is 'What happened, as the text that is hashed: {run, number, at, who, what, detail}.';
comment on column report.evidence.previous is 'The hash of the entry before; empty for the first.';
comment on column report.evidence.hash is 'SHA-256 of the hash before, a line feed and the entry.';
comment on column report.evidence.document is 'Of a change: all that is known of it, as the text of which the entry has the SHA-256.';
