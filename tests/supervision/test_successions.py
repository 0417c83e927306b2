"""Mergers, splits and closings carry what units have to answer; moves need nothing; the district's sums stay."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from services.supervision import reactions
from shared.events.organizations import OrganizationClosed, OrganizationsMerged, OrganizationSplit, TreeChanged
from shared.trees import Timeline
from tests.expect import refused
from tests.scenarios.in_process import DISTRICT_ID, OPENED, version
from tests.scenarios.supervision import SupervisionScenario, gap

DAY = date(2026, 3, 2)
KINDS = ("notice", "item", "letter", "ask", "suggestion", "inspection", "request", "finding", "plan")


def ended(name: str, parent: str, level: str = "community", on: date = DAY) -> Timeline:
    """Return the timeline of an organization that ends on a day."""
    return Timeline(organization_id=name, versions=(version(name, level, parent, OPENED, on),))


def merged(source: str, target: str, records: dict[str, str] | None = None, on: date = DAY, **more: str) -> TreeChanged:
    """Return the fact that one organization goes on in another."""
    changed = (ended(source, more.get("parent", "east"), more.get("level", "community"), on),)
    return OrganizationsMerged(
        district_id=DISTRICT_ID, organization_id=target, effective_on=on, changed=changed, merged=(source,),
        records=records or {},
    )  # fmt: skip


def states(scenario: SupervisionScenario) -> dict[str, dict[str, Any]]:
    """Return the newest state told of every record, by kind and id."""
    newest: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for event in scenario.events():
        for kind in KINDS:
            state = getattr(event, kind, None)
            if state is not None:
                own = getattr(state, f"{kind}_id")
                if own not in newest[kind] or newest[kind][own].revision < state.revision:
                    newest[kind][own] = state
    return newest


def sums(scenario: SupervisionScenario) -> Counter[tuple[str, str]]:
    """Count the district's records by kind and status."""
    return Counter((kind, one.status) for kind, found in states(scenario).items() for one in found.values())


def busy(scenario: SupervisionScenario, unit: str = "second", street: str = "east") -> dict[str, Any]:
    """Return a unit one record of every kind that a unit can have."""
    scenario.set_duties(unit)
    notice = scenario.issued(unit=unit)
    waiting = scenario.held("district", unit)
    scenario.found(waiting, unit)
    scenario.signed("district", street)
    scenario.signed(street, unit)
    scenario.asked("桌椅", units=[unit])
    scenario.handed_in(unit, unit)
    return {"notice": notice, "waiting": waiting}


def test_a_merger_carries_everything_and_the_district_s_sums_do_not_change(scenario: SupervisionScenario) -> None:
    made = busy(scenario)
    before = sums(scenario)
    assert {kind for kind, _ in before} == set(KINDS)
    scenario.deliver(merged("second", "first"))
    assert sums(scenario) == before
    left = [one for found in states(scenario).values() for one in found.values() if one.organization_id == "second"]
    assert left == []
    assert scenario.closed(made["notice"], who="first")["status"] == "closed"
    follows = scenario.do("district", "issue_notice", inspection_id=made["waiting"]["id"], organization_id="first")
    assert (follows["items"], follows["number"]) == (1, 2)


def test_what_was_put_right_before_stays_where_it_was_found(scenario: SupervisionScenario) -> None:
    closed, still_open = scenario.closed(scenario.issued(unit="second"), who="second"), scenario.issued(unit="second")
    scenario.deliver(merged("second", "first"))
    places = {one.notice_id: one.organization_id for one in states(scenario)["notice"].values()}
    assert places == {closed["id"]: "second", still_open["id"]: "first"}
    assert sorted(one.organization_id for one in states(scenario)["finding"].values()) == ["first", "second"]


def test_a_merger_that_closes_notices_ends_them_with_their_unit(scenario: SupervisionScenario) -> None:
    made = busy(scenario)
    total = sum(sums(scenario).values())
    scenario.deliver(merged("second", "first", {"notices": "close"}))
    now = sums(scenario)
    assert sum(now.values()) == total
    assert now["notice", "ended"] == now["item", "ended"] == now["ask", "ended"] == now["letter", "ended"] == 1
    notice = scenario.ask("district", "notice", notice_id=made["notice"]["id"])
    assert (notice["standing"], notice["items_open"]) == ("ended", 0)
    # A suggestion waits for an answer whoever has to give it, so it goes on where the unit did.
    assert {one.organization_id for one in states(scenario)["suggestion"].values()} == {"first"}


def test_a_split_leaves_everything_with_the_heir(scenario: SupervisionScenario) -> None:
    busy(scenario)
    before = sums(scenario)
    parts = [Timeline(organization_id=name, versions=(version(name, "community", "east", DAY),)) for name in ("n", "s")]
    event = OrganizationSplit(
        district_id=DISTRICT_ID, organization_id="second", effective_on=DAY, into=("n", "s"), heir_id="n",
        changed=(ended("second", "east"), *parts),
    )  # fmt: skip
    scenario.deliver(event)
    assert sums(scenario) == before
    owners = {one.organization_id for found in states(scenario).values() for one in found.values()}
    assert "second" not in owners
    assert "n" in owners


@pytest.mark.parametrize(
    ("records", "status", "owner"), [({"notices": "carry"}, "issued", "east"), ({}, "ended", "second")]
)
def test_a_closing_carries_upwards_or_ends(
    scenario: SupervisionScenario, records: dict[str, str], status: str, owner: str
) -> None:
    busy(scenario)
    total = sum(sums(scenario).values())
    event = OrganizationClosed(
        district_id=DISTRICT_ID, organization_id="second", effective_on=DAY, changed=(ended("second", "east"),),
        records=records,
    )  # fmt: skip
    scenario.deliver(event)
    (notice,) = states(scenario)["notice"].values()
    assert (notice.status, notice.organization_id) == (status, owner)
    issuers = {one.issuer_id for one in states(scenario)["letter"].values() if one.organization_id == "east"}
    assert issuers == {"district"}, "a street answers nothing that it asks for itself"
    assert sum(sums(scenario).values()) == total


def test_what_a_street_issued_goes_on_under_its_heir_with_its_number_and_its_plan(
    scenario: SupervisionScenario,
) -> None:
    notice = scenario.issued(issuer="east")
    scenario.plan("west", quota=3)
    before = sums(scenario)
    scenario.deliver(merged("east", "west", level="street", parent="district"))
    seen = scenario.ask("district", "notice", notice_id=notice["id"])
    assert (seen["issuer_id"], seen["number"], seen["status"]) == ("west", 1, "issued")
    (item,) = seen["asked"]
    scenario.do("first", "answer_item", item_id=item["id"], text="已改")
    assert scenario.do("west", "verify_item", item_id=item["id"], decision="pass")["status"] == "closed"
    plans = {
        one["organization_id"]: one for one in scenario.ask("district", "plans", organization_id="district")["items"]
    }
    assert (plans["west"]["quota"], plans["west"]["used"], plans["east"]["status"]) == (13, 1, "ended")
    assert sums(scenario)["plan", "in_force"] == before["plan", "in_force"] - 1
    assert scenario.issued(issuer="west", unit="third")["number"] == 1


def test_a_merger_told_ahead_takes_effect_on_its_day(scenario: SupervisionScenario) -> None:
    notice = scenario.issued(unit="second")
    scenario.deliver(merged("second", "first", on=date(2026, 3, 10)))
    assert scenario.ask("second", "notice", notice_id=notice["id"])["organization_id"] == "second"
    scenario.day = date(2026, 3, 10)
    scenario.do("first", "answer_notice", notice_id=notice["id"], text="已改")
    assert scenario.ask("first", "notice", notice_id=notice["id"])["organization_id"] == "first"


def test_a_gap_that_a_visit_found_is_to_be_put_right_by_the_day_that_was_told(scenario: SupervisionScenario) -> None:
    scenario.react(reactions.open_rectification_on_gap_recorded, gap())
    (item,) = scenario.ask("first", "items", organization_id="first", origin="observation_visit")["items"]
    assert (item["due_on"], item["issuer_id"], item["standing"]) == (date(2026, 3, 20), "east", "open")
    scenario.do("first", "answer_item", item_id=item["id"], text="已设阅览区")
    with refused("grant_does_not_reach"):
        scenario.do("west", "verify_item", item_id=item["id"], decision="pass")
    assert scenario.do("east", "verify_item", item_id=item["id"], decision="pass")["standing"] == "closed_on_time"


@pytest.mark.parametrize(("unit", "issuer"), [("cell", "east"), ("east", "district"), ("office", "district")])
def test_a_gap_is_verified_by_the_street_above_or_the_district(
    scenario: SupervisionScenario, unit: str, issuer: str
) -> None:
    scenario.react(reactions.open_rectification_on_gap_recorded, gap(unit))
    (item,) = scenario.ask("district", "items", organization_id=unit)["items"]
    assert item["issuer_id"] == issuer


def test_an_overdue_gap_climbs_to_a_rectification_notice_and_on(scenario: SupervisionScenario) -> None:
    scenario.react(reactions.open_rectification_on_gap_recorded, gap())
    (item,) = scenario.ask("first", "items", organization_id="first")["items"]
    scenario.day = date(2026, 3, 20)
    with refused("notice_not_overdue"):
        scenario.do("east", "escalate_item", item_id=item["id"])
    scenario.day = date(2026, 3, 23)
    notice = scenario.do("east", "escalate_item", item_id=item["id"], text="限期整改")
    assert (notice["kind"], notice["items_open"], notice["issuer_id"]) == ("rectification_notice", 1, "east")
    with refused("item_has_notice"):
        scenario.do("east", "escalate_item", item_id=item["id"])
    scenario.day = date(2026, 6, 1)
    assert scenario.do("east", "escalate_notice", notice_id=notice["id"])["kind"] == "circular_of_criticism"
