"""Input of a planning problem, gathered from the records of a round and its surroundings."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from services.observation_visits.commands.recording import received_in_other_rounds
from services.observation_visits.model import Delegation, Round, Stop, Visit, lifecycle, repository
from services.observation_visits.model.occupation_calendar import OccupationCalendar, Streets, calendar_of, street_of
from services.observation_visits.model.occupations import (
    are_in_conflict,
    busy_at_host,
    busy_of_visitor,
    visit_elsewhere,
)
from services.observation_visits.model.organizations import location, location_of_end, newest_tiers
from services.observation_visits.model.problem_builder import HostRecords, Memory, VisitorRecords
from services.observation_visits.model.refusals import declined_pairs
from services.observation_visits.model.settings import round_rules
from shared import org_paths
from shared.unit_of_work import UnitOfWork
from visit_solver.problem import Pair, PreviousVisit, VisitElsewhere
from visit_solver.problem import Pin as FixedVisit

FREE = OccupationCalendar(())
"""For whoever needs only where hosts and delegations are."""


def hosts_of(
    work: UnitOfWork, round_: Round, calendar: OccupationCalendar = FREE, only: Collection[str] | None = None
) -> list[HostRecords]:
    """Return the stops of a round, or some of them, with their hours, their place and what other rounds occupy."""
    parts = [part for part in repository.participants_of(work.session, round_) if only is None or part.stop_id in only]
    day = round_.dates[0]
    tiers = newest_tiers(work.session, [part.organization_id for part in parts], day)
    received = received_in_other_rounds(work, round_)
    records: list[HostRecords] = []
    for part in parts:
        stop = work.session.get_one(Stop, (round_.district_id, part.stop_id))
        place = org_paths.load_org_path(work.session, stop.organization_id, day)
        beside = calendar.of_host(stop.organization_id, stop.id)
        records.append(
            HostRecords(
                stop=stop,
                organization=place.name,
                hours=repository.hours_of(work.session, place.path, round_rules(day), stop),
                location=location(work.session, stop.organization_id, day, stop.longitude, stop.latitude),
                street_id=street_of(place),
                required=part.required,
                worth=part.worth,
                taken=busy_at_host(stop.organization_id, stop.id, round_.dates, beside),
                received=received.get(stop.organization_id, 0),
                tier=tiers.get(stop.organization_id),
            )
        )
    return records


def visitors_of(
    work: UnitOfWork, round_: Round, calendar: OccupationCalendar = FREE, only: Collection[str] | None = None
) -> list[VisitorRecords]:
    """Return the delegations of a round that go, or some of them: where they start and end, what other rounds take."""
    going = [
        delegation for delegation in repository.going_of(work.session, round_) if only is None or delegation.id in only
    ]
    day = round_.dates[0]
    tiers = newest_tiers(work.session, [delegation.organization_id for delegation in going], day)
    streets = Streets(work.session, day)
    records: list[VisitorRecords] = []
    for delegation in going:
        unit = delegation.organization_id
        place = org_paths.load_org_path(work.session, unit, day)
        visitor = streets.visitor(delegation)
        records.append(
            VisitorRecords(
                delegation=delegation,
                organization=place.name,
                street_id=street_of(place),
                start=location_of_end(work.session, unit, day, delegation.start),
                end=location_of_end(work.session, unit, day, delegation.end),
                tier=tiers.get(unit),
                taken=busy_of_visitor(visitor, round_.dates, calendar.of_visitor(visitor)),
                identities={vehicle["id"]: streets.identity_of(delegation, vehicle) for vehicle in delegation.vehicles},
            )
        )
    return records


def memory_of(work: UnitOfWork, round_: Round, calendar: OccupationCalendar) -> Memory:
    """Return the past: fixed and declined visits, last time's pairs, the present schedule, visits of other rounds."""
    visits = repository.visits_of(work.session, round_)
    delegations = repository.going_of(work.session, round_)
    going = {delegation.id for delegation in delegations}
    parts = repository.participants_of(work.session, round_)
    stops = {part.stop_id for part in parts}
    held_visits = [
        FixedVisit(delegation_id=visit.delegation_id, host_id=visit.stop_id, day=visit.day, begin=visit.begins)
        for visit in visits
        if visit.status == lifecycle.HELD and visit.delegation_id in going
    ]
    fixed = {(pin.delegation_id, pin.host_id) for pin in held_visits}
    pinned = [
        FixedVisit(delegation_id=pin.delegation_id, host_id=pin.stop_id, day=pin.day, begin=pin.begin)
        for pin in repository.pins_of(work.session, round_)
        if pin.delegation_id in going and pin.stop_id in stops and (pin.delegation_id, pin.stop_id) not in fixed
    ]
    hosts, senders = ({each.organization_id for each in side} for side in (parts, delegations))
    before = tuple(
        PreviousVisit(delegation_id=visit.delegation_id, host_id=visit.stop_id, day=visit.day, begin=visit.begins)
        for visit in visits
        if visit.status != lifecycle.WITHDRAWN and (visit.delegation_id in going or visit.status != lifecycle.HELD)
    )
    return Memory(
        pins=tuple(held_visits + pinned),
        declined=declined_pairs(repository.refusals_of(work.session, round_), visits, going, stops),
        previous=_previous(work, round_),
        before=before if round_.status == lifecycle.PUBLISHED else None,
        met=_met(calendar, hosts, senders),
    )


def _met(calendar: OccupationCalendar, hosts: set[str], senders: set[str]) -> tuple[VisitElsewhere, ...]:
    """Visits of other rounds that a visit of this one could return in the same week."""
    mutual = (
        visit_elsewhere(other)
        for other in calendar.occupations
        if other.visiting_organization_id in hosts and other.organization_id in senders
    )
    return tuple(sorted(mutual))


def calendar_beside(work: UnitOfWork, round_: Round) -> OccupationCalendar:
    """Return what all other rounds of the district occupy in the weeks of a round.

    What was held stays held: a visit elsewhere that meets one of them keeps nothing of this round from being planned.
    """
    calendar = calendar_of(work.session, round_.district_id, round_.dates, besides=round_.id)
    own = calendar_of(work.session, round_.district_id, round_.dates, only=round_.id, statuses={lifecycle.HELD})
    conflicting = {
        other.visit_id
        for occupation in own.occupations
        for other in calendar.beside(occupation)
        if are_in_conflict(occupation, other)
    }
    return OccupationCalendar(other for other in calendar.occupations if other.visit_id not in conflicting)


def _previous(work: UnitOfWork, round_: Round) -> tuple[Pair, ...]:
    """Return the pairs of the newest earlier round of this kind in which each delegation's organization went out."""
    delegations: dict[str, list[Delegation]] = defaultdict(list)
    for delegation in repository.going_of(work.session, round_):
        delegations[delegation.organization_id].append(delegation)
    stops: dict[str, list[str]] = defaultdict(list)
    for part in repository.participants_of(work.session, round_):
        stops[part.organization_id].append(part.stop_id)
    query = select(Visit.visiting_organization_id, Visit.organization_id, Visit.day, Visit.round_id).where(
        Visit.district_id == round_.district_id,
        Visit.kind == round_.kind,
        Visit.round_id != round_.id,
        Visit.status == lifecycle.HELD,
        Visit.day < round_.dates[0],
        Visit.visiting_organization_id.in_(delegations),
    )
    rows = work.session.execute(query.order_by(Visit.day.desc(), Visit.round_id)).all()
    last: dict[str, str] = {}
    for row in rows:
        last.setdefault(row.visiting_organization_id, row.round_id)
    pairs = {
        (delegation.id, stop_id)
        for row in rows
        if last[row.visiting_organization_id] == row.round_id
        for delegation in delegations[row.visiting_organization_id]
        for stop_id in stops[row.organization_id]
    }
    return tuple(Pair(delegation_id=delegation_id, host_id=stop_id) for delegation_id, stop_id in sorted(pairs))
