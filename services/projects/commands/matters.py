"""The ten practical matters (10件实事): drafted by the district, broken down to units, published as one list of ten."""

from datetime import date
from typing import TypedDict

from sqlalchemy import select

from services.projects.commands import loading
from services.projects.commands.declarations import check_year, new_project, same_project
from services.projects.model import Assignment, MatterList, Milestone, Project, lifecycle, repository, validation
from services.projects.model.schedule_status import project_rules
from shared import org_paths, trees
from shared.errors import Conflict, Invalid, NotFound
from shared.events.projects import (
    MatterAssigned,
    MatterReleased,
    PracticalMatterDrafted,
    PracticalMattersPublished,
    ProjectApproved,
)
from shared.lifecycles import record_step, step_day
from shared.org_paths import OrgPath
from shared.plans import OPEN
from shared.records import add_record, emit, take_step
from shared.service import command
from shared.text_validation import require_text
from shared.unit_of_work import UnitOfWork
from shared.views import Answer


class PublishedMatters(TypedDict):
    """The published list of a year: its day, and its matters in their order."""

    year: int
    published_on: date
    projects: list[str]


@command
def draft_practical_matter(
    work: UnitOfWork,
    *,
    organization_id: str,
    year: int,
    title: str,
    lead_post: str,
    content: str | None = None,
    on: date | None = None,
) -> Answer[Project]:
    """Add a matter to the draft of a district's list; Conflict for a year whose list is published."""
    place = _district(work, organization_id)
    check_year(work, year)
    if work.session.get(MatterList, (place.district_id, year)) is not None:
        raise Conflict("matters_already_published", year=year)
    project = new_project(
        work, place, organization_id, kind=validation.PRACTICAL_MATTER, year=year, on=on, status=lifecycle.DRAFTED
    )
    project.title, project.content = validation.title(title), validation.content(content)
    project.lead_post = validation.post(lead_post, "lead_post")
    project.number = len(_drafts(work, place.district_id, year)) + 1
    add_record(work, project, "draft")
    emit(work, project, PracticalMatterDrafted)
    return Answer(project, {"warnings": same_project(work, project)})


@command
def publish_practical_matters(
    work: UnitOfWork, *, organization_id: str, year: int, on: date | None = None, order: list[str] | None = None
) -> PublishedMatters:
    """Publish a year's list, which makes every matter on it an approved project.

    Refuses any number but the rule pack's ten, a second publication, and an `order` that does not name every matter
    once; without an order they stand as they were drafted.
    """
    place = _district(work, organization_id)
    if work.session.get(MatterList, (place.district_id, year)) is not None:
        raise Conflict("matters_already_published", year=year)
    matters = _in_order(_drafts(work, place.district_id, year), order)
    required = project_rules(work.today)["practical_matters"]["count"]
    if len(matters) != required:
        raise Conflict("matters_not_ten", year=year, wanted=required, count=len(matters))
    day = on or work.today
    for number, matter in enumerate(matters, start=1):
        matter.number = number
        take_step(work, matter, "publish", day)
        matter.approved_on = day
        repository.refresh_schedule(work, matter)
        emit(work, matter, ProjectApproved, approved_on=day)
    work.session.add(
        MatterList(district_id=place.district_id, year=year, published_on=day, published_by=work.actor.account_id)
    )
    ids = tuple(matter.id for matter in matters)
    work.emit(
        PracticalMattersPublished(
            district_id=place.district_id, organization_id=organization_id, year=year, published_on=day, projects=ids
        )
    )
    return {"year": year, "published_on": day, "projects": list(ids)}


@command
def assign_organization(
    work: UnitOfWork,
    *,
    project_id: str,
    organization_id: str,
    post: str,
    duty: str,
    on: date | None = None,
    expected_version: int | None = None,
) -> Project:
    """Assign a unit its part of a practical matter, with a responsible post and a duty, from today or earlier on."""
    project, place = _matter(work, project_id, expected_version)
    unit = org_paths.load_org_path(work.session, organization_id, work.today)
    if unit.district_id != place.district_id:
        raise Invalid("responsible_outside", field="organization_id", organization=place.name)
    if not org_paths.is_open(work.session, organization_id, on or work.today):
        raise Invalid("responsible_not_open", field="organization_id", day=on or work.today)
    day = step_day(work, on, last=project.last_step_on)
    if work.session.get(Assignment, (project.district_id, project.id, organization_id)) is not None:
        raise Conflict("already_assigned", organization=unit.name)
    work.session.add(
        Assignment(
            district_id=project.district_id,
            project_id=project.id,
            organization_id=organization_id,
            part_id=work.new_id(),
            post=validation.post(post, "post"),
            duty=require_text(duty, label="任务 duty", limit=validation.OPINION, field="duty", lines=True),
            percent=0,
            assigned_on=day,
        )
    )
    _average(work, project)
    record_step(work, project, "assign", project.status, on=day, opinion=unit.name)
    emit(work, project, MatterAssigned, assigned_organization_id=organization_id, post=validation.post(post, "post"))
    return project


@command
def release_organization(
    work: UnitOfWork, *, project_id: str, organization_id: str, reason: str, expected_version: int | None = None
) -> Project:
    """End a unit's part of a practical matter, with a reason, once its open milestones are gone."""
    project, _ = _matter(work, project_id, expected_version)
    key = (project.district_id, project.id, org_paths.require_valid_id(organization_id))
    assignment = work.session.get(Assignment, key)
    if assignment is None:
        raise NotFound("assignment_unknown", organization_id=organization_id)
    waiting = work.session.scalars(
        select(Milestone.title).where(
            Milestone.project_id == project.id,
            Milestone.organization_id == organization_id,
            Milestone.status == OPEN,
        )
    ).all()
    if waiting:
        raise Conflict("unit_has_milestones", count=len(waiting), titles="；".join(waiting[:5]))
    work.session.delete(assignment)
    _average(work, project)
    record_step(work, project, "release", project.status, on=work.today, opinion=validation.reason(reason))
    emit(work, project, MatterReleased, released_organization_id=organization_id)
    return project


def _district(work: UnitOfWork, organization_id: str) -> OrgPath:
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    work.actor.require("projects.approve", place.path)
    if place.level != trees.DISTRICT:
        raise Invalid("matters_are_the_districts", field="organization_id", organization=place.name)
    return place


def _matter(work: UnitOfWork, project_id: str, expected_version: int | None) -> tuple[Project, OrgPath]:
    project, place = loading.load_as_district(work, project_id, expected_version)
    if project.kind != validation.PRACTICAL_MATTER:
        raise Conflict("only_matters_are_assigned", title=project.title)
    project.lifecycle.after("assign", project.status)
    return project, place


def _drafts(work: UnitOfWork, district_id: str, year: int) -> list[Project]:
    query = (
        select(Project)
        .where(Project.district_id == district_id, Project.year == year, Project.status == lifecycle.DRAFTED)
        .order_by(Project.id)
        .with_for_update()
    )
    return list(work.session.scalars(query))


def _in_order(drafts: list[Project], order: list[str] | None) -> list[Project]:
    if order is None:
        return sorted(drafts, key=lambda matter: (matter.number or 0, matter.id))
    by_id = {matter.id: matter for matter in drafts}
    if sorted(order) != sorted(by_id):
        raise Invalid("order_incomplete", field="order", count=len(drafts))
    return [by_id[project_id] for project_id in order]


def _average(work: UnitOfWork, project: Project) -> None:
    work.session.flush()
    percents = work.session.scalars(select(Assignment.percent).where(Assignment.project_id == project.id)).all()
    if percents:
        project.percent = sum(percents) // len(percents)
