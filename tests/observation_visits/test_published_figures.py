"""The figures that districts read in the published rules: a change of any of them is a new version of its pack."""

from datetime import date

from services.observation_visits.model.settings import round_rules, score_rules, settings_of, settings_view

DAY = date(2026, 3, 2)


def test_a_round_that_says_nothing_holds_what_is_published() -> None:
    assert settings_view(settings_of({}, round_rules(DAY))) == {
        "begin": "08:30",
        "end": "17:30",
        "lunch_earliest": "11:30",
        "lunch_latest": "13:30",
        "lunch_minutes": 60,
        "review_minutes": 30,
        "host_cap": 4,
        "visit_minutes": 60,
        "travel_factor": 1.4,
        "kilometres_per_hour": 25.0,
        "lagging_to_advanced": 60,
        "mentored": 60,
        "fairness": 40,
        "novelty": 50,
        "travel": 1,
        "unvisited_worth": 1000,
        "sharing": 60,
        "reciprocal_apart": True,
    }


def test_planning_takes_twenty_seconds_and_a_minute_at_most() -> None:
    assert round_rules(DAY)["planning"].values == {"seconds": 20, "most": 60}


def test_five_areas_make_a_hundred_points_of_their_items() -> None:
    areas = score_rules(DAY)["areas"]["areas"]
    assert {area["id"]: (area["weight"], [item["most"] for item in area["items"]]) for area in areas} == {
        "foundation": (20, [10, 10]),
        "organization": (20, [10, 10]),
        "member_management": (20, [10, 10]),
        "activities": (25, [10, 15]),
        "safeguards": (15, [10, 5]),
    }
    assert sum(area["weight"] for area in areas) == 100
