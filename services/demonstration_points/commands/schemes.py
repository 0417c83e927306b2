"""The district opens demonstration schemes, each on an approval from above and with a quota."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.demonstration_points.model import Scheme, repository, validation
from services.demonstration_points.model.rules import scheme_rules
from shared import org_paths
from shared.enumerations import POINT_SCOPES
from shared.errors import Conflict, Invalid
from shared.events.demonstration_points import SchemeAmended, SchemeOpened
from shared.lifecycles import require_version, step_day
from shared.records import emit, load
from shared.service import command
from shared.trees import organization_version
from shared.unit_of_work import UnitOfWork


@command
def open_scheme(
    work: UnitOfWork,
    *,
    organization_id: str,
    scope: str,
    year: int,
    title: str,
    document_title: str,
    document_number: str,
    issuer: str,
    issued_on: date,
    quota: int,
) -> Scheme:
    """Open a district's scheme for a scope and a year, on an approval from above.

    Refuses a street's or a department's scheme, a second one for the same scope and year, an approval issued by an
    organization of the district itself or in the future, and a quota outside the rule pack's bounds.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require("demonstration_points.decide", place.path)
    rules = scheme_rules(work.today)
    if place.level not in rules["openers"]["levels"]:
        raise Conflict("schemes_are_the_districts", **_rule_texts(rules["openers"].said(organization=place.name)))
    check_year(work, year)
    if scope not in POINT_SCOPES:
        raise Invalid("demonstration_scope_unknown", field="scope", scope=scope, known=POINT_SCOPES)
    if _exists(work, place.district_id, scope, year):
        raise Conflict("demonstration_scheme_exists", scope=scope, year=year)
    scheme = Scheme(district_id=place.district_id, id=work.new_id(), version=0, scope=scope, year=year)
    scheme.title = validation.name(title, "title")
    _stand_on(work, scheme, document_title=document_title, number=document_number, issuer=issuer, issued_on=issued_on)
    scheme.allow(quota, 0, rules)
    work.session.add(scheme)
    emit(work, scheme, SchemeOpened)
    return scheme


@command
def amend_scheme(
    work: UnitOfWork,
    *,
    scheme_id: str,
    expected_version: int | None = None,
    title: str | None = None,
    document_title: str | None = None,
    document_number: str | None = None,
    issuer: str | None = None,
    issued_on: date | None = None,
    quota: int | None = None,
) -> Scheme:
    """Change a scheme's texts, document or quota; None leaves a field.

    Refuses as Conflict a quota below the points that stand under the scheme.
    """
    scheme = load(work.session, Scheme, scheme_id, lock=True)
    work.actor.require("demonstration_points.decide", [scheme.district_id])
    require_version(scheme.version, expected_version)
    if all(given is None for given in (title, document_title, document_number, issuer, issued_on, quota)):
        raise Invalid("nothing_to_change")
    if title is not None:
        scheme.title = validation.name(title, "title")
    _stand_on(work, scheme, document_title=document_title, number=document_number, issuer=issuer, issued_on=issued_on)
    used = repository.used_by(work.session, scheme)
    if quota is not None:
        scheme.allow(quota, used, scheme_rules(work.today))
    emit(work, scheme, SchemeAmended)
    return scheme


def check_year(work: UnitOfWork, year: int, field: str = "year") -> None:
    """Refuse as Invalid a year long past or further ahead than the next."""
    last = work.today.year + 1
    if not validation.FIRST_YEAR <= year <= last:
        raise Invalid("year_out_of_range", field=field, year=year, first=validation.FIRST_YEAR, last=last)


def _stand_on(
    work: UnitOfWork,
    scheme: Scheme,
    *,
    document_title: str | None,
    number: str | None,
    issuer: str | None,
    issued_on: date | None,
) -> None:
    if document_title is not None:
        scheme.document_title = validation.basis(document_title, "document_title")
    if number is not None:
        scheme.document_number = validation.document_number(number)
    if issued_on is not None:
        check_year(work, issued_on.year, "issued_on")
        scheme.issued_on = step_day(work, issued_on, field="issued_on")
    if issuer is not None:
        scheme.issuer = validation.name(issuer, "issuer")
        _must_be_from_above(work, scheme)


def _must_be_from_above(work: UnitOfWork, scheme: Scheme) -> None:
    own = select(func.count()).where(
        organization_version.c.district_id == scheme.district_id, organization_version.c.name == scheme.issuer
    )
    if work.session.scalar(own):
        raise Invalid("approval_not_from_above", field="issuer", issuer=scheme.issuer)


def _exists(work: UnitOfWork, district_id: str, scope: str, year: int) -> bool:
    same = select(Scheme.id).where(Scheme.district_id == district_id, Scheme.scope == scope, Scheme.year == year)
    return work.session.scalar(same) is not None


def _rule_texts(rule: dict[str, Any]) -> dict[str, Any]:
    return {"rule_zh": rule["zh"], "rule_en": rule["en"], "citation": rule["citation"]}
