"""The working days of China, checked against the State Council's notices for 2025 and 2026 and the limits of 2027."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.working_days import add_working_days, is_published, is_working_day, next_working_day, working_days_between

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        "2025-01-26",
        "2025-02-08",
        "2025-04-27",
        "2025-09-28",
        "2025-10-11",
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ],
)
def test_a_weekend_day_that_the_notice_adjusts_is_a_working_day(day):
    assert date.fromisoformat(day).weekday() >= 5
    assert is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    "day",
    [
        "2025-01-28",
        "2025-02-04",
        "2025-05-05",
        "2025-06-02",
        "2025-10-08",
        "2026-01-02",
        "2026-02-16",
        "2026-02-23",
        "2026-04-06",
        "2026-05-05",
        "2026-06-19",
        "2026-09-25",
        "2026-10-07",
    ],
)
def test_a_weekday_of_a_holiday_is_none(day):
    assert date.fromisoformat(day).weekday() < 5
    assert not is_working_day(date.fromisoformat(day))


def test_ordinary_days_and_weekends_are_what_they_look_like():
    assert is_working_day(date(2026, 3, 2))
    assert not is_working_day(date(2026, 3, 1))


def test_a_deadline_inside_the_national_holiday_moves_behind_it():
    assert next_working_day(date(2025, 10, 1)) == date(2025, 10, 9)
    assert next_working_day(date(2026, 10, 3)) == date(2026, 10, 8)
    assert next_working_day(date(2026, 10, 10)) == date(2026, 10, 10)


def test_five_working_days_across_the_spring_festival_of_2026():
    assert add_working_days(date(2026, 2, 12), 5) == date(2026, 2, 26)
    assert add_working_days(date(2026, 2, 26), -5) == date(2026, 2, 12)


def test_a_year_without_its_notice_is_said_to_be_an_estimate():
    assert is_published(2025)
    assert is_published(2026)
    assert not is_published(2035)
    assert not is_working_day(date(2035, 10, 1))


def test_a_count_beyond_ten_years_is_refused():
    with pytest.raises(ValueError, match="no deadline"):
        add_working_days(date(2026, 1, 1), 4000)


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_working_days_agree(day, count):
    later = add_working_days(day, count)
    assert is_working_day(later)
    assert working_days_between(day, later) == count
    assert working_days_between(later, day) == -count


@given(DAYS, st.integers(0, 400), st.integers(0, 400))
def test_counts_of_adjoining_stretches_add_up(day, one, two):
    middle, last = day + timedelta(days=one), day + timedelta(days=one + two)
    assert working_days_between(day, middle) + working_days_between(middle, last) == working_days_between(day, last)
