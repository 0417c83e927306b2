"""What supervision tells adds up at the three levels, to figures that were worked out by hand."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from gateway import figure_records, overview_queries
from gateway.projector import Projector
from services.supervision import reactions
from shared import databases
from shared.events.organizations import OrganizationOpened
from shared.messaging.event_streams import RetryPolicy
from shared.messaging.events import Envelope, envelope
from shared.messaging.tables import outbox
from shared.unit_of_work import UnitOfWork
from tests.expect import refused
from tests.readside.conftest import Clock, opened
from tests.readside.reading import EVERYONE
from tests.scenarios.in_process import DISTRICT_ID, OPENED, TREE
from tests.scenarios.supervision import SupervisionScenario, gap

LEVELS = {"district": "district", "east": "street", "west": "street", "first": "community", "second": "community"}


class Reader:
    """The read side over what one service has told, on the day that the service's scenario stands at."""

    def __init__(self, scenario: SupervisionScenario, engine: Engine) -> None:
        self.scenario, self.engine, self.clock, self.seen = scenario, engine, Clock(), 0
        self.projector = Projector(engine, self.clock, RetryPolicy(pause=1.0, limit=10.0, attempts=3))
        self.projector.receive([_opened(number, line) for number, line in enumerate(TREE, start=1)])

    def catch_up(self) -> None:
        """Consume what was told since, and count the day anew."""
        self.clock.now = datetime.combine(self.scenario.day, time(4), UTC)
        with databases.reading(self.scenario.executor.engine) as session:
            wanted = select(outbox.c.position, outbox.c.envelope).where(outbox.c.position > self.seen)
            rows = session.execute(wanted.order_by(outbox.c.position)).all()
        self.seen = max((row.position for row in rows), default=self.seen)
        self.projector.receive([Envelope.decode(row.envelope) for row in rows])
        self.projector.tick()

    def figures(self, organization: str, **asked: Any) -> dict[str, Any]:
        """Return an organization's totals and shares that are not nothing."""
        with databases.reading(self.engine) as session:
            work = UnitOfWork(session, EVERYONE, self.clock())
            seen = overview_queries.overview(work, level=LEVELS[organization], organization_id=organization, **asked)
        shown = {
            each["indicator"]: each["share"] if each["total"] is None else each["total"] for each in seen["figures"]
        }
        return {code: value for code, value in shown.items() if value}

    def records(self, organization: str, indicator: str, **asked: Any) -> list[dict[str, Any]]:
        """Return the records behind a figure."""
        with databases.reading(self.engine) as session:
            work = UnitOfWork(session, EVERYONE, self.clock())
            found = figure_records.records(
                work, level=LEVELS[organization], organization_id=organization, indicator=indicator, **asked
            )
        return list(found["items"])


def _opened(number: int, line: Any) -> Envelope:
    fact = OrganizationOpened(
        district_id=DISTRICT_ID, organization_id=line.organization_id, effective_on=OPENED, changed=(line,),
        level=line.versions[0].level,
    )  # fmt: skip
    return envelope(fact, id=f"open-{number}", time=datetime(2026, 1, 1, tzinfo=UTC), number=number)


@pytest.fixture
def reader(scenario: SupervisionScenario, tmp_path: Path) -> Iterator[Reader]:
    engine = opened(f"sqlite:///{tmp_path / 'gateway.sqlite3'}")
    yield Reader(scenario, engine)
    engine.dispose()


def of(figures: dict[str, Any], *beginnings: str) -> dict[str, Any]:
    """Store the figures whose code begins with one of some words."""
    return {code: value for code, value in figures.items() if code.startswith(beginnings)}


def test_inspections_notices_and_rectification_at_three_levels(scenario: SupervisionScenario, reader: Reader) -> None:
    closed = scenario.issued(general=2, unit="first")
    scenario.closed(closed, who="first")
    late = scenario.issued(general=3, unit="second")
    scenario.issued(serious=1, general=0, unit="third")
    scenario.react(reactions.open_rectification_on_gap_recorded, gap("first"))
    scenario.day = date(2026, 3, 12)
    reader.catch_up()
    parts = ("inspections", "findings", "rectification", "circulars", "interview", "notices")
    assert of(reader.figures("first"), *parts) == {
        "findings_general": 2, "rectification_notices_closed": 1, "rectification_open": 1, "rectification_closed": 2,
        "rectification_closed_on_time": 2, "rectification_from_visits": 1, "rectification_on_time_share": 1.0,
    }  # fmt: skip
    assert of(reader.figures("east"), *parts) == {
        "findings_general": 5, "rectification_notices_closed": 1, "rectification_open": 4, "rectification_overdue": 3,
        "rectification_closed": 2, "rectification_closed_on_time": 2, "rectification_from_visits": 1,
        "rectification_on_time_share": 1.0, "circulars_open": 1, "circulars_overdue": 1, "notices_unacknowledged": 1,
    }  # fmt: skip
    assert of(reader.figures("district"), *parts) == {
        "inspections_planned": 10, "inspections_left": 7,
        "inspections_announced": 3, "inspections_held": 3, "findings_general": 5,
        "findings_serious": 1, "rectification_notices_closed": 1, "rectification_open": 5,
        "rectification_overdue": 4, "rectification_closed": 2, "rectification_closed_on_time": 2,
        "rectification_from_visits": 1, "rectification_on_time_share": 1.0, "circulars_open": 1,
        "circulars_overdue": 1, "interview_notices_open": 1, "interview_notices_overdue": 1,
        "notices_unacknowledged": 2,
    }  # fmt: skip
    (record,) = reader.records("district", "circulars_overdue")
    assert (record["record_id"], record["href"]) == (late["id"], f"/api/v1/notices/{late['id']}")
    assert (record["state"]["due_on"], record["state"]["title"]) == ("2026-03-11", "通报批评单〔2026〕1号")
    scenario.do("district", "escalate_notice", notice_id=late["id"])
    reader.catch_up()
    climbed = of(reader.figures("east"), "circulars", "interview", "notices", "rectification_o")
    assert climbed == {
        "interview_notices_open": 1, "notices_climbed": 1, "notices_unacknowledged": 1, "rectification_open": 4,
        "rectification_on_time_share": 1.0,
    }  # fmt: skip


def test_spot_checks_and_letters_at_three_levels(scenario: SupervisionScenario, reader: Reader) -> None:
    scenario.plan("east", quota=4)
    spot = scenario.announced("east", kind="spot_check", sample_size=1)
    scenario.do("east", "hold_inspection", inspection_id=spot["id"])
    off = scenario.announced("east", kind="spot_check", sample_size=1)
    scenario.do("east", "cancel_inspection", inspection_id=off["id"], reason="改期")
    scenario.set_duties("first", "second")
    scenario.signed("district", "east")
    scenario.signed("east", "first")
    scenario.drafted("east", "second")
    reader.catch_up()
    parts = ("inspections", "spot", "letters")
    assert of(reader.figures("first"), *parts) == {"letters_signed": 1}
    east = {
        "inspections_planned": 4, "inspections_left": 2,
        "inspections_announced": 1, "inspections_held": 1, "spot_checks_held": 1,
        "letters_to_sign": 1, "letters_signed": 2,
    }  # fmt: skip
    assert of(reader.figures("east"), *parts) == of(reader.figures("district"), *parts) == east


def test_the_burden_of_being_asked_is_counted_by_community_and_quarter(
    scenario: SupervisionScenario, reader: Reader
) -> None:
    request = scenario.asked("桌椅", "灯具")
    scenario.do(
        "first", "answer_request", request_id=request["id"], organization_id="first", values={"1": "4", "2": "9"}
    )
    scenario.asked("党员总数", "正式党员", "预备党员数", units=["first", "third"])
    scenario.asked("桌椅数量", organization="east")
    scenario.day = date(2026, 4, 1)
    scenario.asked("桌椅", period="2026Q2", due_on=date(2026, 4, 20))
    reader.catch_up()
    parts = ("values", "requests", "asks")
    assert of(reader.figures("first", period="2026Q1"), *parts) == {
        "values_asked": 2, "values_answered": 2, "values_spared": 3, "values_repeated": 1, "values_wanted": 5,
        "values_spared_share": 0.6,
    }  # fmt: skip
    assert of(reader.figures("first"), *parts) == {
        "values_asked": 3, "values_answered": 2, "values_spared": 3, "values_repeated": 1, "values_wanted": 6,
        "values_spared_share": 0.5,
    }  # fmt: skip
    assert of(reader.figures("first", quarter=2), *parts) == {"values_asked": 1, "values_wanted": 1}
    assert of(reader.figures("east", period="2026Q1"), *parts) == {
        "values_asked": 4, "values_answered": 2, "values_spared": 3, "values_repeated": 2, "values_wanted": 7,
        "values_spared_share": 0.4286, "requests_refused": 1, "asks_overdue": 1,
    }  # fmt: skip
    assert of(reader.figures("east"), *parts) == {
        "values_asked": 6, "values_answered": 2, "values_spared": 3, "values_repeated": 2, "values_wanted": 9,
        "values_spared_share": 0.3333, "asks_overdue": 1, "requests_refused": 1,
    }  # fmt: skip
    district = of(reader.figures("district"), *parts)
    assert (district["values_spared"], district["values_wanted"], district["values_spared_share"]) == (6, 12, 0.5)
    assert (district["requests_open"], district["requests_refused"]) == (2, 2)
    behind = reader.records("east", "values_asked", period="2026Q1")
    assert sorted((one["organization_id"], one["value"]) for one in behind) == [("first", 2), ("second", 2)]
    answers = f"/api/v1/data-requests/{request['id']}/answers?organization_id="
    assert {one["href"] for one in behind} == {f"{answers}{unit}" for unit in ("first", "second")}


def test_a_near_miss_burdens_nobody_until_it_is_decided(scenario: SupervisionScenario, reader: Reader) -> None:
    def burden() -> Any:
        reader.catch_up()
        return of(reader.figures("first"), "values_asked", "values_spared")

    near = {"name": "女党员人数"}
    with refused("field_near_held"):
        scenario.asked(data_fields=[near])
    assert burden() == {}
    assert scenario.asked(data_fields=[near | {"code": "members"}])["status"] == "refused"
    assert burden() == {"values_spared": 1, "values_spared_share": 1.0}
    scenario.asked(data_fields=[near | {"differs_from": ["members"]}])
    assert burden()["values_asked"] == 1


def test_suggestions_are_counted_where_they_are_to_be_answered(scenario: SupervisionScenario, reader: Reader) -> None:
    answered, late, _ = (scenario.handed_in("first", to) for to in ("east", "first", "district"))
    scenario.do("east", "answer_suggestion", suggestion_id=answered["id"], answer="已办")
    scenario.day = date(2026, 3, 24)
    scenario.do("east", "answer_suggestion", suggestion_id=late["id"], answer="已办")
    reader.catch_up()
    assert of(reader.figures("first"), "suggestions") == {"suggestions_answered": 1}
    east = {"suggestions_answered": 2, "suggestions_answered_on_time": 1, "suggestions_on_time_share": 0.5}
    assert of(reader.figures("east"), "suggestions") == east
    open_ones = {"suggestions_open": 1, "suggestions_overdue": 1}
    assert of(reader.figures("district"), "suggestions") == east | open_ones
