"""Serialisation of schemes, declarations, objections, results, entries and imports."""

from typing import Any

from services.member_points.model.declarations import Declaration
from services.member_points.model.jobs import PointImport, PointImportRow
from services.member_points.model.ledger import PointEntry
from services.member_points.model.objections import Objection
from services.member_points.model.schemes import Scheme
from services.member_points.model.years import PointResult, PointYear
from shared.events.member_points import BANDS, EXEMPT
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of, to_view

PUBLIC_ENTRY = frozenset(
    {
        "year", "item", "group_kind", "hundredths", "scheme_id", "rule_version", "occurred_on", "source", "reverses",
        "reversed_by", "recorded_at",
    }
)  # fmt: skip
PUBLIC_DECLARATION = frozenset(
    {
        "year", "item", "times", "hundredths", "occurred_on", "rule_version", "status", "meeting_on", "present",
        "agreed", "published_on", "objections_until", "entry_id", "way",
    }
)  # fmt: skip
PUBLIC_OBJECTION = frozenset({"about", "about_id", "year", "status", "raised_on", "due_on", "answered_on"})
PUBLIC_YEAR = frozenset(
    {
        "year", "status", "cut_off_on", "rule_versions", "objection_days", "members", "excellent", "qualified",
        "basically_qualified", "unqualified", "exempt", "computed_on", "published_on", "objections_until", "frozen_on",
    }
)  # fmt: skip


@to_view.register
def scheme_view(scheme: Scheme, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = (
        "id", "version", "organization_id", "year", "member_class", "number", "status", "title", "citation",
        "objection_days", "valid_from", "groups", "items", "bands", "published_on", "rule_version", "account_id",
        "account_name", "recorded_at",
    )  # fmt: skip
    return fields_of(scheme, names)


@to_view.register
def declaration_view(declaration: Declaration, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = (
        "id", "version", "organization_id", "member_id", "year", "item", "times", "hundredths", "reason", "evidence",
        "occurred_on", "rule_version", "status", "meeting_id", "meeting_on", "present", "agreed", "published_on",
        "objections_until", "entry_id", "district_id",
    )  # fmt: skip
    return fields_of(declaration, names)


@to_view.register
def objection_view(objection: Objection, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = (
        "id", "version", "organization_id", "about", "about_id", "year", "status", "reason", "raised_on", "due_on",
        "answer", "answered_on",
    )  # fmt: skip
    return fields_of(objection, names)


@to_view.register
def year_view(point_year: PointYear, work: UnitOfWork) -> dict[str, Any]:
    """Serialise a result without anyone's points."""
    del work
    names = (
        "id", "version", "organization_id", "year", "status", "cut_off_on", "rule_versions", "objection_days",
        "members", *BANDS, EXEMPT, "computed_on", "published_on", "objections_until", "frozen_on", "district_id",
    )  # fmt: skip
    return fields_of(point_year, names)


@to_view.register
def result_view(result: PointResult, work: UnitOfWork) -> dict[str, Any]:
    del work
    return fields_of(result, ("member_id", "member_class", "total", "counts", "groups", "band"))


@to_view.register
def entry_view(entry: PointEntry, work: UnitOfWork, reversed_by: str | None = None) -> dict[str, Any]:
    """Serialise an entry, and name the one that reversed it, if any."""
    del work
    names = (
        "id", "member_id", "organization_id", "year", "item", "group_kind", "hundredths", "reason", "evidence_type",
        "evidence_id", "evidence", "rule_version", "scheme_id", "occurred_on", "source", "reverses", "account_id",
        "account_name", "recorded_at",
    )  # fmt: skip
    return fields_of(entry, names) | {"reversed_by": reversed_by}


@to_view.register
def import_view(job: PointImport, work: UnitOfWork) -> dict[str, Any]:
    del work
    names = (
        "id", "organization_id", "basis", "file_name", "dry_run", "state", "percent", "rows_total", "rows_checked",
        "rows_applied", "outcomes", "reason", "requested_at", "ended_at",
    )  # fmt: skip
    return fields_of(job, names)


@to_view.register
def import_row_view(row: PointImportRow, work: UnitOfWork) -> dict[str, Any]:
    del work
    return fields_of(row, ("number", "position", "cells", "outcome", "entry_id", "hundredths", "reasons", "warnings"))
