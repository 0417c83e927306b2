"""Who inherits what, read from the three facts with which organizations end."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from shared import reorganizations
from shared.events.organizations import OrganizationClosed, OrganizationOpened, OrganizationsMerged, OrganizationSplit
from shared.reorganizations import Succession
from shared.trees import Timeline, Version

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
LIFE = Version(valid_from=date(2020, 1, 1), valid_until=JUNE, parent_id="east", level="community", name="甲")
TOLD = {"district_id": "district", "effective_on": JUNE}
CHANGED = (Timeline(organization_id="first", versions=(LIFE,)),)


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    reorganizations.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def inherits(heir_id: str | None, *, carries: bool, organization_id: str = "first") -> Succession:
    named = {"district_id": "district", "organization_id": organization_id, "effective_on": JUNE}
    return Succession(**named, heir_id=heir_id, carries=carries)


@pytest.mark.parametrize(
    ("records", "carries"), [({}, True), ({"points": "close"}, False), ({"visits": "close"}, True)]
)
def test_a_merger_carries_what_it_does_not_close(records: dict[str, str], carries) -> None:
    told = OrganizationsMerged(**TOLD, organization_id="second", changed=CHANGED, merged=("first",), records=records)
    assert reorganizations.successions_of(told, "points") == [inherits("second", carries=carries)]


def test_the_target_of_a_merger_inherits_nothing_from_itself() -> None:
    told = OrganizationsMerged(**TOLD, organization_id="second", changed=CHANGED, merged=("first", "second"))
    assert [one.organization_id for one in reorganizations.successions_of(told, "points")] == ["first"]


def test_a_split_leaves_everything_to_the_heir() -> None:
    told = OrganizationSplit(**TOLD, organization_id="first", changed=CHANGED, into=("a", "b"), heir_id="b")
    assert reorganizations.successions_of(told, "points") == [inherits("b", carries=True)]


@pytest.mark.parametrize(("records", "heir"), [({}, None), ({"points": "carry"}, "east"), ({"points": "close"}, None)])
def test_a_closing_ends_what_it_does_not_carry_upwards(records: dict[str, str], heir: str | None) -> None:
    told = OrganizationClosed(**TOLD, organization_id="first", changed=CHANGED, records=records)
    assert reorganizations.successions_of(told, "points") == [inherits(heir, carries=heir is not None)]


def test_an_opening_ends_nobody() -> None:
    told = OrganizationOpened(**TOLD, organization_id="first", changed=CHANGED, level="community")
    assert reorganizations.successions_of(told, "points") == []


def test_what_is_to_happen_waits_for_its_day_and_happens_once(session: Session) -> None:
    for _ in range(2):
        reorganizations.store_successions(session, [inherits("second", carries=True)])
    assert reorganizations.pop_due(session, date(2026, 5, 31)) == []
    assert reorganizations.pop_due(session, JULY) == [inherits("second", carries=True)]
    assert reorganizations.pop_due(session, JULY) == []
