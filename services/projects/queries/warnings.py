"""Warnings about missing good practice below an organization, for those who can help; never enforced."""

from typing import Any

from sqlalchemy import Select, func, select

from services.projects.model import Project, validation
from services.projects.model.lifecycle import IN_PROGRESS
from services.projects.model.warnings import (
    NOT_COUNTED,
    count_warnings,
    period_before,
    practice_warnings,
    report_days,
)
from shared import org_paths
from shared.pages import Page, paginate_list
from shared.service import query
from shared.trees import COMMUNITY, DISTRICT, STREET, on_day, organization_version
from shared.unit_of_work import UnitOfWork

Units = Select[tuple[str]]


@query
def warnings(work: UnitOfWork, *, organization_id: str, year: int, after: str | None = None, limit: int = 50) -> Page:
    """Return, for an organization and everything below it, who leads unusually many or few projects.

    Streets and communities are counted, branches only where they lead any. Projects in progress are looked at for
    last month's meeting and last quarter's on-site check.
    """
    place = org_paths.load_org_path(work.session, organization_id, work.today)
    units = org_paths.scoped_subtree(work.actor, "projects.read", place, work.today)
    validation.listed_year(year)
    warned = _counts(work, units, year) + _practice(work, units, year)
    return paginate_list(
        warned, lambda said: f"{said['organization_id']} {said['project_id']} {said['rule']}", after, limit
    )


def _counts(work: UnitOfWork, units: Units, year: int) -> list[dict[str, Any]]:
    counted = work.session.execute(
        select(Project.organization_id, func.count())
        .where(
            Project.organization_id.in_(units),
            Project.kind == validation.SECRETARY_PROJECT,
            Project.year == year,
            Project.status.not_in(NOT_COUNTED),
        )
        .group_by(Project.organization_id)
    )
    counts = {row[0]: int(row[1]) for row in counted}
    version = organization_version.c
    open_units = work.session.execute(
        select(version.organization_id, version.name, version.level)
        .where(version.organization_id.in_(units), *on_day(work.today))
        .order_by(version.organization_id)
    )
    return [
        warning
        for unit in open_units
        if unit.level in {STREET, COMMUNITY} or (unit.level != DISTRICT and unit.organization_id in counts)
        for warning in count_warnings(
            unit.organization_id, unit.name, year, counts.get(unit.organization_id, 0), work.today
        )
    ]


def _practice(work: UnitOfWork, units: Units, year: int) -> list[dict[str, Any]]:
    running = work.session.scalars(
        select(Project)
        .where(
            Project.organization_id.in_(units),
            Project.kind != validation.MEETING_DECISION,
            Project.year == year,
            Project.status == IN_PROGRESS,
        )
        .order_by(Project.id)
    ).all()
    days = report_days(work.session, [project.id for project in running], period_before(work.today, 3)[0])
    return [
        warning for project in running for warning in practice_warnings(project, days.get(project.id, {}), work.today)
    ]
