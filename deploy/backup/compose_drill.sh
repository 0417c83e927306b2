#!/bin/sh
# With containers: restores the newest backup into a server of its own, reconciles it, and notes that it was whole.
set -eu
cd "$(dirname "$0")/../.."
trap 'docker compose rm --stop --force --volumes restored' EXIT
docker compose run --rm reconcile-restored
docker compose exec -T backup sh /backup/note.sh restore_drill
echo '恢复演练通过 · the restored backup is whole'
