"""Plans, inspections, their draws and findings, and which notice the findings of each unit propose."""

from typing import Any

from services.supervision.model import Finding, Inspection, InspectionPlan, lifecycle, repository, views
from services.supervision.model.inspections import GENERAL, SERIOUS
from services.supervision.model.notices import proposal
from services.supervision.model.rules import rules
from services.supervision.queries.access import BOTH_SIDES, READ, list_records, read, with_history
from shared.errors import NotFound
from shared.pages import Page, paginate_list
from shared.records import refuse_unknown
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of, to_view


@query
def plan(work: UnitOfWork, *, plan_id: str) -> dict[str, Any]:
    """Return an issuer's plan of a year with its history."""
    return with_history(work, *read(work, InspectionPlan, plan_id), views.PUBLIC_PLAN)


@query
def plans(
    work: UnitOfWork, *, organization_id: str, year: int | None = None, after: str | None = None, limit: int = 50
) -> Page:
    """List the plans of an organization and everyone below it."""
    return list_records(work, InspectionPlan, organization_id, {"year": year}, (after, limit))


@query
def inspection(work: UnitOfWork, *, inspection_id: str) -> dict[str, Any]:
    """Return an inspection with the units it looks at and its history."""
    record, view = read(work, Inspection, inspection_id)
    return with_history(work, record, view, views.PUBLIC_INSPECTION, chosen=repository.units_of(work.session, record))


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
    equal = {"year": year, "kind": kind, "status": status}
    return list_records(work, Inspection, organization_id, equal, (after, limit))


@query
def draw(work: UnitOfWork, *, inspection_id: str) -> dict[str, Any]:
    """Return a spot check's draw: seed, population and sample, so that anyone can repeat it."""
    record, view = read(work, Inspection, inspection_id)
    view.require_whole(READ)
    if record.seed is None or record.population is None:
        raise NotFound("inspection_draw_unknown")
    return fields_of(record, ("organization_id", "seed", "seed_source", "population", "population_digest")) | {
        "inspection_id": record.id,
        "wanted": record.wanted or {},
        "sample": repository.units_of(work.session, record),
        "algorithm": "sha256(seed + '\\n' + organization_id), hex, ascending; the first n",
    }


@query
def findings(work: UnitOfWork, *, inspection_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return what an inspection found, in the order of the ids."""
    inspection, view = read(work, Inspection, inspection_id)
    items = [to_view(finding, work) for finding in repository.findings_of(work.session, inspection)]
    return paginate_list(view.each(items, views.PUBLIC_FINDING), lambda item: str(item["id"]), after, limit)


@query
def finding(work: UnitOfWork, *, inspection_id: str, finding_id: str) -> dict[str, Any]:
    """Return one finding to a caller who may read its unit's records or its inspection's."""
    record, view = read(work, Finding, finding_id, *BOTH_SIDES)
    if record.inspection_id != inspection_id:
        refuse_unknown(Finding, finding_id)
    return view.of(to_view(record, work), views.PUBLIC_FINDING)


@query
def proposals(work: UnitOfWork, *, inspection_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return, unit by unit, which notice follows from findings that no notice names yet."""
    inspection, view = read(work, Inspection, inspection_id)
    view.require_whole(READ)
    counts: dict[str, dict[str, int]] = {}
    for finding in repository.findings_of(work.session, inspection):
        if finding.status == lifecycle.RECORDED and finding.notice_id is None:
            counts.setdefault(finding.organization_id, {GENERAL: 0, SERIOUS: 0})[finding.severity] += 1
    items = []
    for unit, count in sorted(counts.items()):
        rule = proposal(count[GENERAL], count[SERIOUS], rules(work.today))
        if rule is not None:
            of_unit = {"organization_id": unit, "inspection_id": inspection.id, "kind": rule.id}
            items.append(rule.said(**count) | count | of_unit)
    return paginate_list(items, lambda item: str(item["organization_id"]), after, limit)
