"""The rules in memory: what a deadline means, when a project is silent, what stands around each threshold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.model import Milestone, Project
from services.projects.model.ratings import on_time_percent, proposed_rating
from services.projects.model.schedule_status import days_of, milestone_rules, project_rules, silent_from
from services.projects.model.warnings import count_warnings, period_before, practice_warnings
from shared.errors import Refusal
from shared.plans import DROPPED, OPEN, REACHED, WAIVED
from shared.schedule_status import milestone_schedule, project_schedule
from shared.working_days import is_working_day, working_days_between

DAY = date(2026, 3, 2)
RULES = milestone_rules(DAY)
FRIDAY = date(2026, 3, 27)


def milestone(deadline: date = FRIDAY, status: str = OPEN, reached_on: date | None = None) -> Milestone:
    made = Milestone(id="m", version=1, title="建成", organization_id="first", post="书记", status=status)
    made.schedule(deadline, RULES, deadline.year)
    made.reached_on = reached_on
    return made


def project(*milestones: Milestone, status: str = "in_progress", percent: int = 0, **days: date) -> Project:
    made = Project(
        id="p", version=1, organization_id="first", kind="secretary_project", year=2026, category="brand_building",
        title="邻里节", lead_post="书记", status=status, percent=percent, people_served=0, difficulties_solved=0,
        **days,
    )  # fmt: skip
    made.derive(milestones, RULES)
    return made


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2026, 3, 19), "on_track"),
        (date(2026, 3, 20), "at_risk"),
        (date(2026, 3, 27), "at_risk"),
        (date(2026, 3, 28), "overdue"),
    ],
)
def test_a_milestone_is_at_risk_from_five_working_days_before_and_overdue_from_the_day_after(day, standing):
    due = milestone()
    led = project(due, approved_on=DAY, started_on=DAY)
    assert milestone_schedule(due.state(), led.state()).on(day) == standing
    assert project_schedule(led.state()).on(day) == standing


@pytest.mark.parametrize(
    ("deadline", "due_on", "at_risk_from"),
    [
        (date(2026, 10, 1), date(2026, 10, 8), date(2026, 9, 23)),  # Mid-Autumn on a Friday, then National Day
        (date(2026, 2, 14), date(2026, 2, 14), date(2026, 2, 9)),  # a Saturday that is worked
        (date(2026, 3, 28), date(2026, 3, 30), date(2026, 3, 23)),  # an ordinary Saturday
        (date(2026, 3, 27), date(2026, 3, 27), date(2026, 3, 20)),
    ],
)
def test_a_deadline_on_a_day_off_moves_to_the_next_working_day(deadline, due_on, at_risk_from):
    days = days_of(deadline, RULES)
    assert days.due_on == due_on
    assert working_days_between(days.at_risk_from, due_on) == 5
    assert days.at_risk_from == at_risk_from
    assert days.overdue_from == due_on + timedelta(days=1)


def test_a_deadline_in_a_year_without_its_holiday_notice_is_said_to_be_an_estimate():
    assert days_of(date(2026, 6, 1), RULES).calendar_published
    assert not days_of(date(2035, 6, 1), RULES).calendar_published


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_the_days_of_a_deadline_stand_in_their_order(deadline):
    days = days_of(deadline, RULES)
    assert days.at_risk_from < days.due_on < days.overdue_from
    assert deadline <= days.due_on
    assert is_working_day(days.due_on)


def test_a_project_is_silent_after_twenty_two_full_working_days():
    first = silent_from(DAY, RULES)
    assert working_days_between(DAY, first - timedelta(days=1)) == 22
    led = project(milestone(date(2026, 12, 1)), approved_on=DAY, started_on=DAY)
    assert project_schedule(led.state()).on(first - timedelta(days=1)) == "on_track"
    assert project_schedule(led.state()).on(first) == "at_risk"


def test_silence_puts_the_open_milestones_at_risk_and_a_report_takes_it_away():
    far = milestone(date(2026, 12, 1))
    silent = project(far, approved_on=DAY, started_on=DAY)
    day = silent_from(DAY, RULES)
    assert milestone_schedule(far.state(), silent.state()).on(day) == "at_risk"
    heard = project(far, approved_on=DAY, started_on=DAY, last_report_on=day)
    assert milestone_schedule(far.state(), heard.state()).on(day) == "on_track"


def test_an_approved_project_that_nobody_starts_becomes_at_risk():
    waiting = project(status="approved", approved_on=DAY)
    assert project_schedule(waiting.state()).on(silent_from(DAY, RULES)) == "at_risk"


@pytest.mark.parametrize("status", ["drafted", "declared", "reviewed", "returned", "accepted", "rated", "withdrawn"])
def test_no_deadline_counts_before_the_approval_or_after_the_acceptance(status):
    due = milestone()
    led = project(due, status=status, approved_on=DAY)
    assert project_schedule(led.state()).on(date(2027, 1, 1)) is None
    assert milestone_schedule(due.state(), led.state()).on(date(2027, 1, 1)) == "not_counting"


def test_a_project_with_nothing_left_to_reach_is_neither_silent_nor_overdue():
    reached = project(milestone(status=REACHED, reached_on=DAY), approved_on=DAY, started_on=DAY)
    assert project_schedule(reached.state()).on(date(2026, 12, 31)) == "on_track"
    without_plan = project(approved_on=DAY, started_on=DAY, percent=100)
    assert project_schedule(without_plan.state()).on(date(2026, 12, 31)) == "on_track"


def test_dropped_and_waived_milestones_are_not_counted():
    led = project(
        milestone(status=DROPPED), milestone(status=WAIVED), milestone(status=REACHED, reached_on=DAY), milestone()
    )
    assert (led.milestones, led.milestones_reached) == (2, 1)


@pytest.mark.parametrize(
    ("reached_on", "standing"),
    [
        (date(2026, 3, 29), "reached_on_time"),
        (date(2026, 3, 30), "reached_on_time"),
        (date(2026, 3, 31), "reached_late"),
    ],
)
def test_a_milestone_is_on_time_until_the_moved_deadline(reached_on, standing):
    done = milestone(date(2026, 3, 28), REACHED, reached_on)
    assert milestone_schedule(done.state(), project(done).state()).on(DAY) == standing


@pytest.mark.parametrize(
    ("deadline", "allowed"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2027, 12, 31), True), (date(2028, 1, 1), False)],
)
def test_a_deadline_lies_in_the_project_s_year_or_the_next(deadline, allowed):
    made = Milestone(id="m", title="建成", status=OPEN)
    if allowed:
        made.schedule(deadline, RULES, 2026)
        assert made.deadline == deadline
    else:
        with pytest.raises(Refusal, match="deadline_outside_year"):
            made.schedule(deadline, RULES, 2026)


def plan_of(on_time: int, late: int, waived: int = 0) -> list[Milestone]:
    due = FRIDAY
    return (
        [milestone(due, REACHED, due)] * on_time
        + [milestone(due, REACHED, due + timedelta(days=1))] * late
        + [milestone(due, WAIVED)] * waived
    )


@pytest.mark.parametrize(
    ("percent", "on_time", "late", "waived", "rating"),
    [
        (100, 9, 1, 0, "excellent"),
        (99, 9, 1, 0, "good"),
        (100, 89, 11, 0, "good"),
        (100, 18, 1, 1, "good"),
        (90, 3, 1, 0, "good"),
        (89, 3, 1, 0, "qualified"),
        (90, 74, 26, 0, "qualified"),
        (60, 1, 1, 0, "qualified"),
        (59, 1, 1, 0, "unqualified"),
        (100, 49, 51, 0, "unqualified"),
        (100, 0, 0, 0, "excellent"),
    ],
)
def test_the_rating_is_the_highest_band_whose_thresholds_are_met(percent, on_time, late, waived, rating):
    assert proposed_rating(percent, plan_of(on_time, late, waived), project_rules(DAY)["rating"]) == rating


def test_a_waived_milestone_was_not_reached_on_time():
    assert on_time_percent(plan_of(1, 0, 1)) == 50


@pytest.mark.parametrize(("count", "warned"), [(0, True), (1, True), (2, False), (3, False), (4, True)])
def test_two_or_three_projects_a_year_are_usual(count, warned):
    said = count_warnings("first", "第一社区", 2026, count, DAY)
    assert bool(said) is warned
    assert all("第一社区" in warning["zh"] and warning["citation"] for warning in said)


@pytest.mark.parametrize(
    ("day", "months", "first", "last"),
    [
        (date(2026, 3, 2), 1, date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), 3, date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 4, 1), 3, date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_the_period_before_a_day(day, months, first, last):
    assert period_before(day, months) == (first, last)


@pytest.mark.parametrize(
    ("started_on", "held", "rules"),
    [
        (date(2026, 1, 1), {}, ["progress_meeting", "on_site"]),
        (date(2026, 1, 2), {}, ["progress_meeting"]),
        (date(2026, 3, 2), {}, []),
        (date(2026, 1, 1), {"meeting": [date(2026, 3, 1)], "on_site": [date(2026, 1, 1)]}, []),
        (
            date(2026, 1, 1),
            {"meeting": [date(2026, 2, 28)], "on_site": [date(2026, 4, 1)]},
            ["progress_meeting", "on_site"],
        ),
    ],
)
def test_a_whole_month_without_a_meeting_and_a_quarter_without_a_visit_are_said(started_on, held, rules):
    led = project(approved_on=started_on, started_on=started_on)
    assert [warning["rule"] for warning in practice_warnings(led, held, date(2026, 4, 2))] == rules
