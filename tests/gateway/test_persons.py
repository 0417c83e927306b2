"""Persons behind accounts, three administrators who are three persons, and grants that wait for a second one."""

import pytest

from gateway.accounts.model import AccountGrant
from shared import databases
from shared.rights import (
    AUDITOR,
    COMMUNITY,
    DISTRICT,
    EVERYTHING,
    PERSONAL_DATA,
    SECURITY_ADMIN,
    STREET,
    SYSTEM_ADMIN,
    Grant,
)
from tests.expect import done
from tests.gateway.api_scenario import ApiScenario
from tests.gateway.app_harness import Person
from tests.gateway.sign_in_scenario import SignInScenario

READER = {"role": PERSONAL_DATA, "organization_id": "c", "below": False}


def code(answer: object) -> tuple[int, str]:
    """Return an answer's status and what it refuses."""
    return answer.status_code, answer.json["type"].rpartition(":")[2]  # type: ignore[attr-defined]


def account(scenario: SignInScenario, person: Person, **of: str) -> str:
    """Return an account made by a system administrator, without grants."""
    scenario.made += 1
    asked = {"username": f"made{scenario.made}", "name": f"某人{scenario.made}", "organization_id": "c"} | of
    return str(done(person.post("/accounts", asked))["id"])


def second(scenario: SignInScenario, *grants: Grant, of: Person) -> Person:
    """Sign in a second account of a person."""
    return scenario.harness.person(*grants, district_id="d", organization_id="c", person_id=of.account_id)


def test_who_keeps_accounts_gives_no_rights_and_who_gives_rights_keeps_no_accounts(scenario: SignInScenario) -> None:
    grant = {"role": COMMUNITY, "organization_id": "c"}
    made = account(scenario, scenario.keeper)
    asked = {"username": "with.grants", "name": "某人", "organization_id": "c", "grants": [grant]}
    assert code(scenario.keeper.post("/accounts", asked)) == (403, "grant_would_widen")
    assert code(scenario.keeper.post(f"/accounts/{made}/grants", grant)) == (403, "grant_does_not_reach")
    assert code(scenario.granter.post("/accounts", asked)) == (403, "grant_does_not_reach")
    assert done(scenario.granter.post(f"/accounts/{made}/grants", grant))["grants"][0]["role"] == COMMUNITY


def test_an_administrator_is_no_way_to_another_s_account(scenario: SignInScenario) -> None:
    for role in (SECURITY_ADMIN, AUDITOR):
        other = scenario.harness.person(Grant(role, "d"), district_id="d", organization_id="d")
        path = f"/accounts/{other.account_id}"
        assert code(scenario.keeper.patch(path, {"disabled": True}, 1)) == (403, "grant_does_not_reach")
        assert code(scenario.keeper.post(f"{path}/password-resets", {"number": "000000"}))[0] == 403
        assert code(scenario.keeper.post(f"{path}/second-factor-removals"))[0] == 403
        assert done(scenario.granter.post(f"{path}/second-factor-removals"))["id"] == other.account_id


@pytest.mark.parametrize("role", [SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR])
def test_no_person_is_two_of_the_three(scenario: SignInScenario, role: str) -> None:
    first = scenario.harness.person(Grant(role, "d"), district_id="d", organization_id="d")
    other = second(scenario, of=first)
    for given in {SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR} - {role}:
        asked = {"role": given, "organization_id": "d"}
        refused = scenario.granter.post(f"/accounts/{other.account_id}/grants", asked)
        assert code(refused) == (409, "administrators_apart")
    third = scenario.harness.person(Grant(DISTRICT, "d"), district_id="d", organization_id="d")
    other = second(scenario, Grant(SYSTEM_ADMIN, "d"), of=third)
    joined = scenario.keeper.patch(f"/accounts/{other.account_id}", {"person_id": first.account_id}, 1)
    if role == SYSTEM_ADMIN:
        assert done(joined)["person_id"] == first.account_id
    else:
        assert code(joined) == (409, "administrators_apart")


def test_personal_data_waits_for_a_second_person(scenario: SignInScenario) -> None:
    harness = scenario.harness
    district = harness.person(Grant(DISTRICT, "d"), district_id="d", organization_id="d")
    made = account(scenario, scenario.keeper)
    asked = done(scenario.granter.post(f"/accounts/{made}/grants", READER))
    (waiting,) = asked["pending_grants"]
    assert asked["grants"] == []
    path = f"/accounts/{made}/grants/{waiting['id']}"
    assert code(scenario.granter.post(f"{path}/approvals")) == (403, "grant_asked_by_oneself")
    assert code(scenario.keeper.post(f"{path}/approvals")) == (403, "grant_does_not_reach")
    for todos in ("/accounts/me/approvals", "/organizations/d/todos"):
        (todo,) = [each for each in done(district.get(todos))["items"] if each["record_id"] == waiting["id"]]
        assert (todo["todo"], todo["href"]) == ("approve_grant", f"/api/v1{path}/approvals")
        assert todo["record_href"] == f"/api/v1/accounts/{made}"
    assert done(scenario.granter.get("/accounts/me/approvals"))["items"] == []
    approved = done(district.post(f"{path}/approvals"))
    assert (approved["grants"][0]["role"], approved["pending_grants"]) == (PERSONAL_DATA, [])
    assert done(district.post(f"{path}/approvals"))["version"] == approved["version"]
    assert done(district.get("/accounts/me/approvals"))["items"] == []
    with databases.reading(harness.engine) as session:
        row = session.get_one(AccountGrant, ("d", made, waiting["id"]))
        assert (row.granted_by, row.approved_by) == (scenario.granter.account_id, district.account_id)


def test_a_grant_that_waits_gives_nothing_and_may_be_refused(scenario: SignInScenario) -> None:
    harness = scenario.harness
    district = harness.person(Grant(DISTRICT, "d"), district_id="d", organization_id="d")
    asking = harness.person(Grant(COMMUNITY, "c"), district_id="d", organization_id="c")
    asked = done(scenario.granter.post(f"/accounts/{asking.account_id}/grants", READER))
    assert [each["role"] for each in done(asking.get("/accounts/me"))["grants"]] == [COMMUNITY]
    again = scenario.granter.post(f"/accounts/{asking.account_id}/grants", READER)
    assert code(again) == (409, "grant_held")
    path = f"/accounts/{asking.account_id}/grants/{asked['pending_grants'][0]['id']}"
    assert district.ask("DELETE", path).status_code == 204
    assert code(district.post(f"{path}/approvals")) == (409, "grant_withdrawn")


def test_everything_waits_for_a_second_security_administrator(scenario: SignInScenario) -> None:
    harness = scenario.harness
    made = account(scenario, scenario.keeper, organization_id=EVERYTHING)
    asked = done(scenario.granter.post(f"/accounts/{made}/grants", {"role": AUDITOR, "organization_id": EVERYTHING}))
    path = f"/accounts/{made}/grants/{asked['pending_grants'][0]['id']}/approvals"
    district = harness.person(Grant(DISTRICT, "d"), district_id="d", organization_id="d")
    assert code(district.post(path)) == (403, "grant_does_not_reach")
    own = second(scenario, Grant(SECURITY_ADMIN, EVERYTHING), of=scenario.granter)
    assert code(own.post(path)) == (403, "grant_asked_by_oneself")
    other = harness.person(Grant(SECURITY_ADMIN, EVERYTHING))
    (todo,) = [each for each in done(other.get("/accounts/me/approvals"))["items"] if each["href"].endswith(path)]
    assert todo["organization_id"] == EVERYTHING
    assert done(other.post(path))["grants"][0]["role"] == AUDITOR


def test_nobody_gives_or_approves_anything_for_another_account_of_their_own(scenario: SignInScenario) -> None:
    harness = scenario.harness
    district = harness.person(Grant(DISTRICT, "d"), district_id="d", organization_id="d")
    own = second(scenario, Grant(COMMUNITY, "c"), of=district)
    path = f"/accounts/{own.account_id}/grants"
    given = district.post(path, {"role": STREET, "organization_id": "c"})
    assert code(given) == (403, "grant_to_oneself")
    asked = done(scenario.granter.post(path, READER))
    approved = district.post(f"{path}/{asked['pending_grants'][0]['id']}/approvals")
    assert code(approved) == (403, "grant_to_oneself")


def test_an_account_is_somebody_s_who_is_known_already_or_somebody_new(scenario: SignInScenario) -> None:
    first = account(scenario, scenario.keeper, name="重名")
    person_id = done(scenario.keeper.get(f"/accounts/{first}"))["person_id"]
    plain = {"name": "重名", "organization_id": "c"}
    again = done(scenario.keeper.post("/accounts", plain | {"username": "same.person", "person_id": person_id}))
    assert again["person_id"] == person_id
    other = done(scenario.keeper.post("/accounts", plain | {"username": "other.person", "member_id": "member-1"}))
    assert [(each["id"], len(each["accounts"])) for each in other["same_name"]] == [(person_id, 2)]
    listed = done(scenario.keeper.get("/accounts/persons?same_name=true&limit=200"))["items"]
    assert {person_id, other["person_id"]} <= {each["id"] for each in listed}
    assert {each["member_id"] for each in listed if each["id"] == other["person_id"]} == {"member-1"}
    joined = done(scenario.keeper.patch(f"/accounts/{other['id']}", {"person_id": person_id}, other["version"]))
    assert joined["person_id"] == person_id
    listed = done(scenario.keeper.get("/accounts/persons?same_name=true&limit=200"))["items"]
    assert person_id not in {each["id"] for each in listed}


def test_namesakes_out_of_reach_are_not_told_of(scenario: SignInScenario) -> None:
    narrow = scenario.harness.person(Grant(STREET, "c"), district_id="d", organization_id="c")
    far = account(scenario, scenario.keeper, name="远处同名", organization_id="d")
    near = {"username": "near.by", "name": "远处同名", "organization_id": "c"}
    assert done(narrow.post("/accounts", near))["same_name"] == []
    again = done(scenario.keeper.post("/accounts", near | {"username": "near.again"}))["same_name"]
    assert done(scenario.keeper.get(f"/accounts/{far}"))["person_id"] in {each["id"] for each in again}
    listed = done(narrow.get("/accounts/persons?limit=200"))["items"]
    assert done(scenario.keeper.get(f"/accounts/{far}"))["person_id"] not in {each["id"] for each in listed}


def test_a_person_whom_one_does_not_keep_is_unknown(scenario: SignInScenario) -> None:
    narrow = scenario.harness.person(Grant(STREET, "c"), district_id="d", organization_id="c")
    asked = {"username": "of.keeper", "name": "某人", "organization_id": "c", "person_id": scenario.keeper.account_id}
    assert code(narrow.post("/accounts", asked)) == (404, "person_unknown")
    both = asked | {"person_id": narrow.account_id, "member_id": "m"}
    assert code(narrow.post("/accounts", both)) == (422, "person_has_member")
    own = narrow.patch(f"/accounts/{narrow.account_id}", {"person_id": scenario.keeper.account_id}, 1)
    assert code(own) == (409, "account_is_own")


def test_a_second_account_reviews_nothing_that_the_first_declared(api: ApiScenario) -> None:
    district_id = api.east["district"]
    first = api.person((COMMUNITY, api.east["community"]), district_id=district_id)
    plain = {"district_id": district_id, "organization_id": district_id}
    street = api.harness.person(Grant(STREET, api.east["street"]), **plain, person_id=first.account_id)
    street.headers = dict(first.headers)
    asked = {
        "organization_id": api.east["community"], "kind": "secretary_project", "category": "brand_building",
        "year": api.day.year, "title": "两个账号", "lead_post": "社区书记",
    }  # fmt: skip
    project = done(first.post("/projects", asked))
    street.headers = dict(first.headers)
    review = {"decision": "pass", "opinion": "同意上报"}
    assert code(street.post(f"/projects/{project['id']}/reviews", review)) == (403, "own_declaration")
    assert done(api.people["street"].post(f"/projects/{project['id']}/reviews", review))["status"] == "reviewed"


def test_one_person_signs_one_side_of_a_letter(api: ApiScenario) -> None:
    district_id = api.east["district"]
    issuer = api.person((STREET, api.east["street"]), district_id=district_id)
    unit = api.harness.person(
        Grant(COMMUNITY, api.east["community"]), district_id=district_id, person_id=issuer.account_id
    )
    path = f"/responsibility-letters/{api.ids['letter_id']}/signatures"
    done(issuer.post(path, {"side": "issuer"}))
    unit.headers = dict(issuer.headers)
    assert code(unit.post(path, {"side": "unit"})) == (403, "own_signature")
    assert code(issuer.post(path, {"side": "unit"})) == (403, "own_signature")
    api.people["community"].headers = dict(issuer.headers)
    assert done(api.people["community"].post(path, {"side": "unit"}))["status"] == "signed"


@pytest.mark.parametrize("below", [True, False])
def test_a_district_alone_decides_nothing_about_its_communities(api: ApiScenario, *, below: bool) -> None:
    district_id = api.east["district"]
    alone = api.harness.person(Grant(DISTRICT, district_id, below=below), district_id=district_id)
    asked = [
        (f"/projects/{api.ids['project_id']}/approvals", {"decision": "pass"}),
        (f"/demonstration-points/{api.ids['point_id']}/confirmations", {"decision": "pass"}),
        (f"/inspections/{api.ids['inspection_id']}/cancellations", {"reason": "无"}),
    ]
    for path, body in asked:
        tag = api.people["district"].get(path.rpartition("/")[0]).headers["ETag"]
        answer = alone.post(path, body, headers={"If-Match": tag})
        assert (answer.status_code == 403) is not below, (path, answer.text)
