"""A scheme is drafted, published, and from then on never changed; a change is a new version with its day."""

from datetime import date
from typing import Any

import pytest

from shared.errors import Refusal
from tests.expect import refused
from tests.scenarios.appraisals import BANDS, ITEMS, AppraisalsScenario


def test_a_district_drafts_a_scheme_changes_it_and_publishes_it(scenario: AppraisalsScenario) -> None:
    draft = scenario.drafted()
    assert (draft["number"], draft["valid_from"], draft["rule_version"]) == (1, date(2026, 1, 1), "2026-street-v1")
    changes = {"title": "考核办法", "bands": BANDS[1:]}
    key = {"appraisal_scheme_id": draft["id"]}
    amended = scenario.do("district", "amend_appraisal_scheme", **key, changes=changes, expected_version=1)
    assert (amended["title"], amended["bands"][0]["code"]) == ("考核办法", "good")
    published = scenario.do("district", "publish_appraisal_scheme", **key)
    assert (published["status"], published["published_on"]) == ("published", scenario.day)
    names = [f"appraisal_scheme_{step}" for step in ("drafted", "amended", "published")]
    assert [event.name for event in scenario.events()] == names
    for command, more in (("amend_appraisal_scheme", {"changes": changes}), ("publish_appraisal_scheme", {})):
        with refused("scheme_is_published"):
            scenario.do("district", command, **key, **more)


def test_a_new_version_begins_from_the_one_before_and_holds_from_its_day(scenario: AppraisalsScenario) -> None:
    first = scenario.scheme()
    second = scenario.drafted(items=None, bands=None, valid_from=date(2026, 7, 1))
    assert (second["number"], second["items"], second["bands"]) == (2, first["items"], first["bands"])
    with refused("draft_there_already"):
        scenario.drafted()
    scenario.do("district", "publish_appraisal_scheme", appraisal_scheme_id=second["id"])
    listed = scenario.ask("third", "appraisal_scheme_versions", appraisal_scheme_id=first["id"])["items"]
    assert [one["rule_version"] for one in listed] == ["2026-street-v1", "2026-street-v2"]


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2027, 1, 1)])
def test_a_new_version_neither_reaches_back_nor_beyond_its_year(scenario: AppraisalsScenario, day: date) -> None:
    scenario.scheme()
    draft = scenario.drafted(valid_from=day)
    with refused("valid_from_unfit"):
        scenario.do("district", "publish_appraisal_scheme", appraisal_scheme_id=draft["id"])


def test_a_street_has_a_scheme_for_what_is_below_it_and_everyone_above_and_below_reads_it(
    scenario: AppraisalsScenario,
) -> None:
    made = scenario.scheme("east", "community")
    for reader in ("district", "east", "first", "cell", "auditor"):
        shown = scenario.ask(reader, "appraisal_scheme", appraisal_scheme_id=made["id"])
        assert [item["code"] for item in shown["items"]] == [item["code"] for item in ITEMS]
    with refused("grant_does_not_reach"):
        scenario.ask("west", "appraisal_scheme", appraisal_scheme_id=made["id"])
    scenario.scheme()
    seen = scenario.ask("first", "appraisal_schemes", organization_id="first", year=2026)["items"]
    assert {one["organization_id"] for one in seen} == {"district", "east"}
    assert scenario.ask("first", "appraisal_schemes", organization_id="first", level="branch")["items"] == []


def wrong(**changes: Any) -> dict[str, Any]:
    """Return the items with something wrong in the first one."""
    return {"items": [ITEMS[0] | changes, *ITEMS[1:]]}


def bands(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"bands": [band | change for band, change in zip(BANDS, [*changes, {}, {}, {}, {}], strict=False)]}


@pytest.mark.parametrize(
    ("content", "code", "field"),
    [
        (wrong(weight=41), "weights_not_full", "items"),
        (wrong(weight=0), "figure_out_of_range", "items.0.weight"),
        (wrong(code="life!"), "code_unfit", "items.0.code"),
        (wrong(code="brand"), "code_twice", "items.2.code"),
        (wrong(kind="votes"), "item_kind_unknown", "items.0.kind"),
        (wrong(kind="judged"), "judged_has_figure", "items.0.kind"),
        (wrong(kind="member_points"), "member_points_twice", "items"),
        (wrong(indicator=None), "item_figure_unclear", "items.0.indicator"),
        (wrong(indicator="honours"), "indicator_never_scores", "items.0.indicator"),
        (wrong(indicator="members_excellent"), "indicator_never_scores", "items.0.indicator"),
        (wrong(period="week"), "item_period_unknown", "items.0.period"),
        (wrong(better="few"), "item_better_unknown", "items.0.better"),
        (wrong(target=None), "item_measure_unclear", "items.0.target"),
        (wrong(better="less"), "item_measure_unclear", "items.0.target"),
        (wrong(target=0), "figure_out_of_range", "items.0.target"),
        (
            wrong(target=None, thresholds=[{"figure": 90, "points": 4001}]),
            "thresholds_do_not_fall",
            "items.0.thresholds",
        ),
        (
            wrong(target=None, thresholds=[{"figure": 80, "points": 4000}, {"figure": 90, "points": 2000}]),
            "thresholds_do_not_fall",
            "items.0.thresholds",
        ),
        (
            wrong(target=None, thresholds=[{"figure": 90 - n, "points": 4000 - n} for n in range(11)]),
            "figure_out_of_range",
            "items.0.thresholds",
        ),
        (wrong(weight="40"), "scheme_malformed", "items.0.weight"),
        ({"items": []}, "figure_out_of_range", "items"),
        (bands({"quota": 20}), "band_has_quota", "bands.0.quota"),
        (bands({"code": "best"}), "band_unknown", "bands.0.code"),
        (bands({"least": 7000}), "appraisal_bands_do_not_fall", "bands"),
        ({"bands": BANDS[:1]}, "appraisal_bands_do_not_fall", "bands"),
        ({"bands": BANDS[:3]}, "appraisal_bands_do_not_fall", "bands"),
        ({"citation": " "}, "text_missing", "citation"),
        ({"title": ""}, "text_missing", "title"),
        ({"year": 2024}, "year_out_of_range", "year"),
        ({"level": "district"}, "appraised_level_unknown", "level"),
    ],
)
def test_what_contradicts_itself_is_refused_by_its_field(
    scenario: AppraisalsScenario, content: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        scenario.drafted(**content)
    assert (code, field) in {(one.code, one.field) for one in (refusal.value, *refusal.value.others)}


def test_only_a_district_or_a_street_has_a_scheme(scenario: AppraisalsScenario) -> None:
    with refused("grant_does_not_reach"):
        scenario.drafted("first", "branch")
    with refused("appraised_by_district_or_street"):
        scenario.do(
            "district", "draft_appraisal_scheme", organization_id="first", level="branch", year=2026, title="t",
            citation="c",
        )  # fmt: skip
    draft = scenario.drafted()
    for command, more in (("amend_appraisal_scheme", {"changes": {"title": "x"}}), ("publish_appraisal_scheme", {})):
        with refused("grant_does_not_reach"):
            scenario.do("east", command, appraisal_scheme_id=draft["id"], **more)
    with refused("nothing_to_change"):
        scenario.do("district", "amend_appraisal_scheme", appraisal_scheme_id=draft["id"], changes={})
    with refused("appraisal_scheme_unknown"):
        scenario.do("district", "publish_appraisal_scheme", appraisal_scheme_id="none")
