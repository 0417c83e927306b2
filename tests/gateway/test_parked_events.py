"""Who operates the platform sees what is parked, tries it again or steps over it, with a reason; nobody else does."""

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from shared import databases
from shared.events.observation_visits import StrengthRecorded
from shared.messaging import event_streams
from shared.messaging.events import envelope
from shared.messaging.tables import inbox, inbox_cursor, parked_decision
from shared.unit_of_work import clock
from tests.expect import done
from tests.gateway.api_scenario import YEAR, ApiScenario

SERVICE = "demonstration_points"


@pytest.fixture
def parked(api: ApiScenario, request: pytest.FixtureRequest) -> str:
    """Park an event of an organization that has said nothing before, and return its position."""
    unit = f"unit-{request.node.name[-20:].replace('_', '-')}"
    event = StrengthRecorded(
        district_id=api.east["district"], organization_id=unit, visit_id="v-parked", strength_id=unit, text="亮点",
        recorded_on=clock().date().replace(year=YEAR),
    )  # fmt: skip
    item = envelope(event, id=unit, time=clock(), number=1)
    of_stream = {"source": item.source_name, "partition_key": item.partitionkey}
    with databases.transaction(api.executor(SERVICE).engine) as session:
        event_streams.enqueue(session, [item], clock())
        session.execute(update(inbox).where(inbox.c.partition_key == unit).values(parked_at=clock(), error="坏了\n栈"))
        cursor = select(inbox_cursor.c.applied).where(inbox_cursor.c.partition_key == unit)
        if session.execute(cursor).first() is None:
            values = of_stream | {"district_id": item.districtid, "applied": 0}
            session.execute(insert(inbox_cursor).values(values))
    return f"{item.source_name}:{unit}:1"


def listed(api: ApiScenario) -> dict[str, dict[str, Any]]:
    return {each["position"]: each for each in done(api.operator.get("/parked-events"))["items"]}


def test_an_operator_sees_what_is_parked_and_tries_it_again(api: ApiScenario, parked: str) -> None:
    shown = listed(api)[parked]
    assert (shown["service"], shown["event"], shown["error"], shown["behind"]) == (
        SERVICE,
        "strength_recorded",
        "坏了",
        0,
    )
    answer = api.operator.post(
        "/parked-events/replays", {"service": SERVICE, "position": parked, "reason": "服务已修复"}
    )
    assert done(answer)["position"] == parked
    assert parked not in listed(api)


def test_an_operator_steps_over_an_event_with_a_reason_that_stays(api: ApiScenario, parked: str) -> None:
    body = {"service": SERVICE, "position": parked, "reason": "重复的旧数据"}
    assert done(api.operator.post("/parked-events/discards", body))["event"] == "strength_recorded"
    assert parked not in listed(api)
    with databases.reading(api.executor(SERVICE).engine) as session:
        kept = session.execute(select(parked_decision).order_by(parked_decision.c.decided_at.desc())).first()
    assert kept is not None
    assert (kept.decision, kept.reason, kept.decided_by) == ("discard", "重复的旧数据", api.operator.account_id)
    again = api.operator.post("/parked-events/discards", body)
    assert (again.status_code, again.json["type"]) == (404, "urn:sanji:problem:parked_event_unknown")


def test_nobody_else_sees_or_decides(api: ApiScenario, parked: str) -> None:
    body = {"service": SERVICE, "position": parked, "reason": "试试"}
    for name in ("district", "street", "security"):
        assert api.people[name].get("/parked-events").status_code == 403
        assert api.people[name].post("/parked-events/discards", body).status_code == 403
    assert parked in listed(api)
    wrong = api.operator.post("/parked-events/replays", body | {"position": "nothing"})
    assert wrong.json["errors"][0]["code"] == "parked_position_malformed"
    unexplained = api.operator.post("/parked-events/replays", body | {"reason": " "})
    assert unexplained.status_code == 422
