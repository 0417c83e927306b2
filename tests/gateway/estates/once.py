"""An estate is planted once for all tests that look at one, whichever process comes first; each opens a copy."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from typing import TYPE_CHECKING

from tests.gateway.estate import Calendar, Estate, founded, opened, plant
from tests.gateway.estates.days import TODAY, WINTER
from tests.gateway.house import Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

NAME = "甲"


@contextmanager
def planted(factory: pytest.TempPathFactory, folder: Path) -> Iterator[Estate]:
    """Open a copy of the planted district in a folder that is not there yet, on its last day."""
    shutil.copytree(_planted_folder(factory), folder)
    known = json.loads((folder / "estate.json").read_text())
    with opened(folder, Calendar(TODAY)) as house:
        seen = known["seen"]
        people = {name: Person(house.app, *one, seen) for name, one in known["people"].items()}
        yield Estate(house, NAME, known["ids"], people, seen)


def _planted_folder(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "estate"
    with (shared / "estate.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not (folder / "estate.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _plant(folder)
    return folder


def _plant(folder: Path) -> None:
    folder.mkdir()
    calendar = Calendar(WINTER)
    with opened(folder, calendar) as house:
        estate = founded(house, NAME)
        plant(estate, calendar)
    people = {name: (one.token, one.account_id) for name, one in estate.people.items()}
    known = {"ids": estate.ids, "people": people, "seen": estate.seen}
    (folder / "estate.json").write_text(json.dumps(known))
