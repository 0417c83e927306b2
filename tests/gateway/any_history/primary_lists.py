"""The services' tables as they lie on disk, read with nothing of ours: rows, steps on a day, the tree of a day."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CHINA = timezone(timedelta(hours=8))
Line = dict[str, Any]


class Step(NamedTuple):
    """A step of a record: which one, what it led to, for whom it was recorded, and from which day it holds."""

    step: str
    to_status: str
    organization_id: str
    on: str


class PrimaryLists:
    """What each service keeps of one district."""

    def __init__(self, folder: Path, district_id: str) -> None:
        self.folder, self.district_id = folder, district_id
        self.read: dict[tuple[str, str], list[Line]] = {}

    def rows(self, service: str, table: str) -> list[Line]:
        """Return a table's rows of the district."""
        if (service, table) not in self.read:
            with closing(sqlite3.connect(self.folder / f"{service}.sqlite3")) as connection:
                connection.row_factory = sqlite3.Row
                found = connection.execute(f"SELECT * FROM {table} WHERE district_id = ?", [self.district_id])
                self.read[service, table] = [dict(row) for row in found]
        return self.read[service, table]

    def steps(self, service: str, table: str, owner: str) -> dict[str, list[Step]]:
        """Return the steps of each record in a table of steps, in their order; none holds before it is recorded."""
        found: dict[str, list[Step]] = defaultdict(list)
        for row in sorted(self.rows(service, table), key=lambda row: row["number"]):
            on = min(row["taken_on"], day_of(row["recorded_at"]))
            found[row[owner]].append(Step(row["step"], row["to_status"], row["organization_id"], on))
        return found

    @cached_property
    def versions(self) -> dict[str, list[Line]]:
        """The versions of each organization, oldest first."""
        found: dict[str, list[Line]] = defaultdict(list)
        for row in sorted(self.rows("organizations", "organization_version"), key=lambda row: row["valid_from"]):
            found[row["organization_id"]].append(row)
        return found

    def version(self, unit: str, day: str) -> Line | None:
        """Return an organization's version of a day, the last one of a closed organization, none of a later one."""
        begun = [version for version in self.versions[unit] if version["valid_from"] <= day]
        return begun[-1] if begun else None

    def ended_on(self, unit: str) -> str | None:
        """Return the day from which an organization is no more."""
        return self.versions[unit][-1]["valid_until"] if self.versions[unit] else None

    def children(self, day: str) -> dict[str | None, list[str]]:
        """Return who was directly below whom on a day."""
        below: dict[str | None, list[str]] = defaultdict(list)
        for unit in list(self.versions):
            version = self.version(unit, day)
            if version is not None:
                below[version["parent_id"]].append(unit)
        return below


def day_of(moment: Any) -> str:
    """Return the day in China of a moment as a table has it."""
    told = datetime.fromisoformat(str(moment))
    told = told if told.tzinfo else told.replace(tzinfo=UTC)
    return told.astimezone(CHINA).date().isoformat()


def status_on(steps: Iterable[Step], day: str) -> str | None:
    """Return a record's state on a day: passing on changes where it is, and not what it is."""
    holding = [step.to_status for step in steps if step.step != "carry" and step.on <= day]
    return holding[-1] if holding else None


def day_of_step(steps: Iterable[Step], name: str, day: str) -> str | None:
    """Return the day of the last step of a name that had been taken by a day."""
    taken = [step.on for step in steps if step.step == name and step.on <= day]
    return taken[-1] if taken else None


def at_heir(steps: list[Step], day: str) -> str:
    """Return where a record was on a day whose steps of passing on name the heir."""
    passed = [step.organization_id for step in steps if step.step == "carry" and step.on <= day]
    return passed[-1] if passed else steps[0].organization_id


def before_heir(steps: list[Step], own: str, day: str) -> str:
    """Return where a record was on a day whose steps of passing on name whose it was; `own` is where it is."""
    passed = [step for step in steps if step.step == "carry"]
    holders = [*(step.organization_id for step in passed), own]
    return next((holders[at + 1] for at in reversed(range(len(passed))) if passed[at].on <= day), holders[0])
