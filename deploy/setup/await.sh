#!/bin/sh
# Waits until an address answers 200, two minutes at most. Usage: await.sh URL
set -eu
for _ in $(seq 120); do
    if curl --fail --silent --output /dev/null --max-time 5 "$1"; then exit 0; fi
    sleep 1
done
echo "$1 没有应答 · does not answer" >&2
exit 1
