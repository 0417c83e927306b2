"""A file of points is checked row by row, entered all at once or not at all, and only once."""

from datetime import date
from typing import Any

import pytest

from services.member_points import reactions
from services.member_points.model import jobs
from shared.rights import COMMUNITY, Actor, Grant
from tests.expect import refused
from tests.scenarios.member_points import MemberPointsScenario


@pytest.fixture
def ready(scenario: MemberPointsScenario, monkeypatch: pytest.MonkeyPatch) -> MemberPointsScenario:
    """Three members under a published scheme, and parts of three rows, so that a small file has several."""
    monkeypatch.setattr(jobs, "HANDED_IN", 4)
    monkeypatch.setattr("services.member_points.commands.imports.CHECKED", 3)
    for number in range(1, 4):
        scenario.join(f"m{number}", "cell" if number == 3 else "first")
    scenario.join("m9", "third")
    scenario.scheme()
    return scenario


def row(
    number: int, member_id: str = "m1", item: str = "helping", day: str = "2026-02-03", **more: str
) -> dict[str, Any]:
    """Return one row of a file as the gateway hands it in."""
    cells = {
        "member_id": member_id,
        "item": item,
        "occurred_on": day,
        "times": "",
        "reason": f"好事 {number}",
        "evidence": "",
    }
    return cells | more | {"number": number}


def begun(
    scenario: MemberPointsScenario, rows: list[dict[str, Any]], who: str = "east", place: str = "first", **more: Any
) -> dict[str, Any]:
    """Hand a file in by parts and have it worked through."""
    asked = {"organization_id": place, "basis": "党委会议纪要", "file_name": "积分.xlsx"} | more
    job = scenario.do(who, "begin_import", **asked)
    for begin in range(0, len(rows), 4):
        scenario.do(who, "hand_in_rows", point_import_id=job["id"], rows=rows[begin : begin + 4])
    scenario.do(who, "request_import", point_import_id=job["id"])
    scenario.deliver_own()
    return scenario.ask(who, "import_job", point_import_id=job["id"])


def found(scenario: MemberPointsScenario, job: dict[str, Any]) -> dict[int, list[str]]:
    """Return the reasons why rows are refused, by line."""
    rows = scenario.ask("east", "import_rows", point_import_id=job["id"], outcome="refused")["items"]
    return {one["number"]: [reason["code"] for reason in one["reasons"]] for one in rows}


def test_sound_rows_are_entered_all_at_once_with_their_basis_and_told_in_parts(ready: MemberPointsScenario) -> None:
    rows = [row(number, f"m{1 + number % 3}") for number in range(2, 10)]
    done = begun(ready, rows)
    assert (done["state"], done["percent"], done["rows_applied"], done["outcomes"]) == ("done", 100, 8, {"enters": 8})
    entries = ready.entries("m3", "cell")
    assert {(one["source"], one["evidence_id"], one["organization_id"]) for one in entries} == {
        ("imported", done["id"], "cell")
    }
    told = [len(event.entries) for event in ready.events("points_awarded")]
    assert told == [3, 3, 2]
    told_ids = {entry.entry_id for event in ready.events("points_awarded") for entry in event.entries}
    kept = {one["id"] for member in ("m1", "m2") for one in ready.entries(member)} | {one["id"] for one in entries}
    assert told_ids == kept
    phases = [(event.phase, event.position) for event in ready.events("point_import_continued")]
    assert phases == [("check", 3), ("check", 6), ("tell", 0), ("tell", 3), ("tell", 6)]


def test_a_dry_run_finds_the_same_and_enters_nothing(ready: MemberPointsScenario) -> None:
    done = begun(ready, [row(2), row(3, times="3.0")], dry_run=True)
    assert (done["state"], done["outcomes"], done["rows_applied"]) == ("done", {"enters": 2}, 0)
    assert ready.entries() == []
    rows = ready.ask("east", "import_rows", point_import_id=done["id"])["items"]
    assert [(one["hundredths"], [warning["rule"] for warning in one["warnings"]]) for one in rows] == [
        (250, []),
        (750, ["over_cap"]),
    ]


FAULTY = [
    (row(10, "nobody"), ["member_unknown"]),
    (row(11, "m9"), ["member_unknown"]),
    (row(12, "党员\U00020000"), ["member_unknown"]),
    (row(13, item="dancing"), ["scheme_item_unknown"]),
    (row(14, item="meeting"), ["item_is_derived"]),
    (row(15, day="2026-13-01"), ["row_day_malformed"]),
    (row(16, day="2026-03-03"), ["day_in_the_future"]),
    (row(17, day="2024-12-31"), ["year_out_of_range"]),
    (row(18, day="2025-12-31"), ["scheme_missing"]),
    (row(19, times="0"), ["row_times_malformed"]),
    (row(20, times="١"), ["row_times_malformed"]),
    (row(21, times="99999999999999999999"), ["row_times_malformed"]),
    (row(27, times="2.5"), ["row_times_malformed"]),
    (row(22, reason=""), ["text_missing"]),
    (row(23, reason="字" * 501), ["text_too_long"]),
    (row(24, "nobody", day="x", reason=""), ["row_day_malformed", "member_unknown", "text_missing"]),
    (row(25, reason="好事 2"), ["row_said_before"]),
    (row(26, evidence="字" * 501), ["text_too_long"]),
]


def test_every_faulty_row_says_why_and_then_nothing_is_entered(ready: MemberPointsScenario) -> None:
    job = begun(ready, [row(2), *(faulty for faulty, _ in FAULTY)])
    assert (job["state"], job["outcomes"]) == ("refused", {"enters": 1, "refused": len(FAULTY)})
    assert found(ready, job) == {faulty["number"]: codes for faulty, codes in FAULTY}
    assert ready.entries() == []
    assert ready.events("points_awarded") == []


def test_a_reason_names_the_column_that_it_is_about(ready: MemberPointsScenario) -> None:
    job = begun(ready, [row(2, day="2024-12-31")])
    (line,) = ready.ask("east", "import_rows", point_import_id=job["id"])["items"]
    assert [reason["field"] for reason in line["reasons"]] == ["occurred_on"]


def test_a_file_entered_twice_enters_nothing_the_second_time_until_it_is_reversed(ready: MemberPointsScenario) -> None:
    begun(ready, [row(2)])
    again = begun(ready, [row(2)])
    assert (again["state"], found(ready, again)) == ("refused", {2: ["row_said_before"]})
    ready.do("east", "reverse_entry", entry_id=ready.entries()[0]["id"], reason="录错")
    assert begun(ready, [row(2)])["state"] == "done"
    assert begun(ready, [row(2)])["state"] == "refused"
    assert ready.total()["total"] == 250


def test_the_same_row_in_another_part_of_the_file_is_found_and_counts_towards_the_cap(
    ready: MemberPointsScenario,
) -> None:
    rows = [row(number) for number in range(2, 6)] + [row(6, reason="好事 2")]
    job = begun(ready, rows)
    assert found(ready, job) == {6: ["row_said_before"]}
    listed = ready.ask("east", "import_rows", point_import_id=job["id"])["items"]
    assert [len(one["warnings"]) for one in listed] == [0, 0, 1, 1, 0]


def test_two_files_that_say_the_same_at_the_same_time_enter_it_once(ready: MemberPointsScenario) -> None:
    jobs_begun = []
    for _ in range(2):
        job = ready.do("east", "begin_import", organization_id="first", basis="纪要", file_name="a.csv")
        ready.do("east", "hand_in_rows", point_import_id=job["id"], rows=[row(2), row(3, "m2")])
        ready.do("east", "request_import", point_import_id=job["id"])
        jobs_begun.append(job["id"])
    ready.deliver_own()
    states = sorted(ready.ask("east", "import_job", point_import_id=id_)["state"] for id_ in jobs_begun)
    assert states == ["done", "refused"]
    assert (ready.total("m1")["total"], ready.total("m2")["total"]) == (250, 250)


@pytest.mark.parametrize(("checked", "reason"), [(False, "year_is_frozen"), (True, "row_year_frozen")])
def test_a_year_frozen_before_or_after_the_check_refuses_the_whole_file(
    ready: MemberPointsScenario, *, checked: bool, reason: str
) -> None:
    ready.day = date(2027, 1, 8)
    job = ready.do("east", "begin_import", organization_id="first", basis="纪要", file_name="a.csv")
    ready.do("east", "hand_in_rows", point_import_id=job["id"], rows=[row(2), row(3, "m3")])
    ready.do("east", "request_import", point_import_id=job["id"])
    if checked:
        ready.react(reactions.check_rows_on_point_import_requested, *ready.events("point_import_requested"))
        ready.delivered = len(ready.events()) - 1
    result = ready.do("first", "compute_year", organization_id="first", year=2026)
    ready.do("first", "publish_results", point_year_id=result["id"])
    ready.pass_days(10)
    ready.do("east", "freeze_year", point_year_id=result["id"])
    ready.deliver_own()
    done = ready.ask("east", "import_job", point_import_id=job["id"])
    assert (done["state"], found(ready, done)) == ("refused", {2: [reason]})
    assert done["outcomes"] == {"refused": 1, "enters": 1}
    assert ready.entries("m3", "cell") == []


def test_who_may_not_approve_hands_no_file_in_and_reads_no_one_else_s(ready: MemberPointsScenario) -> None:
    for who in ("cell", "second", "west", "auditor"):
        with refused("grant_does_not_reach"):
            begun(ready, [row(2)], who=who)
    job = begun(ready, [row(2)])
    for who in ("second", "west", "auditor"):
        for query in ("import_job", "import_rows"):
            with refused("grant_does_not_reach"):
                ready.ask(who, query, point_import_id=job["id"])


def test_a_file_is_handed_in_by_bounded_parts_and_then_no_more(ready: MemberPointsScenario) -> None:
    asked = {"organization_id": "first", "basis": "纪要", "file_name": "\x00坏\ud800.csv"}
    job = ready.do("east", "begin_import", **asked)
    assert job["file_name"] == "�坏�.csv"
    with refused("part_too_long"):
        ready.do("east", "hand_in_rows", point_import_id=job["id"], rows=[row(number) for number in range(5)])
    with refused("points_file_empty"):
        ready.do("east", "request_import", point_import_id=job["id"])
    ready.do("east", "hand_in_rows", point_import_id=job["id"], rows=[row(2, reason="事\x00由")])
    with refused("grant_does_not_reach"):
        ready.do("west", "hand_in_rows", point_import_id=job["id"], rows=[row(3)])
    ready.do("east", "request_import", point_import_id=job["id"])
    for command, more in (("hand_in_rows", {"rows": [row(3)]}), ("request_import", {})):
        with refused("points_file_handed_in"):
            ready.do("east", command, point_import_id=job["id"], **more)
    with refused("text_missing"):
        ready.do("east", "begin_import", **asked | {"basis": " "})
    with refused("point_import_unknown"):
        ready.ask("east", "import_job", point_import_id="no such")


@pytest.mark.parametrize("day", ["2026/2/3", "2026.2.3", "2026年2月3日", "2026-2-3", "２０２６-２-３", "46056"])
def test_a_day_and_a_number_are_read_as_people_write_them(ready: MemberPointsScenario, day: str) -> None:
    said = begun(ready, [row(2, "\u200bm1\u00a0", "helping\u3000", day, times="２", reason="好事\n两次")])
    assert said["state"] == "done"
    (entry,) = ready.entries()
    assert (entry["occurred_on"], entry["hundredths"], entry["reason"]) == (date(2026, 2, 3), 500, "好事\n两次")


@pytest.mark.parametrize("day", ["2026-W06-2", "20260203", "2026-034", "3/2/2026", "2026/2/30", ""])
def test_a_day_that_only_a_programming_language_would_read_is_refused(ready: MemberPointsScenario, day: str) -> None:
    assert found(ready, begun(ready, [row(2, day=day)])) == {2: ["row_day_malformed"]}


@pytest.mark.parametrize("times", ["1.5", "1_0", "-1", "0", "101", "1e1"])
def test_times_that_are_no_whole_number_are_refused_with_what_was_written(
    ready: MemberPointsScenario, times: str
) -> None:
    job = begun(ready, [row(2, times=times)])
    (one,) = ready.ask("east", "import_rows", point_import_id=job["id"])["items"]
    assert [times in reason["zh"] for reason in one["reasons"]] == [True]


def test_a_file_whose_sender_has_gone_is_given_up_with_a_reason(ready: MemberPointsScenario) -> None:
    asked = {"organization_id": "first", "basis": "纪要", "file_name": "a.csv"}
    job = ready.do("east", "begin_import", **asked)
    ready.do("east", "hand_in_rows", point_import_id=job["id"], rows=[row(2), row(3)])
    ready.pass_days(1)
    later = ready.do("east", "begin_import", **asked)
    assert ready.ask("east", "import_job", point_import_id=job["id"])["state"] == "receiving", "a day is not over yet"
    ready.pass_days(1)
    ready.declared(occurred_on=date(2026, 3, 2))
    ended, waits = (ready.ask("east", "import_job", point_import_id=one["id"]) for one in (job, later))
    assert (ended["state"], ended["reason"]["code"], ended["rows_applied"]) == ("failed", "points_file_abandoned", 0)
    assert ended["ended_at"] is not None
    assert (waits["state"], waits["reason"]) == ("receiving", None)
    (told,) = ready.events("point_import_finished")
    assert (told.point_import_id, told.state) == (job["id"], "failed")
    for command, more in (("hand_in_rows", {"rows": [row(4)]}), ("request_import", {})):
        with refused("points_file_abandoned"):
            ready.do("east", command, point_import_id=job["id"], **more)
    assert ready.entries() == []


def test_more_rows_than_a_file_may_have_are_refused(
    ready: MemberPointsScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "ROWS_LIMIT", 3)
    job = ready.do("east", "begin_import", organization_id="first", basis="纪要", file_name="a.csv")
    with refused("points_file_too_long"):
        ready.do("east", "hand_in_rows", point_import_id=job["id"], rows=[row(number) for number in range(2, 6)])


def test_a_fault_of_ours_ends_the_job_visibly_and_leaves_nothing(
    ready: MemberPointsScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_asked: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("services.member_points.commands.imports.enter", broken)
    assert begun(ready, [row(2)])["state"] == "failed"
    assert ready.entries() == []


def test_a_grant_on_this_unit_alone_enters_points_for_nobody_below(ready: MemberPointsScenario) -> None:
    ready.people["alone"] = Actor("alone", "alone", (Grant(COMMUNITY, "first", below=False),))
    job = begun(ready, [row(2), row(3, "m3")], who="alone")
    assert found(ready, job) == {3: ["member_unknown"]}
