#!/bin/sh
# Takes one backup of all databases, as they were at one moment, checks each of its files, and keeps the newest seven.
#
# Usage: backup.sh FOLDER [daily]; as a user of PostgreSQL that may replicate, found by PGHOST, PGPORT, PGUSER. BACKUP_KEPT
# says how many are kept. It is a folder of its own until it is whole: what ends in .tar.gz can be restored.
set -eu
. "$(dirname "$0")/programs.sh"

folder=$1
kept=${BACKUP_KEPT:-7}
export PGDATABASE="${PGDATABASE:-sanji_gateway}"

back_up() {
    umask 077
    made=$folder/sanji-$(date -u +%Y-%m-%dT%H-%M-%SZ)
    rm -rf "$folder"/*.part
    pg_basebackup --pgdata="$made.part" --checkpoint=fast --wal-method=stream
    pg_verifybackup --quiet "$made.part"
    tar --create --use-compress-program="gzip -1" --file "$made.tar.gz.part" --directory "$made.part" .
    rm -rf "$made.part"
    mv "$made.tar.gz.part" "$made.tar.gz"
    ls "$folder"/sanji-*.tar.gz | sort -r | tail -n "+$((kept + 1))" | xargs rm -f
    sh "$(dirname "$0")/note.sh" backup
    echo "备份完成 · backed up: $made.tar.gz"
}

if [ "${2:-}" != daily ]; then
    back_up
    exit
fi
while :; do
    # One that failed is tried again within the hour; that none succeeds is an alarm.
    if back_up; then sleep 86400; else sleep 3600; fi
done
