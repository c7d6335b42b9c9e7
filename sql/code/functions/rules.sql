-- Rule books, and what people are told of guardrails.

-- For the leader: stores a rule book once; answers its number. p_rules: {"guardrails":{NAME:
-- {"severity","type","service","by_tag","text"}},"types":{TYPE:SERVICE}}; the text is its SHA-256.
create or replace function parapet.store_rules(
    p_token bigint, p_hash text, p_texts text, p_rules jsonb
) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_id integer;
    v_changes boolean;
begin
    perform require_leader(p_token);
    if p_hash <> encode(sha256(convert_to(p_texts, 'UTF8')), 'hex') then
        raise exception 'the hash is not that of the rule book' using errcode = 'PA003';
    end if;
    -- Texts that were forgotten are there again, and one that stands again is the newest.
    update rule_book set texts = p_texts, stored_at = clock_timestamp()
    where hash = p_hash and (texts is null or id is distinct from newest_rules());
    v_changes := found;
    select id into v_id from rule_book where hash = p_hash;
    if not found then
        insert into rule_book (hash, texts, config_sha256, guardrails_sha256, rules)
        values (
            p_hash, p_texts,
            encode(sha256(convert_to(p_texts::json -> 'configuration' ->> 'text', 'UTF8')), 'hex'),
            encode(sha256(convert_to((p_texts::json -> 'guardrails')::text, 'UTF8')), 'hex'),
            p_rules
        )
        on conflict (hash) do update set stored_at = clock_timestamp()
        returning id into v_id;
        v_changes := true;
    end if;
    if v_changes then
        perform log_action('rules changed', p_hash, (
            select jsonb_build_object(
                'number', id, 'config', config_sha256, 'guardrails', guardrails_sha256
            ) from rule_book where id = v_id
        ));
    end if;
    return v_id;
end $$;

-- The newest rule book whose texts are kept; null where there is none.
create or replace function parapet.newest_rules() returns integer
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select id from rule_book where texts is not null order by stored_at desc, id desc limit 1
$$;

-- For the leader: the files of the newest rules that do not load: [{"file","problem","replaced"}].
create or replace function parapet.set_broken_rules(p_token bigint, p_broken jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    delete from broken_rule where file not in (
        select x ->> 'file' from jsonb_array_elements(p_broken) x
    );
    insert into broken_rule as b (file, problem, replaced)
    select x.file, x.problem, x.replaced
    from jsonb_to_recordset(p_broken) as x (file text, problem text, replaced boolean)
    on conflict (file) do update set problem = excluded.problem, replaced = excluded.replaced;
end $$;

create or replace function parapet.rule_book_texts(
    p_rules integer, out hash text, out texts text
)
language sql stable security definer set search_path = pg_catalog, parapet, pg_temp as $$
    select hash, texts from rule_book where id = p_rules
$$;

-- For the leader: what the guardrails of the newest rule book are about. One that says which names it
-- had before takes over their findings and exceptions, unless it has findings of its own already.
-- p_rules: [{"guardrail","was","granted_by","at_most_seconds","title","severity","resource_type",
-- "education","frameworks","controls","reads","reach","is_swept","ground","changes"}].
create or replace function parapet.set_guardrail_rules(p_token bigint, p_rules jsonb)
returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
begin
    perform require_leader(p_token);
    perform rename_guardrail(x ->> 'guardrail',
        array(select jsonb_array_elements_text(x -> 'was')))
    from jsonb_array_elements(p_rules) x where jsonb_array_length(x -> 'was') > 0;
    merge into guardrail_rule r
    using (
        select x.*, case when exists (
                select from guardrail_rule o
                where o.origin = x.guardrail and o.guardrail <> x.guardrail
            ) then x.guardrail || '#' || gen_random_uuid() else x.guardrail end as origin
        from jsonb_to_recordset(p_rules) as x (
            guardrail text, granted_by text, at_most_seconds bigint, title text, severity text,
            resource_type text, education text, frameworks jsonb, controls jsonb, reads jsonb,
            reach jsonb, is_swept boolean, ground text, changes jsonb
        )
    ) x on r.guardrail = x.guardrail
    when matched and (
        r.granted_by, r.at_most_seconds, r.title, r.severity, r.resource_type, r.education,
        r.frameworks, r.controls, r.reads, r.reach, r.is_swept, r.ground, r.changes, r.current
    ) is distinct from (
        x.granted_by, x.at_most_seconds, x.title, x.severity, x.resource_type, x.education,
        x.frameworks, x.controls, x.reads, x.reach, x.is_swept, coalesce(x.ground, 'scope'),
        x.changes, true
    ) then
        update set granted_by = x.granted_by, at_most_seconds = x.at_most_seconds,
            title = x.title, severity = x.severity, resource_type = x.resource_type,
            education = x.education, frameworks = x.frameworks, controls = x.controls,
            reads = x.reads, reach = x.reach, is_swept = x.is_swept,
            ground = coalesce(x.ground, 'scope'),
            changes = x.changes, current = true
    when not matched then
        insert (guardrail, granted_by, at_most_seconds, title, severity, resource_type,
            education, frameworks, controls, reads, reach, is_swept, ground, changes, origin)
        values (x.guardrail, x.granted_by, x.at_most_seconds, x.title, x.severity,
            x.resource_type, x.education, x.frameworks, x.controls, x.reads, x.reach,
            x.is_swept, coalesce(x.ground, 'scope'), x.changes, x.origin);
    get diagnostics v_count = row_count;
    update guardrail_rule r set current = false
    where r.current and not exists (
        select from jsonb_array_elements(p_rules) x where x ->> 'guardrail' = r.guardrail
    );
    if v_count > 0 then
        perform turn_exceptions();
    end if;
end $$;

-- For the leader: the names that the newest rule book's configuration knows.
-- p_names: {"account":[…],"environment":[…],"region":[…]}.
create or replace function parapet.set_configured_names(p_token bigint, p_names jsonb)
returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
begin
    perform require_leader(p_token);
    delete from configured_name c
    where not coalesce(p_names -> c.kind, '[]') ? c.name;
    insert into configured_name (kind, name)
    select k.key, n.name from jsonb_each(p_names) k
    cross join lateral jsonb_array_elements_text(k.value) as n (name)
    on conflict do nothing;
end $$;

create or replace function parapet.rename_guardrail(p_name text, p_was text[]) returns void
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_origin text;
    v_findings uuid[];
    v_changes jsonb;
begin
    if exists (select from finding where guardrail = p_name) then
        return;
    end if;
    select r.origin into v_origin from guardrail_rule r
    where r.guardrail = any (p_was) order by array_position(p_was, r.guardrail) limit 1;
    v_origin := coalesce(v_origin, p_was[cardinality(p_was)]);
    if not exists (select from guardrail_rule where guardrail = any (p_was)) and exists (
        select from guardrail_rule where guardrail = p_name and origin = v_origin
    ) then
        return;
    end if;
    perform turn_exceptions();
    delete from guardrail_rule where guardrail = any (p_was)
        or guardrail = p_name or origin = v_origin;
    insert into guardrail_rule (guardrail, origin) values (p_name, v_origin);
    update exception set guardrail = p_name where guardrail = any (p_was);
    select array_agg(f.id), jsonb_agg(
        changed_finding(f, 'renamed', jsonb_build_object('guardrail', p_name))
    ) into v_findings, v_changes
    from finding f where f.guardrail = any (p_was);
    if v_findings is null then
        return;
    end if;
    perform forget_results(v_findings, true);
    perform write_findings(v_changes, '', null);
    perform log_action('guardrail renamed', p_name, jsonb_build_object(
        'was', p_was, 'findings', cardinality(v_findings)
    ));
end $$;

-- For the leader: of rule books that nothing has used for so many days only the hashes are kept, and
-- of estates nothing. Answers how many rule books.
create or replace function parapet.forget_material(p_token bigint, p_days integer) returns integer
language plpgsql security definer set search_path = pg_catalog, parapet, pg_temp as $$
declare
    v_count integer;
    v_before timestamptz := clock_timestamp() - make_interval(days => p_days);
begin
    perform require_leader(p_token);
    update batch b set estate = null
    where state = 'cleared' and estate is not null
        and not exists (select from sweep s where s.batch = b.id and s.finished_at > v_before);
    delete from estate e where stored_at < v_before
        and not exists (select from batch b where b.estate = e.id);
    update rule_book r set texts = null
    where texts is not null and stored_at < v_before
        and not exists (
            select from batch b join sweep s on s.batch = b.id
            where b.rules = r.id and (b.state <> 'cleared' or s.finished_at > v_before)
        )
        -- Jobs with rules of their own are in the common partition: those of a big sweep have none.
        and not exists (select from job_common j where j.rules = r.id)
        and not exists (
            select from change c where c.rules = r.id and c.executed is null
        );
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- The key of a guardrail's part, for LIKE: guardduty/{region} stands for one of each region.
create or replace function parapet.part_pattern(p_part text) returns text
language sql immutable
return regexp_replace(
    regexp_replace(p_part, '([\\%_])', '\\\1', 'g'), '\{[^}]*\}', '%', 'g'
);
