-- What a million rows, an outage and a second answer need.

-- Statements over everything.

-- Events and messages.

-- Runs.

-- The queue.
