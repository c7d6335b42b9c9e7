-- What a million rows, an outage and a second answer need.

-- Statements over everything.

-- Events and messages.

-- Runs.

-- What a run did and another run relies on: it stays until the last of them lets it go. A run that holds
-- what another did has a row; so has the run that did it, once it let it go.
create table parapet.change_hold (
    change text not null references parapet.change,
    run text not null references parapet.run,
    step text not null,
    task integer not null,
    -- When the run let it go; null while it relies on it.
    released timestamptz,
    primary key (change, run)
);
create index change_hold_run on parapet.change_hold (run, step, task);
create index change_undoes on parapet.change (undoes) where undoes is not null;

-- The queue.
