"""Which pages there are, who looks at each, and the records that those are of which need an id."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from gateway.console.areas import Page, areas
from gateway.console.visit import ROOT
from shared.rights import AUDITOR, BRANCH, COMMUNITY, DISTRICT, STREET, SYSTEM_ADMIN
from tests.console import (
    given_accounts,
    given_of_life,
    given_of_organizations,
    given_of_projects,
    given_records,
    given_visits,
)
from tests.console.given_records import Given
from tests.console.served import Served

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
REPORT = "/levels/<level>/<organization_id>/quarterly-reports/<quarter>"
MEETING = "/quarterly-meetings/<meeting_id>"
STEPS = ("completions", "follow-ups", "cancellations", "report-backs", "decisions")
MEETING_PAGES = (MEETING, f"{MEETING}/edit", *(f"{MEETING}/{step}/new" for step in STEPS))
DO_SOMETHING = {
    f"{REPORT}/word",
    "/sign-out",
    "/account/sessions/<session_id>/end",
    "/language/<language>",
    "/sign-in",
    "/quarterly-report-texts/<text_id>/report",
}
"""Addresses that are no page: they do something and send the browser on; and the page of who is not signed in."""
GIVEN: dict[str, Given] = (
    given_records.GIVEN
    | given_of_life.GIVEN
    | given_visits.GIVEN
    | given_accounts.GIVEN
    | given_of_projects.GIVEN
    | given_of_organizations.GIVEN
    | {
        "/levels/<level>/<organization_id>/overview": (DISTRICT, {"level": "=district", "organization_id": "district"}),
        "/levels/<level>/<organization_id>/figures/<indicator>/records": (
            STREET,
            {"level": "=street", "organization_id": "east", "indicator": "=obligations_met"},
        ),
        "/levels/<level>/<organization_id>/figures/<indicator>/panel": (
            STREET,
            {"level": "=street", "organization_id": "east", "indicator": "=sessions"},
        ),
        REPORT: (DISTRICT, {"level": "=district", "organization_id": "district", "quarter": "=2026Q2"}),
        f"{REPORT}/freezes/new": (
            DISTRICT,
            {"level": "=district", "organization_id": "district", "quarter": "=2026Q2"},
        ),
        **dict.fromkeys(MEETING_PAGES, (STREET, {"meeting_id": "street_meeting"})),
        "/quarterly-reports/<quarterly_report_id>": (DISTRICT, {"quarterly_report_id": "frozen_report"}),
        "/quarterly-reports/<quarterly_report_id>/records": (DISTRICT, {"quarterly_report_id": "frozen_report"}),
        "/quarterly-report-texts/<text_id>/edit": (DISTRICT, {"text_id": "report_text"}),
        "/decisions/<decision_id>": (STREET, {"decision_id": "late_decision"}),
        "/decisions/<decision_id>/withdrawals/new": (STREET, {"decision_id": "late_decision"}),
        "/suggestions/<suggestion_id>": (DISTRICT, {"suggestion_id": "suggestion"}),
        "/suggestions/<suggestion_id>/answers/new": (DISTRICT, {"suggestion_id": "suggestion"}),
    }
)
"""By rule: who looks, and for each parameter the name of an id, what looks it up, or after = the value itself."""
SEVERAL = {"/": (DISTRICT, STREET, COMMUNITY, BRANCH, AUDITOR, SYSTEM_ADMIN)}
SEVERAL |= given_accounts.ROLES
"""Pages that look different to different roles, or are another role's than the street's."""


@dataclass(frozen=True)
class Place:
    """A page as one role opens it."""

    rule: str
    role: str

    def __str__(self) -> str:
        return f"{self.role} {self.rule}"

    def address(self, served: Served) -> str:
        """Return the address of the page in a district."""
        values = GIVEN.get(self.rule, ("", {}))[1]
        filled = {name: _value(served, said) for name, said in values.items()}
        return ROOT + PARAMETER.sub(lambda found: filled[found[1]], self.rule).rstrip("/")


@cache
def pages() -> list[Page]:
    """Return every page that is read."""
    found = [each for area in areas() for each in area.pages if "GET" in each.methods and not each.file]
    return [each for each in found if each.rule not in DO_SOMETHING]


@cache
def places() -> list[Place]:
    """Return every page with each role that opens it."""
    return [Place(each.rule, role) for each in pages() for role in _roles(each.rule)]


def unknown() -> list[str]:
    """Return the rules of pages that need ids and are not given any."""
    return [each.rule for each in pages() if "<" in each.rule and each.rule not in GIVEN]


def _value(served: Served, said: str | Callable[[Served], str]) -> str:
    if callable(said):
        return said(served)
    return said[1:] if said.startswith("=") else served.ids.get(said, said)


def _roles(rule: str) -> tuple[str, ...]:
    if rule in SEVERAL:
        return SEVERAL[rule]
    return (GIVEN[rule][0],) if rule in GIVEN else (() if "<" in rule else (STREET,))
