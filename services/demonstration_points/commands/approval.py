"""The chain: a street vets what is declared below it, the district confirms within a quota; nobody decides twice."""

from datetime import date
from typing import Any

from services.demonstration_points.commands import loading
from services.demonstration_points.commands.recording import emit_point, refresh_schedule
from services.demonstration_points.model import Point, repository, validation
from services.demonstration_points.model.nodes import OPEN
from shared.enumerations import DECISIONS
from shared.errors import Conflict, Invalid
from shared.events.demonstration_points import PointBuildingStarted, PointConfirmed, PointReturned, PointVetted
from shared.lifecycles import require_version
from shared.service import command
from shared.unit_of_work import UnitOfWork

PASS, RETURN = DECISIONS


@command
def vet_point(
    work: UnitOfWork,
    *,
    point_id: str,
    decision: str,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Pass a declared point on to be confirmed, or return it with an opinion (把关).

    The street above vets; a street's own point, and one right below the district, is vetted by the district. Refuses
    whoever declared or amended it.
    """
    point, place = loading.load_for_update(work, point_id)
    path = loading.reviewing_path(place)
    work.actor.require("demonstration_points.vet", path)
    require_version(point.version, expected_version)
    point.must_not_be_own(work.actor.account_id, repository.authors_of(work.session, point))
    if _returned(work, point, path[0], decision=decision, opinion=opinion, on=on):
        return repository.point_view(point, work.today)
    day = loading.take_step(work, point, "vet", on, organization_id=path[0], opinion=validation.opinion(opinion))
    point.vetted_by = work.actor.account_id
    emit_point(work, point, PointVetted, vetted_on=day, vetted_by=path[0])
    return repository.point_view(point, work.today)


@command
def confirm_point(
    work: UnitOfWork,
    *,
    point_id: str,
    decision: str = PASS,
    scheme_id: str | None = None,
    opinion: str | None = None,
    on: date | None = None,
    expected_version: int | None = None,
) -> dict[str, Any]:
    """Confirm a vetted point under a scheme of its year, or return it with an opinion (确认).

    Refuses as Conflict what the scheme's quota has no room for, and as Forbidden whoever declared, amended or vetted
    the point.
    """
    point, place = loading.load_as_district(work, point_id, expected_version)
    point.must_not_be_own(work.actor.account_id, repository.authors_of(work.session, point))
    point.must_not_be_vetted_by(work.actor.account_id)
    if _returned(work, point, place.district_id, decision=decision, opinion=opinion, on=on):
        return repository.point_view(point, work.today)
    day = loading.take_step(
        work, point, "confirm", on, organization_id=place.district_id, opinion=validation.opinion(opinion)
    )
    _stand_under(work, point, scheme_id, day)
    point.confirmed_on = day
    refresh_schedule(work, point)
    emit_point(work, point, PointConfirmed, confirmed_on=day)
    return repository.point_view(point, work.today)


@command
def start_building(
    work: UnitOfWork, *, point_id: str, on: date | None = None, expected_version: int | None = None
) -> dict[str, Any]:
    """Record that building of a confirmed point began; its plan must have a node by then."""
    point, _ = loading.load_as_declarer(work, point_id, expected_version)
    plan = repository.nodes_of(work.session, point)
    day = loading.take_step(work, point, "start", on)
    if not any(node.status == OPEN for node in plan):
        raise Conflict("building_plan_missing", name=point.name)
    point.started_on = day
    refresh_schedule(work, point, plan)
    emit_point(work, point, PointBuildingStarted, started_on=day)
    return repository.point_view(point, work.today)


def _stand_under(work: UnitOfWork, point: Point, scheme_id: str | None, day: date) -> None:
    if scheme_id is None:
        raise Invalid("demonstration_scheme_missing", field="scheme_id")
    scheme = repository.scheme_of(work.session, scheme_id, lock=True, field="scheme_id")
    if scheme.district_id != point.district_id or scheme.year != point.year:
        raise Invalid("scheme_not_for_point", field="scheme_id", scheme=scheme.title, year=point.year)
    if day < scheme.issued_on:
        raise Invalid("confirmed_before_approval", field="on", on=day, issued_on=scheme.issued_on)
    scheme.must_have_room(repository.used_by(work.session, scheme))
    point.scheme_id, point.scope = scheme.id, scheme.scope


def _returned(
    work: UnitOfWork, point: Point, unit_id: str, *, decision: str, opinion: str | None, on: date | None
) -> bool:
    if decision not in DECISIONS:
        raise Invalid("decision_unknown", field="decision", decision=decision, known=DECISIONS)
    if decision == PASS:
        return False
    reason = validation.reason(opinion or "", "opinion")
    day = loading.take_step(work, point, "return", on, organization_id=unit_id, opinion=reason)
    point.vetted_by = None
    emit_point(work, point, PointReturned, returned_on=day, returned_by=unit_id)
    return True
