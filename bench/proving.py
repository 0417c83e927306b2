"""`python -m bench.proving [EVENTS ...]` reconciles and rebuilds event logs of some sizes: events/s and peak memory.

The facts of one small district at work, told by as many districts as it takes. Each run is a process of its own, so
that its peak is its own; a size that is several times another shows whether memory grows with the facts.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import delete, insert

from bench import environment, readside, sample_district
from bench.environment import Site
from gateway.rebuild import rebuild
from gateway.reconcile import each_difference
from shared import console, databases
from shared.logs import configure_logs
from shared.messaging.call_audits import is_audit
from shared.messaging.events import Envelope
from shared.messaging.relay import OutboxRow
from shared.messaging.tables import outbox, outbox_sequence

SIZES = (20_000, 100_000)
CHUNK = 2000


def main() -> None:
    """Fill databases of each size, and print what proving and rebuilding them took."""
    parser = argparse.ArgumentParser(prog="python -m bench.proving", description="核对与重建 · reconcile and rebuild")
    parser.add_argument("events", nargs="*", type=int, default=SIZES)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        way, url = asked.child
        print(json.dumps(_measured(WAYS[way], url)))
        return
    configure_logs("bench")
    for size in asked.events:
        _size(size)


def _size(size: int) -> None:
    with environment.prepared() as found:
        site = found.site()
        made = sample_district.build(site, projects=10, reports=20)
        # Who called whom is in one stream for each account, in whichever district.
        facts = [item for item in made.told if not is_audit(Envelope.decode(item.envelope))]
        told = sample_district.elsewhere(facts, -(-size // len(facts)))
        _fill(site, told)
        for way in WAYS:
            command = [sys.executable, "-m", "bench.proving", "--child", way, site.database_url]
            done = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
            rate = len(told) / done["seconds"]
            own = len(told) / done["processor"]
            print(
                f"{way}: {len(told)} events, {rate:.0f} events/s, {own:.0f} events a second of its own processor time,"
                f" peak {done['megabytes']:.0f} MB",
                flush=True,
            )


def _fill(site: Site, told: Sequence[OutboxRow]) -> None:
    """Put what was told into the event logs, and let the projector hear it."""
    for name in sample_district.SERVICES:
        engine = site.engine(name)
        last: dict[str, dict[str, object]] = {}
        with databases.transaction(engine) as session:
            session.execute(delete(outbox))
            session.execute(delete(outbox_sequence))
            for first in range(0, len(told), CHUNK):
                items = [Envelope.decode(item.envelope) for item in told[first : first + CHUNK]]
                rows = [_row(item) for item in items if item.source_name == name]
                last |= {str(row["partition_key"]): row for row in rows}
                if rows:
                    session.execute(insert(outbox), rows)
            streams = [{"last": row["sequence"]} | {name: row[name] for name in STREAM} for row in last.values()]
            session.execute(insert(outbox_sequence), streams)
        engine.dispose()
    readside.begin(site)
    readside.fill(site, told)


STREAM = ("district_id", "partition_key")


def _row(item: Envelope) -> dict[str, object]:
    return {
        "district_id": item.districtid, "partition_key": item.partitionkey, "sequence": item.number,
        "name": item.event_name, "envelope": item.encode().decode(), "published_at": item.time,
    }  # fmt: skip


def _measured(way: Callable[[Site], None], url: str) -> dict[str, float]:
    begun, used = perf_counter(), process_time()
    way(Site("", url))
    # Not getrusage: what it says begins with the peak of the process that started this one.
    (peak,) = re.findall(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return {"seconds": perf_counter() - begun, "processor": process_time() - used, "megabytes": int(peak) / 1024}


def _reconcile(site: Site) -> None:
    logs = {name: site.engine(name) for name in sample_district.SERVICES}
    for difference in each_difference(site.engine(readside.NAME), logs):
        raise RuntimeError(str(difference))


def _rebuild(site: Site) -> None:
    logs = {name: site.engine(name) for name in sample_district.SERVICES}
    rebuild(site.engine(readside.NAME), logs, console.Progress)


WAYS = {"reconcile": _reconcile, "rebuild": _rebuild}


if __name__ == "__main__":
    main()
