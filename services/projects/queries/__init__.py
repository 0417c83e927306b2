"""What the projects service can be asked to tell."""

from services.projects.queries.lists import milestones, practical_matters, progress, projects
from services.projects.queries.single import assignments, milestone, plan, project, steps
from services.projects.queries.warnings import warnings

__all__ = [
    "assignments",
    "milestone",
    "milestones",
    "plan",
    "practical_matters",
    "progress",
    "project",
    "projects",
    "steps",
    "warnings",
]
