"""Services believe nobody: what travels with a call is signed, and each looks at the grants in it for itself."""

from typing import Any

import jwt
import pytest

from services import service_class, service_names
from shared.rights import AUDITOR, COMMUNITY, DISTRICT, EVERYTHING, LEEWAY, SECURITY_ADMIN, SYSTEM_ADMIN, Actor, Grant
from shared.service import rpc_methods
from tests.gateway.api_scenario import ApiScenario

pytestmark = pytest.mark.slow
FORGED = (
    "nothing", "rubbish", "another key", "no signature", "expired", "an access token", "for another service",
    "for another method",
)  # fmt: skip


ASKED = [(service, method) for service in service_names() for method in rpc_methods(service_class(service))]


def forged(api: ApiScenario, how: str, service: str, method: str) -> str:
    """Return a context that claims to do anything, made the wrong way."""
    key = api.harness.settings.secret_key
    anything = Actor("intruder", "", (Grant(SYSTEM_ADMIN, EVERYTHING), Grant(DISTRICT, EVERYTHING)))
    real = jwt.decode(anything.sign(key, service, method), key, algorithms=["HS256"], audience=f"{service}.{method}")
    if how == "no signature":
        return jwt.encode(real, None, algorithm="none")
    made = {
        "nothing": "", "rubbish": "a.b.c", "another key": anything.sign("k" * 48, service, method),
        "expired": anything.sign(key, service, method, seconds=-LEEWAY),
        "an access token": api.people["district"].token, "for another service": anything.sign(key, "another", method),
        "for another method": anything.sign(key, service, "another"),
    }  # fmt: skip
    return made[how]


def call(api: ApiScenario, service: str, method: str, acting: str, **asked: Any) -> dict[str, Any]:
    """Ask a service as the gateway does, with any context."""
    answer: dict[str, Any] = api.harness.host.call(service, method, call={"acting": acting}, **asked)
    return answer


def test_there_is_something_to_ask() -> None:
    assert len(ASKED) > 40


@pytest.mark.parametrize(("service", "method"), ASKED)
def test_nothing_is_answered_to_a_context_that_was_made_up(api: ApiScenario, service: str, method: str) -> None:
    for how in FORGED:
        said = call(api, service, method, forged(api, how, service, method))
        assert said.get("refusal", {}).get("code") == "acting_context_invalid", (how, said)


def test_what_is_signed_is_believed_as_far_as_its_grants_reach(api: ApiScenario) -> None:
    key, project = api.harness.settings.secret_key, {"project_id": api.ids["project_id"]}
    here, street = api.ids["organization_id"], api.east["street"]
    reaching = {
        Grant(COMMUNITY, here, below=False): "whole",
        Grant(AUDITOR, street): "whole",
        Grant(AUDITOR, street, below=False): 403,
        Grant(SECURITY_ADMIN, street): 403,
        Grant(COMMUNITY, api.east["other"]): 403,
        Grant(DISTRICT, api.west["district"]): 403,
        Grant("king", here): 403,
    }
    for grant, reaches in reaching.items():
        said = call(api, "projects", "project", Actor("a", "", (grant,)).sign(key, "projects", "project"), **project)
        assert _read(said) == reaches, grant
    assert (
        call(api, "projects", "project", Actor("a", "").sign(key, "projects", "project"), **project)["refusal"][
            "status"
        ]
        == 403
    )


def _read(said: dict[str, Any]) -> Any:
    if "refusal" in said:
        return said["refusal"]["status"]
    return "reduced" if said["answer"].get("reduced") else "whole"


@pytest.mark.parametrize("below", [True, False])
def test_a_grant_on_one_unit_reaches_what_is_below_only_where_it_says_so(api: ApiScenario, *, below: bool) -> None:
    person = api.harness.person(Grant(COMMUNITY, api.east["street"], below), district_id=api.east["district"])
    path = f"/levels/community/{api.ids['organization_id']}/overview"
    assert person.get(path).status_code == (200 if below else 403)
    assert person.get(f"/projects/{api.ids['project_id']}").status_code == (200 if below else 403)
    assert person.get(f"/levels/street/{api.east['street']}/overview").status_code == 200


def test_a_role_does_what_is_its_own_and_no_more(api: ApiScenario) -> None:
    auditor = api.person((AUDITOR, api.east["district"]), district_id=api.east["district"])
    assert auditor.get(f"/projects/{api.ids['project_id']}").status_code == 200
    assert auditor.get(f"/members/{api.ids['member_id']}").json["reduced"] is True
    assert auditor.get(f"/members/{api.ids['member_id']}/personal-data").status_code == 403
    assert auditor.post(f"/projects/{api.ids['project_id']}/withdrawals", {"reason": "无"}).status_code == 403
    assert api.people["district"].get("/audit").status_code == 200
    assert api.people["community"].get("/audit").status_code == 403
    community = api.people["community"]
    assert community.post(f"/projects/{api.ids['project_id']}/approvals", {"decision": "pass"}).status_code == 403


def test_personal_data_is_answered_once_its_reading_is_on_record(api: ApiScenario) -> None:
    path = f"/members/{api.ids['member_id']}/personal-data"
    before = {each["id"] for each in _reads(api)}
    assert api.people["community"].get(path).status_code == 200
    assert api.people["stranger"].get(path).status_code == 403
    new = [each for each in _reads(api) if each["id"] not in before]
    assert [(each["account_id"], each["status"]) for each in new] == [(api.people["community"].account_id, 200)]


def _reads(api: ApiScenario) -> list[dict[str, Any]]:
    found = api.people["district"].get("/audit?personal=true&limit=200").json["items"]
    return [each for each in found if each["path"].endswith("/personal-data")]


def test_reading_a_roll_a_member_or_a_transfer_is_on_record(api: ApiScenario) -> None:
    """A name, a birthday and an illness are personal data, not only the numbers."""
    person, auditor, unit = api.people["community"], api.people["district"], api.ids["organization_id"]
    for path in (
        f"/organizations/{unit}/members", f"/members/{api.ids['member_id']}", f"/organizations/{unit}/transfers",
    ):  # fmt: skip
        assert person.get(path).status_code == 200
        (newest,) = auditor.get(f"/audit?personal=true&account_id={person.account_id}&limit=1").json["items"]
        assert newest["path"] == f"/api/v1{path}"
