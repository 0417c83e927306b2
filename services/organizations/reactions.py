"""What the organizations service does when others, or it itself, spoke."""

from services.organizations.commands import double_entries, imports, tiers
from shared.events.observation_visits import TierProposed
from shared.events.organizations import TREE_EVENTS, ImportChecked, ImportRequested, MemberEvent, TreeChanged
from shared.jobs import parked
from shared.memberships import MEMBER_EVENTS
from shared.messaging.reactions import reaction, when_parked
from shared.unit_of_work import UnitOfWork


@reaction(ImportRequested)
def check_import_on_import_requested(work: UnitOfWork, event: ImportRequested) -> None:
    """Validate the uploaded rows."""
    imports.step(work, event.district_id, event.job_id, imports.check_import)


@reaction(ImportChecked)
def apply_import_on_import_checked(work: UnitOfWork, event: ImportChecked) -> None:
    """Apply the valid rows of an import."""
    imports.step(work, event.district_id, event.job_id, imports.apply_import)


@when_parked(ImportRequested, ImportChecked)
def fail_import_when_parked(work: UnitOfWork, event: ImportRequested | ImportChecked) -> None:
    """End an import whose next step was parked."""
    imports.fail_import(work, event.district_id, event.job_id, parked())


@reaction(TierProposed)
def store_tier_proposal_on_tier_proposed(work: UnitOfWork, event: TierProposed) -> None:
    """Store what published thresholds propose for an organization; a person decides."""
    tiers.store_tier_proposal(work, event)


@reaction(*MEMBER_EVENTS)
def tell_double_entries_on_member_event(work: UnitOfWork, event: MemberEvent) -> None:
    """Tell who sees both rolls that a member is entered twice, or is no longer."""
    double_entries.tell_double_entries(work, event.district_id)


@reaction(*TREE_EVENTS)
def tell_double_entries_on_tree_changed(work: UnitOfWork, event: TreeChanged) -> None:
    """Tell of double entries whoever sees both rolls after a change of the tree."""
    double_entries.tell_double_entries(work, event.district_id)
