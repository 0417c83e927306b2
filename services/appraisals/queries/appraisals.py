"""Appraisals with their history, in the order of the tree and in no other; objections; frozen results."""

from typing import Any, TypedDict

from sqlalchemy import select

from services.appraisals.model import Appraisal, AppraisalObjection, validation, views
from services.appraisals.model.appraisals import scheme_in_force
from services.appraisals.model.documents import digest_of
from services.appraisals.queries.access import READ, equal_terms, read_appraisal, read_objection
from services.appraisals.queries.tree_order import tree_order
from shared import org_paths
from shared.lifecycles import step_view
from shared.objections import objections_to
from shared.pages import Page, paginate_list
from shared.reading import STEP, View
from shared.records import steps_of
from shared.service import query
from shared.unit_of_work import UnitOfWork
from shared.views import to_view


@query
def appraisals(
    work: UnitOfWork, *, organization_id: str, issuer_id: str | None = None, year: int | None = None,
    level: str | None = None, status: str | None = None, after: str | None = None, limit: int = 50,
) -> Page:  # fmt: skip
    """List the appraisals of an organization and everyone below it, in the order of the tree."""
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, READ, place, work.today)
    here = Appraisal.district_id == place.district_id, Appraisal.organization_id.in_(units)
    wanted = {"issuer_id": issuer_id, "year": year and validation.listed_year(year), "level": level, "status": status}
    equal = equal_terms(Appraisal, **wanted)
    order = tree_order(work.session, organization_id, work.today)
    rows = work.session.execute(select(Appraisal.id, Appraisal.organization_id, Appraisal.year).where(*here, *equal))
    keys = [{"id": row.id} for row in sorted(rows, key=lambda row: (order[row.organization_id], row.year, row.id))]
    page = paginate_list(keys, lambda item: str(item["id"]), after, limit)
    shown = [work.session.get_one(Appraisal, (place.district_id, item["id"])) for item in page["items"]]
    return {"items": [to_view(row, work) for row in shown], "next_after": page["next_after"]}


@query
def appraisal(work: UnitOfWork, *, appraisal_id: str) -> dict[str, Any]:
    """Return an appraisal, explained item by item, with its history."""
    record, view = read_appraisal(work, appraisal_id)
    return view.of(to_view(record, work) | {"way": _history(work, record, view)}, views.PUBLIC_APPRAISAL)


@query
def appraisal_steps(work: UnitOfWork, *, appraisal_id: str, after: str | None = None, limit: int = 50) -> Page:
    """Return the steps of an appraisal, the first one first."""
    history = _history(work, *read_appraisal(work, appraisal_id))
    return paginate_list(history, lambda step: str(step["number"]), after, limit)


class WantedEvidence(TypedDict):
    """Of which organization and year which figures are wanted: for each item its indicator, and what divides it."""

    organization_id: str
    level: str
    year: int
    wanted: list[dict[str, Any]]


@query
def wanted_evidence(work: UnitOfWork, *, appraisal_id: str) -> WantedEvidence:
    """Return which figures the items of the scheme in force take."""
    record, view = read_appraisal(work, appraisal_id)
    view.require_whole(READ)
    names = ("item", "indicator", "denominator_indicator")
    counted = scheme_in_force(work.session, record, work.today).plan.counted
    wanted = [dict(zip(names, (item.code, *item.figures), strict=True)) for item in counted]
    return {"organization_id": record.organization_id, "level": record.level, "year": record.year, "wanted": wanted}


class FrozenResult(TypedDict):
    """A frozen result as it was hashed, and whether it still has that hash; None of each before it is frozen."""

    organization_id: str
    appraisal_id: str
    document: dict[str, Any] | None
    digest: str | None
    intact: bool | None


@query
def frozen_result(work: UnitOfWork, *, appraisal_id: str) -> FrozenResult:
    """Return a frozen result with its scheme, and compare its hash."""
    record, view = read_appraisal(work, appraisal_id)
    view.require_whole(READ)
    document = record.document
    return {
        "organization_id": record.organization_id, "appraisal_id": record.id, "document": document,
        "digest": record.digest, "intact": None if document is None else digest_of(document) == record.digest,
    }  # fmt: skip


@query
def objections_to_appraisal(work: UnitOfWork, *, appraisal_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the objections to an appraisal, in the order of their ids."""
    record, view = read_appraisal(work, appraisal_id)
    found = objections_to(work.session, AppraisalObjection, record.id)
    items = view.each((to_view(objection, work) for objection in found), views.PUBLIC_OBJECTION)
    return paginate_list(items, lambda item: str(item["id"]), after, limit)


@query
def appraisal_objection(work: UnitOfWork, *, appraisal_objection_id: str) -> dict[str, Any]:
    """Return one with its answer, to its organization and whoever answers it."""
    record, view = read_objection(work, appraisal_objection_id)
    return view.of(to_view(record, work), views.PUBLIC_OBJECTION)


def _history(work: UnitOfWork, record: Appraisal, view: View) -> list[dict[str, Any]]:
    return view.each(map(step_view, steps_of(work.session, record)), STEP)
