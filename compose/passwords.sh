#!/bin/bash
# Makes a password for each login, once, in a volume: nobody types one, and no file on the host has to
# be readable by a container's user. To change one: remove its folder from the volume, and `up`.
set -euo pipefail
umask 077

password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

chmod 711 /passwords
[ -e /passwords/database/password ] || {
    mkdir -p /passwords/database
    password >/passwords/database/password
    chown -R postgres /passwords/database
}
for login in owner coordinator worker feed notifier operator reader; do
    [ ! -e "/passwords/$login/pgpass" ] || continue
    mkdir -p "/passwords/$login"
    # libpq takes a file that its user alone may read.
    echo "database:5432:parapet:$login:$(password)" >"/passwords/$login/pgpass"
    chown -R 10001 "/passwords/$login"
done
