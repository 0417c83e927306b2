"""Refusals of the gateway that no other test raises by a request; `tests/refusal_texts.py` looks at each as well."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from werkzeug.exceptions import ImATeapot

from shared.rights import COMMUNITY, DISTRICT, EVERYTHING, SECURITY_ADMIN, SYSTEM_ADMIN, Grant
from tests.gateway.app_harness import AppHarness, Person
from tests.scenarios.in_process import timeline

MADE = {"username": "entered-twice", "name": "王五", "organization_id": "mc", "grants": []}
NARROW = {"role": COMMUNITY, "organization_id": "mc", "below": False}


@pytest.fixture(scope="module")
def keeper(gateway_alone: AppHarness) -> Person:
    """Somebody who keeps the accounts of two districts."""
    gateway_alone.open_organizations("md", timeline("md", "district", None), timeline("mc", "community", "md"))
    gateway_alone.open_organizations("nd", timeline("nd", "district", None))
    return gateway_alone.person(Grant(SYSTEM_ADMIN, EVERYTHING))


@pytest.fixture(scope="module")
def granter(gateway_alone: AppHarness) -> Person:
    """Somebody who says what the accounts of all districts may do."""
    return gateway_alone.person(Grant(SECURITY_ADMIN, EVERYTHING))


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json["type"]) == (status, f"urn:sanji:problem:{code}")


def test_an_account_that_is_not_there_is_said_not_to_be(keeper: Person) -> None:
    refused(keeper.get("/accounts/nobody"), 404, "account_unknown")
    refused(keeper.ask("DELETE", f"/accounts/{keeper.account_id}/grants/none"), 404, "grant_unknown")


def test_a_name_is_taken_and_a_grant_is_held_once(keeper: Person, granter: Person) -> None:
    made = keeper.post("/accounts", MADE).json
    refused(keeper.post("/accounts", MADE), 409, "username_taken")
    path = f"/accounts/{made['id']}/grants"
    assert granter.post(path, NARROW).status_code == 201
    refused(granter.post(path, NARROW), 409, "grant_held")
    refused(
        granter.post(path, {"role": DISTRICT, "organization_id": "nd", "below": True}), 422, "grant_in_another_district"
    )


def test_a_value_that_may_not_be_sent_is_answered_with_those_that_may(keeper: Person) -> None:
    answer = keeper.post("/accounts", MADE | {"grants": [NARROW | {"role": "king"}]})
    (error,) = [each for each in answer.json["errors"] if each["code"] == "choice_unknown"]
    assert error["field"] == "grants.0.role"
    assert {DISTRICT, COMMUNITY} <= set(error["choices"])
    assert not any(choice in error["detail"] for choice in error["choices"])


def test_a_service_that_does_not_run_here_is_named(keeper: Person) -> None:
    refused(keeper.get("/projects?organization_id=mc"), 404, "service_unknown")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/levels/street/mc/overview", 404, "level_differs"),
        ("/levels/community/mc/overview?as_of=2019-12-30", 404, "organization_not_open_then"),
        ("/levels/community/mc/overview?period=2026Q5", 422, "figure_period_malformed"),
        ("/levels/community/mc/overview?period=2026H1&quarter=1", 422, "quarter_of_no_year"),
        ("/levels/community/mc/overview?period=2026Q3&as_of=2026-06-30", 422, "as_of_before_period"),
        ("/levels/community/mc/figures/halls/records?time=in_period", 422, "indicator_without_time"),
        ("/levels/community/mc/figures/sessions/records?time=standing", 422, "indicator_without_time"),
        ("/levels/community/mc/indicators/likes", 404, "indicator_unknown"),
        ("/levels/street/mc/indicators/halls", 404, "level_differs"),
        ("/levels/community/mc/figures/likes/records", 404, "indicator_unknown"),
        ("/levels/community/mc/figures/halls_established_share/records", 422, "indicator_is_share"),
    ],
)
def test_a_figure_that_cannot_be_opened_says_why(keeper: Person, path: str, status: int, code: str) -> None:
    refused(keeper.get(path), status, code)


def test_a_file_under_a_password_is_said_to_be(keeper: Person) -> None:
    locked = b"\xd0\xcf\x11\xe0" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    form = {"file": (BytesIO(locked), "名册.xlsx"), "effective_on": "2026-01-01"}
    refused(keeper.upload("/organizations/imports", form), 422, "file_has_password")


class Odd:
    """A way to the services that ends as HTTP has a word for and we have none."""

    def call(self, *_: Any, **__: Any) -> Any:
        raise ImATeapot


@pytest.fixture
def odd(gateway_alone: AppHarness) -> Iterator[None]:
    parts = gateway_alone.app.extensions["sanji"]
    whole = parts.caller
    object.__setattr__(parts, "caller", Odd())
    yield
    object.__setattr__(parts, "caller", whole)


def test_whatever_http_refuses_besides_is_said_in_chinese(keeper: Person, odd: None) -> None:
    answer = keeper.app.test_client().get(
        "/api/v1/projects?organization_id=mc", headers={"Authorization": f"Bearer {keeper.token}"}
    )
    assert (answer.status_code, answer.json["title"]) == (418, "请求无法处理。")
