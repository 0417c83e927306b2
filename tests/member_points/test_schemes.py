"""A scheme is drafted, published, and from then on never changed; a change is a new version with its day."""

from datetime import date
from typing import Any

import pytest

from tests.expect import refused
from tests.scenarios.member_points import BANDS, GROUPS, ITEMS, MemberPointsScenario


def test_a_district_drafts_from_a_template_changes_the_draft_and_publishes_it(scenario: MemberPointsScenario) -> None:
    asked = {"organization_id": "district", "year": 2026, "member_class": "core", "title": "积分", "citation": "文件"}
    draft = scenario.do("district", "draft_scheme", template="base_60", **asked)
    assert (draft["number"], draft["valid_from"], draft["objection_days"]) == (1, date(2026, 1, 1), 5)
    changes = {"objection_days": 3, "title": "积分管理办法"}
    amended = scenario.do("district", "amend_scheme", scheme_id=draft["id"], changes=changes, expected_version=1)
    assert [warning["rule"] for warning in amended["warnings"]] == ["objection_window"]
    published = scenario.do("district", "publish_scheme", scheme_id=draft["id"])
    assert (published["status"], published["rule_version"]) == ("published", "2026-core-v1")
    assert [event.name for event in scenario.events()] == [
        "point_scheme_drafted",
        "point_scheme_amended",
        "point_scheme_published",
    ]
    for command, more in (("amend_scheme", {"changes": changes}), ("publish_scheme", {})):
        with refused("scheme_is_published"):
            scenario.do("district", command, scheme_id=draft["id"], **more)


def test_a_new_version_begins_from_the_one_before_and_holds_from_its_day(scenario: MemberPointsScenario) -> None:
    first = scenario.scheme()
    second = scenario.draft(items=None, groups=None, bands=None)
    assert (second["number"], second["items"], second["valid_from"]) == (2, first["items"], scenario.day)
    with refused("draft_there_already"):
        scenario.draft()
    raised = [item | ({"hundredths": 600} if item["code"] == "meeting" else {}) for item in ITEMS]
    changes = {"items": raised, "valid_from": date(2026, 4, 1)}
    scenario.do("district", "amend_scheme", scheme_id=second["id"], changes=changes)
    scenario.do("district", "publish_scheme", scheme_id=second["id"])
    scenario.join()
    scenario.attend("march", held_on=date(2026, 3, 31))
    scenario.attend("april", held_on=date(2026, 4, 1))
    given = {entry["evidence_id"]: (entry["hundredths"], entry["rule_version"]) for entry in scenario.entries()}
    assert given == {"march": (500, "2026-ordinary-v1"), "april": (600, "2026-ordinary-v2")}
    listed = scenario.ask("first", "versions", scheme_id=first["id"])["items"]
    assert [one["rule_version"] for one in listed] == ["2026-ordinary-v1", "2026-ordinary-v2"]


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2027, 1, 1)])
def test_a_new_version_neither_reaches_back_nor_beyond_its_year(scenario: MemberPointsScenario, day: date) -> None:
    scenario.scheme()
    draft = scenario.draft(valid_from=day)
    with refused("valid_from_unfit"):
        scenario.do("district", "publish_scheme", scheme_id=draft["id"])


def test_a_new_version_keeps_every_item_and_may_retire_one(scenario: MemberPointsScenario) -> None:
    scenario.join()
    scenario.scheme()
    draft = scenario.draft(items=ITEMS[1:], valid_from=date(2026, 3, 3))
    with refused("item_dropped"):
        scenario.do("district", "publish_scheme", scheme_id=draft["id"])
    retired = [item | {"retired": item["code"] in {"meeting", "helping"}} for item in ITEMS]
    scenario.do("district", "amend_scheme", scheme_id=draft["id"], changes={"items": retired})
    scenario.do("district", "publish_scheme", scheme_id=draft["id"])
    scenario.pass_days(1)
    scenario.attend()
    assert scenario.entries() == []
    with refused("item_retired"):
        scenario.declared()


def planted(**changes: Any) -> list[dict[str, Any]]:
    """Return the items with something wrong in the first one."""
    return [ITEMS[0] | changes, *ITEMS[1:]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"bands": BANDS | {"qualified": 2000}}, "bands_do_not_fall"),
        ({"bands": BANDS | {"excellent": 2_000_000}}, "bands_do_not_fall"),
        ({"bands": {"excellent": 2}}, "scheme_malformed"),
        ({"items": planted(group="nowhere")}, "group_unknown"),
        ({"items": planted(hundredths=-5)}, "figure_out_of_range"),
        ({"items": planted(hundredths=0)}, "figure_out_of_range"),
        ({"items": planted(hundredths=10**9)}, "figure_out_of_range"),
        ({"items": planted(cap=499)}, "figure_out_of_range"),
        ({"items": planted(code="meeting!")}, "code_unfit"),
        ({"items": planted(code="service")}, "code_twice"),
        ({"items": planted(derives_from="guessing")}, "fact_unknown"),
        ({"items": planted(kinds=[])}, "activity_kinds_unclear"),
        ({"items": planted(kinds=["dancing"])}, "activity_kinds_unclear"),
        ({"items": planted(derives_from="served")}, "activity_kinds_unclear"),
        ({"items": [{"code": "a"}]}, "scheme_malformed"),
        ({"items": []}, "figure_out_of_range"),
        ({"groups": [GROUPS[0] | {"kind": "luck"}, *GROUPS[1:]]}, "group_kind_unknown"),
        ({"groups": [GROUPS[0] | {"cap": 0}, *GROUPS[1:]]}, "figure_out_of_range"),
        ({"objection_days": 0}, "figure_out_of_range"),
        ({"objection_days": 61}, "figure_out_of_range"),
        ({"year": 2024}, "year_out_of_range"),
        ({"year": 2028}, "year_out_of_range"),
        ({"member_class": "noble"}, "member_class_unknown"),
        ({"template": "of nobody"}, "template_unknown"),
        ({"organization_id": "office"}, "point_schemes_are_the_districts"),
        ({"organization_id": "nowhere"}, "organization_unknown"),
        ({"title": "标\0题"}, "text_has_control_characters"),
        ({"citation": "字" * 301}, "text_too_long"),
    ],
)  # fmt: skip
def test_a_scheme_that_contradicts_itself_is_refused_in_words(
    scenario: MemberPointsScenario, content: dict[str, Any], code: str
) -> None:
    with refused(code):
        scenario.draft(**content)
    assert scenario.events() == []


def test_only_the_district_sets_schemes_and_everyone_in_it_reads_them(scenario: MemberPointsScenario) -> None:
    for who in ("east", "first", "cell"):
        with refused("grant_does_not_reach"):
            scenario.do(
                who, "draft_scheme", organization_id="district", year=2026, member_class="core", title="积分",
                citation="文件",
            )  # fmt: skip
    made = scenario.draft()
    for who in ("east", "cell", "auditor"):
        assert scenario.ask(who, "scheme", scheme_id=made["id"])["items"] == made["items"]
        listed = scenario.ask(
            who, "schemes", organization_id="cell" if who == "cell" else "district" if who == "auditor" else "east"
        )
        assert [one["id"] for one in listed["items"]] == [made["id"]]
    assert [one["id"] for one in scenario.ask("cell", "templates")["items"]] == [
        "base_60",
        "base_70_20_10",
        "base_80_20",
    ]
    with refused("scheme_unknown"):
        scenario.ask("cell", "scheme", scheme_id="nothing")
