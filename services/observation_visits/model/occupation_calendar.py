"""The occupation calendar of a district: the published visits of all its rounds, less those withdrawn or declined.

Every round of every street and of the district counts, whatever its kind. What a transaction publishes is in it as soon
as it commits; publications of one district wait for one another (`lock_calendar`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.observation_visits.model import lifecycle, validation
from services.observation_visits.model.delegations import Delegation, is_numbered, vehicle_identity
from services.observation_visits.model.occupations import Occupation, Visitor
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.tables import ID, Base
from services.observation_visits.model.visits import Visit
from shared import databases, org_paths, trees
from shared.org_paths import OrgPath

SETTLED = frozenset({lifecycle.CONFIRMED, lifecycle.HELD})
SUNDAY = 6


class CalendarLock(Base):
    """One row for each district: a publishing transaction locks it until it ends."""

    __tablename__ = "visit_calendar_lock"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)


class OccupationCalendar:
    """Occupations, found again by whom they concern."""

    def __init__(self, occupations: Iterable[Occupation]) -> None:
        self.occupations = list(occupations)
        self._concerning: dict[tuple[str, str], list[Occupation]] = defaultdict(list)
        for occupation in self.occupations:
            for key in _keys(occupation):
                self._concerning[key].append(occupation)

    def of_host(self, organization_id: str, stop_id: str) -> list[Occupation]:
        """Return the visits that may occupy a stop of an organization."""
        return self._found([("organization", organization_id), ("stop", stop_id)])

    def of_visitor(self, visitor: Visitor) -> list[Occupation]:
        """Return the visits that may occupy a delegation."""
        keys = [("organization", visitor.organization_id)]
        keys += [("vehicle", vehicle) for vehicle in sorted(visitor.vehicles)]
        return self._found([*keys, *(("member", member) for member in sorted(visitor.members))])

    def beside(self, occupation: Occupation) -> list[Occupation]:
        """Return the visits that have anything in common with one."""
        return self._found(_keys(occupation))

    def _found(self, keys: Iterable[tuple[str, str]]) -> list[Occupation]:
        occupations = (occupation for key in keys for occupation in self._concerning.get(key, ()))
        return list({id(occupation): occupation for occupation in occupations}.values())


def _keys(occupation: Occupation) -> list[tuple[str, str]]:
    organizations = dict.fromkeys((occupation.organization_id, occupation.visiting_organization_id))
    return [
        ("stop", occupation.stop_id),
        *(("organization", organization_id) for organization_id in organizations),
        *(("vehicle", vehicle) for vehicle in sorted(occupation.vehicles)),
        *(("member", member) for member in sorted(occupation.members)),
    ]


def calendar_of(
    session: Session,
    district_id: str,
    days: Sequence[date],
    *,
    besides: str | None = None,
    only: str | None = None,
    statuses: Collection[str] = lifecycle.RECEIVED,
) -> OccupationCalendar:
    """Return what is occupied in the weeks of some days, by all rounds, all `besides` one, or `only` one."""
    first, last = min(days), max(days)
    query = (
        select(Visit, Round, Delegation)
        .join(Round, (Round.district_id == Visit.district_id) & (Round.id == Visit.round_id))
        .join(Delegation, (Delegation.district_id == Visit.district_id) & (Delegation.id == Visit.delegation_id))
        .where(
            Visit.district_id == district_id,
            Visit.day >= first - timedelta(days=first.weekday()),
            Visit.day <= last + timedelta(days=SUNDAY - last.weekday()),
            Visit.status.in_(statuses),
            *([Visit.round_id != besides] if besides is not None else []),
            *([Visit.round_id == only] if only is not None else []),
        )
        .order_by(Visit.day, Visit.begins, Visit.id)
    )
    streets = Streets(session, first)
    return OccupationCalendar(occupation_of(*row, streets) for row in session.execute(query).all())


def occupation_of(visit: Visit, round_: Round, delegation: Delegation, streets: "Streets") -> Occupation:
    """Return what a published visit occupies."""
    leaves, returns = _under_way(visit, round_)
    return Occupation(
        visit_id=visit.id,
        round_id=round_.id,
        round_title=round_.title,
        title=visit.title,
        stop_id=visit.stop_id,
        organization_id=visit.organization_id,
        visiting_organization_id=visit.visiting_organization_id,
        delegation_id=visit.delegation_id,
        vehicle_id=visit.vehicle_id,
        day=visit.day,
        begins=visit.begins,
        ends=visit.ends,
        leaves=leaves,
        returns=returns,
        vehicles=streets.vehicles_of(delegation, visit.vehicle_id),
        members=frozenset(delegation.members),
        settled=visit.status in SETTLED,
        is_held=visit.status == lifecycle.HELD,
    )


def _under_way(visit: Visit, round_: Round) -> tuple[int, int]:
    """Return from when to when; for a visit published before that was stored, the longest it may have been."""
    if visit.leaves is not None and visit.returns is not None:
        return visit.leaves, visit.returns
    settings = round_.settings_in_force
    if visit.kind == validation.DISTRICT:
        return min(settings.begin, visit.begins), max(settings.end, visit.ends)
    after = visit.ends + visit.travel_minutes + settings.review_minutes
    return max(0, visit.begins - visit.travel_minutes), min(validation.DAY_MINUTES, after)


class Streets:
    """The streets of organizations that send delegations, loaded once and only where a vehicle's name is ambiguous."""

    def __init__(self, session: Session, day: date) -> None:
        self._session = session
        self._day = day
        self._streets: dict[str, str | None] = {}

    def identity_of(self, delegation: Delegation, vehicle: Mapping[str, Any]) -> str:
        """Return the identity of one of a delegation's vehicles; empty where its name identifies none."""
        street = self._of(delegation.organization_id) if is_numbered(vehicle) else None
        return vehicle_identity(vehicle, street)

    def vehicles_of(self, delegation: Delegation, vehicle_id: str | None = None) -> frozenset[str]:
        """Return the identities of a delegation's vehicles, or of the one of a group."""
        own = [vehicle for vehicle in delegation.vehicles if vehicle_id in {None, vehicle["id"]}]
        return frozenset(self.identity_of(delegation, vehicle) for vehicle in own) - {""}

    def visitor(self, delegation: Delegation) -> Visitor:
        """Return a delegation as the occupation calendar identifies it."""
        members = frozenset(delegation.members)
        organization_id = delegation.organization_id
        return Visitor(organization_id=organization_id, vehicles=self.vehicles_of(delegation), members=members)

    def _of(self, organization_id: str) -> str | None:
        if organization_id not in self._streets:
            place = org_paths.load_org_path(self._session, organization_id, self._day)
            self._streets[organization_id] = street_of(place)
        return self._streets[organization_id]


def street_of(place: OrgPath) -> str | None:
    """Return the street that an organization is in, which may be itself; None at the district."""
    return place.path[0] if place.level == trees.STREET else place.street_id


def lock_calendar(session: Session, district_id: str) -> None:
    """Lock the district's calendar until this transaction ends: publications run one after another."""
    table = cast("Table", CalendarLock.__table__)
    session.execute(databases.insert(session, table).values(district_id=district_id).on_conflict_do_nothing())
    session.execute(select(table).where(table.c.district_id == district_id).with_for_update())
