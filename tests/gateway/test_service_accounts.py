"""Other systems ask by keys of their own: for less than their accounts hold, until revoked, and decide nothing."""

import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
import structlog
from sqlalchemy import delete, select, update
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from gateway.accounts.api_key_model import ApiKey
from gateway.accounts.api_keys import hash_of
from gateway.accounts.model import Account, SignInFailures
from gateway.audit.model import AuditEntry
from gateway.key_scopes import AREAS, area_of
from gateway.routes import blueprints
from shared import databases
from shared.errors import Forbidden
from shared.reviews import require_other_person
from shared.rights import (
    AUDITOR,
    COMMUNITY,
    DISTRICT,
    EVERYTHING,
    NEEDS_PERSON,
    PERSONAL_DATA,
    SECURITY_ADMIN,
    STREET,
    SYSTEM_ADMIN,
    Actor,
    Grant,
)
from shared.unit_of_work import UnitOfWork, clock
from tests.expect import done
from tests.gateway.api_scenario import ApiScenario
from tests.gateway.app_harness import PASSWORD_HASH, MovableClock, Person
from tests.gateway.documented import application
from tests.gateway.sign_in_scenario import SignInScenario
from tests.scenarios.in_process import timeline

READ = {"name": "数据平台", "areas": ["todos", "organizations"]}


@dataclass
class Keys:
    """A district's staff who make accounts and keys, and the systems that they make."""

    scenario: SignInScenario
    keeper: Person
    made: list[str] = field(default_factory=list)

    def account(self, *, role: str = COMMUNITY, organization_id: str = "c") -> Any:
        """Make an account for a system."""
        name = f"system-{uuid.uuid4().hex[:12]}"
        grants = [{"role": role, "organization_id": organization_id}]
        body = {"username": name, "name": "数据平台", "organization_id": organization_id, "grants": grants}
        return done(self.keeper.post("/accounts/service-accounts", body))

    def key(self, account: Any, **changed: Any) -> Any:
        return done(self.keeper.post(f"/accounts/{account['id']}/keys", READ | changed))

    def system(self, key: str) -> Person:
        return Person(self.scenario.harness.app, key)


@pytest.fixture
def keys(scenario: SignInScenario, moved: MovableClock) -> Iterator[Keys]:
    moved.ahead = timedelta()
    yield Keys(scenario, scenario.harness.person(Grant(DISTRICT, "d"), district_id="d", organization_id="d"))
    moved.ahead = timedelta()
    with databases.transaction(scenario.harness.engine) as session:
        session.execute(delete(SignInFailures))


TODOS = "/organizations/c/todos"


def said(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.json["type"].rpartition(":")[2]


def test_a_key_reads_what_it_is_for_and_says_when_it_was_used(keys: Keys) -> None:
    account = keys.account()
    made = keys.key(account)
    assert keys.system(made["key"]).get(TODOS).status_code == 200
    assert made["last_used_at"] is None
    listed = done(keys.keeper.get(f"/accounts/{account['id']}/keys"))["items"]
    assert listed[0]["last_used_at"] is not None
    assert "key" not in listed[0]
    assert "secret" not in str(listed)


def test_a_repeated_request_makes_one_key_and_shows_it_again(keys: Keys) -> None:
    account, same = keys.account(), {"Idempotency-Key": uuid.uuid4().hex}
    first, second = (keys.keeper.post(f"/accounts/{account['id']}/keys", READ, headers=same).json for _ in range(2))
    assert first["key"] == second["key"]
    assert len(done(keys.keeper.get(f"/accounts/{account['id']}/keys"))["items"]) == 1


def test_a_key_ends_when_it_is_revoked_and_when_it_expires(keys: Keys, moved: MovableClock) -> None:
    account = keys.account()
    revoked, expiring = keys.key(account), keys.key(account, valid_days=1)
    assert keys.system(revoked["key"]).get(TODOS).status_code == 200
    assert keys.keeper.ask("DELETE", f"/accounts/{account['id']}/keys/{revoked['id']}").status_code == 204
    assert said(keys.system(revoked["key"]).get(TODOS)) == (401, "api_key_invalid")
    assert keys.system(expiring["key"]).get(TODOS).status_code == 200
    moved.ahead = timedelta(days=1, seconds=1)
    assert said(keys.system(expiring["key"]).get(TODOS)) == (401, "api_key_invalid")


def test_a_key_is_rotated_with_an_overlap(keys: Keys, moved: MovableClock) -> None:
    account = keys.account()
    before = keys.key(account)
    path = f"/accounts/{account['id']}/keys/{before['id']}"
    after = done(keys.keeper.post(f"{path}/rotations", {"overlap_hours": 2}))
    assert (after["areas"], after["read_only"], after["personal"]) == (before["areas"], True, False)
    assert [keys.system(each["key"]).get(TODOS).status_code for each in (before, after)] == [200, 200]
    moved.ahead = timedelta(hours=2, seconds=1)
    assert [keys.system(each["key"]).get(TODOS).status_code for each in (before, after)] == [401, 200]
    keeper = keys.scenario.harness.person(Grant(SECURITY_ADMIN, EVERYTHING))
    assert said(keeper.post(f"{path}/rotations", {})) == (409, "api_key_ended")


def test_disabling_the_account_and_taking_its_grant_reach_its_keys_at_once(keys: Keys) -> None:
    account = keys.account()
    system = keys.system(keys.key(account)["key"])
    assert system.get(TODOS).status_code == 200
    path = f"/accounts/{account['id']}"
    assert keys.keeper.ask("DELETE", f"{path}/grants/{account['grants'][0]['id']}").status_code == 204
    assert said(system.get(TODOS)) == (403, "grant_does_not_reach")
    version = done(keys.keeper.get(path))["version"]
    done(keys.keeper.patch(path, {"disabled": True}, version))
    assert said(system.get(TODOS)) == (401, "api_key_invalid")


def test_a_key_is_for_nothing_that_it_does_not_name(keys: Keys) -> None:
    system = keys.system(keys.key(keys.account(), areas=["todos"])["key"])
    for path in ("/organizations/c", "/projects?organization_id=c", "/levels/community/c/overview"):
        assert said(system.get(path)) == (403, "api_key_not_for_area"), path
    for path in ("/accounts", "/accounts/me", "/accounts/me/sessions", "/audit"):
        assert said(system.get(path)) == (403, "api_key_not_for_area"), path
    renamed = keys.system(keys.key(keys.account())["key"])
    body = {"name": "新名", "effective_on": "2020-01-01"}
    assert said(renamed.post("/organizations/c/renames", body)) == (403, "api_key_reads_only")
    unknown = keys.keeper.post(f"/accounts/{keys.account()['id']}/keys", READ | {"areas": ["accounts"]})
    assert unknown.status_code == 422


def test_no_key_is_for_what_persons_and_operators_alone_use_and_every_other_area_has_one() -> None:
    with application().app_context():
        areas = {area_of(blueprint.name) for blueprint in blueprints()}
    alone = {"accounts", "auth", "audit", "changes", "drafts", "jobs", "parked events", "search"}
    assert areas - set(AREAS) == alone
    assert set(AREAS) <= areas


def test_a_key_of_another_district_reaches_nothing(keys: Keys) -> None:
    other = keys.scenario.harness.open_organizations
    other("d2", timeline("d2", "district", None))
    keys.keeper = keys.scenario.harness.person(Grant(DISTRICT, "d2"), district_id="d2", organization_id="d2")
    system = keys.system(keys.key(keys.account(role=DISTRICT, organization_id="d2"))["key"])
    assert said(system.get(TODOS)) == (403, "grant_does_not_reach")
    assert system.get("/organizations/d2/todos").status_code == 200


def test_guessing_a_key_slows_down_the_guesser_alone(keys: Keys) -> None:
    made = keys.key(keys.account())
    wrong = f"{made['key'][:-4]}0000"
    app = keys.scenario.harness.app

    def ask(key: str, address: str) -> int:
        sent = {"Authorization": f"Bearer {key}"}
        place = {"REMOTE_ADDR": address}
        return app.test_client().get(f"/api/v1{TODOS}", headers=sent, environ_base=place).status_code

    assert [ask(wrong, "10.8.0.1") for _ in range(6)] == [401] * 5 + [429]
    assert ask(made["key"], "10.8.0.1") == 429
    assert ask(made["key"], "10.8.0.2") == 200
    assert [ask(f"sanji_{number}_x", "10.8.0.3") for number in range(22)][-1] == 429


def test_a_hash_that_leaked_opens_nothing(keys: Keys) -> None:
    made = keys.key(keys.account())
    with databases.reading(keys.scenario.harness.engine) as session:
        kept = session.scalars(select(ApiKey.secret_hash).where(ApiKey.id == made["id"])).one()
    secret = made["key"].rpartition("_")[2]
    assert (len(secret), kept) == (64, hash_of(secret))
    assert said(keys.system(f"sanji_{made['id']}_{kept}").get(TODOS)) == (401, "api_key_invalid")
    everything = b"".join(path.read_bytes() for path in keys.scenario.harness.settings.data_dir.glob("gateway*"))
    assert secret.encode() not in everything


def test_a_key_in_an_address_is_no_key_and_none_is_logged(keys: Keys) -> None:
    made = keys.key(keys.account())["key"]
    app, before = keys.scenario.harness.app, structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    with capture_logs() as logged:
        for name in ("access_token", "key", "api_key"):
            answer = app.test_client().get(f"/api/v1{TODOS}", query_string={name: made})
            assert said(answer) == (401, "sign_in_needed")
        assert keys.system(made).get(TODOS).status_code == 200
        assert keys.system(f"{made}x").get(TODOS).status_code == 401
    structlog.configure(wrapper_class=before)
    assert len(logged) == 6
    assert made.rpartition("_")[2] not in str(logged)


def test_a_service_account_has_no_password_no_session_and_no_reset(keys: Keys) -> None:
    account = keys.account()
    keys.key(account)
    assert said(keys.scenario.sign_in(account["username"], "")) == (401, "sign_in_refused")
    with databases.transaction(keys.scenario.harness.engine) as session:
        session.execute(update(Account).where(Account.id == account["id"]).values(password_hash=PASSWORD_HASH))
    assert said(keys.scenario.sign_in(account["username"])) == (401, "sign_in_refused")
    shown = done(keys.scenario.ask("POST", "/auth/password-resets", {"username": account["username"]}))
    path = f"/accounts/{account['id']}"
    refused = keys.keeper.post(f"{path}/password-resets", {"number": shown["number"]})
    assert said(refused) == (422, "reset_number_unknown")
    linked = keys.keeper.post(f"{path}/identities", {"provider": "none", "subject": "x"})
    assert said(linked) == (409, "identity_is_the_persons")


@pytest.mark.parametrize("role", [SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR])
def test_a_service_account_neither_audits_nor_runs_the_platform(keys: Keys, role: str) -> None:
    account = keys.account()
    path = f"/accounts/{account['id']}"
    for organization_id in ("c", EVERYTHING):
        refused = keys.scenario.granter.post(f"{path}/grants", {"role": role, "organization_id": organization_id})
        assert said(refused) == (403, "service_account_role")
    everywhere = keys.scenario.granter.post(f"{path}/grants", {"role": DISTRICT, "organization_id": EVERYTHING})
    assert said(everywhere) == (422, "grant_in_another_district")
    body = {"username": f"everywhere-{role}", "name": "数据平台", "organization_id": EVERYTHING}
    assert said(keys.scenario.keeper.post("/accounts/service-accounts", body)) == (422, "service_account_district")


def test_keys_are_made_by_who_could_have_granted_what_they_open(keys: Keys) -> None:
    account = keys.account(role=DISTRICT, organization_id="d")
    path = f"/accounts/{account['id']}/keys"
    community = keys.scenario.harness.person(Grant(COMMUNITY, "c"), district_id="d")
    street = keys.scenario.harness.person(Grant(STREET, "d"), district_id="d")
    assert said(community.post(path, READ)) == (403, "grant_does_not_reach")
    assert said(street.post(path, READ)) == (403, "grant_would_widen")
    assert said(community.get(path)) == (403, "grant_does_not_reach")
    # Who reads no personal data makes no key that does; who runs the platform makes none at all.
    assert said(keys.keeper.post(path, READ | {"personal": True})) == (403, "grant_does_not_reach")
    assert said(keys.scenario.keeper.post(path, READ)) == (403, "grant_does_not_reach")
    reader = (Grant(DISTRICT, "d"), Grant(PERSONAL_DATA, "d"))
    district = keys.scenario.harness.person(*reader, district_id="d")
    made = done(district.post(path, READ | {"personal": True}))
    assert done(keys.scenario.granter.post(path, READ | {"personal": True}))["personal"]
    assert said(keys.keeper.post(f"{path}/{made['id']}/rotations", {})) == (403, "grant_does_not_reach")
    assert said(keys.keeper.ask("DELETE", f"{path}/unknown")) == (404, "api_key_unknown")
    _, person = keys.scenario.someone()
    assert said(keys.keeper.post(f"/accounts/{person.account_id}/keys", READ)) == (403, "api_key_of_person")
    taken = {"username": account["username"], "name": "x", "organization_id": "c"}
    assert said(keys.keeper.post("/accounts/service-accounts", taken)) == (409, "username_taken")


def test_the_trail_names_the_account_and_the_key(keys: Keys) -> None:
    account = keys.account()
    made = keys.key(account)
    keys.system(made["key"]).post("/organizations/c/renames", {"name": "新名", "effective_on": "2020-01-01"})
    with databases.reading(keys.scenario.harness.engine) as session:
        row = session.scalars(select(AuditEntry).where(AuditEntry.account_id == account["id"])).one()
    assert (row.status, row.detail) == (403, {"api_key": made["id"]})


# ---- beside services


@pytest.fixture(scope="module")
def systems(api: ApiScenario) -> dict[str, Person]:
    """Return systems of the district whose keys are for everything, with and without personal data."""
    found = {}
    district = api.people["district"]
    for name, personal in (("plain", False), ("personal", True)):
        account = done(district.post("/accounts/service-accounts", _account(name, api.east["district"])))
        if personal:
            asked = {"role": PERSONAL_DATA, "organization_id": api.east["district"]}
            waiting = done(api.people["security"].post(f"/accounts/{account['id']}/grants", asked))["pending_grants"]
            done(district.post(f"/accounts/{account['id']}/grants/{waiting[0]['id']}/approvals"))
        body = {"name": name, "areas": list(AREAS), "read_only": False, "personal": personal}
        found[name] = Person(
            api.harness.app, done(api.people["security"].post(f"/accounts/{account['id']}/keys", body))["key"]
        )
    return found


def _account(name: str, organization_id: str) -> dict[str, Any]:
    grants = [{"role": DISTRICT, "organization_id": organization_id}]
    return {"username": f"platform-{name}", "name": "数据平台", "organization_id": organization_id, "grants": grants}


def test_personal_data_is_read_where_grants_and_key_both_say_so(api: ApiScenario, systems: dict[str, Person]) -> None:
    place, member = f"/organizations/{api.ids['organization_id']}", f"/members/{api.ids['member_id']}"
    for path in (
        f"{place}/members",
        member,
        f"{member}/personal-data",
        f"{member}/point-entries",
        f"{place}/transfers",
    ):
        assert said(systems["plain"].get(path)) == (403, "api_key_not_for_personal_data"), path
        assert systems["personal"].get(path).status_code == 200, path
    version = done(systems["personal"].get(member))["version"]
    amended = systems["plain"].patch(member, {"name": "张三"}, version)
    assert said(amended) == (403, "api_key_not_for_personal_data")
    elsewhere = f"/organizations/{api.west['district']}/members"
    assert said(systems["personal"].get(elsewhere)) == (403, "grant_does_not_reach")


def test_a_system_writes_what_its_key_is_for(api: ApiScenario, systems: dict[str, Person]) -> None:
    body = {"organization_id": api.ids["organization_id"], "year": 2024, "category": "work_innovation"}
    answer = systems["plain"].post("/projects", body | {"title": "由系统上报", "lead_post": "书记"})
    assert answer.status_code == 201, answer.json


def test_a_system_decides_nothing_by_the_gateway(api: ApiScenario, systems: dict[str, Person]) -> None:
    path = f"/projects/{api.ids['project_id']}"
    tag = systems["plain"].get(path).headers["ETag"]
    for step in ("reviews", "approvals"):
        body = {"decision": "pass", "opinion": "同意"}
        answer = systems["plain"].post(f"{path}/{step}", body, headers={"If-Match": tag})
        assert said(answer) == (403, "decision_needs_person")


def test_services_refuse_the_decision_of_a_system_whatever_was_signed(api: ApiScenario) -> None:
    key, asked = api.harness.settings.secret_key, {"project_id": api.ids["project_id"], "decision": "pass"}
    system = Actor("service-1", "", (Grant(DISTRICT, api.east["district"]),))
    person = Actor("person-1", "", system.grants)
    for actor, refused in ((system, "grant_does_not_reach"), (person, "")):
        signed = {"acting": actor.sign(key, "projects", "review_project")}
        said = api.harness.host.call("projects", "review_project", call=signed, opinion="同意", **asked)
        assert (said.get("refusal", {}).get("code") == refused) is (actor is system), said
    path = [api.ids["organization_id"], api.east["street"], api.east["district"]]
    for right in NEEDS_PERSON:
        assert not system.reaches(right, path)
        assert not system.holds(right)
    assert system.reaches("projects.read", path)


def test_no_review_takes_a_system_for_the_other_person() -> None:
    work = UnitOfWork(cast("Any", None), Actor("service-1", "数据平台"), clock())
    with pytest.raises(Forbidden) as refused:
        require_other_person(work, {"somebody else"}, "own_point")
    assert refused.value.code == "decision_needs_person"


def test_a_key_is_compared_with_what_is_kept(keys: Keys) -> None:
    made = keys.key(keys.account())
    with databases.transaction(keys.scenario.harness.engine) as session:
        session.execute(update(ApiKey).where(ApiKey.id == made["id"]).values(secret_hash="x" * 64))
    assert said(keys.system(made["key"]).get(TODOS)) == (401, "api_key_invalid")


def test_a_service_account_is_no_person_s(keys: Keys) -> None:
    account = keys.account()
    joined = keys.keeper.patch(f"/accounts/{account['id']}", {"person_id": keys.keeper.account_id}, account["version"])
    assert said(joined) == (409, "service_account_person")
