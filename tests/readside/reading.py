"""Figures as they stand in the tables, and as the overview shows them on a day."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, select

from gateway import figure_records, overview_queries
from gateway.projections.tables import figure as figure_table
from shared import databases
from shared.rights import AUDITOR, EVERYTHING, Actor, Grant
from shared.unit_of_work import UnitOfWork
from tests.readside.conftest import Clock

LEVELS = {"district": "district", "east": "street", "west": "street", "east1": "community", "branch1": "branch"}
EVERYONE = Actor("reader", "reader", (Grant(AUDITOR, EVERYTHING),))


class Reader:
    """Asks the views on the day that the clock shows."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock

    def query(self, view: Any, organization_id: str, **asked: Any) -> Any:
        asked = {"level": LEVELS.get(organization_id, "community")} | asked
        with databases.reading(self.engine) as session:
            return view(UnitOfWork(session, EVERYONE, self.clock()), organization_id=organization_id, **asked)

    def overview(self, organization_id: str, **asked: Any) -> dict[str, Any]:
        return dict(self.query(overview_queries.overview, organization_id, **asked))

    def totals(self, organization_id: str, indicator: str, **asked: Any) -> dict[str, int]:
        """Return an indicator's total in an organization and in each of its children, where it is not 0."""
        seen = self.overview(organization_id, **asked)
        parts = [seen, *seen["children"]]
        found = {part["organization"]["id"]: figure(part, indicator)["total"] for part in parts}
        return {id_: total for id_, total in found.items() if total}

    def records(self, organization_id: str, indicator: str, **asked: Any) -> list[dict[str, Any]]:
        """All pages, two records at a time."""
        found: list[dict[str, Any]] = []
        after = None
        while True:
            page = self.query(
                figure_records.records, organization_id, indicator=indicator, after=after, limit=2, **asked
            )
            assert page["items"] or after is None, "a page that is announced has something on it"
            found += page["items"]
            after = page["next_after"]
            if after is None:
                return found

    def whole(self, organization_id: str, **asked: Any) -> Iterator[dict[str, Any]]:
        """Yield the overview of an organization and of everyone below it that is open."""
        seen = self.overview(organization_id, **asked)
        yield seen
        for child in seen["children"]:
            if child["organization"]["is_open"]:
                yield from self.whole(child["organization"]["id"], **asked)


def figure(shown: dict[str, Any], indicator: str) -> dict[str, Any]:
    (found,) = [each for each in shown["figures"] if each["indicator"] == indicator]
    return dict(found)


def figures(engine: Engine, indicator: str) -> dict[str, tuple[int, int]]:
    with databases.reading(engine) as session:
        found = session.execute(select(figure_table).where(figure_table.c.indicator == indicator))
        return {row.organization_id: (row.own, row.total) for row in found if row.own or row.total}
