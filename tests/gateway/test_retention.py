"""What is purged stands in the trail, and neither a figure nor a reconciliation notices that a name is gone."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import func, select

from gateway import retention
from gateway.audit import chain, service_calls
from gateway.audit.chain import Signer
from gateway.reconcile import differences
from shared import databases
from shared.messaging.tables import answered, outbox
from shared.retention import purge_all
from shared.rights import AUDITOR, DISTRICT, EVERYTHING, SYSTEM_ADMIN, Grant
from tests import expect
from tests.gateway.app_harness import AppHarness, MovableClock, Person, app_harness
from tests.gateway.full_district.snapshot import come_to_rest

SERVICE = "organizations"
LASTING = dict.fromkeys(("access_seconds", "refresh_seconds", "session_seconds"), 10**7)
"""Whoever repeats a request weeks later is still signed in."""
STAYED, LEFT, PURGED = date(2020, 3, 2), date(2020, 6, 1), date(2025, 6, 2)


@pytest.fixture(scope="module")
def clock() -> MovableClock:
    return MovableClock(STAYED)


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory, clock: MovableClock) -> Iterator[AppHarness]:
    with app_harness(Path(tmp_path_factory.mktemp("retention")), SERVICE, clock=clock, **LASTING) as opened:
        yield opened


@pytest.fixture(scope="module")
def district(harness: AppHarness) -> str:
    body = {"name": "甲区", "level": "district", "effective_on": "2020-01-01"}
    made = expect.done(harness.person(Grant(SYSTEM_ADMIN, EVERYTHING)).post("/organizations", body))
    # Whoever acts next wrote nothing of this, and so waits for none of it.
    come_to_rest(harness)
    return str(made["id"])


def staff_of(harness: AppHarness, district: str) -> Person:
    return harness.person(Grant(DISTRICT, district), district_id=district, organization_id=district)


def trail(harness: AppHarness, auditor: Person, route: str) -> list[dict[str, Any]]:
    """Return the rows of a route, once everything that was told has reached the trail."""
    engine = harness.host.hosted[SERVICE].executor.engine
    waiting = select(func.count()).select_from(outbox).where(outbox.c.published_at.is_(None))
    expect.until(lambda: databases.fetch_scalar(engine, waiting), lambda count: count == 0)
    ahead = service_calls.PATIENCE + timedelta(seconds=1)
    signer = Signer(harness.settings.secret_keys)
    service_calls.settle(harness.engine, signer, lambda: harness.clock() + ahead)
    with databases.reading(harness.engine) as session:
        assert [chain.verify(session, signer, each)[1] for each in chain.districts(session)] in ([[]], [[], []])
    rows = expect.done(auditor.get("/audit", query_string={"limit": 200}))["items"]
    return [row for row in rows if row["route"] == route]


def purged_members() -> float:
    return REGISTRY.get_sample_value("organizations_purged_records_total", {"rule": "departed_members"}) or 0


def counted(person: Person, district: str) -> Any:
    """Return the district's figures on the tree of a day when the member was there, and the roll of that day."""
    asked = {"as_of": STAYED.isoformat()}
    overview = expect.done(person.get(f"/levels/district/{district}/overview", query_string=asked))
    roll = expect.done(person.get(f"/organizations/{district}/members", query_string=asked))
    return overview["figures"], {each["id"]: each["status"] for each in roll["items"]}


def test_figures_stand_and_the_trail_says_what_was_purged_by_which_version(
    harness: AppHarness, district: str, clock: MovableClock
) -> None:
    hosted = harness.host.hosted[SERVICE]
    own = {SERVICE: hosted.executor.engine}
    staff = staff_of(harness, district)
    member = {"name": "王旧名", "status": "full", "member_class": "ordinary", "effective_on": "2020-02-01"}
    ids = [expect.done(staff.post(f"/organizations/{district}/members", member))["id"] for _ in range(2)]
    clock.turn_to(LEFT)
    staff = staff_of(harness, district)
    expect.done(staff.post(f"/members/{ids[0]}/departures", {"reason": "deceased"}))
    clock.turn_to(PURGED)
    staff = staff_of(harness, district)
    expect.until(lambda: differences(harness.engine, own), lambda found: found == [])
    before = counted(staff, district)
    assert before[1].keys() == set(ids)
    assert {each["total"] for each in before[0] if each["indicator"] == "members"} == {2}
    already = purged_members()
    while purge_all(hosted.executor, hosted.purges):
        pass
    assert counted(staff_of(harness, district), district) == before
    assert differences(harness.engine, own) == []
    roll = staff.get(f"/organizations/{district}/members", query_string={"as_of": STAYED.isoformat()}).json["items"]
    assert {each["name"] for each in roll if each["id"] == ids[0]} == {""}
    assert {each["name"] for each in roll if each["id"] == ids[1]} == {"王旧名"}
    shown = expect.done(staff.get(f"/members/{ids[0]}"))
    assert (shown["name"], shown["purged_on"]) == ("", PURGED.isoformat())
    auditor = harness.person(Grant(AUDITOR, district), district_id=district, organization_id=district)
    (row,) = trail(harness, auditor, "organizations.purge_departed_members")
    assert (row["account_id"], row["organization_id"]) == ("system:organizations", district)
    assert row["detail"]["member_id"] == ids[0]
    assert (row["detail"]["rule"], row["detail"]["rules_version"]) == ("departed_members", "2026-1")
    assert purged_members() - already == 1


def test_the_gateway_purges_the_answers_that_it_keeps_itself(
    harness: AppHarness, district: str, clock: MovableClock
) -> None:
    staff = staff_of(harness, district)
    body = {"username": "wang.wu", "name": "王五", "organization_id": district}
    key = {"Idempotency-Key": "the-first-time"}
    made = expect.done(staff.post("/accounts", body, headers=key))
    clock.ahead += timedelta(days=29)
    assert retention.purge(harness.engine, clock) == 0
    assert expect.done(staff.post("/accounts", body, headers=key))["id"] == made["id"]
    clock.ahead += timedelta(days=2)
    assert retention.purge(harness.engine, clock) == 1
    assert retention.purge(harness.engine, clock) == 0
    with databases.reading(harness.engine) as session:
        assert session.scalars(select(answered.c.idempotency_key)).all() == []
    auditor = harness.person(Grant(AUDITOR, EVERYTHING))
    (row,) = trail(harness, auditor, "gateway.purge_kept_answers")
    assert row["detail"] == {"rule": "kept_answers", "rules_version": "2026-1", "records": "1"}
