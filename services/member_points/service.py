"""The member points service as nameko sees it: it wires, and decides nothing."""

from typing import Any

from nameko.rpc import rpc

from services.member_points import commands, queries, reactions
from shared.events.activities import (
    ActivityAmended,
    ActivityCancelled,
    ActivityEvent,
    ActivityHeld,
    AttendanceRecorded,
)
from shared.events.member_points import (
    DerivationContinued,
    PointImportChecked,
    PointImportContinued,
    PointImportRequested,
    PointSchemePublished,
)
from shared.events.observation_visits import VisitHeld
from shared.events.organizations import (
    TREE_EVENTS,
    MemberEvent,
    OrganizationClosed,
    OrganizationsMerged,
    OrganizationSplit,
    PostLeft,
    PostTaken,
    TreeChanged,
)
from shared.events.projects import ProjectAccepted
from shared.hosts.providers import ExecutorProvider
from shared.memberships import MEMBER_EVENTS
from shared.messaging.reactions import reaction, when_parked
from shared.unit_of_work import CommandExecutor, UnitOfWork

Answer = dict[str, Any]


class MemberPointsService:
    """Answers for schemes, the ledger, declarations and annual results."""

    name = "member_points"
    executor: CommandExecutor = ExecutorProvider()

    @rpc  # type: ignore[untyped-decorator]
    def draft_scheme(self, call: Answer, **asked: Any) -> Answer:
        """Draft a scheme, or its next version."""
        return self.executor.command(commands.draft_scheme, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_scheme(self, call: Answer, **asked: Any) -> Answer:
        """Change a draft."""
        return self.executor.command(commands.amend_scheme, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def publish_scheme(self, call: Answer, **asked: Any) -> Answer:
        """Publish a draft; then it never changes."""
        return self.executor.command(commands.publish_scheme, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def declare_points(self, call: Answer, **asked: Any) -> Answer:
        """Declare points for a member (自评申报)."""
        return self.executor.command(commands.declare_points, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def declare_again(self, call: Answer, **asked: Any) -> Answer:
        """Declare points again that were returned."""
        return self.executor.command(commands.declare_again, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def discuss_declaration(self, call: Answer, **asked: Any) -> Answer:
        """Record that the branch discussed a declaration (群众会议评鉴)."""
        return self.executor.command(commands.discuss_declaration, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def verify_declaration(self, call: Answer, **asked: Any) -> Answer:
        """Record that the branch committee verified a declaration (支委会审核)."""
        return self.executor.command(commands.verify_declaration, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def approve_declaration(self, call: Answer, **asked: Any) -> Answer:
        """Approve a declaration in the name of the committee above (党委审批)."""
        return self.executor.command(commands.approve_declaration, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def return_declaration(self, call: Answer, **asked: Any) -> Answer:
        """Return a declaration back with an opinion."""
        return self.executor.command(commands.return_declaration, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def publish_declaration(self, call: Answer, **asked: Any) -> Answer:
        """Record that a declaration is published inside the branch."""
        return self.executor.command(commands.publish_declaration, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def count_declaration(self, call: Answer, **asked: Any) -> Answer:
        """Enter a declaration in the ledger."""
        return self.executor.command(commands.count_declaration, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def withdraw_declaration(self, call: Answer, **asked: Any) -> Answer:
        """Take a declaration back."""
        return self.executor.command(commands.withdraw_declaration, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def object_to_declaration(self, call: Answer, **asked: Any) -> Answer:
        """Record an objection to a declaration."""
        return self.executor.command(commands.object_to_declaration, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def object_to_year(self, call: Answer, **asked: Any) -> Answer:
        """Record an objection to an annual result."""
        return self.executor.command(commands.object_to_year, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def answer_objection(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.answer_objection, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def reverse_entry(self, call: Answer, **asked: Any) -> Answer:
        """Reverse an entry of the ledger."""
        return self.executor.command(commands.reverse_entry, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def compute_year(self, call: Answer, **asked: Any) -> Answer:
        """Compute a branch's annual result."""
        return self.executor.command(commands.compute_year, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def publish_results(self, call: Answer, **asked: Any) -> Answer:
        """Record that an annual result is published inside the branch."""
        return self.executor.command(commands.publish_results, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def freeze_year(self, call: Answer, **asked: Any) -> Answer:
        """Close a branch's year."""
        return self.executor.command(commands.freeze_year, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def begin_import(self, call: Answer, **asked: Any) -> Answer:
        """Begin a bulk entry."""
        return self.executor.command(commands.begin_import, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def hand_in_rows(self, call: Answer, **asked: Any) -> Answer:
        """Store a part of a file's rows."""
        return self.executor.command(commands.hand_in_rows, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def request_import(self, call: Answer, **asked: Any) -> Answer:
        """Have a file checked and entered."""
        return self.executor.command(commands.request_import, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def scheme(self, call: Answer, **asked: Any) -> Answer:
        """Return one version of a scheme."""
        return self.executor.query(queries.scheme, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def schemes(self, call: Answer, **asked: Any) -> Answer:
        """List schemes."""
        return self.executor.query(queries.schemes, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def versions(self, call: Answer, **asked: Any) -> Answer:
        """Return all versions of a scheme."""
        return self.executor.query(queries.versions, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def templates(self, call: Answer, **asked: Any) -> Answer:
        """Return the schemes to begin from."""
        return self.executor.query(queries.templates, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def members(self, call: Answer, **asked: Any) -> Answer:
        """Return the totals of an organization's members."""
        return self.executor.query(queries.members, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def entries(self, call: Answer, **asked: Any) -> Answer:
        """List a member's ledger."""
        return self.executor.query(queries.entries, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def entry(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.entry, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def declaration(self, call: Answer, **asked: Any) -> Answer:
        """Return a declaration with its way."""
        return self.executor.query(queries.declaration, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def declarations(self, call: Answer, **asked: Any) -> Answer:
        """List declarations."""
        return self.executor.query(queries.declarations, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def steps(self, call: Answer, **asked: Any) -> Answer:
        """Return a declaration's steps."""
        return self.executor.query(queries.steps, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def objection(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.objection, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def objections(self, call: Answer, **asked: Any) -> Answer:
        """List the objections to something."""
        return self.executor.query(queries.objections, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def point_year(self, call: Answer, **asked: Any) -> Answer:
        """Return an annual result."""
        return self.executor.query(queries.point_year, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def point_years(self, call: Answer, **asked: Any) -> Answer:
        """List annual results."""
        return self.executor.query(queries.point_years, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def year_steps(self, call: Answer, **asked: Any) -> Answer:
        """Return the steps of an annual result."""
        return self.executor.query(queries.year_steps, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def results(self, call: Answer, **asked: Any) -> Answer:
        """List the lines of an annual result."""
        return self.executor.query(queries.results, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def recomputation(self, call: Answer, **asked: Any) -> Answer:
        """Compute an annual result again and compare."""
        return self.executor.query(queries.recomputation, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def import_job(self, call: Answer, **asked: Any) -> Answer:
        """Return how far a bulk entry is."""
        return self.executor.query(queries.import_job, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def import_rows(self, call: Answer, **asked: Any) -> Answer:
        """Return what was found about a file's rows."""
        return self.executor.query(queries.import_rows, call, asked)

    @reaction(*TREE_EVENTS)
    def know_organizations_on_tree_changed(self, work: UnitOfWork, event: TreeChanged) -> None:
        """Store the copy of the tree."""
        reactions.know_organizations_on_tree_changed(work, event)

    @reaction(OrganizationsMerged, OrganizationSplit, OrganizationClosed)
    def hand_on_points_on_tree_changed(self, work: UnitOfWork, event: TreeChanged) -> None:
        """Pass on the declarations of an organization that ends."""
        reactions.hand_on_points_on_tree_changed(work, event)

    @reaction(*MEMBER_EVENTS)
    def know_member_on_member_event(self, work: UnitOfWork, event: MemberEvent) -> None:
        """Store the copy of the roll, and derive what waited for it."""
        reactions.know_member_on_member_event(work, event)

    @reaction(PostTaken)
    def know_post_on_post_taken(self, work: UnitOfWork, event: PostTaken) -> None:
        """Store who holds a secretary's post."""
        reactions.know_post_on_post_taken(work, event)

    @reaction(PostLeft)
    def know_post_on_post_left(self, work: UnitOfWork, event: PostLeft) -> None:
        """Store until when a secretary's post was held."""
        reactions.know_post_on_post_left(work, event)

    @reaction(ActivityHeld, ActivityAmended, AttendanceRecorded, ActivityCancelled)
    def derive_points_on_activity_event(self, work: UnitOfWork, event: ActivityEvent) -> None:
        """Derive points from who attended and who spoke."""
        reactions.derive_points_on_activity_event(work, event)

    @reaction(VisitHeld)
    def derive_points_on_visit_held(self, work: UnitOfWork, event: VisitHeld) -> None:
        """Derive points from who hosted and who took part."""
        reactions.derive_points_on_visit_held(work, event)

    @reaction(ProjectAccepted)
    def derive_points_on_project_accepted(self, work: UnitOfWork, event: ProjectAccepted) -> None:
        reactions.derive_points_on_project_accepted(work, event)

    @reaction(PointSchemePublished)
    def derive_points_on_point_scheme_published(self, work: UnitOfWork, event: PointSchemePublished) -> None:
        """Derive what was recorded before."""
        reactions.derive_points_on_point_scheme_published(work, event)

    @reaction(DerivationContinued)
    def derive_points_on_derivation_continued(self, work: UnitOfWork, event: DerivationContinued) -> None:
        """Go on with what was recorded before."""
        reactions.derive_points_on_derivation_continued(work, event)

    @reaction(PointImportRequested)
    def check_rows_on_point_import_requested(self, work: UnitOfWork, event: PointImportRequested) -> None:
        """Judge the first part of a file."""
        reactions.check_rows_on_point_import_requested(work, event)

    @reaction(PointImportContinued)
    def go_on_on_point_import_continued(self, work: UnitOfWork, event: PointImportContinued) -> None:
        """Judge or tell the next part of a file."""
        reactions.go_on_on_point_import_continued(work, event)

    @reaction(PointImportChecked)
    def enter_rows_on_point_import_checked(self, work: UnitOfWork, event: PointImportChecked) -> None:
        """Enter a file's rows at once."""
        reactions.enter_rows_on_point_import_checked(work, event)

    @when_parked(PointImportRequested, PointImportContinued, PointImportChecked)
    def fail_import_when_parked(
        self, work: UnitOfWork, event: PointImportRequested | PointImportContinued | PointImportChecked
    ) -> None:
        """End a bulk entry whose next step was parked."""
        reactions.fail_import_when_parked(work, event)
