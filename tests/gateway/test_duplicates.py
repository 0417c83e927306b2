"""What is entered twice under two keys is kept twice, says which record was there first, and can be voided.

Every operation that creates a record is asked twice, or is named here with the reason why it need not be.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from services.observation_visits.model.validation import quarter_of
from shared.unit_of_work import BEIJING, clock
from tests.expect import done
from tests.gateway.api_scenario import LAST, YEAR, ApiScenario
from tests.gateway.app_harness import Person
from tests.gateway.documented import document
from tests.gateway.operations import operations

TODAY = clock().astimezone(BEIJING).date()
LATER = (TODAY + timedelta(days=30)).isoformat()
UNSEEN = " "
"""A blank, which comes along when a title is copied."""
REASON = {"reason": "重复录入"}
Body = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """Who creates a record where; which text may be copied with what nobody sees; how one of the two is voided.

    `at` completes the path and the body by what stands in the api; `{id}` in `void` is the record's.
    """

    who: str
    path: str
    body: Body
    text: str
    void: str
    how: Body
    voids: str = ""
    at: Callable[[ApiScenario], Body] = lambda api: {"organization_id": api.ids["organization_id"]}
    ordered: bool = True
    most: int = 3


def _in(unit: str) -> Callable[[ApiScenario], Body]:
    return lambda api: {"organization_id": api.east[unit]}


def _hall(api: ApiScenario) -> Body:
    return {"hall_id": api.ids["hall_id"]}


def _class_for_the_other(api: ApiScenario) -> Body:
    return {"organization_id": api.east["other"], "hall_class_id": api.ids["hall_class_id"]}


def _nothing(_town: ApiScenario) -> Body:
    return {}


def _taking_part(api: ApiScenario) -> Body:
    unit = {"organization_id": api.east["other"]}
    done(api.people["street"].post(f"/campaigns/{api.ids['campaign_id']}/units", unit))
    return unit


def _round(api: ApiScenario) -> Body:
    hosts = [{"organization_id": api.ids["organization_id"]}]
    return {"organization_id": api.east["street"], "hosts": hosts, "period": quarter_of(TODAY)}


def _in_a_round_of_its_own(api: ApiScenario) -> Body:
    if "another_round_id" not in api.ids:
        asked = {"kind": "internal", "title": "另行组团", "days": [TODAY.isoformat()], "basis": "要点"} | _round(api)
        api.ids["another_round_id"] = done(api.people["street"].post("/visit-rounds", asked))["id"]
    return {"round_id": api.ids["another_round_id"], "organization_id": api.ids["organization_id"]}


def _member(api: ApiScenario) -> Body:
    listed = done(api.people["community"].get(f"/organizations/{api.ids['organization_id']}/members"))["items"]
    return {"organization_id": api.ids["organization_id"], "member_id": listed[0]["id"]}


FACTS = {"longitude": 118.1, "latitude": 24.4}
MEMBER = {"name": "欧阳某", "status": "full", "member_class": "ordinary", "born_on": "1980-02-01"}
CASES = {
    "activity": Case(
        "community", "/activities", {"kind": "theme_day", "title": "两次录入"}, "title",
        "/activities/{id}/cancellations", REASON,
    ),
    "vote": Case(
        "community", "/activities/{activity_id}/resolutions",
        {"subject": "两次表决", "entitled": 5, "present": 4, "votes_for": 3, "votes_against": 1, "abstained": 0},
        "subject", "/activities/{activity_id}/resolutions/{id}/withdrawals", REASON, at=_nothing, ordered=False,
    ),
    "campaign": Case(
        "street", "/campaigns", {"kind": "heritage", "title": "两次发起", "basis": "计划"}, "title",
        "/campaigns/{id}/closings", {}, at=_in("street"), ordered=False,
    ),
    "exemplar": Case(
        "street", "/campaigns/{campaign_id}/exemplars", {"reason": "两次选树"}, "",
        "/campaigns/{campaign_id}/exemplars/{id}/revocations", REASON, ordered=False, at=_taking_part,
    ),
    "project": Case(
        "community", "/projects",
        {"year": YEAR, "category": "work_innovation", "title": "两次申报", "lead_post": "书记"}, "title",
        "/projects/{id}/withdrawals", REASON,
    ),
    "practical matter": Case(
        "district", "/practical-matters", {"year": YEAR, "title": "两次草拟", "lead_post": "区长"}, "title",
        "/projects/{id}/withdrawals", REASON, at=_in("district"),
    ),
    "milestone": Case(
        "community", "/projects/{project_id}/milestones",
        {"title": "两次分解", "deadline": f"{YEAR}-12-31", "post": "书记"}, "title",
        "/projects/{project_id}/milestones/{id}/drops", REASON, ordered=False,
    ),
    "progress report": Case(
        "community", "/projects/{project_id}/progress", {"text": "两次报告", "people_served": 3}, "text",
        "/projects/{project_id}/progress", {"text": "更正：重复", "corrects": "{id}"}, at=_nothing,
    ),
    "demonstration point": Case(
        "community", "/demonstration-points", {"year": YEAR, "name": "两次上报"}, "name",
        "/demonstration-points/{id}/withdrawals", REASON,
    ),
    "building node": Case(
        "community", "/demonstration-points/{point_id}/nodes",
        {"title": "两次计划", "deadline": f"{YEAR}-12-31", "post": "书记"}, "title",
        "/demonstration-points/{point_id}/nodes/{id}/drops", REASON, at=_nothing, ordered=False,
    ),
    "brand": Case("community", "/brands", {"name": "两次挖掘"}, "name", "/brands/{id}/dismissals", REASON),
    "points declaration": Case(
        "community", "/point-declarations",
        {"item": "helping", "reason": "两次申报", "occurred_on": f"{LAST}-07-01", "on": f"{LAST}-07-02"}, "reason",
        "/point-declarations/{id}/withdrawals", REASON, at=_member,
    ),
    "round of visits": Case(
        "street", "/visit-rounds",
        {"kind": "internal", "title": "两次安排", "days": [TODAY.isoformat()], "basis": "要点"}, "title",
        "/visit-rounds/{id}/cancellations", REASON, at=_round,
    ),
    "delegation": Case(
        "street", "/visit-delegations", {"name": "两次组团", "people": 3}, "name",
        "/visit-delegations/{id}/cancellations", REASON, ordered=False,
        at=_in_a_round_of_its_own,
    ),
    "stop": Case(
        "street", "/visit-stops", {"name": "两次登记"} | FACTS, "name", "/visit-stops/{id}/retirements", REASON,
        ordered=False,
    ),
    "addition or deduction": Case(
        "street", "/visit-score-sheets/{sheet_id}/adjustments",
        {"kind": "deduction", "points": "0.1", "reason": "两次扣分"}, "reason",
        "/visit-score-sheets/{sheet_id}/adjustments/{id}/removals", REASON, at=_nothing,
    ),
    "inspection": Case(
        "district", "/inspections", {"kind": "regular", "title": "两次安排", "inspect_on": LATER}, "title",
        "/inspections/{id}/cancellations", REASON,
        at=lambda api: {"organization_id": api.east["district"], "units": [api.ids["organization_id"]]},
    ),
    "finding": Case(
        "district", "/inspections/{inspection_id}/findings",
        {"severity": "general", "clause": "三会一课", "text": "两次登记"}, "text",
        "/inspections/{inspection_id}/findings/{id}/withdrawals", REASON,
    ),
    "responsibility letter": Case(
        "street", "/responsibility-letters",
        {"year": YEAR, "basis": "两次起草", "issuer_post": "书记", "unit_post": "书记"}, "basis",
        "/responsibility-letters/{id}/withdrawals", REASON, at=_in("other"), most=2,
    ),
    "suggestion": Case(
        "community", "/suggestions", {"about": "burden", "title": "两次提出", "text": "报表偏多"}, "title",
        "/suggestions/{id}/answers", {"answer": "已收到"}, voids="street", ordered=False,
        at=lambda api: {"organization_id": api.ids["organization_id"], "to_organization_id": api.east["street"]},
    ),
    "decision": Case(
        "district", "/quarterly-meetings/{meeting_id}/decisions",
        {"text": "两次决定", "post": "书记", "deadline": LATER}, "text", "/decisions/{id}/withdrawals", REASON,
        at=lambda api: {"responsible_organization_id": api.ids["organization_id"]},
    ),
    "lecturer": Case(
        "community", "/lecturers", {"name": "两次聘任", "unit": "党校"}, "name", "/lecturers/{id}/retirements", {},
        at=_hall, ordered=False,
    ),
    "class": Case(
        "community", "/classes", {"title": "两次开课"}, "title", "/classes/{id}/withdrawals", {}, at=_hall,
        ordered=False,
    ),
    "request of a class": Case(
        "street", "/class-requests", {"note": "两次点课"}, "", "/class-requests/{id}/withdrawals", REASON,
        at=_class_for_the_other, ordered=False,
    ),
    "guidance visit": Case(
        "street", "/contact-points/{contact_point_id}/guidance-visits", {"text": "两次督导"}, "text",
        "/guidance-visits/{id}/withdrawals", REASON, at=_nothing,
    ),
    "honour": Case(
        "community", "/honours",
        {"kind": "pilot", "title": "两次登记", "giver": "市委", "giver_level": "city", "document_number": "〔2024〕1号",
        "given_on": f"{LAST}-07-01"}, "title", "/honours/{id}/withdrawals", REASON,
    ),
    "member": Case(
        "community", "/organizations/{organization_id}/members", MEMBER, "name", "/members/{id}/departures",
        {"reason": "entered_by_mistake"}, at=_nothing,
    ),
    "organization": Case(
        "district", "/organizations", {"name": "两次开设街道", "level": "street", "effective_on": "2024-01-01"},
        "name", "/organizations/{id}/closures", {"effective_on": TODAY.isoformat()},
        at=lambda api: {"parent_id": api.east["district"]}, ordered=False,
    ),
}  # fmt: skip
SAYS = {"organization": "name_among_siblings"}
"""The rule that says it, where it is not `recorded_already`."""
NOT_TWICE = {
    "/accounts": "a name to sign in with is taken",
    "/accounts/service-accounts": "a name is taken",
    "/accounts/{account_id}/keys": "each key is shown once, to be used beside others",
    "/accounts/{account_id}/keys/{key_id}/rotations": "each key is shown once, to be used beside others",
    "/accounts/{account_id}/identities": "an identity is linked once",
    "/accounts/me/identities": "an identity is linked once",
    "/accounts/me/identities/attempts": "each attempt has a secret of its own",
    "/auth/openid/attempts": "each attempt has a secret of its own",
    "/accounts/me/second-factor": "the secret begun last is the one that is confirmed",
    "/accounts/me/second-factor/confirmations": "a second factor is confirmed once",
    "/accounts/me/second-factor/recovery-codes": "the newest codes are good",
    "/auth/password-resets": "each request has a code of its own",
    "/activities/batches": "asked below",
    "/appraisal-schemes": "versions of a year and a level, of which one is in force",
    "/appraisals": "one of an organization and a year; begun again, it opens what is not there yet",
    "/appraisals/{appraisal_id}/evidence": "figures read later take the place of the first",
    "/appraisals/{appraisal_id}/objections": "warns by the same rule; a step of the appraisal",
    "/brands/{brand_id}/adoptions": "warns by the same rule; a step of the proposed brand",
    "/brands/{brand_id}/carriers": "a record carries a brand once",
    "/campaigns/{campaign_id}/units": "joined again changes nothing",
    "/contact-points": "a post is assigned to a unit once at a time",
    "/data-requests": "what was asked before is refused, field by field",
    "/demonstration-schemes": "one of a level and a year",
    "/inspection-plans": "one of a unit and a year",
    "/lecture-halls": "one of an organization",
    "/lecture-halls/deadlines": "one of a district and a year, set anew",
    "/lecture-halls/scopes": "one of a district and a day, set anew",
    "/member-point-schemes": "versions of a year and a class, of which one is in force",
    "/members/{member_id}/transfers": "one at a time",
    "/mentorships/{mentorship_id}/helps": "a mentor unit may help twice on a day",
    "/organizations/{organization_id}/mentorships": "one at a time of a mentor unit",
    "/notices": "takes up findings that no notice names",
    "/organizations/{organization_id}/posts": "a post is held once by a person",
    "/organizations/{organization_id}/terms": "a term begins after the last",
    "/organizations/{organization_id}/tiers": "a later decision takes the place of the first",
    "/training-needs/{training_need_id}/trainings": "warns by the rule of activities, of which it makes one",
    "/point-declarations/{declaration_id}/objections": "warns by the same rule; a step of the declaration",
    "/point-years/computations": "one of an organization and a year, computed anew",
    "/point-years/{point_year_id}/objections": "warns by the same rule; a step of the result",
    "/practical-matters/publications": "a year's list is published once",
    "/projects/{project_id}/assignments": "a unit has one part",
    "/quarterly-meetings": "one of an organization and a quarter",
    "/quarterly-meetings/{meeting_id}/report-backs": "one of a unit, which it may change",
    "/quarterly-report-texts": "one at a slot of a report",
    "/visit-score-templates": "versions, of which one is in force",
    "/visits/{visit_id}/reviews": "a visit has one review",
    "/visits/{visit_id}/score-sheets": "a visit has one sheet",
}
STEPS = (
    "accept", "acknowledge", "activat", "answer", "approv", "assess", "beginn", "cancell", "check",
    "closed-roads", "clos", "complet", "confirm", "consolidat", "correct", "declarations", "declin", "depart",
    "discuss", "dismiss", "drop", "end", "escalat", "establish", "excuse", "follow", "freez", "grants", "hold", "merge",
    "move", "objections", "password", "pins", "promot", "proposals", "publicat", "rating", "reach", "refus",
    "releas", "remov", "rename", "renew", "reopen", "reports", "retire", "return", "revers", "review", "revoc",
    "second-factor", "self-assess",
    "settle", "shift", "signat", "split", "start", "travel", "verif", "vett", "waiv", "withdraw",
)  # fmt: skip
"""How the last word of an address begins that takes a step of a record, and creates none."""


def test_every_operation_that_creates_a_record_is_asked_twice_or_need_not_be() -> None:
    created = {
        each.template.removeprefix("/api/v1")
        for each in operations()
        if each.method == "POST"
        and each.template in document()["paths"]
        and "201" in each.documented["responses"]
        and not ("}" in each.template and each.template.rpartition("/")[2].startswith(STEPS))
    }
    asked = {case.path for case in CASES.values()}
    steps = {path for path in NOT_TWICE if path.rpartition("/")[2].startswith(STEPS) and "}" in path}
    assert created == asked | (set(NOT_TWICE) - steps)


@pytest.mark.parametrize("name", CASES)
def test_what_is_entered_again_is_kept_and_names_what_was_there_first_until_one_is_voided(
    api: ApiScenario, name: str
) -> None:
    case = CASES[name]
    person, voids = api.people[case.who], api.people[case.voids or case.who]
    first = _created(api, person, case)
    assert _said(name, first) == []
    second = _created(api, person, case, unseen=UNSEEN)
    (warning,) = _said(name, second)
    assert warning["record_id"] == first["id"] != second["id"]
    assert done(person.get(warning["href"].removeprefix("/api/v1")))
    made = [first, second]
    if case.most > len(made):
        made.append(_created(api, person, case))
        named = {said["record_id"] for said in _said(name, made[-1])}
        assert named == {first["id"]} or (not case.ordered and named == {second["id"]})
    for gone in made[:-1]:
        _voided(api, voids, case, gone)
        person.headers = dict(voids.headers)
    assert [said["record_id"] for said in _said(name, _created(api, person, case))] == [made[-1]["id"]]


def test_a_batch_warns_of_what_it_says_twice(api: ApiScenario) -> None:
    community, here = api.people["community"], {"organization_id": api.ids["organization_id"]}
    entry = {"kind": "theme_day", "title": "一批两条"}
    batch = done(
        community.post("/activities/batches", here | {"activities": [entry, entry | {"title": "另一条"}, entry]})
    )
    ids = batch["activities"]
    assert {said["record_id"] for said in batch["warnings"]} == {ids[0], ids[2]}


def test_it_is_said_in_both_languages_and_with_the_address_that_voids(api: ApiScenario) -> None:
    community, here = api.people["community"], {"organization_id": api.ids["organization_id"]}
    first = done(community.post("/brands", here | {"name": "邻里节"}))
    said = {}
    for language in ("zh", "en"):
        answer = community.post("/brands", here | {"name": "邻里节"}, headers={"Accept-Language": language})
        (said[language],) = done(answer)["warnings"]
    assert f"与已录入的党建品牌（/api/v1/brands/{first['id']}）相同" in said["zh"]["detail"]
    assert f"/api/v1/brands/{first['id']}/dismissals" in said["zh"]["detail"]
    assert f"The same brand is on record already (/api/v1/brands/{first['id']})" in said["en"]["detail"]
    assert said["en"]["rule"] == "recorded_already"


def test_the_answer_under_one_key_stays_the_same_and_warns_of_nothing(api: ApiScenario) -> None:
    community, key = api.people["community"], {"Idempotency-Key": "asked-once-and-again"}
    asked = {"organization_id": api.ids["organization_id"], "name": "一键两发"}
    answers = [done(community.post("/brands", asked, headers=key)) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["warnings"] == []


def _created(api: ApiScenario, person: Person, case: Case, unseen: str = "") -> Any:
    body = case.body | case.at(api)
    if unseen and case.text:
        body[case.text] = f"{body[case.text][:1]}{unseen}{body[case.text][1:]}"
    return done(person.post(case.path.format_map(api.ids), body))


def _voided(api: ApiScenario, person: Person, case: Case, record: Any) -> None:
    ids = api.ids | {"id": record["id"]}
    how = {name: value.format_map(ids) for name, value in case.how.items()}
    person.headers = dict(api.people[case.who].headers)
    done(person.post(case.void.format_map(ids), how))


def _said(name: str, answer: Any) -> list[Any]:
    return [said for said in answer["warnings"] if said["rule"] == SAYS.get(name, "recorded_already")]
