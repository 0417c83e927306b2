"""A district drafts a scheme or its next version, changes the draft, and publishes it; then it never changes."""

from datetime import date
from typing import Any

from msgspec import to_builtins

from services.member_points.commands.successions import settle_successions
from services.member_points.model import rules, validation
from services.member_points.model.scheme_rules import checked, plan_of
from services.member_points.model.schemes import Scheme, versions_of
from shared import org_paths
from shared.enumerations import MEMBER_CLASSES
from shared.errors import Invalid, NotFound
from shared.events.member_points import PointSchemeAmended, PointSchemeDrafted, PointSchemeEvent, PointSchemePublished
from shared.records import authorize, emit, load_for_update
from shared.scheme_versions import DRAFTED, first_day, must_have_no_draft
from shared.service import command
from shared.unit_of_work import UnitOfWork
from shared.views import Answer

DAYS = 60
"""The longest window for objections, in working days."""
SET = "member_points.set"
CONTENT = ("groups", "items", "bands")


@command
def draft_scheme(
    work: UnitOfWork,
    *,
    organization_id: str,
    year: int,
    member_class: str,
    title: str,
    citation: str,
    template: str | None = None,
    objection_days: int | None = None,
    valid_from: date | None = None,
    groups: list[dict[str, Any]] | None = None,
    items: list[dict[str, Any]] | None = None,
    bands: dict[str, Any] | None = None,
) -> Answer[Scheme]:
    """Draft a district's scheme for a year and a class, or its next version.

    It begins from a template, from the version before, or from nothing; what is named stands in its place. Points
    are hundredths. Without `valid_from` the first version holds from 1 January, a later one from today.
    """
    settle_successions(work)
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require(SET, place.path)
    if organization_id != place.district_id:
        raise Invalid("point_schemes_are_the_districts", field="organization_id", organization=place.name)
    validation.current_year(year, work.today, ahead=1)
    if member_class not in MEMBER_CLASSES:
        raise Invalid("member_class_unknown", field="member_class", known=MEMBER_CLASSES)
    before = versions_of(work.session, place.district_id, year, member_class)
    must_have_no_draft(before)
    named = {"groups": groups, "items": items, "bands": bands, "objection_days": objection_days}
    content = _initial_content(work, template, before[-1] if before else None)
    content |= {name: value for name, value in named.items() if value is not None}
    scheme = Scheme(district_id=place.district_id, id=work.new_id(), version=0, year=year, member_class=member_class)
    scheme.number, scheme.status = len(before) + 1, DRAFTED
    scheme.title, scheme.citation = validation.title(title), validation.citation(citation)
    _set(scheme, content)
    scheme.valid_from = valid_from or first_day(year, before, work.today)
    scheme.stamp(work)
    work.session.add(scheme)
    return _emit(work, scheme, PointSchemeDrafted)


@command
def amend_scheme(
    work: UnitOfWork, *, scheme_id: str, changes: dict[str, Any], expected_version: int | None = None
) -> Answer[Scheme]:
    """Change a draft; what is not named stays. Refuses as Conflict what is published."""
    scheme = _load_draft(work, scheme_id, expected_version)
    if not changes:
        raise Invalid("nothing_to_change")
    if "title" in changes:
        scheme.title = validation.title(changes["title"])
    if "citation" in changes:
        scheme.citation = validation.citation(changes["citation"])
    _set(scheme, {name: getattr(scheme, name) for name in (*CONTENT, "objection_days")} | changes)
    scheme.valid_from = changes.get("valid_from", scheme.valid_from)
    scheme.stamp(work)
    return _emit(work, scheme, PointSchemeAmended)


@command
def publish_scheme(work: UnitOfWork, *, scheme_id: str, expected_version: int | None = None) -> Answer[Scheme]:
    """Publish a draft: from its `valid_from` on it is in force, and it never changes again.

    A later version keeps every item of the one before (retired ones too), and holds from today at the earliest: what
    was earned under the rules of its day stays so.
    """
    scheme = _load_draft(work, scheme_id, expected_version)
    before = versions_of(work.session, scheme.district_id, scheme.year, scheme.member_class)[:-1]
    if before:
        scheme.must_contain(before[-1].plan)
    scheme.publish(work, before)
    return _emit(work, scheme, PointSchemePublished)


def _load_draft(work: UnitOfWork, scheme_id: str, expected_version: int | None) -> Scheme:
    loaded = load_for_update(work, Scheme, scheme_id, settle_successions)
    scheme, _ = authorize(work, loaded, SET, expected_version)
    scheme.must_be_draft()
    return scheme


def _initial_content(work: UnitOfWork, template: str | None, before: Scheme | None) -> dict[str, Any]:
    if template is not None:
        templates = {each["id"]: each for each in rules.templates(work.today)}
        if template not in templates:
            raise NotFound("template_unknown", field="template", template=template, known=templates)
        return {name: templates[template][name] for name in (*CONTENT, "objection_days")}
    if before is not None:
        return {name: getattr(before, name) for name in (*CONTENT, "objection_days")}
    return {"groups": [], "items": [], "bands": {}, "objection_days": rules.usual_window(work.today)}


def _set(scheme: Scheme, content: dict[str, Any]) -> None:
    days = content["objection_days"]
    scheme.objection_days = validation.within(days, field="objection_days", name="公示期 window", least=1, most=DAYS)
    plan = checked(plan_of(*(content[name] for name in CONTENT)))
    scheme.groups = [to_builtins(group) for group in plan.groups]
    scheme.items = [to_builtins(item) | {"kinds": list(item.kinds)} for item in plan.items]
    scheme.bands = to_builtins(plan.bands)


def _emit(work: UnitOfWork, scheme: Scheme, event: type[PointSchemeEvent]) -> Answer[Scheme]:
    emit(work, scheme, event)
    return Answer(scheme, {"warnings": rules.window_warnings(scheme.objection_days, work.today)})
