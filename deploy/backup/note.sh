#!/bin/sh
# Notes in the gateway's database that a task of maintenance has ended, for its alarm. Usage: note.sh TASK
set -eu
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname "${PGDATABASE:-sanji_gateway}" --command "
    INSERT INTO maintenance_run (task, finished_at) VALUES ('$1', now())
    ON CONFLICT (task) DO UPDATE SET finished_at = excluded.finished_at"
