"""The figures of member points at three levels, by a table computed by hand, and nobody in any record behind them."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from gateway import tasks
from gateway.projections.event_mappers.member_points import MAPPERS
from gateway.projector import Projector
from shared.events import member_points as told
from shared.messaging.events import Envelope
from tests.readside.conftest import Clock
from tests.readside.event_scenario import EventScenario, small_district
from tests.readside.reading import Reader, figure

DAY = date(2026, 2, 2)
FIGURES = {
    "point_entries": {"east1": 4, "east2": 0, "west1": 1, "west2": 0, "east": 4, "west": 1, "district": 5},
    "point_entries_derived": {"east1": 2, "east2": 0, "west1": 1, "west2": 0, "east": 2, "west": 1, "district": 3},
    "points_awarded": {
        "east1": 500 + 200 + 250 - 200 + 300, "east2": 0, "west1": 500, "west2": 0, "east": 1050, "west": 500,
        "district": 1550,
    },
    "point_reversals": {"east1": 1, "east2": 0, "west1": 0, "west2": 0, "east": 1, "west": 0, "district": 1},
    "point_declarations_awaiting_discussion": {"west2": 1, "west": 1, "district": 1},
    "point_declarations_awaiting_verification": {"east2": 1, "east": 1, "district": 1},
    "point_declarations_awaiting_approval": {"east1": 1, "east": 1, "district": 1},
    "point_declarations_awaiting_publication": {"west1": 1, "west": 1, "district": 1},
    "point_declarations_published": {"west1": 1, "west": 1, "district": 1},
    "point_declarations_awaiting_confirmation": {"district": 0},
    "point_objections_open": {"east1": 1, "west1": 0, "east": 1, "west": 0, "district": 1},
    "point_years_frozen": {"east1": 1, "west1": 0, "east": 1, "west": 0, "district": 1},
    "members_excellent": {"east1": 2, "west1": 0, "east": 2, "west": 0, "district": 2},
    # What is merely computed, or published, is nobody's annual result: the year of west1 is not frozen.
    "members_qualified": {"east1": 1, "west1": 0, "east": 1, "west": 0, "district": 1},
    "members_basically_qualified": {"east1": 0, "west1": 0, "district": 0},
    "members_unqualified": {"east1": 1, "west1": 0, "district": 1},
    "members_exempt": {"east1": 1, "west1": 0, "district": 1},
}  # fmt: skip
SHARES = {"east1": 0.5, "east": 0.5, "west1": 1.0, "east2": None, "district": 0.6}


def entry(entry_id: str, place: str, hundredths: int, source: str = "derived", **more: Any) -> told.EntryState:
    """Return an entry of somebody's ledger."""
    said = {"member_id": "somebody", "year": 2026, "item": "meeting", "group_kind": "base", "occurred_on": DAY}
    said |= {"rule_version": "2026-ordinary-v1", "evidence_type": "activity", "evidence_id": "a1"} | more
    return told.EntryState(entry_id=entry_id, organization_id=place, hundredths=hundredths, source=source, **said)


def district_with_points() -> list[Envelope]:
    """Return a small district's points."""
    scenario = small_district()
    _entries(scenario)
    for number, (place, status) in enumerate(
        (("east1", "verified"), ("west1", "published"), ("east2", "counts"), ("west2", "declared"),
         ("east2", "discussed"), ("west1", "approved")),
        start=1,
    ):  # fmt: skip
        _declaration(scenario, f"d{number}", place, status)
    _objection(scenario, "o1", "east1", "open")
    _objection(scenario, "o2", "west1", "dismissed")
    _year(scenario, "y1", "east1", "frozen", excellent=2, qualified=1, unqualified=1, exempt=1)
    _year(scenario, "y2", "west1", "computed", qualified=3, basically_qualified=1)
    return scenario.emitted


def _entries(scenario: EventScenario) -> None:
    ids = {"district_id": "district", "organization_id": "east1"}
    first = (entry("e1", "east1", 500), entry("e2", "east1", 200), entry("e3", "west1", 500))
    scenario.emit(told.PointsAwarded(**ids, entries=first))
    scenario.emit(told.PointsAwarded(**ids, entries=(entry("e4", "east1", 250, "declared"),)))
    scenario.emit(told.PointsReversed(**ids, entries=(entry("e5", "east1", -200, "reversal", reverses="e2"),)))
    scenario.emit(told.PointsAwarded(**ids, entries=(entry("e6", "east1", 300, "imported"),)))


def _declaration(scenario: EventScenario, id_: str, place: str, status: str) -> None:
    said = {"member_id": "somebody", "year": 2026, "item": "helping", "hundredths": 250, "occurred_on": DAY}
    days = {"published_on": date(2026, 3, 2), "objections_until": date(2026, 3, 9)} if status == "published" else {}
    state = told.DeclarationState(
        declaration_id=id_, revision=2, organization_id=place, status=status, above_id=place[:4], **said, **days
    )
    ids = {"district_id": "district", "organization_id": place, "declaration_id": id_}
    scenario.emit(told.DeclarationVerified(**ids, declaration=state))


def _objection(scenario: EventScenario, id_: str, place: str, status: str) -> None:
    said = {"about": "year", "about_id": "y1", "above_id": place[:4], "year": 2026, "raised_on": date(2026, 3, 2)}
    state = told.ObjectionState(
        objection_id=id_, revision=1, organization_id=place, status=status, due_on=date(2026, 3, 9), **said
    )
    ids = {"district_id": "district", "organization_id": place, "objection_id": id_}
    scenario.emit(told.PointObjectionRaised(**ids, objection=state))


def _year(scenario: EventScenario, id_: str, place: str, status: str, **bands: int) -> None:
    counts = dict.fromkeys((*told.BANDS, told.EXEMPT), 0) | bands
    said = {"year": 2026, "members": sum(bands.values()), "rule_versions": {"ordinary": "2026-ordinary-v1"}}
    state = told.YearState(point_year_id=id_, revision=3, organization_id=place, status=status, **counts, **said)
    ids = {"district_id": "district", "organization_id": place, "point_year_id": id_}
    scenario.emit(told.YearFrozen(**ids, result=state))


@pytest.fixture
def reader(engine: Engine, clock: Clock) -> Reader:
    """Asks the views."""
    return Reader(engine, clock)


def test_every_figure_is_what_was_computed_by_hand_at_every_level(projector: Projector, reader: Reader) -> None:
    projector.receive(district_with_points())
    for code, wanted in FIGURES.items():
        for place, total in wanted.items():
            assert figure(reader.overview(place, period="2026"), code)["total"] == total, (code, place)
    for place, share in SHARES.items():
        assert figure(reader.overview(place, period="2026"), "point_entries_derived_share")["share"] == share


def test_facts_heard_in_any_order_come_to_the_same_figures(projector: Projector, reader: Reader) -> None:
    told_so = district_with_points()
    tree = [item for item in told_so if item.source_name == "organizations"]
    rest = [item for item in told_so if item.source_name != "organizations"]
    Random(3).shuffle(rest)
    for item in [*tree, *rest, *rest]:
        projector.receive([item])
    seen = reader.overview("district", period="2026")
    assert {code: figure(seen, code)["total"] for code in FIGURES} == {
        code: wanted["district"] for code, wanted in FIGURES.items()
    }


def test_every_figure_opens_to_its_records_and_nobody_is_in_them(projector: Projector, reader: Reader) -> None:
    projector.receive(district_with_points())
    for code, wanted in FIGURES.items():
        records = reader.records("district", code, period="2026")
        assert sum(record["value"] for record in records) == wanted["district"], code
        text = json.dumps([record["state"] for record in records])
        assert "member_id" not in text
        assert "somebody" not in text
    opened = reader.records("east1", "point_reversals", period="2026")
    assert [record["href"] for record in opened] == ["/api/v1/point-entries/e5"]


def test_a_window_that_is_over_waits_for_a_person_and_nothing_counts_by_itself(
    projector: Projector, reader: Reader, clock: Clock
) -> None:
    projector.receive(district_with_points())
    clock.now += timedelta(days=8)
    projector.tick()
    seen = reader.overview("district", period="2026")
    totals = {code: figure(seen, code)["total"] for code in FIGURES}
    moved = {"point_declarations_published": 0, "point_declarations_awaiting_confirmation": 1}
    assert totals == {code: wanted["district"] for code, wanted in FIGURES.items()} | moved


def test_what_waits_stands_in_the_to_dos_of_whose_turn_it_is(
    projector: Projector, reader: Reader, clock: Clock
) -> None:
    projector.receive(district_with_points())

    def owed(place: str) -> list[tuple[str, str, date | None]]:
        items = reader.query(_todos, place)["items"]
        return sorted((item["todo"], item["record_id"], item["due_on"]) for item in items)

    assert owed("east") == [("answer_points_objection", "o1", date(2026, 3, 9)), ("approve_points", "d1", None)]
    assert owed("west1") == [("publish_points", "d6", None)]
    assert owed("west2") == [("discuss_points", "d4", None)]
    assert owed("east2") == [("verify_points", "d5", None)]
    clock.now += timedelta(days=8)
    assert owed("west1") == [("confirm_points", "d2", None), ("publish_points", "d6", None)]


def test_what_is_decided_above_is_owed_by_whoever_stands_above_now(projector: Projector, reader: Reader) -> None:
    scenario = small_district()
    _declaration(scenario, "d1", "east1", "verified")
    _objection(scenario, "o1", "east1", "open")
    _declaration(scenario, "d2", "district", "verified")
    projector.receive(scenario.emitted)
    projector.receive(scenario.move("east1", "west", date(2026, 3, 1)))
    owed = {place: [item["record_id"] for item in reader.query(_todos, place)["items"]]
            for place in ("east", "west", "district")}  # fmt: skip
    assert owed == {"east": [], "west": ["o1", "d1"], "district": ["d2"]}


def _todos(work: Any, *, organization_id: str, level: str) -> dict[str, Any]:
    return dict(tasks.tasks(work, organization_id=organization_id))


def test_every_fact_about_a_record_is_heard() -> None:
    kinds: list[type[Any]] = [told.LedgerEvent, told.DeclarationEvent, told.ObjectionEvent, told.YearEvent]
    listed: Callable[[type[Any]], list[type[Any]]] = lambda kind: kind.__subclasses__()  # noqa: E731
    assert {fact for kind in kinds for fact in listed(kind)} == set(MAPPERS)
