"""Votes of a meeting: recorded with their numbers, corrected, or void as a mistake."""

from collections.abc import Mapping
from typing import Any

from gateway.console.areas import Area
from gateway.console.forms import FormView, Params, Record
from gateway.console.forms.views import serve_form
from gateway.console.pages.activities import TABS
from gateway.console.visit import Visit

area = Area("activities", tabs=TABS)
NUMBERS = ("entitled", "present", "votes_for", "votes_against", "abstained")
ONE = "/activities/{activity_id}/resolutions/{resolution_id}"


def _numbers(_visit: Visit, params: Params, record: Record) -> Mapping[str, Any]:
    vote = _vote(params["resolution_id"], record)
    return {name: vote[name] for name in NUMBERS if name in vote}


def _vote(resolution_id: str, record: Record) -> Mapping[str, Any]:
    votes: list[Mapping[str, Any]] = record.get("resolutions") or []
    return next((each for each in votes if each["id"] == resolution_id), {})


def _version(params: Params, record: Record) -> Any:
    return _vote(params["resolution_id"], record).get("version")


def _present(_visit: Visit, _params: Params, record: Record) -> Mapping[str, Any]:
    return {"present": record.get("attended_count") or "", "abstained": 0, "votes_against": 0}


def _about(visit: Visit, record: Record) -> list[tuple[str, str]]:
    return [(visit.words("fields.title"), record["title"])]


serve_form(
    area,
    FormView(
        method="POST", path="/activities/{activity_id}/resolutions", words="activities.vote",
        fields=("subject", "election", *NUMBERS), values=_present, about=_about,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/corrections", words="activities.correct_vote", fields=(*NUMBERS, "reason"),
        record="/activities/{activity_id}", version=_version, values=_numbers, about=_about,
    ),
)  # fmt: skip
serve_form(
    area,
    FormView(
        method="POST", path=f"{ONE}/withdrawals", words="activities.withdraw_vote", record="/activities/{activity_id}",
        version=_version, about=_about,
    ),
)  # fmt: skip
