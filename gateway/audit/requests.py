"""Auditing of requests: one row for every write, sign-in and read of personal data, refused ones included.

A read of personal data is only answered once its row is kept. What a person did is never counted or summed up anywhere.
"""

from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from gateway.accounts.model import Account
from gateway.anonymity import is_anonymous, without_sender
from gateway.app_context import app_context
from gateway.audit.log import AuditLog
from gateway.identity_cache import Identity
from gateway.problems import RETRY_AFTER, answer
from gateway.request_policy import policy_of
from gateway.validation_messages import LocalizedMessage
from shared import databases, trees
from shared.database_errors import log_failure
from shared.errors import NotFound
from shared.rights import EVERYTHING
from shared.unit_of_work import new_id

EXTENSION = "sanji_audit"
Subject = tuple[str, str, str, str]
READS = frozenset({"GET", "HEAD", "OPTIONS"})
log = structlog.get_logger()


def close(app: Flask) -> None:
    """Write pending rows before the process ends."""
    app.extensions[EXTENSION].close()


def register(app: Flask, audit_log: AuditLog) -> None:
    """Audit the requests of an application."""
    app.extensions[EXTENSION] = audit_log

    def audit(response: Response) -> Response:
        subject = _subject()
        if subject is None or request.endpoint is None:
            return response
        policy = policy_of(current_app.view_functions[request.endpoint])
        personal = policy.personal
        if policy.private or (request.method in READS and not personal):
            return response
        row = _row(subject, response, personal=personal)
        if is_anonymous():
            row = without_sender(row)
        try:
            audit_log.write(row)
        except SQLAlchemyError as error:
            log_failure(log, "audit write failed, retrying", error)
            if personal:
                return answer(503, LocalizedMessage("service_unavailable"), headers={"Retry-After": RETRY_AFTER})
        return response

    app.after_request(audit)


def note_account(account: Account | None) -> None:
    """Note whose account a request of somebody who is not signed in is about; None for a name that nobody has."""
    nobody = (EVERYTHING, "", "", "")
    g.audited = nobody if account is None else (account.district_id, account.id, account.name, account.person_id)


def note_detail(**detail: Any) -> None:
    """Note what a request changed, such as the role that was granted."""
    g.audit_detail = g.get("audit_detail", {}) | detail


def _subject() -> Subject | None:
    """Return district, account, name and person behind a request; None where it is not audited."""
    identity: Identity | None = g.get("identity")
    if identity is not None:
        return identity.district_id, identity.account_id, identity.actor.name, identity.actor.person_id
    noted: Subject | None = g.get("audited")
    return noted


def _row(subject: Subject, response: Response, *, personal: bool) -> dict[str, Any]:
    organization_id = g.get("organization_id") or (request.view_args or {}).get("organization_id")
    district_id, account_id, account_name, person_id = subject
    return {
        "district_id": g.get("district_id") or _district(district_id, organization_id),
        "at": app_context().clock(),
        "id": new_id(),
        "account_id": account_id,
        "account_name": account_name,
        "person_id": person_id,
        "method": request.method,
        "route": str(request.url_rule),
        "path": request.path[:500],
        "organization_id": organization_id,
        "personal": personal,
        "status": response.status_code,
        "correlation_id": g.correlation_id,
        "address": request.remote_addr or "",
        "detail": _detail(response),
        "calls": g.get("calls"),
    }


def _detail(response: Response) -> dict[str, Any] | None:
    is_done = response.status_code < HTTPStatus.BAD_REQUEST
    tags = {"before": request.headers.get("If-Match"), "after": g.get("etag") if is_done else None}
    versions = {name: tag.strip('"') for name, tag in tags.items() if tag is not None and request.method not in READS}
    return g.get("audit_detail", {}) | versions or None


def _district(district_id: str, organization_id: str | None) -> str:
    if district_id != EVERYTHING or organization_id is None:
        return district_id
    try:
        with databases.reading(app_context().engine) as session:
            return trees.path(session, organization_id, app_context().today)[-1]
    except (NotFound, SQLAlchemyError):
        return district_id
