"""An organization objects to its published result; another person than the reviewer answers, and then it is frozen."""

from datetime import date

import pytest

from tests.expect import refused
from tests.scenarios.appraisals import AppraisalsScenario

ANSWER = {"answer": "已核实"}


@pytest.fixture
def published(scenario: AppraisalsScenario) -> AppraisalsScenario:
    """Return a year in which the east street's result is published."""
    scenario.published(scenario.opened(), "east", "district")
    return scenario


def test_an_objection_is_answered_by_another_than_the_reviewer(published: AppraisalsScenario) -> None:
    appraisal = published.of_unit("east")
    objection = published.objected(appraisal, "east", item="brand")
    assert (objection["status"], objection["due_on"], objection["item"]) == ("open", date(2026, 3, 9), "brand")
    key = {"appraisal_objection_id": objection["id"], **ANSWER}
    with refused("own_decision_objected"):
        published.do("district", "answer_appraisal_objection", decision="dismissed", **key)
    with refused("grant_does_not_reach"):
        published.do("east", "answer_appraisal_objection", decision="dismissed", **key)
    with refused("answer_unknown"):
        published.do("colleague", "answer_appraisal_objection", decision="maybe", **key)
    answered = published.do("colleague", "answer_appraisal_objection", decision="dismissed", **key)
    assert (answered["status"], answered["answered_on"]) == ("dismissed", published.day)
    with refused("objection_answered"):
        published.do("colleague", "answer_appraisal_objection", decision="upheld", **key)
    assert published.of_unit("east")["status"] == "published"


def test_an_upheld_objection_has_the_appraisal_reviewed_again(published: AppraisalsScenario) -> None:
    appraisal = published.of_unit("east")
    objection = published.objected(appraisal, "east")
    key = {"appraisal_objection_id": objection["id"], **ANSWER}
    published.do("colleague", "answer_appraisal_objection", decision="upheld", **key)
    again = published.of_unit("east")
    assert (again["status"], again["score"], again["band"], again["review_by"]) == (
        "self_assessed", None, None, date(2026, 3, 23),
    )  # fmt: skip
    published.reviewed(again, "district", 1000)
    assert published.do("district", "publish_appraisal", appraisal_id=again["id"])["score"] == 6625
    names = [event.name for event in published.events()]
    assert names[-4:] == [
        "appraisal_objection_answered", "appraisal_reopened", "appraisal_reviewed", "appraisal_published",
    ]  # fmt: skip


def test_the_window_and_open_objections_hold_a_result_back(published: AppraisalsScenario) -> None:
    appraisal = published.of_unit("east")
    key = {"appraisal_id": appraisal["id"]}
    published.objected(appraisal, "east")
    published.day = date(2027, 1, 4)
    with refused("objections_open"):
        published.do("district", "freeze_appraisal", **key)
    with refused("objection_window_closed"):
        published.objected(appraisal, "east", reason="另一个")
    late = published.of_unit("west", year=2026)
    published.published(late, "west", "district")
    with refused("window_is_open"):
        published.do("district", "freeze_appraisal", appraisal_id=late["id"])


def test_the_same_objection_twice_is_recorded_with_a_warning(published: AppraisalsScenario) -> None:
    appraisal = published.of_unit("east")
    first = published.objected(appraisal, "east")
    second = published.objected(appraisal, "east")
    assert [warning["record_id"] for warning in second["warnings"]] == [first["id"]]
    listed = published.ask("east", "objections_to_appraisal", appraisal_id=appraisal["id"])["items"]
    assert {one["id"] for one in listed} == {first["id"], second["id"]}
    shown = published.ask("east", "appraisal_objection", appraisal_objection_id=first["id"])
    assert shown["reason"] == "漏计一个品牌"


def test_an_objection_names_an_item_of_the_scheme_and_an_id_that_is_known(published: AppraisalsScenario) -> None:
    with refused("appraisal_item_unknown"):
        published.objected(published.of_unit("east"), "east", item="nothing")
    with refused("appraisal_objection_unknown"):
        published.ask("east", "appraisal_objection", appraisal_objection_id="none")
