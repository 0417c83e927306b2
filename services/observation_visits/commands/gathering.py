"""What the planner has to know, gathered from the records of a round and of what is around it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from services.observation_visits.commands.telling import received_by
from services.observation_visits.model import records, states, words
from services.observation_visits.model.building import HostRecords, Memory, Stretch, VisitorRecords
from services.observation_visits.model.delegations import GOING, Delegation
from services.observation_visits.model.locations import located, location
from services.observation_visits.model.problems import Kept, Pair
from services.observation_visits.model.problems import Pin as Settled
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.settings import round_rules
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.tiers import newest_tiers
from services.observation_visits.model.visits import Visit
from shared import places, trees
from shared.places import Place
from shared.work import Work


def street_of(place: Place) -> str | None:
    """This function will give the street that an organization is in, which may be itself; None at the district."""
    return place.path[0] if place.level == trees.STREET else place.street_id


def hosts_of(work: Work, one: Round) -> list[HostRecords]:
    """This function will give the stops of a round with their hours, their place and what others have taken of them."""
    parts = records.participants_of(work.session, one)
    day = one.dates[0]
    tiers = newest_tiers(work.session, [part.organization_id for part in parts], day)
    declined = _declined_days(work, one)
    found: list[HostRecords] = []
    for part in parts:
        stop = work.session.get_one(Stop, (one.district_id, part.stop_id))
        place = places.place(work.session, stop.organization_id, day)
        taken = _taken(work, one, stop)
        for off in declined.get(stop.id, ()):
            taken[off] = [(0, words.DAY_MINUTES)]
        found.append(
            HostRecords(
                stop=stop,
                organization=place.name,
                hours=records.hours_of(work.session, place.path, round_rules(day), stop),
                location=location(work.session, stop.organization_id, day, stop.longitude, stop.latitude),
                street_id=street_of(place),
                required=part.required,
                worth=part.worth,
                taken=taken,
                received=received_by(work, stop.organization_id, one.period, besides=one.id),
                tier=tiers.get(stop.organization_id),
            )
        )
    return found


def visitors_of(work: Work, one: Round) -> list[VisitorRecords]:
    """This function will give the delegations of a round that go, with where they start and end."""
    going = [each for each in records.delegations_of(work.session, one) if each.status == GOING]
    day = one.dates[0]
    tiers = newest_tiers(work.session, [each.organization_id for each in going], day)
    found: list[VisitorRecords] = []
    for each in going:
        place = places.place(work.session, each.organization_id, day)
        found.append(
            VisitorRecords(
                delegation=each,
                organization=place.name,
                street_id=street_of(place),
                start=located(work.session, each.organization_id, day, each.start),
                end=located(work.session, each.organization_id, day, each.end),
                tier=tiers.get(each.organization_id),
            )
        )
    return found


def memory_of(work: Work, one: Round) -> Memory:
    """This function will give what was before: what is settled or declined, last time's pairs, and what stands."""
    visits = records.visits_of(work.session, one)
    going = {each.id for each in records.delegations_of(work.session, one) if each.status == GOING}
    stops = {part.stop_id for part in records.participants_of(work.session, one)}
    held = [
        Settled(delegation_id=visit.delegation_id, host_id=visit.stop_id, day=visit.day, begin=visit.begins)
        for visit in visits
        if visit.status == states.HELD and visit.delegation_id in going
    ]
    settled = {(pin.delegation_id, pin.host_id) for pin in held}
    pinned = [
        Settled(delegation_id=pin.delegation_id, host_id=pin.stop_id, day=pin.day, begin=pin.begin)
        for pin in records.pins_of(work.session, one)
        if pin.delegation_id in going and pin.stop_id in stops and (pin.delegation_id, pin.stop_id) not in settled
    ]
    declined = [
        Pair(delegation_id=visit.delegation_id, host_id=visit.stop_id)
        for visit in visits
        if visit.status == states.DECLINED and not visit.another_day and visit.delegation_id in going
    ]
    before = tuple(
        Kept(delegation_id=visit.delegation_id, host_id=visit.stop_id, day=visit.day, begin=visit.begins)
        for visit in visits
        if visit.status != states.WITHDRAWN and (visit.delegation_id in going or visit.status != states.HELD)
    )
    return Memory(
        pins=tuple(held + pinned),
        declined=tuple(declined),
        previous=_previous(work, one),
        before=before if one.status == states.PUBLISHED else None,
    )


def _taken(work: Work, one: Round, stop: Stop) -> dict[date, Sequence[Stretch]]:
    query = select(Visit).where(
        Visit.stop_id == stop.id,
        Visit.round_id != one.id,
        Visit.day.in_(one.dates),
        Visit.status.in_(states.RECEIVED),
    )
    taken: dict[date, list[Stretch]] = defaultdict(list)
    for visit in work.session.scalars(query.order_by(Visit.day, Visit.begins)):
        taken[visit.day].append((visit.begins, visit.ends))
    return dict(taken)


def _declined_days(work: Work, one: Round) -> dict[str, list[date]]:
    """The days that hosts declined while they would receive on another."""
    days: dict[str, list[date]] = defaultdict(list)
    for visit in records.visits_of(work.session, one):
        if visit.status == states.DECLINED and visit.another_day:
            days[visit.stop_id].append(visit.day)
    return days


def _previous(work: Work, one: Round) -> tuple[Pair, ...]:
    """The pairs of the newest earlier round of this kind in which each delegation's organization went out."""
    delegations: dict[str, list[Delegation]] = defaultdict(list)
    for each in records.delegations_of(work.session, one):
        if each.status == GOING:
            delegations[each.organization_id].append(each)
    stops: dict[str, list[str]] = defaultdict(list)
    for part in records.participants_of(work.session, one):
        stops[part.organization_id].append(part.stop_id)
    query = select(Visit.visiting_organization_id, Visit.organization_id, Visit.day, Visit.round_id).where(
        Visit.district_id == one.district_id,
        Visit.kind == one.kind,
        Visit.round_id != one.id,
        Visit.status == states.HELD,
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
