#!/bin/sh
# Unpacks a backup into an empty folder and checks each of its files against the list that was made with it.
# Usage: restore.sh BACKUP DATA; BACKUP may be a folder of backups: the newest of them is taken.
set -eu
. "$(dirname "$0")/programs.sh"

backup=$1 data=$2
[ ! -d "$backup" ] || backup=$(ls "$backup"/sanji-*.tar.gz | sort | tail -n 1)
if [ -e "$data" ] && [ -n "$(ls -A "$data")" ]; then
    echo "$data 不是空的 · is not empty" >&2
    exit 1
fi
umask 077
mkdir -p "$data"
chmod 0700 "$data"
tar --extract --gzip --file "$backup" --directory "$data"
pg_verifybackup --quiet "$data"
echo "$backup"
