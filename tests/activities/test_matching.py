"""Which activity meets which obligation: whatever is recorded, in whatever order, the same rules hold."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.activities.model.obligations import Held, Obligation, match_activities, obligations_of_year
from shared.periods import EVERY, period_named, periods_of
from shared.trees import Version
from tests.scenarios.in_process import OPENED

BRANCH = Version(valid_from=OPENED, parent_id="east", level="branch", name="cell", party_form="branch")
DAYS = st.dates(date(2026, 1, 1), date(2027, 3, 31))
KINDS = ("members_meeting", "committee_meeting", "life_meeting")


def asked(kind: str, *, open_from: date = OPENED, open_until: date | None = None) -> list[Obligation]:
    """Return a branch's obligations of one kind in 2026."""
    numbers = iter(range(1000))
    every = obligations_of_year(
        "district", "cell", BRANCH, year=2026, open_from=open_from, open_until=open_until,
        new_id=lambda: f"o{next(numbers)}",
    )  # fmt: skip
    return [one for one in every if one.kind == kind]


@pytest.mark.parametrize(
    ("kind", "period", "opens_on", "due_on", "missed_from"),
    [
        ("members_meeting", "2026Q1", date(2026, 1, 1), date(2026, 3, 31), date(2026, 5, 1)),
        ("committee_meeting", "2026-01", date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 16)),
        ("group_meeting", "2026-02", date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 16)),
        ("theme_day", "2026-12", date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 16)),
        ("life_meeting", "2026", date(2026, 10, 1), date(2026, 12, 31), date(2027, 3, 2)),
        ("democratic_appraisal", "2026", date(2026, 10, 1), date(2026, 12, 31), date(2027, 3, 2)),
    ],
)
def test_every_kind_has_its_days(kind: str, period: str, opens_on: date, due_on: date, missed_from: date) -> None:
    (found,) = [one for one in asked(kind) if one.period == period]
    assert (found.opens_on, found.due_on, found.late_from) == (opens_on, due_on, due_on + timedelta(days=1))
    assert found.missed_from == missed_from


@given(st.sampled_from(KINDS), st.lists(DAYS, max_size=30), st.randoms())
def test_nothing_meets_two_things_and_nothing_is_met_too_early_or_too_late(kind, days, chance) -> None:
    obligations = asked(kind)
    held = [Held(day, f"a{number}") for number, day in enumerate(days)]
    met = match_activities(obligations, held)
    chance.shuffle(held)
    chance.shuffle(obligations)
    assert match_activities(obligations, held) == met
    assert len({one.activity_id for one in met.values()}) == len(met)
    known = {one.id: one for one in obligations}
    for id_, one in met.items():
        assert known[id_].first <= one.day < known[id_].missed_from


@given(st.sampled_from(KINDS), st.lists(DAYS, max_size=30))
def test_what_was_held_in_its_period_is_never_counted_as_late_and_none_is_spare_while_one_could_be_made_up(
    kind, days
) -> None:
    obligations = asked(kind)
    held = [Held(day, f"a{number:02}") for number, day in enumerate(days)]
    met = match_activities(obligations, held)
    for one in obligations:
        own = [each for each in held if one.first <= each.day <= one.due_on]
        if own:
            assert met[one.id] == min(own)
    used = {one.activity_id for one in met.values()}
    spare = [one for one in held if one.activity_id not in used]
    unmet = [one for one in obligations if one.id not in met]
    assert not [one for one in unmet for each in spare if one.can_be_made_up_on(each.day)]


@given(st.lists(DAYS, max_size=20), DAYS)
def test_one_record_more_never_opens_what_was_met(days, more) -> None:
    obligations = asked("committee_meeting")
    held = [Held(day, f"a{number:02}") for number, day in enumerate(days)]
    before = set(match_activities(obligations, held))
    assert before <= set(match_activities(obligations, [*held, Held(more, "b")]))


@given(DAYS, st.integers(0, 400))
def test_nothing_is_asked_that_began_before_the_opening_or_ends_after_the_closing(opened, lasts) -> None:
    closed = opened + timedelta(days=lasts)
    for kind in KINDS:
        for one in asked(kind, open_from=opened, open_until=closed):
            assert opened <= one.first
            assert one.due_on < closed
            assert one.first <= one.opens_on <= one.due_on < one.late_from < one.missed_from


@given(st.integers(2000, 2999), st.sampled_from(EVERY))
def test_the_periods_of_a_year_follow_one_another_without_a_gap_and_are_found_by_name(year, every) -> None:
    found = list(periods_of(year, every))
    assert (found[0].first, found[-1].last) == (date(year, 1, 1), date(year, 12, 31))
    assert all(one.last + timedelta(days=1) == other.first for one, other in pairwise(found))
    assert [period_named(one.name) for one in found] == found
