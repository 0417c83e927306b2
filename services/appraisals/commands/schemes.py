"""A district or a street drafts a scheme of appraisal or its next version, and publishes it; then it never changes."""

from datetime import date
from typing import Any

from msgspec import to_builtins

from services.appraisals.commands.loading import SET, load_issuer
from services.appraisals.commands.successions import settle_successions
from services.appraisals.model import AppraisalScheme, validation
from services.appraisals.model.scheme_rules import checked, plan_of
from services.appraisals.model.schemes import versions_of
from shared.errors import Invalid
from shared.events.appraisals import AppraisalSchemeAmended, AppraisalSchemeDrafted, AppraisalSchemePublished
from shared.records import authorize, emit, load_for_update
from shared.scheme_versions import DRAFTED, first_day, must_have_no_draft
from shared.service import command
from shared.unit_of_work import UnitOfWork

CONTENT = ("items", "bands")


@command
def draft_appraisal_scheme(
    work: UnitOfWork,
    *,
    organization_id: str,
    year: int,
    level: str,
    title: str,
    citation: str,
    valid_from: date | None = None,
    items: list[dict[str, Any]] | None = None,
    bands: list[dict[str, Any]] | None = None,
) -> AppraisalScheme:
    """Draft an organization's scheme for a year and the units of a level below it, or its next version.

    A next version begins from the one before; what is named stands in its place. Without `valid_from` the first version
    holds from 1 January, a later one from today.
    """
    place = load_issuer(work, organization_id, SET)
    validation.current_year(year, work.today, ahead=1)
    level = validation.appraised_level(level, place.level)
    before = versions_of(work.session, place.district_id, organization_id, year, level)
    must_have_no_draft(before)
    scheme = AppraisalScheme(district_id=place.district_id, id=work.new_id(), version=0, year=year, level=level)
    scheme.organization_id, scheme.number, scheme.status = organization_id, len(before) + 1, DRAFTED
    scheme.title, scheme.citation = validation.title(title), validation.citation(citation)
    named = {"items": items, "bands": bands}
    kept = {name: getattr(before[-1], name) if before else [] for name in CONTENT}
    _set(scheme, kept | {name: value for name, value in named.items() if value is not None})
    scheme.valid_from = valid_from or first_day(year, before, work.today)
    scheme.stamp(work)
    work.session.add(scheme)
    emit(work, scheme, AppraisalSchemeDrafted)
    return scheme


@command
def amend_appraisal_scheme(
    work: UnitOfWork, *, appraisal_scheme_id: str, changes: dict[str, Any], expected_version: int | None = None
) -> AppraisalScheme:
    """Change a draft; what is not named stays. Refuses as Conflict what is published."""
    scheme = _load_draft(work, appraisal_scheme_id, expected_version)
    if not changes:
        raise Invalid("nothing_to_change")
    scheme.title = validation.title(changes.get("title", scheme.title))
    scheme.citation = validation.citation(changes.get("citation", scheme.citation))
    _set(scheme, {name: changes.get(name, getattr(scheme, name)) for name in CONTENT})
    scheme.valid_from = changes.get("valid_from", scheme.valid_from)
    scheme.stamp(work)
    emit(work, scheme, AppraisalSchemeAmended)
    return scheme


@command
def publish_appraisal_scheme(
    work: UnitOfWork, *, appraisal_scheme_id: str, expected_version: int | None = None
) -> AppraisalScheme:
    """Publish a draft: it never changes again, and results published from its first day on are computed by it."""
    scheme = _load_draft(work, appraisal_scheme_id, expected_version)
    key = scheme.district_id, scheme.organization_id, scheme.year, scheme.level
    scheme.publish(work, versions_of(work.session, *key)[:-1])
    emit(work, scheme, AppraisalSchemePublished)
    return scheme


def _load_draft(work: UnitOfWork, appraisal_scheme_id: str, expected_version: int | None) -> AppraisalScheme:
    loaded = load_for_update(work, AppraisalScheme, appraisal_scheme_id, settle_successions)
    scheme, _ = authorize(work, loaded, SET, expected_version)
    scheme.must_be_draft()
    return scheme


def _set(scheme: AppraisalScheme, content: dict[str, Any]) -> None:
    plan = checked(plan_of(content["items"], content["bands"]))
    scheme.items = [to_builtins(item) | {"thresholds": to_builtins(list(item.thresholds))} for item in plan.items]
    scheme.bands = [{"code": band.code, "name": band.name, "least": band.least} for band in plan.bands]
