"""Mergers, splits and closings carry what units have to answer; moves need nothing; the district's sums stay."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from services.supervision import reactions
from shared.events.observation_visits import GapRecorded
from shared.events.organizations import OrganizationClosed, OrganizationsMerged, OrganizationSplit, TreeChanged
from shared.trees import Timeline
from tests.supervision.test_letters import set_for, signed
from tests.supervision.test_suggestions import handed_in
from tests.supervision.world import World
from tests.worlds import DISTRICT_ID, OPENED, refused, version

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


def heard(world: World, event: TreeChanged) -> None:
    """Have the service hear of a change of the tree, as it does: the tree first."""
    hand_on = {
        OrganizationsMerged: reactions.hand_on_notices_on_organizations_merged,
        OrganizationSplit: reactions.hand_on_notices_on_organization_split,
        OrganizationClosed: reactions.hand_on_notices_on_organization_closed,
    }[type(event)]
    world.hear(reactions.know_organizations_on_tree_changed, event)
    world.hear(hand_on, event)


def states(world: World) -> dict[str, dict[str, Any]]:
    """Return the newest state told of every record, by kind and id."""
    newest: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for event in world.told():
        for kind in KINDS:
            state = getattr(event, kind, None)
            if state is not None:
                own = getattr(state, f"{kind}_id")
                if own not in newest[kind] or newest[kind][own].revision < state.revision:
                    newest[kind][own] = state
    return newest


def sums(world: World) -> Counter[tuple[str, str]]:
    """Count the district's records by kind and status."""
    return Counter((kind, one.status) for kind, found in states(world).items() for one in found.values())


def busy(world: World, unit: str = "second", street: str = "east") -> dict[str, Any]:
    """Return a unit one record of every kind that a unit can have."""
    set_for(world, unit)
    notice = world.issued(unit=unit)
    waiting = world.held("district", unit)
    world.found(waiting, unit)
    signed(world, "district", street)
    signed(world, street, unit)
    world.asked("桌椅", units=[unit])
    handed_in(world, unit, unit)
    return {"notice": notice, "waiting": waiting}


def test_a_merger_carries_everything_and_the_district_s_sums_do_not_change(world: World) -> None:
    made = busy(world)
    before = sums(world)
    assert {kind for kind, _ in before} == set(KINDS)
    heard(world, merged("second", "first"))
    assert sums(world) == before
    left = [one for found in states(world).values() for one in found.values() if one.organization_id == "second"]
    assert left == []
    assert world.closed(made["notice"], who="first")["status"] == "closed"
    follows = world.do("district", "issue_notice", inspection_id=made["waiting"]["id"], organization_id="first")
    assert (follows["items"], follows["number"]) == (1, 2)


def test_what_was_put_right_before_stays_where_it_was_found(world: World) -> None:
    closed, still_open = world.closed(world.issued(unit="second"), who="second"), world.issued(unit="second")
    heard(world, merged("second", "first"))
    places = {one.notice_id: one.organization_id for one in states(world)["notice"].values()}
    assert places == {closed["id"]: "second", still_open["id"]: "first"}
    assert sorted(one.organization_id for one in states(world)["finding"].values()) == ["first", "second"]


def test_a_merger_that_closes_notices_ends_them_with_their_unit(world: World) -> None:
    made = busy(world)
    total = sum(sums(world).values())
    heard(world, merged("second", "first", {"notices": "close"}))
    now = sums(world)
    assert sum(now.values()) == total
    assert now["notice", "ended"] == now["item", "ended"] == now["ask", "ended"] == now["letter", "ended"] == 1
    notice = world.see("district", "notice", notice_id=made["notice"]["id"])
    assert (notice["standing"], notice["items_open"]) == ("ended", 0)
    # A suggestion waits for an answer whoever has to give it, so it goes on where the unit did.
    assert {one.organization_id for one in states(world)["suggestion"].values()} == {"first"}


def test_a_split_leaves_everything_with_the_heir(world: World) -> None:
    busy(world)
    before = sums(world)
    parts = [Timeline(organization_id=name, versions=(version(name, "community", "east", DAY),)) for name in ("n", "s")]
    event = OrganizationSplit(
        district_id=DISTRICT_ID, organization_id="second", effective_on=DAY, into=("n", "s"), heir_id="n",
        changed=(ended("second", "east"), *parts),
    )  # fmt: skip
    heard(world, event)
    assert sums(world) == before
    owners = {one.organization_id for found in states(world).values() for one in found.values()}
    assert "second" not in owners
    assert "n" in owners


@pytest.mark.parametrize(
    ("records", "status", "owner"), [({"notices": "carry"}, "issued", "east"), ({}, "ended", "second")]
)
def test_a_closing_carries_upwards_or_ends(world: World, records: dict[str, str], status: str, owner: str) -> None:
    busy(world)
    total = sum(sums(world).values())
    event = OrganizationClosed(
        district_id=DISTRICT_ID, organization_id="second", effective_on=DAY, changed=(ended("second", "east"),),
        records=records,
    )  # fmt: skip
    heard(world, event)
    (notice,) = states(world)["notice"].values()
    assert (notice.status, notice.organization_id) == (status, owner)
    issuers = {one.issuer_id for one in states(world)["letter"].values() if one.organization_id == "east"}
    assert issuers == {"district"}, "a street answers nothing that it asks for itself"
    assert sum(sums(world).values()) == total


def test_what_a_street_issued_goes_on_under_its_heir_with_its_number_and_its_plan(world: World) -> None:
    notice = world.issued(issuer="east")
    world.plan("west", quota=3)
    before = sums(world)
    heard(world, merged("east", "west", level="street", parent="district"))
    seen = world.see("district", "notice", notice_id=notice["id"])
    assert (seen["issuer_id"], seen["number"], seen["status"]) == ("west", 1, "issued")
    (item,) = seen["asked"]
    world.do("first", "answer_item", item_id=item["id"], text="已改")
    assert world.do("west", "verify_item", item_id=item["id"], decision="pass")["status"] == "closed"
    plans = {one["organization_id"]: one for one in world.see("district", "plans", organization_id="district")["items"]}
    assert (plans["west"]["quota"], plans["west"]["used"], plans["east"]["status"]) == (13, 1, "ended")
    assert sums(world)["plan", "in_force"] == before["plan", "in_force"] - 1
    assert world.issued(issuer="west", unit="third")["number"] == 1


def test_a_merger_told_ahead_takes_effect_on_its_day(world: World) -> None:
    notice = world.issued(unit="second")
    heard(world, merged("second", "first", on=date(2026, 3, 10)))
    assert world.see("second", "notice", notice_id=notice["id"])["organization_id"] == "second"
    world.day = date(2026, 3, 10)
    world.do("first", "answer_notice", notice_id=notice["id"], text="已改")
    assert world.see("first", "notice", notice_id=notice["id"])["organization_id"] == "first"


def gap(unit: str = "first", **more: Any) -> GapRecorded:
    """Return the fact that a visit's review found a gap at a unit."""
    told: dict[str, Any] = {"visit_id": "v", "gap_id": "g", "text": "缺少阅览区", "clause": "阵地建设"}
    told |= {"recorded_on": date(2026, 3, 2), "deadline": date(2026, 3, 20)}
    return GapRecorded(district_id=DISTRICT_ID, organization_id=unit, **told | more)


def test_a_gap_that_a_visit_found_is_to_be_put_right_by_the_day_that_was_told(world: World) -> None:
    world.hear(reactions.open_rectification_on_gap_recorded, gap())
    (item,) = world.see("first", "items", organization_id="first", origin="observation_visit")["items"]
    assert (item["due_on"], item["issuer_id"], item["standing"]) == (date(2026, 3, 20), "east", "open")
    world.do("first", "answer_item", item_id=item["id"], text="已设阅览区")
    with refused("grant_does_not_reach"):
        world.do("west", "verify_item", item_id=item["id"], decision="pass")
    assert world.do("east", "verify_item", item_id=item["id"], decision="pass")["standing"] == "closed_on_time"


@pytest.mark.parametrize(("unit", "issuer"), [("cell", "east"), ("east", "district"), ("office", "district")])
def test_a_gap_is_verified_by_the_street_above_or_the_district(world: World, unit: str, issuer: str) -> None:
    world.hear(reactions.open_rectification_on_gap_recorded, gap(unit))
    (item,) = world.see("district", "items", organization_id=unit)["items"]
    assert item["issuer_id"] == issuer


def test_an_overdue_gap_climbs_to_a_rectification_notice_and_on(world: World) -> None:
    world.hear(reactions.open_rectification_on_gap_recorded, gap())
    (item,) = world.see("first", "items", organization_id="first")["items"]
    world.day = date(2026, 3, 20)
    with refused("notice_not_overdue"):
        world.do("east", "escalate_item", item_id=item["id"])
    world.day = date(2026, 3, 23)
    notice = world.do("east", "escalate_item", item_id=item["id"], text="限期整改")
    assert (notice["kind"], notice["items_open"], notice["issuer_id"]) == ("rectification_notice", 1, "east")
    with refused("item_has_notice"):
        world.do("east", "escalate_item", item_id=item["id"])
    world.day = date(2026, 6, 1)
    assert world.do("east", "escalate_notice", notice_id=notice["id"])["kind"] == "circular_of_criticism"
