#!/bin/sh
# Serves a backup from a folder of its own until it is ended: for a drill. Usage: serve.sh BACKUP DATA PORT [ADDRESS]
set -eu

data=$2
sh "$(dirname "$0")/restore.sh" "$1" "$data"
# Debian keeps these beside the data and not in them: a backup has none.
[ -e "$data/postgresql.conf" ] || : >"$data/postgresql.conf"
[ -e "$data/pg_hba.conf" ] || printf 'local all all peer\nhost all all 127.0.0.1/32 scram-sha-256\n' >"$data/pg_hba.conf"
[ -e "$data/pg_ident.conf" ] || : >"$data/pg_ident.conf"
PATH=/usr/lib/postgresql/$(cat "$data/PG_VERSION")/bin:$PATH
exec postgres -D "$data" -c port="$3" -c listen_addresses="${4:-127.0.0.1}" -c unix_socket_directories="$data" \
    -c max_connections=300 -c archive_mode=off -c ssl=off
