"""Plans, inspections, their draws and findings, and which notice the findings of each unit propose."""

from typing import Any

from services.supervision.model import Finding, Inspection, InspectionPlan, lifecycle, public, repository
from services.supervision.model.inspections import GENERAL, SERIOUS
from services.supervision.model.notices import proposal, proposal_view
from services.supervision.model.rules import rules
from services.supervision.queries.access import READ, listed, read, way
from shared.errors import NotFound
from shared.pages import Page, page_response, paginate_list
from shared.service import query
from shared.text_validation import printable
from shared.unit_of_work import UnitOfWork


@query
def plan(work: UnitOfWork, *, plan_id: str) -> dict[str, Any]:
    """Return an issuer's plan of a year with its history."""
    found, view = read(work, InspectionPlan, plan_id)
    return view.of(repository.plan_view(found) | {"way": way(work, found, view)}, public.PLAN)


@query
def plans(
    work: UnitOfWork, *, organization_id: str, year: int | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """List the plans of an organization and everyone below it."""
    rows = listed(work, InspectionPlan, organization_id, {"year": year}, (after, limit))
    return page_response([repository.plan_view(row) for row in rows], limit)


@query
def inspection(work: UnitOfWork, *, inspection_id: str) -> dict[str, Any]:
    """Return an inspection with the units it looks at and its history."""
    found, view = read(work, Inspection, inspection_id)
    hanging = {"chosen": list(repository.units_of(work.session, found)), "way": way(work, found, view)}
    return view.of(repository.inspection_view(found) | hanging, public.INSPECTION)


@query
def inspections(
    work: UnitOfWork,
    *,
    organization_id: str,
    year: int | None = None,
    kind: str | None = None,
    status: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """List the inspections that an organization and everyone below it announced."""
    terms = {"year": year, "kind": kind, "status": status}
    rows = listed(work, Inspection, organization_id, terms, (after, limit))
    return page_response([repository.inspection_view(row) for row in rows], limit)


@query
def draw(work: UnitOfWork, *, inspection_id: str) -> dict[str, Any]:
    """Return a spot check's draw: seed, population and sample, so that anyone can repeat it."""
    found, view = read(work, Inspection, inspection_id)
    view.require_whole(READ)
    if found.seed is None or found.population is None:
        raise NotFound("inspection_draw_unknown")
    return {
        "inspection_id": found.id,
        "organization_id": found.organization_id,
        "seed": found.seed,
        "seed_source": found.seed_source,
        "wanted": found.wanted or {},
        "population": found.population,
        "population_digest": found.population_digest,
        "sample": list(repository.units_of(work.session, found)),
        "algorithm": "sha256(seed + '\\n' + organization_id), hex, ascending; the first n",
    }


@query
def findings(work: UnitOfWork, *, inspection_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return what an inspection found, in the order of the ids."""
    whole, view = read(work, Inspection, inspection_id)
    found = map(repository.finding_view, repository.findings_of(work.session, whole))
    return paginate_list(view.each(found, public.FINDING), lambda one: str(one["id"]), after, limit)


@query
def finding(work: UnitOfWork, *, inspection_id: str, finding_id: str) -> dict[str, Any]:
    """Return one finding to a caller who may read its unit's records or its inspection's."""
    found, view = read(work, Finding, finding_id, "organization_id", "issuer_id")
    if found.inspection_id != inspection_id:
        raise NotFound("finding_unknown", record_id=printable(finding_id, limit=64))
    return view.of(repository.finding_view(found), public.FINDING)


@query
def proposals(work: UnitOfWork, *, inspection_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return, unit by unit, which notice follows from findings that no notice names yet."""
    found, view = read(work, Inspection, inspection_id)
    view.require_whole(READ)
    counts: dict[str, dict[str, int]] = {}
    for one in repository.findings_of(work.session, found):
        if one.status == lifecycle.RECORDED and one.notice_id is None:
            counts.setdefault(one.organization_id, {GENERAL: 0, SERIOUS: 0})[one.severity] += 1
    items = []
    for unit, count in sorted(counts.items()):
        rule = proposal(count[GENERAL], count[SERIOUS], rules(work.today))
        if rule is not None:
            shown = proposal_view(rule, count[GENERAL], count[SERIOUS])
            items.append(shown | {"organization_id": unit, "inspection_id": found.id})
    return paginate_list(items, lambda one: str(one["organization_id"]), after, limit)
