"""The copy of the roll: whichever of two organizations is heard first, everybody stands where they should."""

from collections.abc import Iterator
from datetime import date
from itertools import permutations

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from shared import memberships
from shared.events import organizations as told

JANUARY, MARCH, JUNE = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)
HERE = {"district_id": "district", "member_id": "li", "status": "full", "member_class": "ordinary"}


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    memberships.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def places(session: Session, *days: date) -> list[str | None]:
    found = [memberships.membership_of(session, "li", day) for day in days]
    return [place and place.organization_id for place in found]


def registered(on: date = JANUARY, where: str = "first") -> told.MemberEvent:
    return told.MemberRegistered(**HERE, organization_id=where, effective_on=on)


def moved(on: date) -> tuple[told.MemberEvent, told.MemberEvent]:
    out = told.MemberTransferredOut(**HERE, organization_id="first", effective_on=on, to_organization_id="second")
    came = told.MemberTransferredIn(**HERE, organization_id="second", effective_on=on, from_organization_id="first")
    return out, came


IN_ORDER = [order for order in permutations(range(3)) if order.index(0) < order.index(1)]
"""One organization's facts are heard in their order: who registered before who left."""


@pytest.mark.parametrize("order", IN_ORDER)
def test_a_transfer_is_the_same_whichever_side_is_heard_first(session: Session, order: tuple[int, ...]) -> None:
    events = [registered(), *moved(MARCH)]
    for number in order:
        memberships.upsert_membership(session, events[number])
    assert places(session, JANUARY, MARCH, JUNE) == ["first", "second", "second"]
    assert [one.member_id for one in memberships.members_of(session, "second", MARCH)] == ["li"]
    assert memberships.members_of(session, "first", MARCH) == []


def test_whatever_is_heard_twice_is_kept_once(session: Session) -> None:
    for event in (registered(), *moved(MARCH), *moved(MARCH)[::-1]):
        memberships.upsert_membership(session, event)
    assert places(session, JANUARY, JUNE) == ["first", "second"]
    assert len(memberships.members_of(session, "second", JUNE)) == 1


def test_another_class_counts_from_its_day_on(session: Session) -> None:
    memberships.upsert_membership(session, registered())
    amended = {**HERE, "member_class": "mobile"}
    memberships.upsert_membership(session, told.MemberAmended(**amended, organization_id="first", effective_on=MARCH))
    classes = [
        place and place.member_class
        for place in (memberships.membership_of(session, "li", day) for day in (JANUARY, JUNE))
    ]
    assert classes == ["ordinary", "mobile"]


def test_a_class_changed_before_a_departure_that_is_told_already_ends_with_it(session: Session) -> None:
    for event in (registered(), *moved(JUNE)):
        memberships.upsert_membership(session, event)
    amended = {**HERE, "member_class": "mobile"}
    memberships.upsert_membership(session, told.MemberAmended(**amended, organization_id="first", effective_on=MARCH))
    assert places(session, MARCH, JUNE) == ["first", "second"]
    place = memberships.membership_of(session, "li", MARCH)
    assert place is not None
    assert (place.member_class, place.valid_until) == ("mobile", JUNE)


def test_who_left_has_no_place_but_had_one(session: Session) -> None:
    memberships.upsert_membership(session, registered())
    memberships.upsert_membership(
        session, told.MemberLeft(**HERE, organization_id="first", effective_on=MARCH, reason="迁出")
    )
    assert places(session, JANUARY, MARCH) == ["first", None]
    last = memberships.last_membership_of(session, "li")
    assert last is not None
    assert last.organization_id == "first"


def test_who_comes_back_has_two_stretches(session: Session) -> None:
    memberships.upsert_membership(session, registered())
    memberships.upsert_membership(
        session, told.MemberLeft(**HERE, organization_id="first", effective_on=MARCH, reason="迁出")
    )
    memberships.upsert_membership(session, registered(JUNE))
    assert places(session, JANUARY, MARCH, JUNE) == ["first", None, "first"]
