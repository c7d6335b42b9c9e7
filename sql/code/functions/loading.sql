-- Jobs of a sweep into the queue: many at once, in one transaction with the sweep's next state.

-- Before anything is copied in. Answers the table to copy into: a big sweep gets tables of its own,
-- filled first, indexed and attached by begin_scan, and dropped when it has ended, so that it leaves
-- no dead rows behind. What this transaction does may take minutes.
create or replace function parapet.open_loading(
    p_token bigint, p_sweep text, p_big boolean, out target text, out batch bigint
)
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_jobs text;
begin
    perform require_leader(p_token);
    perform set_config('statement_timeout', '0', true);
    -- Its row stays free: a sweep may be cancelled while it is loaded, and begin_scan then refuses.
    select s.batch into batch from sweep s where s.id = p_sweep and s.state = 'discovering';
    if not found then
        raise exception 'sweep % is not discovered', p_sweep using errcode = 'PA005';
    end if;
    v_jobs := 'job_' || batch;
    target := 'parapet.job';
    if not p_big then
        return;
    end if;
    -- Attaching waits for whoever reads the queue, and everybody else for it.
    perform set_config('lock_timeout', '1s', true);
    execute format(
        'create table parapet.%I (like parapet.job including defaults including constraints,
            check (batch = %L)) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)',
        v_jobs, batch
    );
    execute format(
        'grant insert (batch, kind, account, gate, payload, waits) on parapet.%I
            to parapet_coordinator', v_jobs
    );
    target := format('parapet.%I', v_jobs);
end $$;

create or replace function parapet.has_partition(p_batch bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp
return to_regclass('parapet.job_' || p_batch) is not null;

create or replace function parapet.attach_partition(p_batch bigint) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_jobs text := 'job_' || p_batch;
    v_results text := 'job_result_' || p_batch;
begin
    -- Built before, so that the queue stands still only while the catalogue is written.
    execute format('alter table parapet.%I add primary key (id, batch)', v_jobs);
    execute format(
        'create index on parapet.%I (batch, id) where state = ''ready'' and not waits', v_jobs
    );
    execute format(
        'create index on parapet.%I (account, gate) where state = ''running''', v_jobs
    );
    execute format('create index on parapet.%I (batch, account)', v_jobs);
    execute format('create index on parapet.%I (batch, account) where waits', v_jobs);
    execute format('analyze parapet.%I', v_jobs);
    execute format('alter table parapet.job attach partition parapet.%I for values in (%L)',
        v_jobs, p_batch);
    -- Discovery has left results of this sweep among the others.
    execute format('create table parapet.%I (like parapet.job_result including all,
        check (batch = %L))', v_results, p_batch);
    execute format('with moved as (delete from parapet.job_result_common where batch = %L
        returning *) insert into parapet.%I select * from moved', p_batch, v_results);
    execute format('alter table parapet.job_result attach partition parapet.%I
        for values in (%L)', v_results, p_batch);
end $$;

-- discovering → running: opens the sweep to the workers, in the transaction that copied its jobs in.
-- A leader that lost its lease, or a plan made twice, takes the copied rows back with it.
create or replace function parapet.begin_scan(p_token bigint, p_sweep text) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_sweep sweep := lead_sweep(p_token, p_sweep, 'discovering');
begin
    if exists (select from job where batch = v_sweep.batch and kind = 'discover') then
        raise exception 'sweep % is not discovered', p_sweep using errcode = 'PA005';
    end if;
    update sweep set state = 'running' where id = p_sweep;
    if has_partition(v_sweep.batch) then
        perform set_config('lock_timeout', '1s', true);
        perform attach_partition(v_sweep.batch);
    end if;
    perform ask_standing(v_sweep);
    perform pg_notify('parapet_jobs', p_sweep);
end $$;
