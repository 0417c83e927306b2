"""An activity is recorded once, attendance is entered once; what cannot be is refused in the field concerned."""

from datetime import date

import pytest

from services.activities.commands.activities import record_activities
from shared.errors import Refusal
from tests.expect import refused
from tests.scenarios.activities import ActivitiesScenario
from tests.scenarios.in_process import KEY

MODES = ("fixed", "party_class", "themed", "interactive", "new_media", "mobile")


def field_of(refusal: pytest.ExceptionInfo[Refusal]) -> str | None:
    """Return the field that a refusal names."""
    return refusal.value.field


def test_attendance_is_of_the_roll_of_that_day_and_of_those_below(scenario: ActivitiesScenario) -> None:
    scenario.join("first", "a", "b")
    scenario.join("cell", "c")
    scenario.join("second", "d")
    scenario.join("first", "late", since=date(2026, 3, 2))
    scenario.leave("first", "b", date(2026, 3, 1))
    held = scenario.held(held_on=date(2026, 2, 28), attended=["a", "a", "c"], excused=["b"])
    assert (held["attended"], held["excused"], held["on_roll"]) == (["a", "c"], ["b"], 3)
    for named, day in (
        ("d", date(2026, 2, 28)),
        ("late", date(2026, 3, 1)),
        ("b", date(2026, 3, 1)),
        ("x", scenario.day),
    ):
        with refused("not_on_roll") as refusal:
            scenario.held(held_on=day, attended=[named])
        assert field_of(refusal) == "attended"
        with refused("not_on_roll") as refusal:
            scenario.held(held_on=day, excused=[named])
        assert field_of(refusal) == "excused"


def test_nobody_attended_and_was_excused(scenario: ActivitiesScenario) -> None:
    scenario.join("first", "a", "b")
    with refused("attended_and_excused") as refusal:
        scenario.held(attended=["a", "b"], excused=["b"])
    assert field_of(refusal) == "excused"


def test_attendance_entered_again_takes_the_place_of_what_was_there(scenario: ActivitiesScenario) -> None:
    scenario.join("first", *(f"m{number:03}" for number in range(300)))
    held = scenario.held()
    everyone = [f"m{number:03}" for number in range(300)]
    entered = scenario.do(
        "first", "record_attendance", activity_id=held["id"], attended=everyone[:299], excused=everyone[299:],
        expected_version=held["version"],
    )  # fmt: skip
    assert (entered["attended_count"], entered["excused_count"], entered["on_roll"]) == (299, 1, 300)
    with refused("changed_meanwhile"):
        scenario.do("first", "record_attendance", activity_id=held["id"], attended=[], expected_version=held["version"])
    again = scenario.do("first", "record_attendance", activity_id=held["id"], attended=everyone[:7])
    assert (again["attended_count"], again["excused_count"]) == (7, 0)
    revisions = [
        (event.activity.revision, len(event.activity.attended)) for event in scenario.events("attendance_recorded")
    ]
    assert revisions == [(2, 299), (3, 7)]


def test_on_another_day_who_attended_has_to_be_on_that_roll(scenario: ActivitiesScenario) -> None:
    scenario.join("first", "a", since=date(2026, 2, 1))
    held = scenario.held(attended=["a"], held_on=date(2026, 2, 10))
    with refused("not_on_roll") as refusal:
        scenario.do("first", "amend_activity", activity_id=held["id"], held_on=date(2026, 1, 31))
    assert field_of(refusal) == "held_on"
    moved = scenario.do("first", "amend_activity", activity_id=held["id"], held_on=date(2026, 2, 1))
    assert moved["held_on"] == date(2026, 2, 1)


@pytest.mark.parametrize("mode", MODES)
def test_a_session_has_one_of_six_modes_and_belongs_to_a_hall(scenario: ActivitiesScenario, mode: str) -> None:
    with refused("session_without_hall"):
        scenario.held("session", mode=mode)
    hall = scenario.planned()
    assert scenario.held("session", mode=mode)["hall_id"] == hall["id"]
    assert scenario.held("session", "cell", mode=mode)["hall_id"] == hall["id"]
    with refused("hall_elsewhere"):
        scenario.held("session", "third", mode=mode, hall_id=hall["id"])
    with refused("mode_missing"):
        scenario.held("session")
    with refused("mode_not_wanted"):
        scenario.held("theme_day", mode=mode)
    with refused("hall_only_for_sessions"):
        scenario.held("theme_day", hall_id=hall["id"])


def test_what_cannot_be_recorded_is_refused_in_its_field(scenario: ActivitiesScenario) -> None:
    for asked, code, field in (
        ({"kind": "party"}, "word_not_known", "kind"),
        ({"title": "  "}, "text_missing", "title"),
        ({"title": "长" * 101}, "text_too_long", "title"),
        ({"title": "一\x00"}, "text_has_control_characters", "title"),
        ({"held_on": date(2026, 3, 3)}, "day_in_the_future", "held_on"),
        ({"held_on": date(2019, 12, 31)}, "not_open_when_held", "held_on"),
        ({"held_on": date(1999, 12, 31)}, "year_out_of_range", "held_on"),
        ({"speakers": ["nobody"]}, "not_on_roll", "speakers"),
        ({"speakers": [f"m{number}" for number in range(21)]}, "too_many_people", "speakers"),
        ({"attended": [f"m{number}" for number in range(2001)]}, "too_many_people", "attended"),
        ({"campaign_id": "\U00020000"}, "campaign_unknown", None),
        ({"guest_speaker": "长" * 51}, "text_too_long", "guest_speaker"),
    ):
        with refused(code) as refusal:
            scenario.held(**{"kind": "theme_day"} | asked)
        assert field_of(refusal) == field
    with refused("organization_unknown"):
        scenario.do("district", "record_activity", organization_id="nowhere", kind="theme_day", title="x")
    assert scenario.events("activity_held") == []


def test_a_speaker_from_outside_is_kept_here_and_told_to_nobody(scenario: ActivitiesScenario) -> None:
    scenario.join("second", "lecturer")
    with refused("not_on_roll") as told:
        scenario.held("party_class", speakers=["lecturer"])
    with refused("not_on_roll") as unknown:
        scenario.held("party_class", speakers=["nobodyat"])
    assert told.value.params == unknown.value.params | {"members": "“lecturer”"}
    asked = {"organization_id": "first", "kind": "party_class", "title": "党课", "guest_speaker": "李教授"}
    held = scenario.do("east", "record_activity", speakers=["lecturer"], **asked)
    assert (held["guest_speaker"], held["speakers"]) == ("李教授", ["lecturer"])
    amended = scenario.do("first", "amend_activity", activity_id=held["id"], speakers=["lecturer"], title="一堂党课")
    assert amended["speakers"] == ["lecturer"]
    (event,) = scenario.events("activity_held")
    assert event.activity.speakers == ("lecturer",)
    assert "李教授" not in repr(event)


def test_a_cancelled_record_is_changed_no_more(scenario: ActivitiesScenario) -> None:
    held = scenario.held()
    scenario.do("first", "cancel_activity", activity_id=held["id"], reason="重复录入")
    for command, more in (
        ("cancel_activity", {"reason": "x"}),
        ("amend_activity", {"title": "x"}),
        ("record_attendance", {"attended": []}),
        ("write_minutes", {"text": "x"}),
    ):
        with refused("step_not_possible"):
            scenario.do("first", command, activity_id=held["id"], **more)


def test_minutes_are_written_by_whom_has_seen_what_stands(scenario: ActivitiesScenario) -> None:
    held = scenario.held("committee_meeting")
    assert scenario.ask("first", "minutes", activity_id=held["id"])["version"] == 0
    write = {"activity_id": held["id"], "text": "一、传达\n二、讨论", "expected_version": 0}
    assert scenario.do("first", "write_minutes", **write)["version"] == 1
    with refused("changed_meanwhile"):
        scenario.do("east", "write_minutes", **write)
    again = scenario.do("east", "write_minutes", **write | {"text": "一、传达", "expected_version": 1})
    assert (again["version"], again["text"], again["account_name"]) == (2, "一、传达", "east staff")
    with refused("text_too_long"):
        scenario.do("first", "write_minutes", **write | {"text": "长" * 100_001, "expected_version": 2})


def test_activities_are_listed_and_counted_by_kind_mode_and_period(scenario: ActivitiesScenario) -> None:
    scenario.planned()
    scenario.held("session", mode="fixed", held_on=date(2026, 1, 31))
    scenario.held("session", mode="mobile", held_on=date(2026, 2, 1))
    scenario.held("session", "cell", mode="mobile", held_on=date(2026, 3, 1))
    scenario.held("theme_day", "third", held_on=date(2026, 2, 1))
    gone = scenario.held("theme_day", held_on=date(2026, 2, 1))
    scenario.do("first", "cancel_activity", activity_id=gone["id"], reason="x")

    def counted(organization: str, period: str) -> tuple[int, dict[str, int]]:
        counts = scenario.ask("district", "activity_counts", organization_id=organization, period=period)
        return counts["total"], {mode: count for mode, count in counts["sessions_by_mode"].items() if count}

    assert counted("district", "2026") == (4, {"fixed": 1, "mobile": 2})
    assert counted("east", "2026Q1") == (3, {"fixed": 1, "mobile": 2})
    assert counted("first", "2026-02") == (1, {"mobile": 1})
    assert counted("west", "2026-02") == (1, {})
    assert counted("district", "2026Q2") == (0, {})
    for wrong in ("", "2026Q5", "2026-13", "1999", "3000", "２０２６", "2026\n"):
        with refused("period_unreadable"):
            scenario.ask("district", "activity_counts", organization_id="district", period=wrong)
    listed = scenario.ask("district", "activities", organization_id="district", period="2026-02", status="held")[
        "items"
    ]
    assert sorted(one["kind"] for one in listed) == ["session", "theme_day"]


def test_only_who_keeps_the_records_changes_them(scenario: ActivitiesScenario) -> None:
    held = scenario.held()
    for who in ("second", "west", "auditor", "cell"):
        with refused("grant_does_not_reach"):
            scenario.do(who, "amend_activity", activity_id=held["id"], title="x")
    with refused("grant_does_not_reach"):
        scenario.ask("second", "activity", activity_id=held["id"])
    assert scenario.ask("auditor", "activity", activity_id=held["id"])["title"] == "主题学习"
    with refused("activity_unknown"):
        scenario.ask("auditor", "activity", activity_id="nothing")


def test_several_are_recorded_at_once_or_none_of_them(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    entries = [{"kind": "theme_day", "title": "主题党日", "held_on": date(2026, month, 2)} for month in (1, 2, 3)]
    made = scenario.do("first", "record_activities", organization_id="first", activities=entries)["activities"]
    stand = {
        name: one["activity_id"] for name, one in scenario.obligations(kind="theme_day").items() if one["activity_id"]
    }
    assert stand == {f"theme_day 2026-0{month}": id_ for month, id_ in zip((1, 2, 3), made, strict=True)}
    wrong = [*entries, {"kind": "session", "title": "讲习"}]
    with refused("mode_missing") as refusal:
        scenario.do("first", "record_activities", organization_id="first", activities=wrong)
    assert field_of(refusal) == "activities.3.mode"
    assert len(scenario.ask("first", "activities", organization_id="first")["items"]) == 3
    for count in (0, 101):
        with refused("too_many_at_once"):
            scenario.do("first", "record_activities", organization_id="first", activities=entries[:1] * count)


def test_however_much_is_recorded_at_once_the_answer_names_one_position(scenario: ActivitiesScenario) -> None:
    scenario.open_all()
    entries = [{"kind": "voluntary_service", "title": "志愿服务"}] * 100
    asked = {"organization_id": "first", "activities": entries}
    call = {"acting": scenario.people["first"].sign(KEY, "activities", "record_activities"), "idempotency_key": "once"}
    said = scenario.executor.command(record_activities, call, asked)
    newest = scenario.events("activity_held")[-1]
    assert len(said["positions"]) == 1
    assert said["positions"][0].endswith(f"{newest.organization_id}:{len(said['answer']['activities']) + 2}")
