"""Queries of the projects service."""

from services.projects.queries.lists import milestones, practical_matters, progress, projects
from services.projects.queries.single import assignment, assignments, milestone, plan, project, report, steps
from services.projects.queries.warnings import warnings

__all__ = [
    "assignment",
    "assignments",
    "milestone",
    "milestones",
    "plan",
    "practical_matters",
    "progress",
    "project",
    "projects",
    "report",
    "steps",
    "warnings",
]
