-- The form of what jobs leave behind. A worker's word is stored and read by everybody: what has another
-- form, or is too much, is refused here with PA003.

create or replace function parapet.are_texts(p_object jsonb, p_keys text[], p_length integer)
returns boolean
language sql immutable
return not exists (
    select from unnest(p_keys) k
    where jsonb_typeof(p_object -> k) is distinct from 'string'
        or length(p_object ->> k) > p_length
);

-- Null where it is not there.
create or replace function parapet.may_be_texts(p_object jsonb, p_keys text[], p_length integer)
returns boolean
language sql immutable
return not exists (
    select from unnest(p_keys) k
    where jsonb_typeof(p_object -> k) not in ('string', 'null') or length(p_object ->> k) > p_length
);

create or replace function parapet.are_counts(p_object jsonb, p_keys text[]) returns boolean
language sql immutable
return not exists (
    select from unnest(p_keys) k
    where p_object ? k and (
        jsonb_typeof(p_object -> k) <> 'number' or (p_object ->> k)::numeric not between 0 and 1e12
            or (p_object ->> k)::numeric % 1 <> 0
    )
);

create or replace function parapet.is_moment(p_value jsonb) returns boolean
language sql immutable
return jsonb_typeof(p_value) = 'string'
    and p_value #>> '{}' ~ '^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\.[0-9]{1,9})?Z$';

create or replace function parapet.is_change(p_change jsonb) returns boolean
language sql immutable
return coalesce(
    parapet.are_texts(p_change,
        '{event,guardrail,account,region,type,resource,part,status}'::text[], 2048)
    and parapet.may_be_texts(p_change, '{environment,arn,name,reason}'::text[], 4096)
    and jsonb_typeof(p_change -> 'unverified') = 'boolean'
    and jsonb_typeof(p_change -> 'because') = 'array'
    and not jsonb_path_exists(p_change, '$.because[*] ? (@.type() != "object"
        || !(exists (@.text ? (@.type() == "string"))) || !(exists (@.path ? (@.type() == "string"))))')
    and (jsonb_typeof(p_change -> 'exception') = 'null' or coalesce(
        parapet.are_texts(p_change -> 'exception', '{source}'::text[], 256)
        and parapet.may_be_texts(p_change -> 'exception', '{owner}'::text[], 1024)
        and parapet.is_moment(p_change -> 'exception' -> 'from')
        and coalesce(parapet.is_moment(
            nullif(p_change -> 'exception' -> 'until', 'null')
        ), true), false
    ))
    and octet_length(p_change::text) <= 1048576, false
);

create or replace function parapet.is_coverage(p_read jsonb) returns boolean
language sql immutable
return coalesce(
    parapet.are_texts(p_read, '{type,permission}'::text[], 1024)
    and parapet.may_be_texts(p_read, '{attribute}'::text[], 1024)
    and parapet.are_counts(p_read, '{complete}'::text[])
    and jsonb_typeof(p_read -> 'gaps') = 'array'
    and not exists (
        select from jsonb_array_elements(p_read -> 'gaps') g
        where not parapet.are_texts(g, '{reason,permission,detail}'::text[], 100000)
            or not parapet.are_counts(g, '{count}'::text[])
    ), false
);

create or replace function parapet.is_resource(p_resource jsonb) returns boolean
language sql immutable
return coalesce(
    parapet.are_texts(p_resource, '{type,region,id,hash}'::text[], 2048)
    and parapet.may_be_texts(p_resource, '{arn,name,omitted}'::text[], 4096)
    and jsonb_typeof(p_resource -> 'document') = 'object'
    and jsonb_typeof(p_resource -> 'unread') = 'object'
    and coalesce(jsonb_typeof(p_resource -> 'tags'), 'null') in ('object', 'null')
    and octet_length(p_resource::text) <= 4194304, false
);

-- The form of a proposal; what has another is refused.
create or replace function parapet.is_proposal(p_proposal jsonb) returns boolean
language sql immutable
return coalesce(
    parapet.are_texts(p_proposal, '{key,action,region,part,target_key}'::text[], 4096)
    and parapet.may_be_texts(p_proposal, '{state,waits,reason,before_hash,undoes}'::text[], 4096)
    and jsonb_typeof(p_proposal -> 'resource') = 'object'
    and jsonb_typeof(p_proposal -> 'target') = 'object'
    and jsonb_typeof(p_proposal -> 'planned') = 'array'
    and jsonb_typeof(p_proposal -> 'approvers') = 'array'
    and octet_length(p_proposal::text) <= 2097152, false
);

create or replace function parapet.is_run_move(p_run jsonb) returns boolean
language sql immutable
return coalesce(
    parapet.are_counts(p_run, '{version,round}'::text[]) and p_run ?& '{version,round}'
    and jsonb_typeof(p_run -> 'state') = 'object'
    and p_run ->> 'status' in ('running', 'waiting', 'done', 'failed', 'refused', 'undone')
    and not exists (
        select from unnest('{taken,work,gates,closed,wakes,notices}'::text[]) k
        where jsonb_typeof(p_run -> k) is distinct from 'array'
    )
    and jsonb_typeof(p_run -> 'finished') = 'boolean'
    and not exists (
        select from jsonb_array_elements(p_run -> 'work') w
        where not parapet.are_texts(w, '{step,type,key,inputs_sha256}'::text[], 1024)
            or not parapet.are_counts(w, '{task,attempt}'::text[]) or not w ?& '{task,attempt}'
            or jsonb_typeof(w -> 'inputs') <> 'object' or jsonb_typeof(w -> 'undo') <> 'boolean'
    )
    and octet_length(p_run::text) <= 67108864, false
);

create or replace function parapet.is_step_end(p_end jsonb) returns boolean
language sql immutable
return coalesce(
    p_end ->> 'outcome' in ('done', 'failed', 'snoozed')
    and parapet.may_be_texts(p_end, '{message,outputs_sha256}'::text[], 4096)
    and jsonb_typeof(p_end -> 'event') = 'object'
    and octet_length(p_end::text) <= 4194304, false
);

-- With the rights and settings of finish.
create or replace function parapet.check_effects(p_effects jsonb) returns void
language plpgsql as $$
declare
    v_wrong text;
begin
    v_wrong := case
        when not are_counts(p_effects, '{reads,unknown}') then 'counts'
        when p_effects ? 'look' and (
            not are_counts(p_effects -> 'look', '{exceptions,generation}')
            or not p_effects -> 'look' ?& '{exceptions,generation,changes}'
            or length(p_effects -> 'look' ->> 'result') > 128
            or coalesce(p_effects -> 'look' -> 'since', 'null') <> 'null'
                and not is_moment(p_effects -> 'look' -> 'since')
            or jsonb_typeof(p_effects -> 'look' -> 'changes') <> 'array'
            or exists (
                select from jsonb_array_elements(p_effects -> 'look' -> 'changes') x
                where not is_change(x)
            )
        ) then 'look'
        when p_effects ? 'coverage' and (
            not p_effects ? 'look'
            or jsonb_typeof(p_effects -> 'coverage') <> 'array'
            or exists (
                select from jsonb_array_elements(p_effects -> 'coverage') x
                where not is_coverage(x)
            )
        ) then 'coverage'
        when exists (
            select from jsonb_array_elements(coalesce(p_effects -> 'inventory' -> 'put', '[]')) x
            where not is_resource(x)
        ) or exists (
            select from jsonb_array_elements(coalesce(p_effects -> 'inventory' -> 'gone', '[]')) x
            where not are_texts(x, '{type,region,id}', 2048)
        ) then 'inventory'
        when p_effects ? 'account' and not coalesce(
            p_effects -> 'account' ->> 'state' in ('assumed', 'refused', 'failed')
            and jsonb_typeof(p_effects -> 'account' -> 'regions') = 'array'
            and may_be_texts(p_effects -> 'account', '{detail,with}', 100000), false
        ) then 'account'
        when p_effects ? 'judged' and not are_counts(p_effects -> 'judged', array(
            select jsonb_object_keys(p_effects -> 'judged')
        )) then 'judged'
        when exists (
            select from jsonb_array_elements(coalesce(p_effects -> 'proposals', '[]')) x
            where not is_proposal(x)
        ) then 'proposals'
        when p_effects ? 'joins' and coalesce(
            jsonb_typeof(p_effects -> 'joins') <> 'array'
            or jsonb_array_length(p_effects -> 'joins') > 1000
            or exists (
                select from jsonb_array_elements(p_effects -> 'joins') x
                where not are_texts(x, '{kind,region,service}', 256)
            ), true
        ) then 'joins'
        when p_effects ? 'message' and not coalesce(
            may_be_texts(p_effects -> 'message', '{reference,url}', 2048)
            and jsonb_typeof(coalesce(p_effects #> '{message,findings}', '[]')) = 'array', false
        ) then 'message'
        when p_effects ? 'run' and not is_run_move(p_effects -> 'run') then 'run'
        when p_effects ? 'step' and not is_step_end(p_effects -> 'step') then 'step'
    end;
    if v_wrong is not null then
        raise exception 'the effects of this job are not as they are to be: %', v_wrong
            using errcode = 'PA003';
    end if;
end $$;
