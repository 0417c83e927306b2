"""Annual results: numbers by band for everyone, members' lines for their branch's staff, and the proof they hold."""

from typing import Any, TypedDict

from sqlalchemy import select

from services.member_points.model import rules, validation, views
from services.member_points.model.ledger import sums_of
from services.member_points.model.scheme_rules import Plan
from services.member_points.model.schemes import Scheme
from services.member_points.model.years import PointResult, PointYear, line, results_of
from services.member_points.queries.access import READ, read, read_results
from shared import org_paths
from shared.lifecycles import step_view
from shared.pages import Page, page, page_response, paginate_list
from shared.reading import STEP
from shared.records import steps_of
from shared.service import personal_query, query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def point_years(
    work: UnitOfWork, *, organization_id: str, year: int | None = None, status: str | None = None,
    after: str | None = None, limit: int = 50,
) -> Page:  # fmt: skip
    """List the annual results of an organization and everyone below, in the order of their ids."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ, place, work.today)
    equal = {"year": year and validation.listed_year(year), "status": status}
    terms = [getattr(PointYear, name) == value for name, value in equal.items() if value is not None]
    here = PointYear.district_id == place.district_id, PointYear.organization_id.in_(units)
    rows = work.session.scalars(
        page(select(PointYear).where(*here, *terms).order_by(PointYear.id), PointYear.id, after, limit)
    ).all()
    return page_response([to_view(row, work) for row in rows], limit)


@query
def point_year(work: UnitOfWork, *, point_year_id: str) -> dict[str, Any]:
    """Return a branch's annual result: how many members are in which band."""
    record, view = read(work, PointYear, point_year_id, READ)
    return view.of(to_view(record, work), views.PUBLIC_YEAR)


@query
def year_steps(work: UnitOfWork, *, point_year_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the steps of an annual result, the first one first."""
    record, view = read(work, PointYear, point_year_id, READ)
    history = view.each(map(step_view, steps_of(work.session, record)), STEP)
    return paginate_list(history, lambda step: str(step["number"]), after, limit)


@personal_query
def results(work: UnitOfWork, *, point_year_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the lines of an annual result, in the order of the members' ids and in no other."""
    record = read_results(work, point_year_id)
    here = PointResult.district_id == record.district_id, PointResult.point_year_id == record.id
    query = select(PointResult).where(*here).order_by(PointResult.member_id)
    rows = work.session.scalars(page(query, PointResult.member_id, after, limit)).all()
    return page_response([to_view(row, work) for row in rows], limit, key="member_id")


class Recomputation(TypedDict):
    """A result computed again: whether every line is the same, and up to 200 members whose lines are not."""

    organization_id: str
    point_year_id: str
    year: int
    status: str
    rule_versions: dict[str, Any]
    members: int
    equal: bool
    differing: list[str]


@personal_query
def recomputation(work: UnitOfWork, *, point_year_id: str) -> Recomputation:
    """Compute a result again, from the ledger of today and the schemes it was computed by."""
    record = read_results(work, point_year_id)
    stored, plans = results_of(work.session, record), _plans(work, record)
    sums = sums_of(work.session, record.district_id, [result.member_id for result in stored], record.year)
    exempt = rules.exempt_classes(record.computed_on)
    differing = []
    for result in stored:
        banded = result.member_class not in exempt
        again = line(plans.get(result.member_class), sums.get(result.member_id, {}), banded=banded)
        if any(getattr(result, name) != value for name, value in again.items()):
            differing.append(result.member_id)
    return {
        "organization_id": record.organization_id,
        "point_year_id": record.id,
        "year": record.year,
        "status": record.status,
        "rule_versions": record.rule_versions,
        "members": len(stored),
        "equal": not differing,
        "differing": differing[:200],
    }


def _plans(work: UnitOfWork, point_year: PointYear) -> dict[str, Plan]:
    district_id = point_year.district_id
    schemes = {name: work.session.get(Scheme, (district_id, id_)) for name, id_ in point_year.schemes.items()}
    return {name: scheme.plan for name, scheme in schemes.items() if scheme is not None}
