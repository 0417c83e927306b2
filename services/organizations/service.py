"""The organizations service as nameko sees it: it wires, and decides nothing."""

from typing import Any

from nameko.rpc import rpc

from services.organizations import reactions
from services.organizations.commands import imports, members, posts, terms, tiers, transfers, tree, unions
from services.organizations.queries import jobs
from services.organizations.queries import members as roll
from services.organizations.queries import organizations as queries
from services.organizations.queries import posts as held_posts
from services.organizations.queries import terms as elections
from services.organizations.queries import warnings as reminders
from shared.events.observation_visits import TierProposed
from shared.events.organizations import ImportChecked, ImportRequested
from shared.field_encryption import FieldCipher
from shared.hosts.providers import ExecutorProvider
from shared.hosts.seals import CipherProvider
from shared.messaging.reactions import reaction, when_parked
from shared.unit_of_work import CommandExecutor, UnitOfWork


class OrganizationsService:
    """Answers for the tree of organizations and the people in it."""

    name = "organizations"
    executor: CommandExecutor = ExecutorProvider()
    cipher: FieldCipher = CipherProvider()

    @rpc  # type: ignore[untyped-decorator]
    def open_organization(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        return self.executor.command(tree.open_organization, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def rename_organization(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        return self.executor.command(tree.rename_organization, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_organization(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Set an organization's code, coordinates or party form."""
        return self.executor.command(tree.amend_organization, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def move_organization(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Put an organization under another parent."""
        return self.executor.command(tree.move_organization, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def close_organization(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """End an organization."""
        return self.executor.command(tree.close_organization, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def merge_organizations(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Let one organization go on for several."""
        return self.executor.command(unions.merge_organizations, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def split_organization(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Divide an organization."""
        return self.executor.command(unions.split_organization, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def request_import(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Take in a district's file."""
        return self.executor.command(imports.request_import, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def register_member(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Enter a member in the roll."""
        return self.executor.command(self.cipher.bind(members.register_member), call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_member(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Change what is known about a member."""
        return self.executor.command(self.cipher.bind(members.amend_member), call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def leave_member(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """End a member's place in the district."""
        return self.executor.command(self.cipher.bind(members.leave_member), call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def request_transfer(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Let a member go to another organization (组织关系转接)."""
        return self.executor.command(transfers.request_transfer, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def confirm_transfer(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Take a member in."""
        return self.executor.command(transfers.confirm_transfer, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def refuse_transfer(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Never take a member in."""
        return self.executor.command(transfers.refuse_transfer, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def withdraw_transfer(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Take a transfer back."""
        return self.executor.command(transfers.withdraw_transfer, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def assign_post(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Return a post to a person (书记、委员)."""
        return self.executor.command(posts.assign_post, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def relieve_post(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """End a post."""
        return self.executor.command(posts.relieve_post, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def begin_term(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Record that a committee was elected (换届)."""
        return self.executor.command(terms.begin_term, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def shift_term(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Move an election that was approved to be earlier or later."""
        return self.executor.command(terms.shift_term, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def assign_tier(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Record a decision on an organization's tier (分类定级)."""
        return self.executor.command(tiers.assign_tier, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def withdraw_tier(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Withdraw a decision on an organization's tier."""
        return self.executor.command(tiers.withdraw_tier, call, asked)

    @reaction(ImportRequested)
    def check_import_on_import_requested(self, work: UnitOfWork, event: ImportRequested) -> None:
        """Judge the rows that were handed in."""
        reactions.check_import_on_import_requested(work, event)

    @reaction(ImportChecked)
    def apply_import_on_import_checked(self, work: UnitOfWork, event: ImportChecked) -> None:
        """Take the sound rows over."""
        reactions.apply_import_on_import_checked(work, event)

    @when_parked(ImportRequested, ImportChecked)
    def fail_import_when_parked(self, work: UnitOfWork, event: ImportRequested | ImportChecked) -> None:
        """End an import whose next step was parked."""
        reactions.fail_import_when_parked(work, event)

    @reaction(TierProposed)
    def keep_tier_proposal_on_tier_proposed(self, work: UnitOfWork, event: TierProposed) -> None:
        """Store what thresholds propose."""
        reactions.keep_tier_proposal_on_tier_proposed(work, event)

    @rpc  # type: ignore[untyped-decorator]
    def tier_proposals(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """List what thresholds propose."""
        return self.executor.query(elections.tier_proposals, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def import_job(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Return how far an import is."""
        return self.executor.query(jobs.import_job, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def import_rows(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Return what was found about a file's rows."""
        return self.executor.query(jobs.import_rows, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def organization(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Return what an organization is on a day."""
        return self.executor.query(queries.organization, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def organizations(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """List organizations as they stand on a day."""
        return self.executor.query(queries.organizations, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def history(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Return what ever changed about an organization."""
        return self.executor.query(queries.history, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def members(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """List members, numbers masked."""
        return self.executor.query(self.cipher.bind(roll.members), call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def member(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Return one member, numbers masked."""
        return self.executor.query(self.cipher.bind(roll.member), call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def personal_data(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Return a member's identity number and phone in full."""
        return self.executor.query(self.cipher.bind(roll.personal_data), call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def transfers(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """List transfers."""
        return self.executor.query(roll.transfers_of, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def transfer(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        return self.executor.query(roll.transfer, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def posts(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """List posts."""
        return self.executor.query(held_posts.posts, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def terms(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """List terms."""
        return self.executor.query(elections.terms, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def term(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Tell one term."""
        return self.executor.query(elections.term, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def tier(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Tell the decision on a tier that stands for a period."""
        return self.executor.query(elections.tier, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def tiers(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """List decisions on tiers."""
        return self.executor.query(elections.tiers, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def warnings(self, call: dict[str, Any], **asked: Any) -> dict[str, Any]:
        """Return what is due or missing."""
        return self.executor.query(reminders.warnings, call, asked)
