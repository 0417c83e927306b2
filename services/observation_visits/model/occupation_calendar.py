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
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.occupations import Occupation, Visitor
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.settings import round_rules, settings_of
from services.observation_visits.model.tables import ID, Base
from services.observation_visits.model.vehicles import is_numbered, known_as
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
        for one in self.occupations:
            for key in _keys(one):
                self._concerning[key].append(one)

    def of_host(self, organization_id: str, stop_id: str) -> list[Occupation]:
        """Return the visits that may occupy a stop of an organization."""
        return self._found([("organization", organization_id), ("stop", stop_id)])

    def of_visitor(self, visitor: Visitor) -> list[Occupation]:
        """Return the visits that may occupy a delegation."""
        keys = [("organization", visitor.organization_id)]
        keys += [("vehicle", vehicle) for vehicle in sorted(visitor.vehicles)]
        return self._found([*keys, *(("member", member) for member in sorted(visitor.members))])

    def beside(self, one: Occupation) -> list[Occupation]:
        """Return the visits that have anything in common with one."""
        return self._found(_keys(one))

    def _found(self, keys: Iterable[tuple[str, str]]) -> list[Occupation]:
        found = [one for key in keys for one in self._concerning.get(key, ())]
        return list({id(one): one for one in found}.values())


def _keys(one: Occupation) -> list[tuple[str, str]]:
    organizations = dict.fromkeys((one.organization_id, one.visiting_organization_id))
    return [
        ("stop", one.stop_id),
        *(("organization", each) for each in organizations),
        *(("vehicle", each) for each in sorted(one.vehicles)),
        *(("member", each) for each in sorted(one.members)),
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


def occupation_of(visit: Visit, one: Round, delegation: Delegation, streets: "Streets") -> Occupation:
    """Return what a published visit occupies."""
    leaves, returns = _under_way(visit, one)
    return Occupation(
        visit_id=visit.id,
        round_id=one.id,
        round_title=one.title,
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


def _under_way(visit: Visit, one: Round) -> tuple[int, int]:
    """Return from when to when; for a visit published before that was stored, the longest it may have been."""
    if visit.leaves is not None and visit.returns is not None:
        return visit.leaves, visit.returns
    holds = settings_of(one.settings, round_rules(one.dates[0]))
    if visit.kind == validation.DISTRICT:
        return min(holds.begin, visit.begins), max(holds.end, visit.ends)
    after = visit.ends + visit.travel_minutes + holds.review_minutes
    return max(0, visit.begins - visit.travel_minutes), min(validation.DAY_MINUTES, after)


class Streets:
    """The streets of organizations that send delegations, loaded once and only where a vehicle's name is ambiguous."""

    def __init__(self, session: Session, day: date) -> None:
        self._session = session
        self._day = day
        self._known: dict[str, str | None] = {}

    def known_as(self, delegation: Delegation, vehicle: Mapping[str, Any]) -> str:
        """Return the identity of one of a delegation's vehicles; empty where its name identifies none."""
        street = self._of(delegation.organization_id) if is_numbered(vehicle) else None
        return known_as(vehicle, street)

    def vehicles_of(self, delegation: Delegation, vehicle_id: str | None = None) -> frozenset[str]:
        """Return the identities of a delegation's vehicles, or of the one of a group."""
        own = [each for each in delegation.vehicles if vehicle_id in {None, each["id"]}]
        return frozenset(self.known_as(delegation, each) for each in own) - {""}

    def visitor(self, delegation: Delegation) -> Visitor:
        """Return a delegation as the occupation calendar identifies it."""
        members = frozenset(delegation.members)
        organization_id = delegation.organization_id
        return Visitor(organization_id=organization_id, vehicles=self.vehicles_of(delegation), members=members)

    def _of(self, organization_id: str) -> str | None:
        if organization_id not in self._known:
            self._known[organization_id] = street_of(org_paths.load_org_path(self._session, organization_id, self._day))
        return self._known[organization_id]


def street_of(place: OrgPath) -> str | None:
    """Return the street that an organization is in, which may be itself; None at the district."""
    return place.path[0] if place.level == trees.STREET else place.street_id


def lock_calendar(session: Session, district_id: str) -> None:
    """Lock the district's calendar until this transaction ends: publications run one after another."""
    table = cast("Table", CalendarLock.__table__)
    session.execute(databases.insert(session, table).values(district_id=district_id).on_conflict_do_nothing())
    session.execute(select(table).where(table.c.district_id == district_id).with_for_update())
