"""What the member points service does when others, or it itself, spoke."""

from services.member_points.commands.derived_points import (
    derive_for_scheme,
    derive_from_activity,
    derive_from_project,
    derive_from_visit,
    replicate_member,
    replicate_post,
)
from services.member_points.commands.imports import check_rows, continue_import, enter_rows, fail_import, step_import
from services.member_points.commands.successions import hand_on_points
from shared.events.activities import ActivityAmended, ActivityCancelled, ActivityEvent, ActivityHeld, AttendanceRecorded
from shared.events.member_points import (
    DerivationContinued,
    PointImportChecked,
    PointImportContinued,
    PointImportRequested,
    PointSchemePublished,
)
from shared.events.observation_visits import VisitHeld
from shared.events.organizations import (
    ENDING_EVENTS,
    TREE_EVENTS,
    MemberEvent,
    PostLeft,
    PostTaken,
    TreeChanged,
)
from shared.events.projects import ProjectAccepted
from shared.jobs import parked
from shared.memberships import MEMBER_EVENTS
from shared.messaging.reactions import reaction, when_parked
from shared.replicas import replicate_organizations
from shared.unit_of_work import UnitOfWork


@reaction(*TREE_EVENTS)
def replicate_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions are checked against."""
    replicate_organizations(work, event)


@reaction(*ENDING_EVENTS)
def hand_on_points_on_organization_ended(work: UnitOfWork, event: TreeChanged) -> None:
    """Pass on the declarations of an organization that ends; the ledger stays as it is."""
    hand_on_points(work, event)


@reaction(*MEMBER_EVENTS)
def replicate_member_on_member_event(work: UnitOfWork, event: MemberEvent) -> None:
    """Replicate the memberships, and derive what waited for the member."""
    replicate_member(work, event)


@reaction(PostTaken)
def replicate_post_on_post_taken(work: UnitOfWork, event: PostTaken) -> None:
    """Store who holds a secretary's post, for the projects that are accepted in that time."""
    replicate_post(work, event)


@reaction(PostLeft)
def replicate_post_on_post_left(work: UnitOfWork, event: PostLeft) -> None:
    """Store until when a secretary's post was held."""
    replicate_post(work, event)


@reaction(ActivityHeld, ActivityAmended, AttendanceRecorded, ActivityCancelled)
def derive_points_on_activity_event(work: UnitOfWork, event: ActivityEvent) -> None:
    """Award points for attending or speaking, and reverse those that a correction removes."""
    derive_from_activity(work, event.district_id, event.activity)


@reaction(VisitHeld)
def derive_points_on_visit_held(work: UnitOfWork, event: VisitHeld) -> None:
    """Return points to who hosted a visit and who took part in it."""
    derive_from_visit(work, event)


@reaction(ProjectAccepted)
def derive_points_on_project_accepted(work: UnitOfWork, event: ProjectAccepted) -> None:
    """Return points to the secretary whose project was accepted."""
    derive_from_project(work, event)


@reaction(PointSchemePublished)
def derive_points_on_point_scheme_published(work: UnitOfWork, event: PointSchemePublished) -> None:
    """Derive what was recorded before a scheme was published."""
    derive_for_scheme(work, event.scheme_id)


@reaction(DerivationContinued)
def derive_points_on_derivation_continued(work: UnitOfWork, event: DerivationContinued) -> None:
    """Derive the next points of what was recorded before a scheme was published."""
    derive_for_scheme(work, event.scheme_id, event.after)


@reaction(PointImportRequested)
def check_rows_on_point_import_requested(work: UnitOfWork, event: PointImportRequested) -> None:
    """Judge the first part of a file's rows."""
    step_import(work, event.district_id, event.point_import_id, check_rows)


@reaction(PointImportContinued)
def continue_import_on_point_import_continued(work: UnitOfWork, event: PointImportContinued) -> None:
    """Check, or emit, the next part of a file's rows."""
    continue_import(work, event.district_id, event.point_import_id, event.phase)


@reaction(PointImportChecked)
def enter_rows_on_point_import_checked(work: UnitOfWork, event: PointImportChecked) -> None:
    """Enter all rows of a checked file in the ledger at once."""
    step_import(work, event.district_id, event.point_import_id, enter_rows)


@when_parked(PointImportRequested, PointImportContinued, PointImportChecked)
def fail_import_when_parked(
    work: UnitOfWork, event: PointImportRequested | PointImportContinued | PointImportChecked
) -> None:
    """End a bulk entry whose next step was parked."""
    fail_import(work, event.district_id, event.point_import_id, parked())
