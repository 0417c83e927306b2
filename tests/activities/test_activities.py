"""An activity is recorded once, attendance is entered once; what cannot be is refused in the field concerned."""

from datetime import date

import pytest

from services.activities.commands.activities import record_activities
from shared.errors import Refusal
from tests.activities.world import World
from tests.worlds import KEY, refused

MODES = ("fixed", "party_class", "themed", "interactive", "new_media", "mobile")


def field_of(refusal: pytest.ExceptionInfo[Refusal]) -> str | None:
    """Return the field that a refusal names."""
    return refusal.value.field


def test_attendance_is_of_the_roll_of_that_day_and_of_those_below(world: World) -> None:
    world.join("first", "a", "b")
    world.join("cell", "c")
    world.join("second", "d")
    world.join("first", "late", since=date(2026, 3, 2))
    world.leave("first", "b", date(2026, 3, 1))
    held = world.held(held_on=date(2026, 2, 28), attended=["a", "a", "c"], excused=["b"])
    assert (held["attended"], held["excused"], held["on_roll"]) == (["a", "c"], ["b"], 3)
    for named, day in (("d", date(2026, 2, 28)), ("late", date(2026, 3, 1)), ("b", date(2026, 3, 1)), ("x", world.day)):
        with refused("not_on_roll") as refusal:
            world.held(held_on=day, attended=[named])
        assert field_of(refusal) == "attended"
        with refused("not_on_roll") as refusal:
            world.held(held_on=day, excused=[named])
        assert field_of(refusal) == "excused"


def test_nobody_attended_and_was_excused(world: World) -> None:
    world.join("first", "a", "b")
    with refused("attended_and_excused") as refusal:
        world.held(attended=["a", "b"], excused=["b"])
    assert field_of(refusal) == "excused"


def test_attendance_entered_again_takes_the_place_of_what_was_there(world: World) -> None:
    world.join("first", *(f"m{number:03}" for number in range(300)))
    held = world.held()
    everyone = [f"m{number:03}" for number in range(300)]
    entered = world.do(
        "first", "record_attendance", activity_id=held["id"], attended=everyone[:299], excused=everyone[299:],
        expected_version=held["version"],
    )  # fmt: skip
    assert (entered["attended_count"], entered["excused_count"], entered["on_roll"]) == (299, 1, 300)
    with refused("changed_meanwhile"):
        world.do("first", "record_attendance", activity_id=held["id"], attended=[], expected_version=held["version"])
    again = world.do("first", "record_attendance", activity_id=held["id"], attended=everyone[:7])
    assert (again["attended_count"], again["excused_count"]) == (7, 0)
    revisions = [(event.activity.revision, len(event.activity.attended)) for event in world.told("attendance_recorded")]
    assert revisions == [(2, 299), (3, 7)]


def test_on_another_day_who_attended_has_to_be_on_that_roll(world: World) -> None:
    world.join("first", "a", since=date(2026, 2, 1))
    held = world.held(attended=["a"], held_on=date(2026, 2, 10))
    with refused("not_on_roll") as refusal:
        world.do("first", "amend_activity", activity_id=held["id"], held_on=date(2026, 1, 31))
    assert field_of(refusal) == "held_on"
    moved = world.do("first", "amend_activity", activity_id=held["id"], held_on=date(2026, 2, 1))
    assert moved["held_on"] == date(2026, 2, 1)


@pytest.mark.parametrize("mode", MODES)
def test_a_session_has_one_of_six_modes_and_belongs_to_a_hall(world: World, mode: str) -> None:
    with refused("session_without_hall"):
        world.held("session", mode=mode)
    hall = world.planned()
    assert world.held("session", mode=mode)["hall_id"] == hall["id"]
    assert world.held("session", "cell", mode=mode)["hall_id"] == hall["id"]
    with refused("hall_elsewhere"):
        world.held("session", "third", mode=mode, hall_id=hall["id"])
    with refused("mode_missing"):
        world.held("session")
    with refused("mode_not_wanted"):
        world.held("theme_day", mode=mode)
    with refused("hall_only_for_sessions"):
        world.held("theme_day", hall_id=hall["id"])


def test_what_cannot_be_recorded_is_refused_in_its_field(world: World) -> None:
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
            world.held(**{"kind": "theme_day"} | asked)
        assert field_of(refusal) == field
    with refused("organization_unknown"):
        world.do("district", "record_activity", organization_id="nowhere", kind="theme_day", title="x")
    assert world.told("activity_held") == []


def test_a_speaker_from_outside_is_kept_here_and_told_to_nobody(world: World) -> None:
    world.join("second", "lecturer")
    held = world.held("party_class", guest_speaker="李教授", speakers=["lecturer"])
    assert (held["guest_speaker"], held["speakers"]) == ("李教授", ["lecturer"])
    (event,) = world.told("activity_held")
    assert event.activity.speakers == ("lecturer",)
    assert "李教授" not in repr(event)


def test_a_cancelled_record_is_changed_no_more(world: World) -> None:
    held = world.held()
    world.do("first", "cancel_activity", activity_id=held["id"], reason="重复录入")
    for command, more in (
        ("cancel_activity", {"reason": "x"}),
        ("amend_activity", {"title": "x"}),
        ("record_attendance", {"attended": []}),
        ("write_minutes", {"text": "x"}),
    ):
        with refused("step_not_possible"):
            world.do("first", command, activity_id=held["id"], **more)


def test_minutes_are_written_by_whom_has_seen_what_stands(world: World) -> None:
    held = world.held("committee_meeting")
    assert world.see("first", "minutes", activity_id=held["id"])["version"] == 0
    write = {"activity_id": held["id"], "text": "一、传达\n二、讨论", "expected_version": 0}
    assert world.do("first", "write_minutes", **write)["version"] == 1
    with refused("changed_meanwhile"):
        world.do("east", "write_minutes", **write)
    again = world.do("east", "write_minutes", **write | {"text": "一、传达", "expected_version": 1})
    assert (again["version"], again["text"], again["account_name"]) == (2, "一、传达", "east staff")
    with refused("text_too_long"):
        world.do("first", "write_minutes", **write | {"text": "长" * 100_001, "expected_version": 2})


def test_activities_are_listed_and_counted_by_kind_mode_and_period(world: World) -> None:
    world.planned()
    world.held("session", mode="fixed", held_on=date(2026, 1, 31))
    world.held("session", mode="mobile", held_on=date(2026, 2, 1))
    world.held("session", "cell", mode="mobile", held_on=date(2026, 3, 1))
    world.held("theme_day", "third", held_on=date(2026, 2, 1))
    gone = world.held("theme_day", held_on=date(2026, 2, 1))
    world.do("first", "cancel_activity", activity_id=gone["id"], reason="x")

    def counted(organization: str, period: str) -> tuple[int, dict[str, int]]:
        counts = world.see("district", "activity_counts", organization_id=organization, period=period)
        return counts["total"], {mode: count for mode, count in counts["sessions_by_mode"].items() if count}

    assert counted("district", "2026") == (4, {"fixed": 1, "mobile": 2})
    assert counted("east", "2026Q1") == (3, {"fixed": 1, "mobile": 2})
    assert counted("first", "2026-02") == (1, {"mobile": 1})
    assert counted("west", "2026-02") == (1, {})
    assert counted("district", "2026Q2") == (0, {})
    for wrong in ("", "2026Q5", "2026-13", "1999", "3000", "２０２６", "2026\n"):
        with refused("period_unreadable"):
            world.see("district", "activity_counts", organization_id="district", period=wrong)
    listed = world.see("district", "activities", organization_id="district", period="2026-02", status="held")["items"]
    assert sorted(one["kind"] for one in listed) == ["session", "theme_day"]


def test_only_who_keeps_the_records_changes_them(world: World) -> None:
    held = world.held()
    for who in ("second", "west", "auditor", "cell"):
        with refused("grant_does_not_reach"):
            world.do(who, "amend_activity", activity_id=held["id"], title="x")
    with refused("grant_does_not_reach"):
        world.see("second", "activity", activity_id=held["id"])
    assert world.see("auditor", "activity", activity_id=held["id"])["title"] == "主题学习"
    with refused("activity_unknown"):
        world.see("auditor", "activity", activity_id="nothing")


def test_several_are_recorded_at_once_or_none_of_them(world: World) -> None:
    world.hear_of_everyone()
    entries = [{"kind": "theme_day", "title": "主题党日", "held_on": date(2026, month, 2)} for month in (1, 2, 3)]
    made = world.do("first", "record_activities", organization_id="first", activities=entries)["activities"]
    stand = {
        name: one["activity_id"] for name, one in world.obligations(kind="theme_day").items() if one["activity_id"]
    }
    assert stand == {f"theme_day 2026-0{month}": id_ for month, id_ in zip((1, 2, 3), made, strict=True)}
    wrong = [*entries, {"kind": "session", "title": "讲习"}]
    with refused("mode_missing") as refusal:
        world.do("first", "record_activities", organization_id="first", activities=wrong)
    assert field_of(refusal) == "activities.3.mode"
    assert len(world.see("first", "activities", organization_id="first")["items"]) == 3
    for count in (0, 101):
        with refused("too_many_at_once"):
            world.do("first", "record_activities", organization_id="first", activities=entries[:1] * count)


def test_however_much_is_recorded_at_once_the_answer_names_one_position(world: World) -> None:
    world.hear_of_everyone()
    entries = [{"kind": "voluntary_service", "title": "志愿服务"}] * 100
    asked = {"organization_id": "first", "activities": entries}
    call = {"acting": world.people["first"].sign(KEY), "idempotency_key": "once"}
    said = world.executor.command(record_activities, call, asked)
    newest = world.told("activity_held")[-1]
    assert len(said["positions"]) == 1
    assert said["positions"][0].endswith(f"{newest.organization_id}:{len(said['answer']['activities']) + 2}")
