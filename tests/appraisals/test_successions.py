"""A merged or closed organization's open appraisal ends with a reason; the heir's says so; another one reviews."""

from datetime import date

from shared.events.organizations import OrganizationClosed, OrganizationsMerged
from shared.trees import Timeline
from tests.expect import refused
from tests.scenarios.appraisals import JUDGED, AppraisalsScenario
from tests.scenarios.in_process import DISTRICT_ID, OPENED, version

DAY = date(2026, 3, 2)


def ended(name: str, parent: str, level: str = "street") -> Timeline:
    return Timeline(organization_id=name, versions=(version(name, level, parent, OPENED, DAY),))


def merged(source: str, target: str, parent: str, level: str = "street") -> OrganizationsMerged:
    """Return the fact that one organization goes on in another."""
    ids = {"district_id": DISTRICT_ID, "organization_id": target}
    changed = (ended(source, parent, level),)
    return OrganizationsMerged(**ids, effective_on=DAY, changed=changed, merged=(source,), records={})


def test_a_merged_unit_s_appraisal_ends_with_a_reason_and_the_heir_s_says_so(scenario: AppraisalsScenario) -> None:
    opened = scenario.opened("second", "east", "community", items=JUDGED)
    heir = scenario.of_unit("first", "east")
    scenario.published(opened, "second", "east")
    objection = scenario.objected(opened, "second")
    scenario.deliver(merged("second", "first", "east", "community"))
    gone = scenario.ask("east", "appraisal", appraisal_id=opened["id"])
    assert (gone["status"], gone["heir_id"], gone["way"][-1]["opinion"]) == (
        "ended", "first", "该组织已并入其他组织，由承接的组织继续接受考核。",
    )  # fmt: skip
    assert scenario.of_unit("first", "east")["merged_units"] == ["second"]
    assert scenario.ask("east", "appraisal", appraisal_id=heir["id"])["way"][-1]["step"] == "merge"
    with refused("objection_ended"):
        scenario.do(
            "district", "answer_appraisal_objection", appraisal_objection_id=objection["id"], decision="upheld",
            answer="x",
        )  # fmt: skip
    assert scenario.begin("east", "community")["opened"] == 0


def test_an_heir_whose_appraisal_is_opened_later_names_who_was_merged(scenario: AppraisalsScenario) -> None:
    scenario.opened("second", "east", "community", items=JUDGED)
    renewed = Timeline(organization_id="new", versions=(version("new", "community", "east", DAY),))
    ids = {"district_id": DISTRICT_ID, "organization_id": "new"}
    changed = (ended("second", "east", "community"), renewed)
    scenario.deliver(OrganizationsMerged(**ids, effective_on=DAY, changed=changed, merged=("second",), records={}))
    assert scenario.begin("east", "community")["opened"] == 1
    assert scenario.of_unit("new", "east")["merged_units"] == ["second"]


def test_a_closed_unit_s_appraisal_ends_and_a_frozen_one_stays(scenario: AppraisalsScenario) -> None:
    scenario.day = date(2026, 1, 5)
    last = scenario.opened("second", "east", "community", items=JUDGED, year=2025)
    scenario.published(last, "second", "east")
    scenario.day = date(2026, 2, 2)
    scenario.do("east", "freeze_appraisal", appraisal_id=last["id"])
    opened = scenario.opened("second", "east", "community", items=JUDGED)
    scenario.day = DAY
    ids = {"district_id": DISTRICT_ID, "organization_id": "second"}
    closed = (ended("second", "east", "community"),)
    scenario.deliver(OrganizationClosed(**ids, effective_on=DAY, changed=closed, records={}))
    shown = {one: scenario.ask("east", "appraisal", appraisal_id=one) for one in (last["id"], opened["id"])}
    assert [one["status"] for one in shown.values()] == ["frozen", "ended"]
    assert shown[opened["id"]]["way"][-1]["opinion"] == "该组织已撤销，考核终止。"


def test_what_a_merged_street_reviews_is_reviewed_by_its_heir(scenario: AppraisalsScenario) -> None:
    opened = scenario.opened("third", "west", "community", items=JUDGED)
    scenario.published(opened, "third", "west")
    objection = scenario.objected(opened, "third")
    scenario.deliver(merged("west", "east", "district"))
    shown = scenario.ask("east", "appraisal", appraisal_id=opened["id"])
    assert (shown["issuer_id"], shown["status"]) == ("east", "published")
    key = {"appraisal_objection_id": objection["id"]}
    scenario.do("east", "answer_appraisal_objection", **key, decision="upheld", answer="属实")
    assert scenario.reviewed(opened, "district", 1000)["status"] == "reviewed"
    with refused("appraiser_not_open"):
        scenario.do("district", "begin_appraisals", organization_id="west", year=2026, level="community")
