"""What the member points service does when others, or it itself, spoke."""

from services.member_points import commands
from shared.events.activities import ActivityEvent
from shared.events.member_points import (
    DerivationContinued,
    PointImportChecked,
    PointImportContinued,
    PointImportRequested,
    PointSchemePublished,
)
from shared.events.observation_visits import VisitHeld
from shared.events.organizations import MemberEvent, PostLeft, PostTaken, TreeChanged
from shared.events.projects import ProjectAccepted
from shared.jobs import parked
from shared.unit_of_work import UnitOfWork


def know_organizations_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Replicate the tree that permissions are checked against."""
    commands.know_organizations(work, event)


def hand_on_points_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Pass on the declarations of an organization that ends; the ledger stays as it is."""
    commands.hand_on_points(work, event)


def know_member_on_member_event(work: UnitOfWork, event: MemberEvent) -> None:
    """Replicate the memberships, and derive what waited for the member."""
    commands.know_member(work, event)


def know_post_on_post_taken(work: UnitOfWork, event: PostTaken) -> None:
    """Store who holds a secretary's post, for the projects that are accepted in that time."""
    commands.know_post(work, event)


def know_post_on_post_left(work: UnitOfWork, event: PostLeft) -> None:
    """Store until when a secretary's post was held."""
    commands.know_post(work, event)


def derive_points_on_activity_event(work: UnitOfWork, event: ActivityEvent) -> None:
    """Award points for attending or speaking, and reverse those that a correction removes."""
    commands.derive_from_activity(work, event.district_id, event.activity)


def derive_points_on_visit_held(work: UnitOfWork, event: VisitHeld) -> None:
    """Return points to who hosted a visit and who took part in it."""
    commands.derive_from_visit(work, event)


def derive_points_on_project_accepted(work: UnitOfWork, event: ProjectAccepted) -> None:
    """Return points to the secretary whose project was accepted."""
    commands.derive_from_project(work, event)


def derive_points_on_point_scheme_published(work: UnitOfWork, event: PointSchemePublished) -> None:
    """Derive what was recorded before a scheme was published."""
    commands.derive_for_scheme(work, event.scheme_id)


def derive_points_on_derivation_continued(work: UnitOfWork, event: DerivationContinued) -> None:
    """Derive the next points of what was recorded before a scheme was published."""
    commands.derive_for_scheme(work, event.scheme_id, event.after)


def check_rows_on_point_import_requested(work: UnitOfWork, event: PointImportRequested) -> None:
    """Judge the first part of a file's rows."""
    commands.step_import(work, event.district_id, event.point_import_id, commands.check_rows)


def go_on_on_point_import_continued(work: UnitOfWork, event: PointImportContinued) -> None:
    """Check, or emit, the next part of a file's rows."""
    commands.continue_import(work, event.district_id, event.point_import_id, event.phase)


def enter_rows_on_point_import_checked(work: UnitOfWork, event: PointImportChecked) -> None:
    """Enter all rows of a checked file in the ledger at once."""
    commands.step_import(work, event.district_id, event.point_import_id, commands.enter_rows)


def fail_import_when_parked(
    work: UnitOfWork, event: PointImportRequested | PointImportContinued | PointImportChecked
) -> None:
    """End a bulk entry whose next step was parked."""
    commands.fail_import(work, event.district_id, event.point_import_id, parked())
