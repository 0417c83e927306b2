"""Which forms of the console browsers have submitted: noted where it is served, so that no list has to be kept.

A form counts when it was done: what is shown again, tried first or sent to the sign-in page was not.
"""

import re
from typing import Any

from flask import Response, g, request, request_finished, template_rendered

from gateway.console.areas import areas
from gateway.console.visit import ROOT

SHOWN_AGAIN = ("forms/", "organizations/trial.html")
"""Templates of forms that are shown again, and of those that are tried before they are done."""
SENT_BACK = re.compile(rf"{ROOT}/sign-in\?(next|refused)=")
SUBMITTED: set[str] = set()
"""The rule of every form that was done since the process began."""


def record() -> None:
    """Note every form that is done from now on."""
    template_rendered.connect(_note_template)
    request_finished.connect(_note)


def never_submitted() -> list[str]:
    """Return the rules of the forms that nobody has submitted."""
    return sorted({page.rule for area in areas() for page in area.pages if "POST" in page.methods} - SUBMITTED)


def _note_template(_sender: object, template: Any, **_more: object) -> None:
    g.shown = template.name


def _note(_sender: object, response: Response) -> None:
    # What has no socket was sent by a test's own client, to an address that no page led to.
    if request.method == "POST" and request.url_rule and "werkzeug.socket" in request.environ and _is_done(response):
        SUBMITTED.add(request.url_rule.rule.removeprefix(ROOT))


def _is_done(response: Response) -> bool:
    onward = response.location or ""
    was_left = onward.partition("?")[0] != request.path and not SENT_BACK.match(onward)
    return response.status_code < 400 and was_left and not g.get("shown", "").startswith(SHOWN_AGAIN)
