"""The projects service as nameko sees it: it wires, and decides nothing."""

from typing import Any

from nameko.rpc import rpc

from services.projects import commands, queries, reactions
from shared.events.organizations import (
    TREE_EVENTS,
    OrganizationClosed,
    OrganizationsMerged,
    OrganizationSplit,
    TreeChanged,
)
from shared.hosts.providers import ExecutorProvider
from shared.messaging.reactions import reaction
from shared.unit_of_work import CommandExecutor, UnitOfWork

Answer = dict[str, Any]


class ProjectsService:
    """Answers for secretary projects and practical matters."""

    name = "projects"
    executor: CommandExecutor = ExecutorProvider()

    @rpc  # type: ignore[untyped-decorator]
    def declare_project(self, call: Answer, **asked: Any) -> Answer:
        """Declare a secretary project."""
        return self.executor.command(commands.declare_project, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_project(self, call: Answer, **asked: Any) -> Answer:
        """Change the words of a project under review."""
        return self.executor.command(commands.amend_project, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def declare_again(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.declare_again, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def withdraw_project(self, call: Answer, **asked: Any) -> Answer:
        """Return a project up."""
        return self.executor.command(commands.withdraw_project, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def review_project(self, call: Answer, **asked: Any) -> Answer:
        """Review a project in its street's name."""
        return self.executor.command(commands.review_project, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def approve_project(self, call: Answer, **asked: Any) -> Answer:
        """Approve a project in the district's name (立项)."""
        return self.executor.command(commands.approve_project, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def start_project(self, call: Answer, **asked: Any) -> Answer:
        """Return that work began."""
        return self.executor.command(commands.start_project, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def accept_project(self, call: Answer, **asked: Any) -> Answer:
        """Accept a finished project (验收)."""
        return self.executor.command(commands.accept_project, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def rate_project(self, call: Answer, **asked: Any) -> Answer:
        """Rate an accepted project."""
        return self.executor.command(commands.rate_project, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def set_milestone(self, call: Answer, **asked: Any) -> Answer:
        """Add a milestone to a project's plan (责任分解)."""
        return self.executor.command(commands.set_milestone, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_milestone(self, call: Answer, **asked: Any) -> Answer:
        """Change a milestone."""
        return self.executor.command(commands.amend_milestone, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def drop_milestone(self, call: Answer, **asked: Any) -> Answer:
        """Take a milestone out of the plan."""
        return self.executor.command(commands.drop_milestone, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def renew_days(self, call: Answer, **asked: Any) -> Answer:
        """Derive a district's open milestones anew."""
        return self.executor.command(commands.renew_days, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def report_progress(self, call: Answer, **asked: Any) -> Answer:
        """Record progress."""
        return self.executor.command(commands.report_progress, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def draft_practical_matter(self, call: Answer, **asked: Any) -> Answer:
        """Put a matter on the draft of a year's list."""
        return self.executor.command(commands.draft_practical_matter, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def publish_practical_matters(self, call: Answer, **asked: Any) -> Answer:
        """Publish a year's list (10件实事)."""
        return self.executor.command(commands.publish_practical_matters, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def assign_organization(self, call: Answer, **asked: Any) -> Answer:
        """Return a unit its part of a practical matter."""
        return self.executor.command(commands.assign_organization, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def release_organization(self, call: Answer, **asked: Any) -> Answer:
        """End a unit's part of a practical matter."""
        return self.executor.command(commands.release_organization, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def project(self, call: Answer, **asked: Any) -> Answer:
        """Return a project with its plan and its way."""
        return self.executor.query(queries.project, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def steps(self, call: Answer, **asked: Any) -> Answer:
        """Return a project's steps."""
        return self.executor.query(queries.steps, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def projects(self, call: Answer, **asked: Any) -> Answer:
        """List projects."""
        return self.executor.query(queries.projects, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def plan(self, call: Answer, **asked: Any) -> Answer:
        """Return a project's milestones."""
        return self.executor.query(queries.plan, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def milestone(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.milestone, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def milestones(self, call: Answer, **asked: Any) -> Answer:
        """List the open milestones that units answer for."""
        return self.executor.query(queries.milestones, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def progress(self, call: Answer, **asked: Any) -> Answer:
        """List a project's progress reports."""
        return self.executor.query(queries.progress, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def assignments(self, call: Answer, **asked: Any) -> Answer:
        """Return the units' parts of a practical matter."""
        return self.executor.query(queries.assignments, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def assignment(self, call: Answer, **asked: Any) -> Answer:
        """Tell one unit's part of a practical matter."""
        return self.executor.query(queries.assignment, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def report(self, call: Answer, **asked: Any) -> Answer:
        """Tell one progress report."""
        return self.executor.query(queries.report, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def practical_matters(self, call: Answer, **asked: Any) -> Answer:
        """Return a year's list of practical matters."""
        return self.executor.query(queries.practical_matters, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def warnings(self, call: Answer, **asked: Any) -> Answer:
        """Return what good practice misses."""
        return self.executor.query(queries.warnings, call, asked)

    @reaction(*TREE_EVENTS)
    def know_organizations_on_tree_changed(self, work: UnitOfWork, event: TreeChanged) -> None:
        """Store the copy of the tree."""
        reactions.know_organizations_on_tree_changed(work, event)

    @reaction(OrganizationsMerged)
    def hand_on_projects_on_organizations_merged(self, work: UnitOfWork, event: OrganizationsMerged) -> None:
        """Carry or end the projects of merged organizations."""
        reactions.hand_on_projects_on_organizations_merged(work, event)

    @reaction(OrganizationSplit)
    def hand_on_projects_on_organization_split(self, work: UnitOfWork, event: OrganizationSplit) -> None:
        """Carry the projects of a divided organization to its heir."""
        reactions.hand_on_projects_on_organization_split(work, event)

    @reaction(OrganizationClosed)
    def hand_on_projects_on_organization_closed(self, work: UnitOfWork, event: OrganizationClosed) -> None:
        """End the projects of a closed organization, or carry them upwards."""
        reactions.hand_on_projects_on_organization_closed(work, event)
