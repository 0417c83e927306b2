"""Who takes a post needs its training by a day; what was attended since meets it, and leaving the post ends it."""

from datetime import date
from typing import Any

import pytest

from services.activities.model.trainings import asking, training_rules
from shared.enumerations import TRAININGS
from shared.events.organizations import PostLeft, PostTaken
from tests.expect import refused
from tests.scenarios.activities import ActivitiesScenario
from tests.scenarios.in_process import DISTRICT_ID

TAKEN, SEPTEMBER = date(2026, 3, 2), date(2026, 9, 3)


@pytest.fixture
def taken(scenario: ActivitiesScenario) -> ActivitiesScenario:
    """Return a scenario in which a member of the first community became its secretary today."""
    scenario.open_all()
    scenario.join("first", "chen", "lin")
    take(scenario, "chen")
    return scenario


def take(scenario: ActivitiesScenario, member: str | None, title: str = "secretary", **more: Any) -> None:
    asked = {"post_id": f"{title}-{member}", "title": title, "member_id": member, "from_on": TAKEN} | more
    scenario.deliver(PostTaken(district_id=DISTRICT_ID, organization_id="first", **asked))


def needs(scenario: ActivitiesScenario, who: str = "first", **asked: Any) -> list[dict[str, Any]]:
    return list(scenario.ask(who, "training_needs", organization_id="first", **asked)["items"])


def test_a_new_secretary_needs_a_training_within_six_months(taken: ActivitiesScenario) -> None:
    (need,) = needs(taken)
    assert (need["training"], need["hours"], need["due_on"]) == ("new_secretary", 24, date(2026, 9, 2))
    assert (need["standing"], need["hours_attended"], need["member_id"]) == ("due", 0, "chen")
    taken.day = SEPTEMBER
    assert [one["standing"] for one in needs(taken)] == ["overdue"]
    assert needs(taken, standing="due") == []
    assert needs(taken, standing="overdue") == needs(taken)


@pytest.mark.parametrize(
    ("member", "title", "from_on", "training"),
    [
        ("lin", "discipline_member", TAKEN, "new_committee_member"),
        ("lin", "first_secretary", TAKEN, "new_secretary"),
        (None, "committee_member", TAKEN, None),
        ("lin", "committee_member", date(2024, 1, 1), None),
    ],
    ids=["a member of the committee", "a first secretary", "nobody of the roll", "taken long ago"],
)
def test_each_post_asks_for_its_own_training(
    scenario: ActivitiesScenario, member: str | None, title: str, from_on: date, training: str | None
) -> None:
    scenario.open_all()
    take(scenario, member, title, from_on=from_on)
    assert [one["training"] for one in needs(scenario)] == ([training] if training else [])


def test_the_hours_of_trainings_above_add_up_until_they_meet_it(taken: ActivitiesScenario) -> None:
    taken.day = date(2026, 4, 10)
    taken.trained(hours=10, held_on=date(2026, 4, 1), attended=["chen"])
    assert [(one["standing"], one["hours_attended"]) for one in needs(taken)] == [("due", 10)]
    second = taken.trained(hours=14, title="第二期", attended=["chen", "lin"])
    (need,) = needs(taken, standing="met_on_time")
    assert (need["hours_attended"], need["met_on"]) == (24, taken.day)
    taken.do("east", "record_attendance", activity_id=second["id"], attended=["lin"])
    assert [(one["standing"], one["hours_attended"]) for one in needs(taken)] == [("due", 10)]
    taken.do("east", "record_attendance", activity_id=second["id"], attended=["chen"])
    taken.do("east", "amend_activity", activity_id=second["id"], hours=13)
    assert [(one["standing"], one["hours_attended"]) for one in needs(taken)] == [("due", 23)]
    taken.do("east", "cancel_activity", activity_id=second["id"], reason="录错")
    assert [one["hours_attended"] for one in needs(taken)] == [10]


def test_another_training_and_one_before_the_post_count_for_nothing(taken: ActivitiesScenario) -> None:
    taken.trained(training="new_committee_member", attended=["chen"])
    taken.trained(held_on=date(2026, 3, 1), attended=["chen"])
    assert [one["hours_attended"] for one in needs(taken)] == [0]


def test_one_attended_elsewhere_is_recorded_where_it_was_needed(taken: ActivitiesScenario) -> None:
    (need,) = needs(taken)
    taken.day = SEPTEMBER
    asked = {"training_need_id": need["id"], "title": "市委党校培训", "hours": 30}
    met = taken.do("first", "record_training", **asked)
    assert (met["standing"], met["hours_attended"], met["met_on"]) == ("met_late", 30, SEPTEMBER)
    (held,) = taken.ask("first", "activities", organization_id="first", kind="training")["items"]
    assert (held["attended"], held["training"], held["hours"]) == (["chen"], "new_secretary", 30)
    assert taken.do("first", "record_training", **asked)["warnings"]


def test_leaving_the_post_ends_what_it_asked_for(taken: ActivitiesScenario) -> None:
    left = {"post_id": "secretary-chen", "title": "secretary", "until_on": date(2026, 3, 31)}
    taken.deliver(PostLeft(district_id=DISTRICT_ID, organization_id="first", **left))
    assert needs(taken, standing="due") == needs(taken)
    taken.day = date(2026, 4, 1)
    assert [(one["standing"], one["ended_on"]) for one in needs(taken, standing="ended")] == [("ended", taken.day)]
    taken.trained(attended=["chen"])
    assert [one["hours_attended"] for one in needs(taken)] == [0]


def test_a_training_needs_its_kind_and_hours_and_nothing_else_has_them(taken: ActivitiesScenario) -> None:
    with refused("training_missing"):
        taken.held("training", "east", hours=8)
    with refused("hours_missing"):
        taken.held("training", "east", training="new_secretary")
    with refused("training_not_wanted"):
        taken.held("theme_day", "east", training="new_secretary", hours=8)
    with refused("training_need_unknown"):
        taken.do("first", "record_training", training_need_id="x", title="培训", hours=8)


def test_its_rules_are_read_with_their_citation(taken: ActivitiesScenario) -> None:
    read = taken.ask("first", "training_rules_in_force", organization_id="first")["items"]
    assert [rule["rule"] for rule in read] == list(TRAININGS) == [rule.id for rule in asking(training_rules(TAKEN))]
    assert all(rule["citation"] and "{" not in rule["zh"] for rule in read)
