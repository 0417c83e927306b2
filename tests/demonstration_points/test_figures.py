"""What the service tells stands at the three levels: figures counted by hand, duties, what a merger leaves whole."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway import figure_records, overview_queries, tasks
from gateway.projections.indicators import indicators
from gateway.projector import Projector
from services.demonstration_points import reactions
from shared import databases
from shared.messaging.event_streams import RetryPolicy
from shared.messaging.events import Envelope
from shared.messaging.tables import outbox
from shared.unit_of_work import UnitOfWork
from tests.readside.conftest import opened
from tests.readside.event_scenario import EventScenario as Told
from tests.readside.reading import EVERYONE
from tests.scenarios.demonstration_points import DemonstrationPointsScenario, merger, strength
from tests.scenarios.in_process import TREE

pytestmark = pytest.mark.slow
LEVELS = {"district": "district", "east": "street", "west": "street"}
PLACES = ("district", "east", "west", "first")
OURS = [
    code
    for code, indicator in indicators().by_code.items()
    if code.startswith(("demonstration_points", "building_nodes", "brand")) and indicator.is_sum
]
ON_THE_DAY = {
    # indicator: at the district, at the street east, at the street west, at the community first
    "demonstration_points_declared": (1, 0, 1, 0),
    "demonstration_points_vetted": (1, 1, 0, 0),
    "demonstration_points_confirmed": (1, 1, 0, 0),
    "demonstration_points_building": (1, 1, 0, 1),
    "demonstration_points_accepted": (1, 0, 1, 0),
    "demonstration_points_active": (1, 1, 0, 1),
    "demonstration_points_withdrawn": (1, 0, 1, 0),
    "demonstration_points_confirmed_in_year": (4, 3, 1, 2),
    "demonstration_points_started_in_year": (3, 2, 1, 2),
    "demonstration_points_accepted_in_year": (2, 1, 1, 1),
    "demonstration_points_quota": (5, 0, 0, 0),
    "demonstration_points_quota_used": (4, 3, 1, 2),
    "building_nodes_on_track": (1, 1, 0, 1),
    "building_nodes_reached": (2, 1, 1, 1),
    "building_nodes_reached_on_time": (2, 1, 1, 1),
    "brands": (2, 1, 1, 1),
    "brands_proposed": (1, 1, 0, 0),
    "brands_discovered": (1, 1, 0, 1),
    "brands_consolidated": (1, 0, 1, 0),
    "brands_reach_community": (1, 1, 0, 1),
    "brands_reach_district": (1, 0, 1, 0),
    "brand_carriers": (1, 1, 0, 1),
}
"""Whatever is not named here is 0 everywhere."""


class Levels:
    """The gateway's tables over what the service told, as seen on the day of the scenario."""

    def __init__(self, scenario: DemonstrationPointsScenario, folder: Path) -> None:
        self.scenario = scenario
        self.engine = opened(f"sqlite:///{folder}/gateway.sqlite3")
        self.projector = Projector(self.engine, scenario.now, RetryPolicy(pause=1.0, limit=10.0, attempts=1))
        self.tree = Told("district")
        for one in TREE:
            self.tree.open(one.organization_id, one.versions[0].parent_id, one.versions[0].level)
        self.projector.receive(self.tree.emitted)

    def hear(self) -> None:
        """Have the projector hear everything that the service told, once more if it did already."""
        with databases.reading(self.scenario.executor.engine) as session:
            rows = session.execute(select(outbox.c.envelope).order_by(outbox.c.position)).scalars().all()
        self.projector.receive([Envelope.decode(row) for row in rows])
        self.projector.tick()

    def tell(self, query: Any, **asked: Any) -> Any:
        with databases.reading(self.engine) as session:
            return query(UnitOfWork(session, EVERYONE, self.scenario.now()), **asked)

    def figures(self, organization_id: str, period: str = "2026") -> dict[str, Any]:
        """Read an organization's totals by indicator, and check each against its children."""
        level = LEVELS.get(organization_id, "community")
        seen = self.tell(overview_queries.overview, organization_id=organization_id, level=level, period=period)
        totals = {figure["indicator"]: figure for figure in seen["figures"]}
        below: Counter[str] = Counter()
        for child in seen["children"]:
            below.update({one["indicator"]: one["total"] for one in child["figures"] if one["indicator"] in OURS})
        for code in OURS:
            assert totals[code]["total"] == totals[code]["own"] + below[code]
        return totals

    def table(self, *places: str, period: str = "2026") -> dict[str, tuple[int, ...]]:
        """Read the totals of places, the four unless named, without what is 0 at all of them."""
        read = [self.figures(place, period) for place in places or PLACES]
        table = {code: tuple(figures[code]["total"] for figures in read) for code in OURS}
        return {code: totals for code, totals in table.items() if any(totals)}

    def records(self, organization_id: str, indicator: str) -> list[dict[str, Any]]:
        level = LEVELS.get(organization_id, "community")
        asked = {"organization_id": organization_id, "level": level, "indicator": indicator, "period": "2026"}
        return list(self.tell(figure_records.records, **asked)["items"])

    def todos(self, organization_id: str) -> list[tuple[str, date | None]]:
        items = self.tell(tasks.tasks, organization_id=organization_id, limit=50)["items"]
        return sorted(((item["todo"], item["due_on"]) for item in items), key=str)


@pytest.fixture
def levels(scenario: DemonstrationPointsScenario, tmp_path: Path) -> Iterator[Levels]:
    """Yield the gateway beside the scenario, with the same tree."""
    made = Levels(scenario, tmp_path)
    yield made
    made.engine.dispose()


def a_year(scenario: DemonstrationPointsScenario) -> dict[str, dict[str, Any]]:
    """Points in every state, nodes, a scheme of five and brands, spread over both streets."""
    scheme = scenario.scheme(quota=5)
    points = {"active": scenario.active(scheme, name="甲"), "building": scenario.building(scheme, name="乙")}
    points["confirmed"] = scenario.confirmed(scheme, "second")
    points["declared"], gone = scenario.declared("third"), scenario.vetted("third", street="west")
    scenario.do("third", "withdraw_point", point_id=gone["id"], reason="条件不备")
    own = scenario.declared("east")
    scenario.do("colleague", "vet_point", point_id=own["id"], decision="pass")
    accepted = scenario.vetted("third", street="west", name="丙")
    scenario.do("district", "confirm_point", point_id=accepted["id"], scheme_id=scheme["id"])
    scenario.node(accepted, "third")
    scenario.do("third", "start_building", point_id=accepted["id"])
    scenario.reach_all(accepted, "third")
    met = [item["id"] for item in scenario.shown(accepted, "third")["checklist"]]
    scenario.do("district", "accept_point", point_id=accepted["id"], opinion="符合", met=met)
    near, far = scenario.brand(), scenario.brand("third", name="邻里节")
    scenario.do("first", "add_carrier", brand_id=near["id"], kind="point", record_id=points["active"]["id"])
    scenario.do("west", "consolidate_brand", brand_id=far["id"], opinion="好")
    scenario.do("district", "widen_reach", brand_id=far["id"], reach="district", basis="通报")
    scenario.react(reactions.propose_brand_on_strength_recorded, strength(organization="second"))
    return points


def test_the_figures_of_the_three_levels_are_those_counted_by_hand(
    scenario: DemonstrationPointsScenario, levels: Levels
) -> None:
    a_year(scenario)
    levels.hear()
    assert levels.table() == ON_THE_DAY
    shares = levels.figures("district")
    assert shares["demonstration_points_quota_share"]["share"] == 0.8
    assert shares["building_nodes_on_time_share"]["share"] == 1.0
    levels.hear()
    assert levels.table() == ON_THE_DAY


def test_days_alone_put_a_node_at_risk_then_overdue_and_let_a_title_lapse(
    scenario: DemonstrationPointsScenario, levels: Levels
) -> None:
    a_year(scenario)
    levels.hear()
    for day, moved in (
        (date(2026, 3, 20), {"building_nodes_at_risk": (1, 1, 0, 1), "demonstration_points_at_risk": (1, 1, 0, 1)}),
        (date(2026, 3, 28), {"building_nodes_overdue": (1, 1, 0, 1), "demonstration_points_overdue": (1, 1, 0, 1)}),
    ):
        scenario.day = day
        levels.projector.tick()
        expected = {code: totals for code, totals in ON_THE_DAY.items() if code != "building_nodes_on_track"} | moved
        assert levels.table() == expected
    scenario.day = date(2026, 12, 1)
    levels.projector.tick()
    assert levels.table()["demonstration_points_renewal_due"] == (1, 1, 0, 1)
    scenario.day = date(2027, 3, 2)
    levels.projector.tick()
    table = levels.table(period="2027")
    assert table["demonstration_points_lapsed"] == (1, 1, 0, 1)
    assert "demonstration_points_active" not in table
    assert "demonstration_points_confirmed_in_year" not in table
    table = levels.table()
    assert table["demonstration_points_active"] == (1, 1, 0, 1)
    assert table["demonstration_points_confirmed_in_year"] == (4, 3, 1, 2)


def test_every_figure_opens_to_the_records_behind_it(scenario: DemonstrationPointsScenario, levels: Levels) -> None:
    points = a_year(scenario)
    levels.hear()
    for code in OURS:
        behind = levels.records("district", code)
        assert sum(record["value"] for record in behind) == ON_THE_DAY.get(code, (0,))[0], code
    address = f"/api/v1/demonstration-points/{points['building']['id']}"
    assert [record["href"] for record in levels.records("east", "demonstration_points_building")] == [address]
    (node,) = levels.records("east", "building_nodes_on_track")
    assert node["href"] == f"{address}/nodes/{node['record_id']}"
    assert levels.records("first", "brands")[0]["href"].startswith("/api/v1/brands/")
    scheme = levels.records("district", "demonstration_points_quota")[0]
    assert scheme["href"] == f"/api/v1/demonstration-schemes/{scheme['record_id']}"


def test_what_waits_for_somebody_is_among_their_duties(scenario: DemonstrationPointsScenario, levels: Levels) -> None:
    a_year(scenario)
    levels.hear()
    assert levels.todos("first") == [("reach_building_node", date(2026, 3, 27))]
    assert levels.todos("second") == [("decide_on_brand", None), ("start_building", None)]
    assert levels.todos("west") == [("vet_point", None)]
    assert levels.todos("east") == []
    assert levels.todos("district") == [("confirm_point", None), ("give_title", None)]
    scenario.day = date(2026, 12, 10)
    levels.projector.tick()
    assert ("renew_title", date(2027, 3, 1)) in levels.todos("district")


@pytest.mark.parametrize("records", [{}, {"points": "carry"}])
def test_a_merger_moves_points_nodes_and_brands_and_leaves_the_district_s_totals(
    scenario: DemonstrationPointsScenario, levels: Levels, records: dict[str, str]
) -> None:
    a_year(scenario)
    levels.hear()
    before, parts = levels.table("district", "east"), levels.table("first", "second")
    event = merger(records, on=scenario.day)
    scenario.deliver(event)
    levels.projector.receive(levels.tree.emit(event))
    levels.hear()
    assert levels.table("district", "east") == before
    assert levels.table("second") == {code: (sum(totals),) for code, totals in parts.items()}


def test_a_merger_that_ends_points_frees_their_places_and_keeps_what_was_done(
    scenario: DemonstrationPointsScenario, levels: Levels
) -> None:
    a_year(scenario)
    event = merger({"points": "close"}, on=scenario.day)
    scenario.deliver(event)
    levels.projector.receive(levels.tree.emit(event))
    levels.hear()
    table = levels.table("district")
    assert table["demonstration_points_quota_used"] == (2,)
    assert table["demonstration_points_confirmed_in_year"] == (4,)
    assert table["brands"] == (1,)
    assert "building_nodes_on_track" not in table
    assert "demonstration_points_active" not in table
