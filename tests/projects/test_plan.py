"""Milestones and progress reports as commands: what changes, what is told, what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.expect import refused
from tests.scenarios.projects import ProjectsScenario


def test_a_milestone_is_told_with_its_days_and_its_project(scenario: ProjectsScenario) -> None:
    project = scenario.declared()
    milestone = scenario.milestone(project)
    assert (milestone["due_on"], milestone["at_risk_from"]) == (date(2026, 3, 27), date(2026, 3, 20))
    told = scenario.events("milestone_set")[0]
    assert told.milestone.milestone_id == milestone["id"]
    assert (told.milestone.revision, told.project.revision, told.project.milestones) == (1, 2, 1)
    assert told.milestone.calendar_published


@pytest.mark.parametrize("unit", ["first", "cell"])
def test_the_lead_or_a_unit_below_it_answers_for_a_milestone(scenario: ProjectsScenario, unit: str) -> None:
    assert scenario.milestone(scenario.declared(), organization_id=unit)["organization_id"] == unit


@pytest.mark.parametrize("unit", ["second", "east", "district"])
def test_nobody_outside_the_lead_answers_for_a_milestone(scenario: ProjectsScenario, unit: str) -> None:
    with refused("responsible_outside"):
        scenario.milestone(scenario.declared(), organization_id=unit)


def test_a_milestone_that_cannot_be_kept_is_refused(scenario: ProjectsScenario) -> None:
    project = scenario.declared()
    for asked, code in (
        ({"deadline": date(2028, 1, 1)}, "deadline_outside_year"),
        ({"title": ""}, "text_missing"),
        ({"post": ""}, "text_missing"),
        ({"organization_id": "nowhere"}, "organization_unknown"),
    ):
        with refused(code):
            scenario.milestone(project, **asked)
    assert scenario.ask("first", "plan", project_id=project["id"])["items"] == []


def test_after_the_approval_a_change_of_the_plan_needs_a_reason_that_stays_on_record(
    scenario: ProjectsScenario,
) -> None:
    project = scenario.approved()
    milestone = scenario.milestone(project)
    key = {"project_id": project["id"], "milestone_id": milestone["id"]}
    with refused("text_missing"):
        scenario.do("first", "amend_milestone", **key, deadline=date(2026, 4, 30))
    amended = scenario.do(
        "first", "amend_milestone", **key, deadline=date(2026, 4, 30), reason="雨季推迟", expected_version=1
    )
    assert (amended["deadline"], amended["version"]) == (date(2026, 4, 30), 2)
    assert scenario.events("milestone_amended")[0].previous_deadline == date(2026, 3, 27)
    assert "雨季推迟" in scenario.ask("first", "steps", project_id=project["id"])["items"][-1]["opinion"]
    with refused("changed_meanwhile"):
        scenario.do("first", "amend_milestone", **key, title="改", reason="改", expected_version=1)
    with refused("nothing_to_change"):
        scenario.do("first", "amend_milestone", **key, reason="改")


def test_the_longest_title_and_the_longest_reason_stay_on_record_whole(scenario: ProjectsScenario) -> None:
    title, reason = "题" * 100, "因" * 1000
    project = scenario.approved()
    key = {"project_id": project["id"], "milestone_id": scenario.milestone(project, title=title)["id"]}
    scenario.do("first", "amend_milestone", **key, deadline=date(2026, 4, 30), reason=reason)
    scenario.do("first", "drop_milestone", **key, reason=reason)
    steps = scenario.ask("first", "steps", project_id=project["id"])["items"]
    assert [step["opinion"] for step in steps[-2:]] == [f"{title}：{reason}"] * 2
    assert scenario.ask("first", "milestone", **key)["reason"] == reason


def test_before_the_approval_everything_about_a_milestone_may_change(scenario: ProjectsScenario) -> None:
    project = scenario.declared()
    milestone = scenario.milestone(project)
    changed = {"title": "总结推广", "organization_id": "cell", "post": "支部书记", "deadline": date(2026, 5, 1)}
    amended = scenario.do("first", "amend_milestone", project_id=project["id"], milestone_id=milestone["id"], **changed)
    assert {name: amended[name] for name in changed} == changed
    assert amended["due_on"] == date(2026, 5, 6)


def test_a_dropped_milestone_stays_on_record_and_counts_no_more(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    milestone = scenario.milestone(project)
    key = {"project_id": project["id"], "milestone_id": milestone["id"]}
    scenario.do("first", "drop_milestone", **key, reason="并入下一节点")
    with refused("milestone_not_open"):
        scenario.do("first", "drop_milestone", **key, reason="再次")
    shown = scenario.ask("first", "milestone", **key)
    assert (shown["standing"], shown["reason"]) == ("dropped", "并入下一节点")
    assert scenario.ask("first", "project", project_id=project["id"])["milestones"] == 0
    assert scenario.events("milestone_dropped")[0].milestone.revision == 2


@pytest.mark.parametrize("unknown", ["nothing", "\u0000"])
def test_a_milestone_of_another_project_is_unknown(scenario: ProjectsScenario, unknown: str) -> None:
    project, other = scenario.declared(), scenario.declared(title="另一个")
    theirs = scenario.milestone(other)["id"]
    for milestone_id in (unknown, theirs):
        with refused("milestone_unknown"):
            scenario.do("first", "drop_milestone", project_id=project["id"], milestone_id=milestone_id, reason="理由")
        with refused("milestone_unknown"):
            scenario.ask("first", "milestone", project_id=project["id"], milestone_id=milestone_id)


@pytest.mark.slow
def test_a_plan_ends_at_a_hundred_milestones(scenario: ProjectsScenario) -> None:
    project = scenario.declared()
    for number in range(100):
        scenario.milestone(project, title=f"节点 {number}")
    with refused("too_many_milestones"):
        scenario.milestone(project)
    first = scenario.ask("first", "plan", project_id=project["id"], limit=60)
    rest = scenario.ask("first", "plan", project_id=project["id"], limit=60, after=first["next_after"])
    assert len({item["id"] for item in first["items"] + rest["items"]}) == 100
    assert rest["next_after"] is None


def test_a_report_moves_the_figures_and_reaches_milestones(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    milestone = scenario.milestone(project)
    report = scenario.report(
        project,
        percent=40,
        people_served=120,
        difficulties_solved=3,
        milestones_reached=[milestone["id"]],
        kind="meeting",
    )
    after = report["project"]
    assert (after["percent"], after["people_served"], after["difficulties_solved"]) == (40, 120, 3)
    assert (after["milestones"], after["milestones_reached"], after["last_report_on"]) == (1, 1, scenario.day)
    told = scenario.events("progress_reported")[0]
    assert (told.report_id, told.people_served, told.reporting_organization_id) == (report["id"], 120, "first")
    reached = scenario.events("milestone_reached")[0]
    assert (reached.reached_on, reached.milestone.status) == (scenario.day, "reached")
    scenario.report(project, people_served=5)
    assert scenario.ask("first", "project", project_id=project["id"])["people_served"] == 125


def test_standings_follow_from_the_days_alone(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    scenario.milestone(project)
    seen = []
    for day in (date(2026, 3, 19), date(2026, 3, 20), date(2026, 3, 28)):
        scenario.day = day
        seen.append(scenario.ask("first", "project", project_id=project["id"])["standing"])
        standings = ("on_track", "at_risk", "overdue")
        listed = {name: len(_listed(scenario, "projects", name)) for name in standings}
        assert listed == {name: int(name == seen[-1]) for name in listed}
        due = {name: len(_listed(scenario, "milestones", name)) for name in standings}
        assert due == listed
    assert seen == ["on_track", "at_risk", "overdue"]


def test_a_percent_falls_only_with_a_reason(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    scenario.report(project, percent=60)
    with refused("percent_falls"):
        scenario.report(project, percent=59)
    assert scenario.report(project, percent=60)["project"]["percent"] == 60
    assert scenario.report(project, percent=50, reason="一处场地被收回")["project"]["percent"] == 50


def test_a_report_entered_late_does_not_move_the_percent_back(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    scenario.pass_days(10)
    scenario.report(project, percent=60)
    late = scenario.report(project, percent=20, reported_on=scenario.day - timedelta(days=5))
    assert late["project"]["percent"] == 60
    assert late["project"]["last_report_on"] == scenario.day


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"percent": 101}, "figure_out_of_range"),
        ({"percent": -1}, "figure_out_of_range"),
        ({"people_served": -1}, "figure_out_of_range"),
        ({"people_served": 2**70}, "figure_out_of_range"),
        ({"difficulties_solved": -1}, "figure_out_of_range"),
        ({"kind": "photo"}, "report_kind_unknown"),
        ({"text": " "}, "text_missing"),
        ({"reported_on": date(2026, 3, 3)}, "day_in_the_future"),
        ({"reported_on": date(2026, 3, 1)}, "report_before_start"),
        ({"milestones_reached": ["nothing"]}, "milestone_unknown"),
        ({"corrects": "nothing"}, "report_unknown"),
        ({"corrects": "\u0000"}, "report_unknown"),
        ({"organization_id": "nowhere"}, "organization_unknown"),
        ({"organization_id": "cell"}, "unit_has_no_part"),
        ({"expected_version": 1}, "changed_meanwhile"),
    ],
)
def test_a_report_that_cannot_be_kept_is_refused_and_changes_nothing(
    scenario: ProjectsScenario, asked: dict, code: str
) -> None:
    project = scenario.running()
    before = len(scenario.events())
    with refused(code):
        scenario.report(project, **asked)
    assert scenario.ask("first", "progress", project_id=project["id"])["items"] == []
    assert len(scenario.events()) == before


def test_every_figure_out_of_range_is_named_at_once(scenario: ProjectsScenario) -> None:
    with pytest.raises(Exception, match="figure_out_of_range") as refusal:
        scenario.report(scenario.running(), percent=101, people_served=-1)
    assert {refusal.value.field, *(other.field for other in refusal.value.others)} == {"percent", "people_served"}


def test_only_a_project_in_progress_is_reported_on(scenario: ProjectsScenario) -> None:
    with refused("step_not_possible"):
        scenario.report(scenario.approved())


@pytest.mark.parametrize("who", ["second", "west", "cell"])
def test_who_has_no_part_in_a_project_cannot_report_on_it(scenario: ProjectsScenario, who: str) -> None:
    with refused("grant_does_not_reach"):
        scenario.report(scenario.running(), who=who)


def test_a_responsible_branch_reports_its_milestone_and_not_the_percent_or_another_s(
    scenario: ProjectsScenario,
) -> None:
    project = scenario.running()
    own, other = scenario.milestone(project, organization_id="cell"), scenario.milestone(project)
    with refused("percent_not_yours"):
        scenario.report(project, who="cell", organization_id="cell", percent=10)
    with refused("milestone_not_yours"):
        scenario.report(project, who="cell", organization_id="cell", milestones_reached=[other["id"]])
    done = scenario.report(project, who="cell", organization_id="cell", people_served=7, milestones_reached=[own["id"]])
    assert (done["project"]["people_served"], done["project"]["milestones_reached"]) == (7, 1)


def test_a_correction_takes_the_place_of_a_report_and_both_stay_on_record(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    milestone = scenario.milestone(project)
    scenario.report(project, percent=30, people_served=10)
    wrong = scenario.report(project, percent=90, people_served=1000, milestones_reached=[milestone["id"]])
    right = scenario.report(project, percent=40, people_served=100, corrects=wrong["id"], reason="多写了一个零")
    assert (right["project"]["percent"], right["project"]["people_served"]) == (40, 110)
    assert right["project"]["milestones_reached"] == 0
    assert scenario.events("milestone_reopened")[0].milestone.status == "open"
    listed = scenario.ask("first", "progress", project_id=project["id"])["items"]
    assert [(report["people_served"], report["corrected_by"]) for report in listed] == [
        (100, None), (1000, right["id"]), (10, None),
    ]  # fmt: skip
    with refused("report_already_corrected"):
        scenario.report(project, corrects=wrong["id"])


def test_a_correction_that_still_reaches_the_milestone_does_not_reopen_it(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    milestone = scenario.milestone(project)
    wrong = scenario.report(project, people_served=9, milestones_reached=[milestone["id"]])
    right = scenario.report(project, people_served=6, milestones_reached=[milestone["id"]], corrects=wrong["id"])
    assert right["project"]["milestones_reached"] == 1
    assert scenario.events("milestone_reopened") == []
    assert len(scenario.events("milestone_reached")) == 2


def test_a_milestone_is_reached_once(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    milestone = scenario.milestone(project)
    scenario.report(project, milestones_reached=[milestone["id"], milestone["id"]])
    with refused("milestone_not_open"):
        scenario.report(project, milestones_reached=[milestone["id"]])


def test_an_acceptance_needs_every_milestone_reached_or_waived_with_a_reason(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    one, two = scenario.milestone(project), scenario.milestone(project, title="总结推广")
    scenario.report(project, percent=100, milestones_reached=[one["id"]])
    with refused("milestones_not_reached"):
        scenario.do("district", "accept_project", project_id=project["id"], opinion="好")
    with refused("text_missing"):
        scenario.do("district", "accept_project", project_id=project["id"], opinion="好", waived={two["id"]: ""})
    with refused("milestone_unknown"):
        scenario.do("district", "accept_project", project_id=project["id"], opinion="好", waived={"nothing": "理由"})
    with refused("text_missing"):
        scenario.do("district", "accept_project", project_id=project["id"], opinion="", waived={two["id"]: "理由"})
    accepted = scenario.do(
        "district", "accept_project", project_id=project["id"], opinion="好", waived={two["id"]: "政策调整"}
    )
    assert (accepted["status"], accepted["accepted_on"], accepted["standing"]) == ("accepted", scenario.day, None)
    assert scenario.events("milestone_waived")[0].milestone.milestone_id == two["id"]
    assert scenario.events("project_accepted")[0].accepted_on == scenario.day
    rated = scenario.do("district", "rate_project", project_id=project["id"])
    assert (rated["rating"], rated["proposed_rating"]) == ("qualified", "qualified")


def test_an_acceptance_may_be_refused_and_work_goes_on(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    after = scenario.do("district", "accept_project", project_id=project["id"], decision="return", opinion="材料不全")
    assert after["status"] == "in_progress"
    assert scenario.events("acceptance_refused")[0].refused_on == scenario.day
    with refused("decision_unknown"):
        scenario.do("district", "accept_project", project_id=project["id"], decision="maybe", opinion="好")


def test_a_rating_other_than_the_thresholds_give_needs_a_reason(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    scenario.report(project, percent=100)
    with refused("step_not_possible"):
        scenario.do("district", "rate_project", project_id=project["id"])
    scenario.do("district", "accept_project", project_id=project["id"], opinion="好")
    with refused("rating_unknown"):
        scenario.do("district", "rate_project", project_id=project["id"], rating="best")
    with refused("rating_needs_reason"):
        scenario.do("district", "rate_project", project_id=project["id"], rating="good")
    rated = scenario.do("district", "rate_project", project_id=project["id"], rating="good", reason="群众反映一般")
    assert (rated["status"], rated["rating"], rated["proposed_rating"]) == ("rated", "good", "excellent")
    assert scenario.ask("first", "steps", project_id=project["id"])["items"][-1]["opinion"] == "群众反映一般"
    assert scenario.events("project_rated")[0].proposed == "excellent"


def test_deadlines_are_derived_anew_once_and_then_no_more(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    scenario.milestone(project, deadline=date(2027, 5, 1))
    assert scenario.do("district", "renew_days", organization_id="district") == {"looked_at": 1, "changed": 0}
    with scenario.executor.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE milestone SET due_on = '2027-05-01', overdue_from = '2027-05-02'")
    assert scenario.do("district", "renew_days", organization_id="district") == {"looked_at": 1, "changed": 1}
    assert scenario.events("milestone_amended")[0].milestone.due_on > date(2027, 5, 1)
    assert scenario.do("district", "renew_days", organization_id="district")["changed"] == 0
    with refused("grant_does_not_reach"):
        scenario.do("east", "renew_days", organization_id="district")


def _listed(scenario: ProjectsScenario, what: str, standing: str) -> list[Any]:
    return scenario.ask("first", what, organization_id="first", standing=standing)["items"]


def test_a_plan_and_its_progress_hold_from_the_days_on_which_they_were_made(scenario: ProjectsScenario) -> None:
    project = scenario.running()
    (start,) = scenario.events("project_started")
    with refused("day_before_last_step"):
        scenario.milestone(project, on=start.started_on - timedelta(days=1))
    milestone = scenario.milestone(project, on=start.started_on)
    scenario.pass_days(40)
    reported_on = scenario.day - timedelta(days=20)
    scenario.report(project, reported_on=reported_on, percent=30, milestones_reached=[milestone["id"]])
    told = {name: scenario.events(name)[-1].effective_on for name in ("milestone_set", "progress_reported")}
    assert told == {"milestone_set": start.started_on, "progress_reported": reported_on}
    assert scenario.events("milestone_reached")[-1].effective_on == reported_on
