"""A to-do is data: which records are open tasks, whose, due when, why, and at which address they are done.

`gateway/task_rules/` holds them all, a file for each service. A task is done by the record, never by ticking a box.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from gateway.projections.records import Record, State, matches
from shared.struct_types import prepared

FILES = sorted((Path(__file__).parent.parent / "task_rules").glob("*.yaml"))

NOT_OWED: dict[str, str | None] = {"owed_by": None, "owed_at": None, "due_on": None}


class Bilingual(msgspec.Struct, frozen=True):
    """One text in Chinese and English."""

    zh: str
    en: str


class TaskRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of open task.

    `of` and `where` say which records in which states are open; `owed_by`, `due` and `title` name the fields of a
    record that say by whom (else whose record it is), by which day and what it is about (there may be neither). With a
    `level` it is owed by the organization of that level above, or by the one right above, whatever its level. With a
    `right` it is shown to who holds that on the record's organization with everything below. `at` is
    the address that takes the record which ends it, with the record's fields in braces, by `method`.
    """

    code: str
    zh: str
    en: str
    of: str
    where: dict[str, list[str | int | bool]] = {}
    owed_by: str | None = None
    level: Literal["street", "district", "above"] | None = None
    right: str | None = None
    due: str | None = "due_on"
    title: str | None = "title"
    method: Literal["POST"] = "POST"
    at: str
    reason: Bilingual
    citation: Bilingual


class Candidate(msgspec.Struct, frozen=True):
    """A record that may be an open task: with its organization's name, the level that owes it, and its last day."""

    record: Record
    organization: str
    owed_at: str | None = None
    due_on: date | None = None


class TaskRules:
    """The catalogue of kinds of open tasks."""

    def __init__(self, listed: Iterable[TaskRule]) -> None:
        self.by_code = {rule.code: rule for rule in listed}
        self.by_record: dict[str, list[TaskRule]] = {}
        for rule in self.by_code.values():
            self.by_record.setdefault(rule.of, []).append(rule)

    def columns(self, record: Record, day: str) -> dict[str, str | None]:
        """Return the columns that index open tasks: owner, level, last day.

        They are filled while the record is an open duty on any day from now on; whether it is one today is asked then.
        """
        for rule in self.by_record.get(record.record_type, ()):
            if any(matches(rule.where, state) for state in _states(record, day)):
                owed_by = record.state.get(rule.owed_by) if rule.owed_by else record.organization_id
                due_on = record.state.get(rule.due) if rule.due else None
                return {"owed_by": owed_by, "owed_at": rule.level, "due_on": due_on}
        return NOT_OWED

    def open_on(self, record: Record, level: str | None, day: str) -> TaskRule | None:
        """Return the task that a record is, for its owner or a level above, on a day, if any."""
        state, prepared = record.on(day), self.by_record.get(record.record_type, ())
        return next((rule for rule in prepared if rule.level == level and matches(rule.where, state)), None)


@cache
def task_rules() -> TaskRules:
    """Load the platform's kinds of tasks; ValueError where a code is used twice."""
    listed = [
        rule for file in FILES for rule in msgspec.yaml.decode(file.read_text("utf-8"), type=prepared(list[TaskRule]))
    ]
    rules = TaskRules(listed)
    if len(rules.by_code) != len(listed):
        raise ValueError("a duty's code is used twice")
    return rules


def row_of(record: Record, day: str) -> dict[str, Any]:
    """Return a record's row of the table as seen from a day, with the owner of the task."""
    return record.row(day) | task_rules().columns(record, day)


def fields_of(record: Record, day: str) -> Mapping[str, Any]:
    """Return the values for the braces of a task's address."""
    return dict(record.on(day)) | {"record_id": record.record_id, "organization_id": record.organization_id}


def _states(record: Record, day: str) -> Iterator[State]:
    state = record.newest.on(day)
    yield state
    for begins, changes in record.phases:
        if begins > day:
            state = {**state, **changes}
            yield state
