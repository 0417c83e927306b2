"""The digest of an organization's day: duties counted, what is due next, who is silent, figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import func, select

from gateway.figure_sums import Asked, asked_for, placed_below, sums
from gateway.i18n import language
from gateway.overview_queries import family, figure_views, freshness_of
from gateway.projections.indicators import indicators
from gateway.projections.tables import figure, place
from gateway.tasks import ABOVE, OpenTask, may_end, open_tasks
from shared.labels import label
from shared.rights import SEE_FIGURES
from shared.struct_types import prepared
from shared.trees import DISTRICT, path
from shared.unit_of_work import UnitOfWork

MINE, BELOW = "mine", "below"
NAMED = 10
"""Organizations and next duties that are named before there is only their number."""
OWN_GRANT = "account_grant"


class Silent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is silent: asked for something by one figure, with none of another; and at which level, by that above."""

    asked: str
    figure: str
    level: dict[str, str]


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a home shows: the codes of the figures by level, and who is silent."""

    figures: dict[str, list[str]]
    silent: Silent


class Kind(NamedTuple):
    """What duties are counted by."""

    side: str
    todo: str
    standing: str


@cache
def shown() -> Shown:
    """Load what a home shows."""
    return msgspec.yaml.decode(Path(__file__).with_suffix(".yaml").read_bytes(), type=prepared(Shown))


def home(work: UnitOfWork, *, organization_id: str) -> dict[str, Any]:
    """Return the digest of an organization's day.

    `mine` is what the organization itself has to do, where the caller's grants reach the operation that ends it;
    `below` what others owe under it, for who sees what is below. Figures are those of the year to date.
    """
    asked = asked_for(work.today, None)
    here, _ = family(work, organization_id, asked.tree_day)
    sees_below = work.actor.reaches_below(SEE_FIGURES, path(work.session, organization_id, work.today))
    tasks = list(_sided(work, here, below_too=sees_below))
    found, seen = sums(work, organization_id, (), asked), sees_below
    codes = shown().figures[here["level"]]
    return {
        "organization": here,
        "day": work.today,
        "freshness": freshness_of(work.session, here["district_id"]),
        "totals": {side: _total(task for other, task in tasks if other == side) for side in (MINE, BELOW)},
        "counts": list(_counts(tasks)),
        "next": [task.view for side, task in tasks if side == MINE and _is_ahead(task, work.today)][:NAMED],
        "silent": _silent(work, here, asked) if sees_below else None,
        "figures": figure_views((indicators().by_code[code] for code in codes), organization_id, found, seen=seen),
    }


def _sided(work: UnitOfWork, here: dict[str, Any], *, below_too: bool) -> Iterator[tuple[str, OpenTask]]:
    """Yield the open tasks with their side; what the organization owes and the caller cannot end is on none."""
    allowed = may_end(work, here["id"])
    right_below = set(
        work.session.scalars(select(place.c.organization_id).where(place.c.parent_id == here["id"])).all()
    )
    for task in open_tasks(work, here["id"], below_too=below_too):
        if not _is_own(task, here, right_below):
            yield BELOW, task
        elif allowed(task):
            yield MINE, task


def _is_own(task: OpenTask, here: dict[str, Any], right_below: set[str]) -> bool:
    owed_at, owed_by = task.candidate.owed_at, task.view["organization_id"]
    if owed_at is None:
        return owed_by == here["id"] or task.candidate.record.record_type == OWN_GRANT
    if owed_at == ABOVE:
        return owed_by in right_below or (here["level"] == DISTRICT and owed_by == here["id"])
    return bool(owed_at == here["level"] and owed_by != here["id"])


def _is_ahead(task: OpenTask, today: date) -> bool:
    due_on: date | None = task.view["due_on"]
    return due_on is not None and due_on >= today


def _total(tasks: Iterable[OpenTask]) -> dict[str, int]:
    standings = Counter(str(task.view["standing"]) for task in tasks)
    return {
        "total": standings.total(),
        "overdue": standings["overdue"] + standings["late"],
        "at_risk": standings["at_risk"],
    }


def _counts(tasks: Iterable[tuple[str, OpenTask]]) -> Iterator[dict[str, Any]]:
    kinds: dict[Kind, list[OpenTask]] = defaultdict(list)
    for side, task in tasks:
        kinds[Kind(side, task.rule.code, task.view["standing"] or "")].append(task)
    for kind, of_kind in kinds.items():
        first = of_kind[0].view
        days = [task.view["due_on"] for task in of_kind if task.view["due_on"] is not None]
        yield {
            "side": kind.side,
            "todo": kind.todo,
            "what": first["what"],
            "kind_name": first["kind_name"],
            "standing": kind.standing or None,
            "count": len(of_kind),
            "organizations": len({task.view["organization_id"] for task in of_kind}),
            "next_due": min(days, default=None),
        }


def _silent(work: UnitOfWork, here: dict[str, Any], asked: Asked) -> dict[str, Any] | None:
    """Return the open organizations below that are asked for something and have nothing on record this year."""
    level = shown().silent.level.get(here["level"])
    if level is None:
        return None
    periods = asked.period.to_date.cells()
    asked_of, recorded = (
        select(figure.c.organization_id)
        .where(figure.c.district_id == here["district_id"], figure.c.indicator == code)
        .where(figure.c.period.in_(periods), figure.c.total > 0)
        for code in (shown().silent.asked, shown().silent.figure)
    )
    below = place.c.organization_id.in_(placed_below(here["id"], work.today))
    units = place.c.district_id == here["district_id"], place.c.level == level, place.c.is_open, below
    of = work.session.scalar(select(func.count()).select_from(place).where(*units)) or 0
    rows = work.session.execute(
        select(place.c.organization_id, place.c.name)
        .where(*units, place.c.organization_id.in_(asked_of), place.c.organization_id.not_in(recorded))
        .order_by(func.coalesce(place.c.division_code, "~"), place.c.name)
    ).all()
    named = [{"id": row.organization_id, "name": row.name} for row in rows[:NAMED]]
    return {
        "level": level,
        "level_name": label("level", level, language()),
        "of": of,
        "count": len(rows),
        "units": named,
    }
