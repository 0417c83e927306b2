"""What a project is and the rules it keeps; never looks at the clock, the broker or HTTP."""

from services.projects.model.milestones import Milestone
from services.projects.model.projects import Project, ProjectStep
from services.projects.model.reports import Assignment, ProgressReport
from services.projects.model.tables import Base, MatterList

__all__ = ["Assignment", "Base", "MatterList", "Milestone", "ProgressReport", "Project", "ProjectStep"]
