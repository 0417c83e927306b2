"""A service called directly leaves the same in the trail as the API does, once, whatever the caller names."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from gateway.audit import chain, service_calls
from gateway.audit.chain import Signer
from gateway.audit.model import PendingCall
from shared import databases
from shared.messaging.applied_positions import wait_until_applied
from shared.messaging.outbox import Position
from shared.messaging.tables import outbox
from shared.rights import AUDITOR, DISTRICT, EVERYTHING, SYSTEM_ADMIN, Actor, Grant
from shared.unit_of_work import clock
from tests import expect
from tests.gateway.app_harness import AppHarness, Person, app_harness

SERVICE = "organizations"


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppHarness]:
    with app_harness(Path(tmp_path_factory.mktemp("direct")), SERVICE) as opened:
        yield opened


@pytest.fixture(scope="module")
def district(harness: AppHarness) -> str:
    body = {"name": "甲区", "level": "district", "effective_on": "2020-01-01"}
    operator = harness.person(Grant(SYSTEM_ADMIN, EVERYTHING))
    made = str(expect.done(operator.post("/organizations", body))["id"])
    # Others do not wait for what the operator wrote: the gateway has to know the district before they ask.
    assert wait_until_applied(harness.engine, [Position.parse(operator.headers["Sanji-After"])], seconds=30)
    return made


@pytest.fixture
def staff(harness: AppHarness, district: str) -> Person:
    return harness.person(Grant(DISTRICT, district), district_id=district, organization_id=district)


def call(harness: AppHarness, who: Person, method: str, correlation_id: str = "", **params: Any) -> None:
    """Call the service past the gateway, as the person would be named to it."""
    actor = Actor(who.account_id, "张三", (Grant(DISTRICT, params["organization_id"]),), who.account_id)
    acting = actor.sign(harness.settings.secret_key, SERVICE, method)
    context = {"acting": acting, "correlation_id": correlation_id}
    assert "refusal" not in harness.host.call(SERVICE, method, call=context, **params)


def settle(harness: AppHarness) -> None:
    """Let everything that was told reach the trail, as if a minute had passed."""
    engine = harness.host.hosted[SERVICE].executor.engine
    waiting = select(func.count()).select_from(outbox).where(outbox.c.published_at.is_(None))
    expect.until(lambda: databases.fetch_scalar(engine, waiting), lambda count: count == 0)
    ahead = service_calls.PATIENCE + timedelta(seconds=1)
    signer = Signer(harness.settings.secret_keys)
    service_calls.settle(harness.engine, signer, lambda: clock() + ahead)
    with databases.reading(harness.engine) as session:
        assert not session.scalars(select(PendingCall)).all()
        for district_id in chain.districts(session):
            assert chain.verify(session, signer, district_id)[1] == []


def trail(harness: AppHarness, district: str, **filters: Any) -> list[dict[str, Any]]:
    settle(harness)
    auditor = harness.person(Grant(AUDITOR, district), district_id=district, organization_id=district)
    return list(expect.done(auditor.get("/audit", query_string={"limit": 200, **filters}))["items"])


def test_a_request_and_the_event_of_its_call_are_one_row(harness: AppHarness, district: str, staff: Person) -> None:
    read = staff.get(f"/organizations/{district}/members")
    renamed = staff.post(f"/organizations/{district}/renames", {"name": "乙区", "effective_on": "2021-01-01"})
    assert (read.status_code, renamed.status_code) == (200, 201)
    mine = trail(harness, district, person_id=staff.account_id)
    assert [each["method"] for each in mine] == ["POST", "GET"]
    assert {each["person_id"] for each in mine} == {staff.account_id}


def test_a_command_called_directly_stands_in_it(harness: AppHarness, district: str, staff: Person) -> None:
    call(harness, staff, "rename_organization", organization_id=district, name="丙区", effective_on=date(2022, 1, 1))
    (row,) = trail(harness, district, person_id=staff.account_id)
    assert (row["method"], row["route"]) == ("RPC", "organizations.rename_organization")
    assert (row["account_id"], row["account_name"], row["organization_id"]) == (staff.account_id, "张三", district)
    assert row["detail"]["organization_id"] == district
    assert not row["personal"]


def test_personal_data_read_directly_stands_in_it(harness: AppHarness, district: str, staff: Person) -> None:
    call(harness, staff, "members", organization_id=district)
    call(harness, staff, "organization", organization_id=district)
    (row,) = trail(harness, district, person_id=staff.account_id, method="RPC")
    assert (row["route"], row["personal"], row["organization_id"]) == ("organizations.members", True, district)


def test_a_correlation_id_used_again_hides_nothing(harness: AppHarness, district: str, staff: Person) -> None:
    answered = staff.get(f"/organizations/{district}/members")
    used = answered.headers["X-Correlation-Id"]
    call(harness, staff, "members", used, organization_id=district)
    rows = trail(harness, district, person_id=staff.account_id)
    assert [(each["method"], each["correlation_id"]) for each in rows] == [("RPC", used), ("GET", used)]


@pytest.mark.parametrize("odd", ["a\0b", "x" * 500])
def test_an_odd_correlation_id_holds_nothing_up(harness: AppHarness, district: str, staff: Person, odd: str) -> None:
    call(harness, staff, "members", odd, organization_id=district)
    (row,) = trail(harness, district, person_id=staff.account_id)
    assert row["correlation_id"] == odd.replace("\0", "")[:64]


def test_events_told_twice_are_one_row(harness: AppHarness, district: str, staff: Person) -> None:
    call(harness, staff, "members", organization_id=district)
    assert len(trail(harness, district, person_id=staff.account_id)) == 1
    assert len(trail(harness, district, person_id=staff.account_id)) == 1


def test_personal_data_is_not_answered_without_its_event(harness: AppHarness, district: str, staff: Person) -> None:
    engine = harness.host.hosted[SERVICE].executor.engine
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER refuses BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'nothing is kept'); END"
        )
    try:
        with pytest.raises(DBAPIError, match="nothing is kept"):
            call(harness, staff, "members", organization_id=district)
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER refuses")
