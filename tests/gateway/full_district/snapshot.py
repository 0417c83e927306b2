"""The full district is planted once for all tests, over half a year so that deadlines pass; each opens a copy."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from services import service_names
from shared.messaging.applied_positions import wait_until_applied
from shared.messaging.call_audits import is_heard_by
from shared.messaging.outbox import Position
from shared.messaging.tables import outbox_sequence
from tests.gateway.app_harness import AppHarness, MovableClock, app_harness
from tests.gateway.full_district.scenario import SPRING, TODAY, WINTER, FullDistrict
from tests.scenarios.script import Script

SAVED = "district.json"
SECONDS = 120
"""Until whatever was emitted must have been applied."""
PLENTY = 10**8


@contextmanager
def opened(folder: Path, day: date, **settings: Any) -> Iterator[AppHarness]:
    """Open the application over whatever a folder holds, on a day, with everyone signed in for as long as it takes."""
    more = {
        "requests_a_minute": PLENTY,
        "sign_ins_a_minute": PLENTY,
        "strangers_a_minute": PLENTY,
        "access_seconds": PLENTY,
        "session_seconds": PLENTY,
    }
    with app_harness(folder, *service_names(), clock=MovableClock(day), **more | settings) as harness:
        yield harness


@contextmanager
def copied(planted: Path, folder: Path, day: date = TODAY, **settings: Any) -> Iterator[FullDistrict]:
    """Open a copy of a planted district in a folder that is not there yet, on its last day unless one is named."""
    shutil.copytree(planted, folder)
    with opened(folder, day, **settings) as harness:
        yield FullDistrict.restored(harness, json.loads((folder / SAVED).read_text()))


def come_to_rest(harness: AppHarness) -> None:
    """Wait until everything that was emitted is applied by everyone, and what they emitted of it in turn."""
    emitted: list[Position] = []
    while (now := emitted_by(harness)) != emitted:
        emitted = now
        for name, hosted in harness.host.hosted.items():
            heard = [
                each for each in emitted if each.source in hosted.sources and is_heard_by(name, each.partition_key)
            ]
            assert wait_until_applied(hosted.executor.engine, heard, seconds=SECONDS), name
        assert wait_until_applied(harness.engine, emitted, seconds=SECONDS), "the projector"


def planted_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the planted district, which whoever comes first plants for all processes."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "full-district"
    with (shared / "full-district.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not (folder / SAVED).exists():
            shutil.rmtree(folder, ignore_errors=True)
            _plant(folder)
    return folder


def _plant(folder: Path) -> None:
    folder.mkdir()
    records = yaml.safe_load(Path(__file__).with_name("records.yaml").read_text("utf-8"))
    with opened(folder, WINTER) as harness:
        district = FullDistrict.founded(harness, "甲")
        script = Script(district)
        for day, season in ((WINTER, "winter"), (SPRING, "spring"), (TODAY, "today")):
            harness.clock.turn_to(day)
            script.play(records[season])
            come_to_rest(harness)
    (folder / SAVED).write_text(json.dumps(district.saved()))


def emitted_by(harness: AppHarness) -> list[Position]:
    """Return how far the events of each service go."""
    found = []
    for name, hosted in harness.host.hosted.items():
        with hosted.executor.engine.connect() as connection:
            rows = connection.execute(select(outbox_sequence.c.partition_key, outbox_sequence.c.last))
            found += [Position(name, row.partition_key, row.last) for row in rows]
    return sorted(found, key=str)
