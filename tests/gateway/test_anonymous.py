"""A suggestion without a name, handed in through the API: no database and no line of the log has its sender."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from shared.rights import AUDITOR, COMMUNITY
from tests.gateway.api_scenario import ApiScenario
from tests.log_lines import log_lines

IDENTITY = {"account", "account_grant", "person", "refresh_token", "sign_in_session"}
"""The tables of who may sign in, and is signed in."""
ADDRESS, CORRELATION = "10.77.66.55", "correlation-of-the-sender"


def kept(api: ApiScenario, account_id: str) -> set[str]:
    """Return the tables of all databases in which an account, its address or its request stands."""
    folder = Path(make_url(str(api.harness.engine.url)).database or "").parent
    found = set()
    for path in sorted(each for each in folder.iterdir() if each.is_file() and each.read_bytes()[:6] == b"SQLite"):
        with closing(sqlite3.connect(path)) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                rows = repr(database.execute(f'SELECT * FROM "{table}"').fetchall())
                if any(known in rows for known in (account_id, ADDRESS, CORRELATION)):
                    found.add(table)
    return found


def handed_in(api: ApiScenario, **more: Any) -> tuple[str, str, int]:
    """Return who handed a suggestion in, what was logged, and the status of the answer."""
    person = api.person((COMMUNITY, api.east["community"]), district_id=api.east["district"])
    body = {"organization_id": api.east["community"], "to_organization_id": api.east["street"], "about": "burden"}
    body |= {"title": "报表偏多", "text": "同一数据报了三次"} | more
    headers = {"X-Correlation-ID": CORRELATION, "traceparent": f"00-{'7' * 32}-{'6' * 16}-01"}
    person.headers = person.headers | headers
    with log_lines() as lines:
        answer = person.post("/suggestions", body, environ_overrides={"REMOTE_ADDR": ADDRESS})
    return person.account_id, repr(lines), answer.status_code


@pytest.mark.parametrize(("more", "status"), [({}, 201), ({"about": "praise"}, 422), ({"title": ""}, 422)])
def test_nothing_of_the_platform_keeps_who_sent_it(api: ApiScenario, more: dict[str, Any], status: int) -> None:
    account_id, lines, answered = handed_in(api, named=False, **more)
    assert answered == status
    assert kept(api, account_id) <= IDENTITY
    assert not [known for known in (account_id, ADDRESS, CORRELATION) if known in lines]
    auditor = api.person((AUDITOR, api.east["district"]), district_id=api.east["district"])
    rows = auditor.get("/audit", query_string={"limit": 200, "method": "POST"}).json["items"]
    sent = [each for each in rows if each["route"] == "/api/v1/suggestions" and each["status"] == status]
    without = [each for each in sent if (each["account_id"], each["account_name"], each["address"]) == ("", "", "")]
    assert without
    assert {each["organization_id"] for each in without} == {None}


def test_with_a_name_it_is_on_record_as_anything_else(api: ApiScenario) -> None:
    account_id, lines, answered = handed_in(api)
    assert answered == 201
    assert {"audit", "suggestion", "answered"} <= kept(api, account_id)
    assert account_id in lines
