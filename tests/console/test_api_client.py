"""The console's client of the API: it asks again where what it wrote is not there yet, and never twice for a write."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.wrappers import Response

from gateway.console import api

BEHIND = '{"type": "urn:sanji:problem:not_caught_up", "detail": "", "status": 409}'
STALE = '{"type": "urn:sanji:problem:changed_meanwhile", "detail": "", "status": 409}'


class Application:
    """Answers what it was given, one after the other, and counts how often it was asked."""

    def __init__(self, *answers: tuple[int, str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.asked += 1
        status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return Response(body, status, content_type="application/json")(environ, start_response)


def client_of(application: Application) -> api.Client:
    return api.Client(application, ThreadPoolExecutor(1), {})


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(api, "PAUSE", 0.001)
    monkeypatch.setattr(api, "PATIENCE", 0.05)


def test_what_is_not_there_yet_is_asked_for_again():
    application = Application((409, BEHIND), (409, BEHIND), (200, '{"name": "甲"}'))
    assert client_of(application).get("/levels") == {"name": "甲"}
    assert application.asked == 3


def test_what_never_comes_is_refused_in_the_end():
    application = Application((409, BEHIND))
    with pytest.raises(api.Refused, match="409 not_caught_up"):
        client_of(application).get("/levels")
    assert application.asked > 1


@pytest.mark.parametrize(("status", "body"), [(200, "{}"), (409, STALE), (403, "{}")])
def test_everything_else_is_asked_once(status, body):
    application = Application((status, body))
    client_of(application).ask("GET", "/levels")
    assert application.asked == 1


def test_a_form_with_a_file_is_sent_once():
    application = Application((409, BEHIND))
    client_of(application).upload("/imports", {"a": "b"}, key="k")
    assert application.asked == 1
