"""Commands of the projects service."""

from services.projects.commands.acceptance import accept_project, rate_project
from services.projects.commands.declarations import amend_project, declare_again, declare_project, withdraw_project
from services.projects.commands.matters import (
    assign_organization,
    draft_practical_matter,
    publish_practical_matters,
    release_organization,
)
from services.projects.commands.milestones import amend_milestone, drop_milestone, renew_days, set_milestone
from services.projects.commands.progress import report_progress
from services.projects.commands.reviews import approve_project, review_project, start_project
from services.projects.commands.successions import (
    hand_on_projects,
    know_organizations,
    settle_successions,
)

__all__ = [
    "accept_project",
    "amend_milestone",
    "amend_project",
    "approve_project",
    "assign_organization",
    "declare_again",
    "declare_project",
    "draft_practical_matter",
    "drop_milestone",
    "hand_on_projects",
    "know_organizations",
    "publish_practical_matters",
    "rate_project",
    "release_organization",
    "renew_days",
    "report_progress",
    "review_project",
    "set_milestone",
    "settle_successions",
    "start_project",
    "withdraw_project",
]
