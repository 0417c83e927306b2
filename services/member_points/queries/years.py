"""Annual results: numbers by band for everyone, members' lines for their branch's staff, and the proof they hold."""

from typing import Any

from sqlalchemy import select

from services.member_points.model import public, rules, validation
from services.member_points.model.ledger import sums_of
from services.member_points.model.scheme_rules import Plan
from services.member_points.model.schemes import Scheme
from services.member_points.model.years import PointResult, PointYear, PointYearStep, line, results_of
from services.member_points.queries.access import READ, READ_MEMBERS, read_year
from shared import org_paths
from shared.lifecycles import step_view
from shared.pages import Page, page, page_response, paginate_list
from shared.reading import STEP
from shared.service import query
from shared.unit_of_work import UnitOfWork


@query
def point_years(
    work: UnitOfWork, *, organization_id: str, year: int | None = None, status: str | None = None,
    after: str | None = None, limit: int = 50,
) -> Page:  # fmt: skip
    """List the annual results of an organization and everyone below, in the order of their ids."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ, place, work.today)
    wanted = {"year": year and validation.listed_year(year), "status": status}
    terms = [getattr(PointYear, name) == value for name, value in wanted.items() if value is not None]
    here = PointYear.district_id == place.district_id, PointYear.organization_id.in_(units)
    rows = work.session.scalars(
        page(select(PointYear).where(*here, *terms).order_by(PointYear.id), PointYear.id, after, limit)
    ).all()
    return page_response([row.shown() for row in rows], limit)


@query
def point_year(work: UnitOfWork, *, point_year_id: str) -> dict[str, Any]:
    """Return a branch's annual result: how many members are in which band."""
    found, view = read_year(work, point_year_id)
    return view.of(found.shown(), public.YEAR)


@query
def year_steps(work: UnitOfWork, *, point_year_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the steps of an annual result, the first one first."""
    found, view = read_year(work, point_year_id)
    query = select(PointYearStep).where(
        PointYearStep.district_id == found.district_id, PointYearStep.point_year_id == found.id
    )
    way = view.each(map(step_view, work.session.scalars(query.order_by(PointYearStep.number))), STEP)
    return paginate_list(way, lambda step: str(step["number"]), after, limit)


@query
def results(work: UnitOfWork, *, point_year_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the lines of an annual result, in the order of the members' ids and in no other."""
    found, view = read_year(work, point_year_id, READ_MEMBERS)
    view.require_whole(READ_MEMBERS)
    here = PointResult.district_id == found.district_id, PointResult.point_year_id == found.id
    query = select(PointResult).where(*here).order_by(PointResult.member_id)
    rows = work.session.scalars(page(query, PointResult.member_id, after, limit)).all()
    return page_response([row.shown() for row in rows], limit, key="member_id")


@query
def recomputation(work: UnitOfWork, *, point_year_id: str) -> dict[str, Any]:
    """Compute a result again, from the ledger of today and the schemes it was computed by.

    `equal` says whether every line is the same; `differing` names the members whose lines are not.
    """
    found, view = read_year(work, point_year_id, READ_MEMBERS)
    view.require_whole(READ_MEMBERS)
    kept = results_of(work.session, found)
    plans = _plans(work, found)
    sums = sums_of(work.session, found.district_id, [each.member_id for each in kept], found.year)
    exempt = rules.exempt_classes(found.computed_on)
    differing = []
    for each in kept:
        banded = each.member_class not in exempt
        anew = line(plans.get(each.member_class), sums.get(each.member_id, {}), banded=banded)
        if any(getattr(each, name) != value for name, value in anew.items()):
            differing.append(each.member_id)
    return {
        "organization_id": found.organization_id,
        "point_year_id": found.id,
        "year": found.year,
        "status": found.status,
        "rule_versions": found.rule_versions,
        "members": len(kept),
        "equal": not differing,
        "differing": differing[:200],
    }


def _plans(work: UnitOfWork, found: PointYear) -> dict[str, Plan]:
    schemes = {name: work.session.get(Scheme, (found.district_id, id_)) for name, id_ in found.schemes.items()}
    return {name: scheme.plan for name, scheme in schemes.items() if scheme is not None}
