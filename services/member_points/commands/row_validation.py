"""What is found about a part of a file's rows: each by itself, against the file, the ledger and the closed years."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select, update

from services.member_points.commands.duplicate_rows import ENTERED, turns_of
from services.member_points.model import jobs, ledger, rules, validation
from services.member_points.model.jobs import PointImport, PointImportRow
from services.member_points.model.ledger import BATCH
from services.member_points.model.schemes import published
from services.member_points.model.years import frozen_years, must_be_unfrozen
from shared import memberships, org_paths
from shared.days import day_of
from shared.errors import Conflict, Invalid, NotFound, Refusal
from shared.jobs import refusal_view
from shared.lifecycles import step_day
from shared.memberships import Membership
from shared.text_validation import halfwidth, printable
from shared.unit_of_work import UnitOfWork

DIGITS = r"[0-9]{1,9}(\.0+)?"
"""A whole number as a cell has it; a table may write 3 as 3.0."""
Row = dict[str, Any]
"""A row of the table, with its cells; what is found about it is put into it."""


def check(work: UnitOfWork, job: PointImport, rows: Sequence[Row]) -> Counter[str]:
    """Check rows, write down what was found, and count how many enter and how many are refused."""
    checker = RowChecker(work, job, rows)
    for row in rows:
        checker.check(row)
    checked = [{name: value for name, value in row.items() if name != "cells"} for row in rows]
    work.session.execute(update(PointImportRow), checked)
    return Counter(str(row["outcome"]) for row in rows)


class RowChecker:
    """One part of a file, with everything read that its rows are judged by."""

    def __init__(self, work: UnitOfWork, job: PointImport, rows: Sequence[Row]) -> None:
        self.work, self.job = work, job
        members = sorted({row["cells"]["member_id"] for row in rows if org_paths.is_id(row["cells"]["member_id"])})
        here = [job.organization_id]
        below = org_paths.subtree(job.organization_id, work.today)
        self.covered = set(work.session.scalars(below)) if job.covers_below else set(here)
        self.histories = memberships.histories(work.session, members)
        years = (work.today.year - 1, work.today.year)
        self.schemes = published(work.session, job.district_id, years)
        self.closed = frozen_years(work.session, job.district_id, members)
        self.sums = {year: ledger.sums_of(work.session, job.district_id, members, year) for year in years}
        self._add_staged(members)
        self.turns = turns_of(work, job, [key for row in rows if (key := _row_key(row)) is not None])

    def check(self, row: Row) -> None:
        """Validate a row; every invalid column adds a refusal."""
        reasons: list[Refusal] = []
        read = {
            name: _tried(reasons, reader, row["cells"])
            for name, reader in (("day", self._day), ("place", self._place), ("times", _times), ("reason", _reason))
        }
        if not reasons:
            _tried(reasons, lambda _: self._enter(row, **read), row["cells"])
        row["outcome"] = jobs.REFUSED if reasons else jobs.ENTERS
        row["reasons"] = [refusal_view(reason) for reason in reasons]

    def _enter(self, row: Row, *, day: date, place: list[Membership], times: int, reason: str) -> None:
        cells, earned = row["cells"], memberships.nearest(place, day)
        scheme, plan = self.schemes.rules_on(day, earned.member_class)
        item = plan.typed(cells["item"])
        must_be_unfrozen(self.closed, earned.member_id, day.year)
        once = self._unused_key(jobs.row_key(earned.member_id, item.code, day, reason))
        added = times * item.hundredths
        sums = self.sums[day.year].setdefault(earned.member_id, {})
        row["warnings"] = rules.cap_warnings(item, sums.get(item.code, 0), added, self.work.today)
        sums[item.code] = sums.get(item.code, 0) + added
        row |= {"once": once, "entry_id": self.work.new_id(), "member_id": earned.member_id, "year": day.year}
        row |= {"organization_id": earned.organization_id, "item": item.code, "group_kind": plan.kind_of(item)}
        row |= {"hundredths": added, "reason": reason, "occurred_on": day, "scheme_id": scheme.id}
        row |= {"rule_version": scheme.rule_version, "evidence": validation.evidence(cells["evidence"])}

    def _unused_key(self, row_key: str) -> str:
        """Return the key of a row, or refuse one already entered; a reversed entry may be entered again."""
        turn = self.turns.get(row_key, 1)
        if turn == ENTERED:
            raise Conflict("row_said_before", field="member_id")
        self.turns[row_key] = ENTERED
        return f"{row_key}:{turn}"

    def _day(self, cells: Mapping[str, str]) -> date:
        day = day_of(cells["occurred_on"])
        if day is None:
            raise Invalid("row_day_malformed", field="occurred_on", value=cells["occurred_on"][:30])
        validation.current_year(day.year, self.work.today, field="occurred_on")
        return step_day(self.work, day, field="occurred_on")

    def _place(self, cells: Mapping[str, str]) -> list[Membership]:
        member_id = cells["member_id"]
        history = self.histories.get(member_id)
        now = memberships.nearest(history, self.work.today) if history else None
        if history is None or now is None or now.organization_id not in self.covered:
            raise NotFound("member_unknown", field="member_id", member_id=printable(member_id, limit=64))
        return history

    def _add_staged(self, members: Sequence[str]) -> None:
        """Count earlier rows of the file towards the caps as well."""
        row = PointImportRow
        for begin in range(0, len(members), BATCH):
            rows = self.work.session.execute(
                select(row.member_id, row.item, row.year, func.sum(row.hundredths))
                .where(
                    row.district_id == self.job.district_id,
                    row.point_import_id == self.job.id,
                    row.position <= self.job.rows_checked,
                    row.member_id.in_(members[begin : begin + BATCH]),
                )
                .group_by(row.member_id, row.item, row.year)
            )
            for member_id, item, year, value in rows:
                if year is not None and member_id is not None and item is not None:
                    sums = self.sums[year].setdefault(member_id, {})
                    sums[item] = sums.get(item, 0) + int(value or 0)


def _row_key(row: Row) -> str | None:
    cells = row["cells"]
    day = day_of(cells["occurred_on"])
    if day is None:
        return None
    try:
        return jobs.row_key(cells["member_id"], cells["item"], day, _reason(cells))
    except Refusal:
        return None


def _tried(reasons: list[Refusal], read: Callable[[Mapping[str, str]], Any], cells: Mapping[str, str]) -> Any:
    try:
        return read(cells)
    except Refusal as refusal:
        reasons.append(refusal)
        return None


def _times(cells: Mapping[str, str]) -> int:
    text = halfwidth(cells["times"]) or "1"
    if not re.fullmatch(DIGITS, text) or not 1 <= int(text.partition(".")[0]) <= validation.TIMES:
        raise Invalid("row_times_malformed", field="times", value=cells["times"][:30], most=validation.TIMES)
    return int(text.partition(".")[0])


def _reason(cells: Mapping[str, str]) -> str:
    return validation.reason(cells["reason"])
