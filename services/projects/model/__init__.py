"""Projects and their rules; independent of the clock, the broker and HTTP."""

from services.projects.model import views
from services.projects.model.milestones import Milestone
from services.projects.model.projects import Project, ProjectStep
from services.projects.model.reports import Assignment, ProgressReport
from services.projects.model.tables import Base, MatterList

__all__ = ["Assignment", "Base", "MatterList", "Milestone", "ProgressReport", "Project", "ProjectStep", "views"]
