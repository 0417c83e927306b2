"""Staff of another district are refused on every route, by the gateway and, where it were fooled, by the services.

The routes are those of the application: a new one is tested as soon as it is there.
"""

import time
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.app_context import app_context
from gateway.authentication import authenticate
from gateway.identity_cache import Identity
from shared.rights import EVERYTHING, ROLES, Actor, Grant
from tests.gateway.api_scenario import ApiScenario
from tests.gateway.app_harness import Person
from tests.gateway.operations import Operation, operations, send

pytestmark = pytest.mark.slow
GUARDED = [each for each in operations() if not (each.policy.public or each.policy.own or each.policy.unlimited)]
OPEN_TO_ALL = {
    "GET /api/v1/indicators",
    "GET /api/v1/member-point-schemes/templates",
    "GET /api/v1/data-requests/held-facts",
    "GET /api/v1/suggestions/own",
    "GET /api/v1/accounts/persons",
    "GET /api/v1/accounts/me/approvals",
    "GET /api/v1/changes",
    "GET /api/v1/notifications",
    "GET /api/v1/notifications/cursor",
    "PUT /api/v1/notifications/cursor",
    "GET /api/v1/search",
    "GET /api/v1/jobs",
    "GET /api/v1/drafts",
    "GET /api/v1/drafts/<id:form>",
    "PUT /api/v1/drafts/<id:form>",
    "DELETE /api/v1/drafts/<id:form>",
    "POST /api/v1/accounts/me/identities",
    "POST /api/v1/accounts/me/identities/attempts",
}
"""What has nothing of any district in it, or only what is in the reach of whoever asks."""
ORGANIZATION = "/api/v1/organizations/<id:organization_id>"
OWN_TABLES = ("/api/v1/levels/", f"{ORGANIZATION}/todos", f"{ORGANIZATION}/home")
"""Reads of the gateway's own tables have no service behind them that would look again."""


def is_refused(answer: TestResponse) -> bool:
    """Forbidden, or not to be found; nothing else counts, least of all a request that nobody understood."""
    return answer.status_code in {403, 404} and answer.content_type == "application/problem+json"


def tells_of_the_east(api: ApiScenario, answer: TestResponse) -> bool:
    """Whether anything in an answer is the east's, besides the addresses that whoever asks has named."""
    shown = str(_without_addresses(answer.json))
    theirs = (each for each in list(api.ids.values())[2:] if not each.startswith("no-such"))
    return any(one in shown for one in (*api.east.values(), *theirs))


def _without_addresses(shown: Any) -> Any:
    if isinstance(shown, list):
        return [_without_addresses(each) for each in shown]
    if isinstance(shown, dict):
        return {name: _without_addresses(each) for name, each in shown.items() if name not in {"self", "next", "path"}}
    return shown


@pytest.mark.parametrize("operation", [each for each in GUARDED if str(each) not in OPEN_TO_ALL], ids=str)
def test_a_stranger_is_refused(api: ApiScenario, operation: Operation) -> None:
    answer = send(api, api.people["stranger"], operation)
    assert is_refused(answer), answer.text


@pytest.mark.parametrize(
    "operation", [each for each in GUARDED if each.method == "GET" and not each.parameters], ids=str
)
def test_a_list_without_a_filter_has_nothing_of_another_district(api: ApiScenario, operation: Operation) -> None:
    answer = send(api, api.people["stranger"], operation, full=False)
    assert is_refused(answer) or not tells_of_the_east(api, answer)


@pytest.mark.parametrize("operation", [each for each in GUARDED if each.method == "GET"], ids=str)
def test_the_same_read_by_the_east_s_own_staff_is_answered(api: ApiScenario, operation: Operation) -> None:
    """What shows that the refusals above are about who asks, not about how."""
    operated = "job_id" in operation.parameters or "parked" in operation.rule
    answer = send(api, api.operator if operated else api.people["district"], operation)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "operation",
    [each for each in GUARDED if not each.rule.startswith(OWN_TABLES) and str(each) not in OPEN_TO_ALL],
    ids=str,
)
def test_services_look_again_when_the_gateway_lets_everything_through(api: ApiScenario, operation: Operation) -> None:
    """The gateway is made to believe that the stranger may do anything; what is signed says otherwise."""
    stranger = api.people["stranger"]
    answer = _as(api, stranger, operation)
    assert is_refused(answer) or (answer.status_code == 200 and answer.json["items"] == []), answer.text


class Believed(Actor, frozen=True, kw_only=True):
    """Someone who may do anything as the gateway sees it, and whose calls are signed for who they are."""

    real: Actor

    def sign(self, *call: str, **more: int) -> str:
        return self.real.sign(*call, **more)


def _as(api: ApiScenario, person: Person, operation: Operation) -> TestResponse:
    app = api.harness.app
    with app.test_request_context(headers={"Authorization": f"Bearer {person.token}"}):
        real: Identity = authenticate()
        everything = tuple(Grant(role, EVERYTHING) for role in ROLES)
        believed = Believed(account_id=real.account_id, name="", grants=everything, real=real.actor)
        app_context().identities.put(person.token, time.time() + 60, replace(real, actor=believed, calls={}))
    try:
        return send(api, person, operation)
    finally:
        with app.app_context():
            app_context().identities.forget()
