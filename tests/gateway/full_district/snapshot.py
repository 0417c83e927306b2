"""The full district is planted once for all tests, over half a year so that deadlines pass; each opens a copy."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from sqlalchemy import select

from services import service_names
from shared.messaging.outbox import Position
from shared.messaging.tables import outbox_sequence
from shared.unit_of_work import wait_until_applied
from tests.gateway.app_harness import AppHarness, app_harness
from tests.gateway.full_district import (
    activities,
    demonstration_points,
    member_points,
    observation_visits,
    organizations,
    projects,
    supervision,
)
from tests.gateway.full_district.scenario import SPRING, TODAY, WINTER, Calendar, FullDistrict

SECONDS = 120
"""Until whatever was emitted must have been applied."""
PLENTY = 10**8
KINDS = (organizations, activities, projects, demonstration_points, member_points, supervision, observation_visits)


@contextmanager
def opened(folder: Path, calendar: Calendar) -> Iterator[AppHarness]:
    """Open the application over whatever a folder holds, with everyone signed in for as long as it takes."""
    more = {"requests_a_minute": PLENTY, "access_seconds": PLENTY}
    with app_harness(folder, *service_names(), clock=calendar, **more) as harness:
        yield harness


@contextmanager
def disposable_district(factory: pytest.TempPathFactory, folder: Path) -> Iterator[FullDistrict]:
    """Open a copy of the planted district in a folder that is not there yet, on its last day."""
    shutil.copytree(_planted_folder(factory), folder)
    saved = json.loads((folder / "district.json").read_text())
    with opened(folder, Calendar(TODAY)) as harness:
        yield FullDistrict.restored(harness, saved)


def come_to_rest(harness: AppHarness) -> None:
    """Wait until everything that was emitted is applied by everyone, and what they emitted of it in turn."""
    emitted: list[Position] = []
    while (now := _emitted(harness)) != emitted:
        emitted = now
        for hosted in harness.host.hosted.values():
            awaited = [position for position in emitted if position.source in hosted.sources]
            assert wait_until_applied(hosted.executor.engine, awaited, seconds=SECONDS), hosted.name
        assert wait_until_applied(harness.engine, emitted, seconds=SECONDS), "the projector"


def _planted_folder(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "full-district"
    with (shared / "full-district.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not (folder / "district.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _plant(folder)
    return folder


def _plant(folder: Path) -> None:
    folder.mkdir()
    calendar = Calendar(WINTER)
    with opened(folder, calendar) as harness:
        district = FullDistrict.founded(harness, "甲")
        for day, season in ((WINTER, "winter"), (SPRING, "spring"), (TODAY, "today")):
            calendar.turn(day)
            for kind in KINDS:
                if hasattr(kind, season):
                    getattr(kind, season)(district)
            come_to_rest(harness)
    (folder / "district.json").write_text(json.dumps(district.saved()))


def _emitted(harness: AppHarness) -> list[Position]:
    found = []
    for name, hosted in harness.host.hosted.items():
        with hosted.executor.engine.connect() as connection:
            rows = connection.execute(select(outbox_sequence.c.partition_key, outbox_sequence.c.last))
            found += [Position(name, row.partition_key, row.last) for row in rows]
    return sorted(found, key=str)
