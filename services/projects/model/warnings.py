"""Warnings about missing good practice, with their citation; never enforced."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.projects.model.lifecycle import RETURNED, WITHDRAWN
from services.projects.model.projects import Project
from services.projects.model.reports import ProgressReport
from services.projects.model.schedule_status import project_rules
from services.projects.model.validation import SECRETARY_PROJECT

MONTHS = 12
NOT_COUNTED = (RETURNED, WITHDRAWN)


def count_of(session: Session, organization_id: str, year: int) -> int:
    """Count an organization's secretary projects of a year, without returned and withdrawn ones."""
    query = select(func.count()).where(
        Project.organization_id == organization_id,
        Project.kind == SECRETARY_PROJECT,
        Project.year == year,
        Project.status.not_in(NOT_COUNTED),
    )
    return int(session.scalar(query) or 0)


def count_warnings(organization_id: str, name: str, year: int, count: int, day: date) -> list[dict[str, Any]]:
    """Warn of more or fewer projects than a secretary usually leads in a year."""
    rule = project_rules(day)["projects_per_secretary"]
    if rule["least"] <= count <= rule["most"]:
        return []
    text = rule.said(organization=name, year=year, count=count)
    return [text | {"organization_id": organization_id, "project_id": None}]


def period_before(day: date, months: int) -> tuple[date, date]:
    """Return the first and last day of the calendar month (1) or quarter (3) before that of a day."""
    first_month = (day.month - 1) // months * months + 1
    last = date(day.year, first_month, 1) - timedelta(days=1)
    first = date(last.year, last.month - months + 1, 1)
    return first, date(last.year, last.month, monthrange(last.year, last.month)[1])


def practice_warnings(project: Project, kinds: Mapping[str, Iterable[date]], day: date) -> list[dict[str, Any]]:
    """Warn of a running project without its monthly meeting or quarterly on-site check.

    `kinds` are the days of its standing reports by kind. Only whole periods count in which the project was running.
    """
    warnings: list[dict[str, Any]] = []
    for rule_id, kind, months in (("progress_meeting", "meeting", 1), ("on_site", "on_site", 3)):
        rule = project_rules(day)[rule_id]
        first, last = period_before(day, months)
        times_held = sum(first <= held_on <= last for held_on in kinds.get(kind, ()))
        if project.started_on is not None and project.started_on <= first and times_held < rule["times"]:
            period = f"{first.year}-{first.month:02}" if months == 1 else f"{first.year}Q{(first.month + 2) // 3}"
            text = rule.said(title=project.title, period=period)
            warnings.append(text | {"organization_id": project.organization_id, "project_id": project.id})
    return warnings


def report_days(session: Session, projects: Iterable[str], since: date) -> dict[str, dict[str, list[date]]]:
    """Return the days of valid meetings and on-site checks, by project and kind."""
    corrected = select(ProgressReport.corrects).where(ProgressReport.corrects.is_not(None))
    rows = session.execute(
        select(ProgressReport.project_id, ProgressReport.kind, ProgressReport.reported_on).where(
            ProgressReport.project_id.in_(list(projects)),
            ProgressReport.kind != "report",
            ProgressReport.reported_on >= since,
            ProgressReport.id.not_in(corrected),
        )
    )
    days: dict[str, dict[str, list[date]]] = {}
    for row in rows:
        days.setdefault(row.project_id, {}).setdefault(row.kind, []).append(row.reported_on)
    return days
