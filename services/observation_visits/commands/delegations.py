"""Delegations: entered by the organization they come from or by the round's planner, changed, or removed."""

from datetime import date
from typing import Any

from services.observation_visits.commands.calendar_sequences import follow_delegation
from services.observation_visits.commands.loading import (
    load_delegation_as_sender,
    load_round_as_sender,
    require_sender,
)
from services.observation_visits.model import Delegation, Round, lifecycle, validation
from services.observation_visits.model.delegations import (
    GOING,
    MOST_PLATE,
    MOST_SEATS,
    MOST_VEHICLES,
    MOST_VISITS,
    STAYING,
)
from services.observation_visits.model.duplicates import SAME_DELEGATION
from shared import memberships, org_paths
from shared.duplicates import duplicates_of
from shared.errors import Conflict, Invalid
from shared.events.observation_visits import RoundAmended
from shared.org_paths import OrgPath
from shared.records import emit
from shared.service import command
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork
from shared.views import Answer

MOST_DELEGATIONS = 1000
MOST_ABSENT = 92


@command
def add_delegation(
    work: UnitOfWork,
    *,
    round_id: str,
    organization_id: str,
    name: str,
    members: list[str] | None = None,
    people: int | None = None,
    vehicles: list[dict[str, Any]] | None = None,
    splits: bool = False,
    visits: int = 1,
    start: dict[str, Any] | None = None,
    end: dict[str, Any] | None = None,
    absent: list[date] | None = None,
) -> Answer[Delegation]:
    """Enter a delegation: members of the roll, or a head count; its vehicles, places and free days.

    `visits` is how many hosts it is to visit. Refuses members who are on no roll of the district, a head count smaller
    than its members, and one larger than the seats of its vehicles.
    """
    round_ = load_round_as_sender(work, round_id)
    place = require_sender(work, round_, organization_id)
    _check_sender(work, round_, place, organization_id)
    delegation = Delegation(
        district_id=round_.district_id,
        id=work.new_id(),
        version=1,
        round_id=round_.id,
        organization_id=organization_id,
        name=validation.name(name),
        members=[],
        people=people or 0,
        vehicles=[],
        absent=[],
        status=GOING,
    )
    facts = {"vehicles": vehicles or [], "splits": splits, "visits": visits, "start": start, "end": end}
    _set(work, round_, delegation, facts | {"members": members or [], "people": people, "absent": absent or []})
    work.session.add(delegation)
    round_.delegations += 1
    validation.figure(round_.delegations, "round_id", 1, MOST_DELEGATIONS)
    _reopen(work, round_)
    return Answer(delegation, {"warnings": duplicates_of(work, SAME_DELEGATION, delegation)})


@command
def amend_delegation(
    work: UnitOfWork, *, delegation_id: str, expected_version: int | None = None, name: str | None = None, **facts: Any
) -> Delegation:
    """Change a delegation; None leaves a field. Published visits stay until a new plan moves them."""
    round_, delegation = load_delegation_as_sender(work, delegation_id, expected_version)
    round_.must_not_be_planning()
    if name is None and all(given is None for given in facts.values()):
        raise Invalid("nothing_to_change")
    if name is not None:
        delegation.name = validation.name(name)
    _set(work, round_, delegation, facts)
    delegation.version += 1
    follow_delegation(work, delegation)
    _reopen(work, round_)
    return delegation


@command
def keep_delegation_home(
    work: UnitOfWork, *, delegation_id: str, reason: str, expected_version: int | None = None
) -> Delegation:
    """Record that a delegation does not go, with a reason; the next plan leaves it out."""
    round_, delegation = load_delegation_as_sender(work, delegation_id, expected_version)
    round_.must_not_be_planning()
    if delegation.status == STAYING:
        raise Conflict("delegation_stays_already", name=delegation.name)
    delegation.status, delegation.reason = STAYING, validation.reason(reason)
    delegation.version += 1
    round_.delegations -= 1
    _reopen(work, round_)
    return delegation


def _reopen(work: UnitOfWork, round_: Round) -> None:
    """Withdraw the proposal made for other delegations; what was published stays until it is replanned."""
    if round_.status != lifecycle.PUBLISHED:
        round_.status = round_.lifecycle.after("amend", round_.status)
    round_.proposal = round_.proposed_places = None
    emit(work, round_, RoundAmended)


def _check_sender(work: UnitOfWork, round_: Round, place: OrgPath, organization_id: str) -> None:
    if round_.status not in {*lifecycle.PLANNABLE, lifecycle.PUBLISHED}:
        round_.lifecycle.after("amend", round_.status)
    round_.must_not_be_planning()
    owner = round_.organization_id if round_.kind == validation.INTERNAL else round_.district_id
    if owner not in place.path:
        raise Invalid("delegation_out_of_reach", field="organization_id", organization=place.name)
    if not org_paths.is_open(work.session, organization_id, round_.dates[0]):
        raise Conflict("unit_not_open_for_visits", organization=place.name, day=round_.dates[0])


def _set(work: UnitOfWork, round_: Round, delegation: Delegation, facts: dict[str, Any]) -> None:
    if facts.get("members") is not None:
        delegation.members = _members(work, round_, delegation, facts["members"])
    if facts.get("people") is not None or facts.get("members") is not None:
        delegation.people = _people(delegation, facts.get("people"))
    if facts.get("vehicles") is not None:
        delegation.vehicles = _vehicles(work, facts["vehicles"])
    if facts.get("splits") is not None:
        delegation.splits = facts["splits"]
    if facts.get("visits") is not None:
        delegation.visits = validation.figure(facts["visits"], "visits", 1, MOST_VISITS)
    for end in ("start", "end"):
        if facts.get(end) is not None:
            setattr(delegation, end, _place(facts[end], end))
    if facts.get("absent") is not None:
        absent = {day.isoformat() for day in facts["absent"]}
        validation.figure(len(absent), "absent", 0, MOST_ABSENT)
        delegation.absent = sorted(absent)
    seats = sum(vehicle["seats"] for vehicle in delegation.vehicles)
    if delegation.vehicles and delegation.people > seats:
        raise Invalid("delegation_larger_than_vehicles", field="people", people=delegation.people, seats=seats)


def _members(work: UnitOfWork, round_: Round, delegation: Delegation, given: list[str]) -> list[str]:
    members = sorted(set(given))
    validation.figure(len(members), "members", 0, validation.MOST_MEMBERS)
    check_members(work, round_.district_id, members, round_.dates[0], "members", roll=delegation.organization_id)
    return members


def check_members(work: UnitOfWork, district_id: str, members: list[str], day: date, field: str, *, roll: str) -> None:
    """Refuse as Invalid members who on a day are neither on a `roll` or below it nor on another that the caller reads.

    Of anyone else it is not said whether there is such a member.
    """
    for member_id in members:
        place = memberships.membership_of(work.session, member_id, day) if org_paths.is_id(member_id) else None
        there = None if place is None else org_paths.load_org_path(work.session, place.organization_id, day)
        if (
            there is None
            or there.district_id != district_id
            or not (roll in there.path or work.actor.reaches("members.read", there.path))
        ):
            raise Invalid("member_not_on_roll", field=field, member_id=printable(member_id, limit=64), day=day)


def _people(delegation: Delegation, given: int | None) -> int:
    people = given or delegation.people or len(delegation.members)
    people = max(people, len(delegation.members)) if given is None else people
    validation.figure(people, "people", 1, validation.MOST_PEOPLE)
    if people < len(delegation.members):
        raise Invalid("fewer_people_than_members", field="people", people=people, members=len(delegation.members))
    return people


def _vehicles(work: UnitOfWork, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    validation.figure(len(given), "vehicles", 0, MOST_VEHICLES)
    return [
        {
            "id": work.new_id(),
            "name": validation.name(vehicle["name"]),
            "seats": validation.figure(vehicle["seats"], "vehicles", 1, MOST_SEATS),
            "plate": validation.note(vehicle.get("plate"), "vehicles", MOST_PLATE),
        }
        for vehicle in given
    ]


def _place(given: dict[str, Any], field: str) -> dict[str, Any]:
    longitude, latitude = validation.coordinates(given.get("longitude"), given.get("latitude"))
    name = validation.note(given.get("name"), field, validation.PLACE)
    return {"name": name, "longitude": longitude, "latitude": latitude}
