#!/bin/sh
# Restores the newest backup into a server of its own, reconciles it, and notes that it was whole. Usage: drill.sh FOLDER
#
# As root, on a machine of `make install`: PostgreSQL's programs run as `postgres`, the reconciliation with the settings of
# its tools. The databases at work are only read for the note.
set -eu

here=$(dirname "$0")
port=${DRILL_PORT:-5499}
as_postgres=${AS_POSTGRES-setpriv --reuid=postgres --regid=postgres --init-groups --}
. "$here/programs.sh"
scratch=$($as_postgres mktemp -d)
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$scratch"' EXIT

# shellcheck disable=SC2086 # words of a command
$as_postgres sh "$here/serve.sh" "$1" "$scratch/data" "$port" &
server=$!
# Until it has unpacked and recovered there is nobody to answer; once it has ended, nobody will.
while ! pg_isready --quiet --host 127.0.0.1 --port "$port"; do
    kill -0 "$server"
    sleep 1
done
(
    set -a
    . "${TOOL_SETTINGS:-/etc/sanji/processes/tools.env}"
    DATABASE_URL=$(printf '%s' "$DATABASE_URL" | sed "s|@[^@/]*/|@127.0.0.1:$port/|")
    "${PYTHON:-/opt/sanji/.venv/bin/python}" -m gateway.reconcile
)
# shellcheck disable=SC2086
$as_postgres sh "$here/note.sh" restore_drill
echo '恢复演练通过 · the restored backup is whole'
