"""What a schedule does not place, in words, with what could be done about it as links to the forms where it is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.console.visit import Visit

Record = Mapping[str, Any]
DELEGATION = "delegation"
SAID = 3
"""Reasons and relaxations that are said at once; the rest is one click away."""
AMENDABLE = frozenset({"drafted", "proposed"})
"""The states of a round in which its days, stops and settings may still be changed."""


@dataclass(frozen=True)
class Remedy:
    """A button: what it does, and the form where it is done."""

    words: str
    href: str


@dataclass(frozen=True)
class Card:
    """One thing that is not placed."""

    title: str
    is_required: bool
    proof: str
    reasons: tuple[str, ...]
    more_reasons: tuple[str, ...]
    relaxation: str
    remedies: tuple[Remedy, ...]


def cards(
    visit: Visit,
    round_: Record,
    unplaced: Iterable[Record],
    delegations: Mapping[str, Record],
    stops: Mapping[str, Record],
) -> list[Card]:
    """Return what is not placed, what has to be first."""
    found = sorted(unplaced, key=lambda each: (not each["required"], each["kind"]))
    return [_card(visit, round_, each, delegations, stops) for each in found]


def _card(
    visit: Visit, round_: Record, one: Record, delegations: Mapping[str, Record], stops: Mapping[str, Record]
) -> Card:
    wanted = (delegations.get(one["id"]) or {}).get("visits") or one["missing"]
    words = "visit_rounds.unplaced.delegation" if one["kind"] == DELEGATION else "visit_rounds.unplaced.stop"
    # What takes the most ways away says the most.
    ordered = sorted(one["excluded_by"], key=lambda each: -(each.get("removes") or 0))
    found = one.get("relaxations") or ([one["relaxation"]] if one.get("relaxation") else [])
    relaxed = [each["detail"] for each in found[:SAID]]
    state = one.get("relaxation_state") or "not_recorded"
    return Card(
        visit.words(words, name=one["name"], wanted=wanted, placed=wanted - one["missing"]), one["required"],
        visit.words(f"visit_rounds.unplaced.{'proven' if one['proven'] else 'not_proven'}"),
        tuple(each["detail"] for each in ordered[:SAID]),
        tuple(each["detail"] for each in ordered[SAID:]),
        visit.words("visit_rounds.unplaced.or").join(relaxed) or visit.words(f"visit_rounds.relaxation.{state}"),
        tuple(_remedies(visit, round_, one, wanted, stops)),
    )  # fmt: skip


def _remedies(visit: Visit, round_: Record, one: Record, wanted: int, stops: Mapping[str, Record]) -> Iterable[Remedy]:
    of_round = f"/api/v1/visit-rounds/{round_['id']}"
    asked: list[tuple[str, str, str, dict[str, Any], str]] = []
    if round_["status"] in AMENDABLE:
        asked.append(("more_days", of_round, "PATCH", {}, "f-days"))
    if one["kind"] == DELEGATION:
        own = f"/api/v1/visit-delegations/{one['id']}"
        asked.append(("amend_delegation", own, "PATCH", {}, "f-absent"))
        if wanted - one["missing"] > 0:
            asked.append(("fewer_visits", own, "PATCH", {"visits": wanted - one["missing"]}, "f-visits"))
    else:
        asked.append(("amend_stop", *_stop_form(one["id"], stops), {}, ""))
        if round_["status"] in AMENDABLE:
            asked.append(("make_optional", of_round, "PATCH", {}, "f-hosts"))
    if (one.get("relaxation") or {}).get("code") == "road_opened":
        asked.append(("open_roads", f"{of_round}/closed-roads", "POST", {}, ""))
    for words, href, method, query, anchor in asked:
        page = visit.page_of(href, method)
        if page:
            placed = wanted - one["missing"]
            said = visit.words(f"visit_rounds.remedy.{words}", n=placed)
            yield Remedy(said, visit.link(f"{page}#{anchor}" if anchor else page, **query))


def _stop_form(stop_id: str, stops: Mapping[str, Record]) -> tuple[str, str]:
    stop = stops.get(stop_id) or {}
    if stop.get("source") == "demonstration_point":
        return f"/api/v1/demonstration-points/{stop['source_id']}/host-facts", "PATCH"
    return f"/api/v1/visit-stops/{stop_id}", "PATCH"
