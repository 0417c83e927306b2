"""Input of a planning problem, gathered from the records of a round and its surroundings."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from services.observation_visits.commands.recording import received_besides
from services.observation_visits.model import lifecycle, repository
from services.observation_visits.model.delegations import GOING, Delegation
from services.observation_visits.model.locations import located, location
from services.observation_visits.model.occupation_calendar import OccupationCalendar, Streets, calendar_of, street_of
from services.observation_visits.model.occupations import breaks, met_of, taken_of_host, taken_of_visitor
from services.observation_visits.model.problem_builder import HostRecords, Memory, VisitorRecords
from services.observation_visits.model.refusals import declined_pairs
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.settings import round_rules
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.tiers import newest_tiers
from services.observation_visits.model.visits import Visit
from shared import org_paths
from shared.unit_of_work import UnitOfWork
from visit_solver.problem import Pair, PreviousVisit, VisitElsewhere
from visit_solver.problem import Pin as Settled

FREE = OccupationCalendar(())
"""For whoever asks only where hosts and delegations are."""


def hosts_of(
    work: UnitOfWork, one: Round, calendar: OccupationCalendar = FREE, only: Collection[str] | None = None
) -> list[HostRecords]:
    """Return the stops of a round, or some of them, with their hours, their place and what other rounds occupy."""
    parts = [part for part in repository.participants_of(work.session, one) if only is None or part.stop_id in only]
    day = one.dates[0]
    tiers = newest_tiers(work.session, [part.organization_id for part in parts], day)
    received = received_besides(work, one)
    found: list[HostRecords] = []
    for part in parts:
        stop = work.session.get_one(Stop, (one.district_id, part.stop_id))
        place = org_paths.load_org_path(work.session, stop.organization_id, day)
        beside = calendar.of_host(stop.organization_id, stop.id)
        found.append(
            HostRecords(
                stop=stop,
                organization=place.name,
                hours=repository.hours_of(work.session, place.path, round_rules(day), stop),
                location=location(work.session, stop.organization_id, day, stop.longitude, stop.latitude),
                street_id=street_of(place),
                required=part.required,
                worth=part.worth,
                taken=taken_of_host(stop.organization_id, stop.id, one.dates, beside),
                received=received.get(stop.organization_id, 0),
                tier=tiers.get(stop.organization_id),
            )
        )
    return found


def visitors_of(
    work: UnitOfWork, one: Round, calendar: OccupationCalendar = FREE, only: Collection[str] | None = None
) -> list[VisitorRecords]:
    """Return the delegations of a round that go, or some of them: where they start and end, what other rounds take."""
    going = [each for each in going_of(work, one) if only is None or each.id in only]
    day = one.dates[0]
    tiers = newest_tiers(work.session, [each.organization_id for each in going], day)
    streets = Streets(work.session, day)
    found: list[VisitorRecords] = []
    for each in going:
        place = org_paths.load_org_path(work.session, each.organization_id, day)
        visitor = streets.visitor(each)
        found.append(
            VisitorRecords(
                delegation=each,
                organization=place.name,
                street_id=street_of(place),
                start=located(work.session, each.organization_id, day, each.start),
                end=located(work.session, each.organization_id, day, each.end),
                tier=tiers.get(each.organization_id),
                taken=taken_of_visitor(visitor, one.dates, calendar.of_visitor(visitor)),
                known_as={vehicle["id"]: streets.known_as(each, vehicle) for vehicle in each.vehicles},
            )
        )
    return found


def memory_of(work: UnitOfWork, one: Round, calendar: OccupationCalendar) -> Memory:
    """Return the past: fixed and declined visits, last time's pairs, the present schedule, visits of other rounds."""
    visits = repository.visits_of(work.session, one)
    sent = going_of(work, one)
    going = {each.id for each in sent}
    parts = repository.participants_of(work.session, one)
    stops = {part.stop_id for part in parts}
    held = [
        Settled(delegation_id=visit.delegation_id, host_id=visit.stop_id, day=visit.day, begin=visit.begins)
        for visit in visits
        if visit.status == lifecycle.HELD and visit.delegation_id in going
    ]
    settled = {(pin.delegation_id, pin.host_id) for pin in held}
    pinned = [
        Settled(delegation_id=pin.delegation_id, host_id=pin.stop_id, day=pin.day, begin=pin.begin)
        for pin in repository.pins_of(work.session, one)
        if pin.delegation_id in going and pin.stop_id in stops and (pin.delegation_id, pin.stop_id) not in settled
    ]
    declined = declined_pairs(repository.refusals_of(work.session, one), visits, going, stops)
    before = tuple(
        PreviousVisit(delegation_id=visit.delegation_id, host_id=visit.stop_id, day=visit.day, begin=visit.begins)
        for visit in visits
        if visit.status != lifecycle.WITHDRAWN and (visit.delegation_id in going or visit.status != lifecycle.HELD)
    )
    return Memory(
        pins=tuple(held + pinned),
        declined=declined,
        previous=_previous(work, one),
        before=before if one.status == lifecycle.PUBLISHED else None,
        met=_met(calendar, {part.organization_id for part in parts}, {each.organization_id for each in sent}),
    )


def _met(calendar: OccupationCalendar, hosts: set[str], senders: set[str]) -> tuple[VisitElsewhere, ...]:
    """Visits of other rounds that a visit of this one could return in the same week."""
    mutual = (
        met_of(other)
        for other in calendar.occupations
        if other.visiting_organization_id in hosts and other.organization_id in senders
    )
    return tuple(sorted(mutual))


def going_of(work: UnitOfWork, one: Round) -> list[Delegation]:
    """Return the delegations of a round that go."""
    return [each for each in repository.delegations_of(work.session, one) if each.status == GOING]


def calendar_beside(work: UnitOfWork, one: Round) -> OccupationCalendar:
    """Return what all other rounds of the district occupy in the weeks of a round.

    What was held stays held: a visit elsewhere that meets one of them keeps nothing of this round from being planned.
    """
    calendar = calendar_of(work.session, one.district_id, one.dates, besides=one.id)
    own = calendar_of(work.session, one.district_id, one.dates, only=one.id, statuses={lifecycle.HELD})
    met = {other.visit_id for held in own.occupations for other in calendar.beside(held) if breaks(held, other)}
    return OccupationCalendar(other for other in calendar.occupations if other.visit_id not in met)


def _previous(work: UnitOfWork, one: Round) -> tuple[Pair, ...]:
    """Return the pairs of the newest earlier round of this kind in which each delegation's organization went out."""
    delegations: dict[str, list[Delegation]] = defaultdict(list)
    for each in going_of(work, one):
        delegations[each.organization_id].append(each)
    stops: dict[str, list[str]] = defaultdict(list)
    for part in repository.participants_of(work.session, one):
        stops[part.organization_id].append(part.stop_id)
    query = select(Visit.visiting_organization_id, Visit.organization_id, Visit.day, Visit.round_id).where(
        Visit.district_id == one.district_id,
        Visit.kind == one.kind,
        Visit.round_id != one.id,
        Visit.status == lifecycle.HELD,
        Visit.day < one.dates[0],
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
    return tuple(Pair(delegation_id=who, host_id=where) for who, where in sorted(pairs))
