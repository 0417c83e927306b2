"""What a request may demand: the version it knows, the key under which it is done once, the writes it has seen."""

import uuid
from io import BytesIO
from typing import Any

import pytest

from gateway.app_context import app_context
from gateway.request_headers import IfMatch
from gateway.request_policy import FILES
from shared.unit_of_work import clock
from tests.expect import done
from tests.gateway.api_scenario import YEAR, ApiScenario
from tests.gateway.app_harness import Person
from tests.gateway.operations import operations

DECLARED = {"year": YEAR, "category": "work_innovation", "title": "门前三包", "lead_post": "书记"}
KEYED = [each for each in operations() if each.method == "POST" and not each.policy.public]
REQUIRING = [each for each in operations() if each.policy.if_match is IfMatch.REQUIRED]


@pytest.fixture
def project(api: ApiScenario) -> dict[str, Any]:
    """Return a project of this test's own."""
    asked = DECLARED | {"organization_id": api.ids["organization_id"]}
    return dict(done(api.people["community"].post("/projects", asked)))


def code(answer: Any) -> str:
    """Return the code of a problem."""
    return str(answer.json["type"].removeprefix("urn:sanji:problem:"))


def test_a_reader_who_has_the_version_is_told_no_more(api: ApiScenario, project: dict[str, Any]) -> None:
    community, path = api.people["community"], f"/projects/{project['id']}"
    first = community.get(path)
    assert first.headers["ETag"] == f'"{first.json["version"]}"'
    assert first.headers["Cache-Control"] == "private, no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    again = community.get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    done(community.patch(path, {"title": "门前四包"}, first.json["version"]))
    changed = community.get(path, headers=known)
    assert (changed.status_code, changed.json["title"]) == (200, "门前四包")


@pytest.mark.parametrize("known", ['W/"{0}"', '"0", "{0}"', "*"])
def test_other_ways_to_name_the_version_are_understood(api: ApiScenario, project: dict[str, Any], known: str) -> None:
    headers = {"If-None-Match": known.format(project["version"])}
    assert api.people["community"].get(f"/projects/{project['id']}", headers=headers).status_code == 304


def test_a_version_of_the_past_is_refused_and_changes_nothing(api: ApiScenario, project: dict[str, Any]) -> None:
    community, path = api.people["community"], f"/projects/{project['id']}"
    changed = community.patch(path, {"title": "门前四包"}, project["version"])
    assert changed.headers["ETag"] == f'"{project["version"] + 1}"'
    late = community.patch(path, {"title": "门前五包"}, project["version"])
    assert (late.status_code, code(late)) == (412, "changed_meanwhile")
    assert community.get(path).json["title"] == "门前四包"


@pytest.mark.parametrize("operation", REQUIRING, ids=str)
@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        (None, 428, "if_match_missing"),
        ("1", 400, "if_match_invalid"),
        ('"1" "2"', 400, "if_match_invalid"),
        ('W/"1"', 412, "if_match_weak"),
        ('W/"1", W/"a,b"', 412, "if_match_weak"),
    ],
)
def test_whoever_changes_a_record_or_decides_on_it_says_which_version(
    api: ApiScenario, operation: Any, given: str | None, status: int, said: str
) -> None:
    headers = {"Idempotency-Key": uuid.uuid4().hex} | ({} if given is None else {"If-Match": given})
    answer = api.people["district"].ask(operation.method, operation.path(api.ids), headers, json={})
    assert (answer.status_code, code(answer)) == (status, said)


PASS = {"decision": "pass", "opinion": "同意"}


def test_what_was_changed_since_it_was_read_is_not_decided_on(api: ApiScenario, project: dict[str, Any]) -> None:
    community, street, path = api.people["community"], api.people["street"], f"/projects/{project['id']}"
    read = street.get(path).headers["ETag"]
    changed = community.patch(path, {"content": "经费100万元"}, project["version"])
    late = street.post(f"{path}/reviews", PASS, headers={"If-Match": read})
    assert (late.status_code, code(late)) == (412, "changed_meanwhile")
    assert street.get(path).json["status"] == "declared"
    assert (
        done(street.post(f"{path}/reviews", PASS, headers={"If-Match": changed.headers["ETag"]}))["status"]
        == "reviewed"
    )


@pytest.mark.parametrize(
    "given", ['"{0}"', '"7", "{0}"', '"{0}" , W/"{0}"', '"a,b", "0{0}", "{0}", "99999999999"', "*"]
)
def test_a_version_is_named_alone_or_in_a_list_or_is_any(api: ApiScenario, project: dict[str, Any], given: str) -> None:
    headers = {"If-Match": given.format(project["version"])}
    assert done(api.people["street"].post(f"/projects/{project['id']}/reviews", PASS, headers=headers))["id"]


@pytest.mark.parametrize("given", ['"7"', '"7", "8"', 'W/"{0}", "7"', '"0{0}"', '"one"', '"99999999999"', '""'])
def test_a_version_that_is_not_the_record_s_is_refused(api: ApiScenario, project: dict[str, Any], given: str) -> None:
    headers = {"If-Match": given.format(project["version"])}
    for ending, body in (("reviews", PASS), ("withdrawals", {"reason": "条件不备"})):
        person = api.people["street" if ending == "reviews" else "community"]
        answer = person.post(f"/projects/{project['id']}/{ending}", body, headers=headers)
        assert (answer.status_code, code(answer)) == (412, "changed_meanwhile")
    assert api.people["community"].get(f"/projects/{project['id']}").json["version"] == project["version"]


def test_a_creation_ignores_the_version(api: ApiScenario) -> None:
    asked = DECLARED | {"organization_id": api.ids["organization_id"]}
    assert api.people["community"].post("/projects", asked, headers={"If-Match": '"99"'}).status_code == 201


@pytest.mark.parametrize("again", ['"{0}"', '"{1}"', "*"])
def test_a_decision_repeated_under_its_key_is_answered_as_it_was(
    api: ApiScenario, project: dict[str, Any], again: str
) -> None:
    street, path = api.people["street"], f"/projects/{project['id']}"
    key = {"Idempotency-Key": uuid.uuid4().hex}
    first = street.post(f"{path}/reviews", PASS, headers=key | {"If-Match": f'"{project["version"]}"'})
    tag = again.format(project["version"], first.json["version"])
    repeated = street.post(f"{path}/reviews", PASS, headers=key | {"If-Match": tag})
    assert (repeated.status_code, repeated.json) == (201, first.json)
    assert repeated.headers["ETag"] == first.headers["ETag"]
    other = street.post(f"{path}/reviews", PASS, headers={"If-Match": f'"{project["version"]}"'})
    assert (other.status_code, code(other)) == (412, "changed_meanwhile")


@pytest.mark.parametrize("operation", [each for each in KEYED if each.policy.if_match is not IfMatch.IGNORED], ids=str)
def test_every_step_compares_the_version_it_is_sent(api: ApiScenario, operation: Any) -> None:
    """Whoever may take a step and asks for it as its document says is refused for a version that never was."""
    receiving = api.person(("community_staff", api.east["other"]), district_id=api.east["district"])
    people = [api.operator, *(api.people[name] for name in ("district", "street", "community")), receiving]
    assert any(_stale(api, person, operation).status_code == 412 for person in people)


def _stale(api: ApiScenario, person: Person, operation: Any) -> Any:
    headers = {"Idempotency-Key": uuid.uuid4().hex, "If-Match": '"987654"'}
    # Nobody scores their own street: the district does.
    ids = api.ids | ({"organization_id": api.east["district"]} if operation.rule.endswith("/assessments") else {})
    sent: dict[str, Any] = {"json": operation.body(ids), "query_string": operation.query(ids, full=True)}
    if operation.policy.media == FILES:
        sent = {"data": {"file": (BytesIO(b"a,b\nc,1\n"), "x.csv")}, "content_type": FILES}
    return person.ask("POST", operation.path(ids), headers, **sent)


def test_the_same_request_again_is_answered_as_it_was_and_done_once(api: ApiScenario) -> None:
    community = api.people["community"]
    asked, key = DECLARED | {"organization_id": api.ids["organization_id"]}, {"Idempotency-Key": uuid.uuid4().hex}
    answers = [community.post("/projects", asked, headers=key) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert [answer.json for answer in answers] == [answers[0].json] * 3
    assert {answer.headers["Sanji-Position"] for answer in answers} == {answers[0].headers["Sanji-Position"]}
    path = f"/projects/{answers[0].json['id']}"
    done(community.patch(path, {"title": "改过"}, answers[0].json["version"]))
    late = community.post("/projects", asked, headers=key)
    assert late.json == answers[0].json, "what was answered, not what became of it"


def test_a_key_is_not_lent_to_another_request(api: ApiScenario) -> None:
    community = api.people["community"]
    asked, key = DECLARED | {"organization_id": api.ids["organization_id"]}, {"Idempotency-Key": uuid.uuid4().hex}
    done(community.post("/projects", asked, headers=key))
    other = community.post("/projects", asked | {"title": "另一件"}, headers=key)
    assert (other.status_code, code(other)) == (422, "idempotency_key_reused")
    elsewhere = community.post(f"/projects/{api.ids['project_id']}/withdrawals", {"reason": "无"}, headers=key)
    assert (elsewhere.status_code, code(elsewhere)) == (422, "idempotency_key_reused")


def test_a_key_is_one_s_own(api: ApiScenario) -> None:
    asked, key = DECLARED | {"organization_id": api.ids["organization_id"]}, {"Idempotency-Key": uuid.uuid4().hex}
    made = [done(api.people[name].post("/projects", asked, headers=key)) for name in ("community", "street")]
    assert made[0]["id"] != made[1]["id"]


def test_what_was_refused_may_be_mended_under_the_same_key(api: ApiScenario) -> None:
    community, key = api.people["community"], {"Idempotency-Key": uuid.uuid4().hex}
    asked = DECLARED | {"organization_id": api.ids["organization_id"]}
    assert community.post("/projects", asked | {"on": "2999-01-01"}, headers=key).status_code == 422
    done(community.post("/projects", asked, headers=key))


@pytest.mark.parametrize("operation", KEYED, ids=str)
def test_every_post_wants_a_key(api: ApiScenario, operation: Any) -> None:
    person = api.people["district"]
    for given, said in ((None, "missing"), ("a b", "invalid"), ("x" * 201, "invalid"), ("键", "invalid")):
        headers = {} if given is None else {"Idempotency-Key": given.encode().decode("latin-1")}
        options = {"data": {}, "content_type": operation.policy.media} if operation.policy.media else {}
        answer = person.ask("POST", operation.path(api.ids), headers, **options)
        assert (answer.status_code, code(answer)) == (400, f"idempotency_key_{said}")


def test_a_write_says_where_it_stands_and_a_read_that_names_it_has_seen_it(api: ApiScenario) -> None:
    community = api.person(("community_staff", api.ids["organization_id"]))
    path = f"/levels/community/{api.ids['organization_id']}/overview"
    for _ in range(5):
        before = _total(community, path)
        community.post("/projects", DECLARED | {"organization_id": api.ids["organization_id"]})
        assert "Sanji-After" in community.headers
        assert _total(community, path) == before + 1


def _total(person: Person, path: str) -> int:
    figures = done(person.get(path))["figures"]
    return int(next(each["total"] for each in figures if each["indicator"] == "projects_awaiting"))


def test_a_read_that_names_what_never_comes_is_refused_after_a_while(
    api: ApiScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.service_calls.LONGEST_WAIT", 0.05)
    path = f"/levels/community/{api.ids['organization_id']}/overview"
    headers = {"Sanji-After": f"projects:{api.ids['organization_id']}:999999"}
    answer = api.people["community"].get(path, headers=headers)
    assert (answer.status_code, code(answer)) == (409, "not_caught_up")


@pytest.mark.parametrize("given", ["x", "projects", "projects:a:b", "projects:a:-1", "P:a:1", ",".join(["a:b:1"] * 51)])
def test_a_position_that_nobody_gave_is_refused(api: ApiScenario, given: str) -> None:
    path = f"/levels/community/{api.ids['organization_id']}/overview"
    answer = api.people["community"].get(path, headers={"Sanji-After": given})
    assert (answer.status_code, code(answer)) == (400, "position_invalid")


def test_the_request_s_own_number_comes_back_and_a_wrong_one_is_replaced(api: ApiScenario) -> None:
    given = {"X-Correlation-ID": f"executor-{clock():%H%M%S}"}
    assert (
        api.people["district"].get("/accounts/me", headers=given).headers["X-Correlation-ID"]
        == given["X-Correlation-ID"]
    )
    wrong = {"X-Correlation-ID": "a b<script>"}
    made = api.people["district"].get("/accounts/me", headers=wrong).headers["X-Correlation-ID"]
    assert uuid.UUID(made)


def test_an_account_s_requests_are_counted_in_its_own_name(api: ApiScenario) -> None:
    with api.harness.app.app_context():
        most = app_context().requests.most
    answer = api.people["street"].get("/accounts/me")
    assert answer.headers["RateLimit-Policy"] == f'"requests";q={most};w=60'
