#!/bin/sh
# Runs a tool of docs/operations.md with an installation's settings, as its user: sanji-tool shared.parked list
set -eu
set -a
. /etc/sanji/processes/tools.env
set +a
cd /opt/sanji
exec setpriv --reuid=sanji --regid=sanji --clear-groups -- .venv/bin/python -m "$@"
