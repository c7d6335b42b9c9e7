#!/bin/bash
# Makes the logins and the database, or gives them their passwords again. None of them is a superuser:
# row security and four eyes would be off. The owner of the schema brings it up to date, and nothing else.
set -euo pipefail
PGPASSWORD=$(cat /passwords/database/password)
export PGPASSWORD PGHOST=database PGUSER=postgres PGDATABASE=postgres

login() { # NAME [ATTRIBUTE]
    local password
    password=$(cut -d : -f 5 "/passwords/$1/pgpass")
    # On standard input: arguments are seen in the list of processes.
    psql -qAt -v ON_ERROR_STOP=1 <<SQL
select 'create role $1' where not exists (select from pg_roles where rolname = '$1') \gexec
alter role $1 login nosuperuser nobypassrls ${2:-nocreaterole} password '$password';
SQL
}

group() { # GROUP LOGIN…
    psql -qAt -v ON_ERROR_STOP=1 <<SQL
select 'create role $1 nologin' where not exists (select from pg_roles where rolname = '$1') \gexec
grant $1 to ${2};
SQL
}

login owner createrole
for name in coordinator worker feed notifier operator reader; do
    login "$name"
    group "parapet_$name" "$name"
done
psql -qAt -v ON_ERROR_STOP=1 <<'SQL'
select 'create database parapet owner owner'
    where not exists (select from pg_database where datname = 'parapet') \gexec
SQL
