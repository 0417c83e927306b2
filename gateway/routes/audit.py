"""The audit, for auditors."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, tuple_

from gateway.accounts.grant_policy import within_scope
from gateway.app_context import app_context
from gateway.audit import chain
from gateway.audit.chain import Signer
from gateway.audit.model import AuditEntry
from gateway.blueprints import Blueprint
from gateway.schemas.audit import AuditAnswer, AuditFilter, AuditVerification, AuditVerificationQuery
from gateway.service_calls import query_local, require
from shared.errors import Forbidden
from shared.rights import RIGHTS, Actor
from shared.unit_of_work import UnitOfWork

MOST_VERIFIED = 10_000
"""Rows of one answer, so that it comes within a second or two."""
NAMES = tuple(AuditAnswer().dump_fields)
blueprint = Blueprint("audit", "/api/v1/audit", "审计 · audit")


@blueprint.list("", AuditAnswer, query=AuditFilter, personal=True)
def audit(**params: Any) -> Any:
    """谁做了、改了、读了什么 · who did, changed and read what, newest first."""
    if "organization_id" in params:
        require("audit.read", params["organization_id"])
    return query_local(audit_entries, **params)


@blueprint.get("/verification", AuditVerification, query=AuditVerificationQuery)
def verification(organization_id: str, after: int) -> Any:
    """核对留痕 · verify that no row of a district's trail was altered, left out or added, 10,000 at a time."""
    path = require("audit.read", organization_id)
    return query_local(verified_trail, district_id=path[-1], after=after)


def verified_trail(work: UnitOfWork, *, district_id: str, after: int) -> dict[str, Any]:
    """Verify the rows of a district's trail after one of them, for who audits the whole district."""
    work.actor.require_below("audit.read", (district_id,))
    signer = Signer(app_context().settings.secret_keys)
    end, faults = chain.verify(work.session, signer, district_id, after=after, most=MOST_VERIFIED)
    fault = faults[0] if faults else None
    whole = chain.end_of(work.session, district_id).number <= end.number
    return {
        "district_id": district_id,
        "verified_until": end.number,
        "hash": end.hash,
        "fault": fault and fault.kind,
        "fault_at": fault and fault.number,
        "next_after": None if fault or whole else end.number,
    }


def audit_entries(work: UnitOfWork, *, after: str | None, limit: int, **params: Any) -> dict[str, Any]:
    """Return the audit entries within an auditor's reach, newest first."""
    if not work.actor.holds("audit.read"):
        raise Forbidden("grant_does_not_reach", right="audit.read")
    query = select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit + 1)
    reached = within_scope(AuditEntry.organization_id, work.actor, "audit.read", work.today)
    if reached is not None:
        query = query.where(or_(reached, _of_districts(work.actor)))
    query = query.where(*_terms(**params))
    if after is not None:
        at, _, entry_id = after.partition(" ")
        query = query.where(tuple_(AuditEntry.at, AuditEntry.id) < tuple_(datetime.fromisoformat(at), entry_id))
    entries = work.session.scalars(query).all()
    following = f"{entries[limit - 1].at.isoformat()} {entries[limit - 1].id}" if len(entries) > limit else None
    return {"items": [_view(entry) for entry in entries[:limit]], "next_after": following}


def _of_districts(acting: Actor) -> ColumnElement[bool]:
    # What concerns no organization is seen by whoever audits the whole district.
    whole = {grant.organization_id for grant in acting.grants if grant.role in RIGHTS["audit.read"] and grant.below}
    return and_(AuditEntry.organization_id.is_(None), AuditEntry.district_id.in_(whole))


def _terms(
    *,
    organization_id: str | None = None,
    account_id: str | None = None,
    person_id: str | None = None,
    method: str | None = None,
    address: str | None = None,
    personal: bool | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Any]:
    terms = {
        AuditEntry.organization_id: organization_id,
        AuditEntry.account_id: account_id,
        AuditEntry.person_id: person_id,
        AuditEntry.method: method,
        AuditEntry.address: address,
        AuditEntry.personal: personal,
    }
    equal = [column == value for column, value in terms.items() if value is not None]
    begin = [AuditEntry.at >= since.astimezone(UTC)] if since else []
    end = [AuditEntry.at < until.astimezone(UTC)] if until else []
    return equal + begin + end


def _view(entry: AuditEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in NAMES}
