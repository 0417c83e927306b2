"""Months as tables of weeks, Gantt charts of milestones, and how periods are written."""

from datetime import date

import pytest

from gateway.console.calendars import months_beside, weeks
from gateway.console.formats import period
from gateway.console.gantt import LEFT, WIDTH, gantt

TODAY = date(2026, 6, 10)


def milestone(due, reached=None):
    return {"title": due, "due_on": due, "reached_on": reached, "standing": "on_track"}


def test_a_month_is_whole_weeks_and_shows_three_of_a_day():
    held = [{"held_on": "2026-06-10", "id": number} for number in range(5)] + [{"held_on": "2026-07-01", "id": 9}]
    found = weeks(2026, 6, held, "held_on")
    assert {len(week) for week in found} == {7}
    assert found[0][0].day.weekday() == 0
    day = next(each for week in found for each in week if each.day == TODAY)
    assert ([one["id"] for one in day.items], day.more) == ([0, 1, 2], 2)
    beyond = next(each for week in found for each in week if each.day == date(2026, 7, 1))
    assert (beyond.within, beyond.items, beyond.more) == (False, [], 0)


@pytest.mark.parametrize(
    ("month", "expected"),
    [((2026, 6), ("2026-05", "2026-07")), ((2026, 1), ("2025-12", "2026-02")), ((2026, 12), ("2026-11", "2027-01"))],
)
def test_the_months_beside_one_go_over_the_turn_of_the_year(month, expected):
    assert months_beside(*month) == expected


def test_a_chart_orders_milestones_by_deadline_and_keeps_within_its_width():
    found = gantt([milestone("2026-12-31"), milestone("2026-06-30", "2026-06-12")], "2026-05-04", TODAY)
    assert [bar.record["title"] for bar in found.bars] == ["2026-06-30", "2026-12-31"]
    first, second = found.bars
    assert first.end == first.reached < first.deadline == second.begin
    edges = [edge for bar in found.bars for edge in (bar.begin, bar.end, bar.deadline)]
    assert all(LEFT <= edge <= WIDTH for edge in [*edges, found.today])
    assert [first.month for first, _ in found.months] == [5, 6, 7, 8, 9, 10, 11, 12]


def test_without_milestones_there_is_no_chart():
    assert gantt([], "2026-05-04", TODAY) is None


@pytest.mark.parametrize(
    ("said", "chinese", "english"),
    [
        ("2026", "2026年", "2026"),
        ("2026Q2", "2026年第二季度", "second quarter 2026"),
        ("2026-06", "2026年6月", "June 2026"),
    ],
)
def test_a_period_is_written_in_words(said, chinese, english):
    assert (period(said, "zh"), period(said, "en")) == (chinese, english)


def test_what_is_no_period_stays_as_it_is():
    assert period("2026-13", "zh") == "2026-13"
