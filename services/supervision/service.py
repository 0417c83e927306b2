"""The supervision service as nameko sees it: it wires, and decides nothing."""

from typing import Any

from nameko.rpc import rpc

from services.supervision import commands, queries, reactions
from shared.events.activities import (
    ObligationEvent,
    ObligationExcused,
    ObligationLifted,
    ObligationMet,
    ObligationReopened,
    ObligationsSet,
)
from shared.events.observation_visits import GapRecorded
from shared.events.organizations import (
    TREE_EVENTS,
    OrganizationClosed,
    OrganizationsMerged,
    OrganizationSplit,
    TreeChanged,
)
from shared.events.projects import PROJECT_EVENTS, ProjectEvent
from shared.hosts.providers import ExecutorProvider
from shared.messaging.reactions import reaction
from shared.unit_of_work import CommandExecutor, UnitOfWork

Answer = dict[str, Any]


class SupervisionService:
    """Answers for inspections, notices, responsibility letters, requests for data and suggestions."""

    name = "supervision"
    executor: CommandExecutor = ExecutorProvider()

    @rpc  # type: ignore[untyped-decorator]
    def acknowledge_notice(self, call: Answer, **asked: Any) -> Answer:
        """Return in a unit's name that it received a notice."""
        return self.executor.command(commands.acknowledge_notice, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_plan(self, call: Answer, **asked: Any) -> Answer:
        """Change a plan's basis or quota, with a reason."""
        return self.executor.command(commands.amend_plan, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def announce_inspection(self, call: Answer, **asked: Any) -> Answer:
        """Announce an inspection in the plan of its year, which loses a place."""
        return self.executor.command(commands.announce_inspection, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def answer_item(self, call: Answer, **asked: Any) -> Answer:
        """Hand in the proof that an open item is put right."""
        return self.executor.command(commands.answer_item, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def answer_notice(self, call: Answer, **asked: Any) -> Answer:
        """Hand in one proof for everything of a notice that is still open."""
        return self.executor.command(commands.answer_notice, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def answer_request(self, call: Answer, **asked: Any) -> Answer:
        """Return a unit's values, one for each field by its number."""
        return self.executor.command(commands.answer_request, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def answer_suggestion(self, call: Answer, **asked: Any) -> Answer:
        """Return a suggestion in the name of whom it is addressed to."""
        return self.executor.command(commands.answer_suggestion, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def cancel_inspection(self, call: Answer, **asked: Any) -> Answer:
        """Call an inspection off, with a reason."""
        return self.executor.command(commands.cancel_inspection, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def draft_letter(self, call: Answer, **asked: Any) -> Answer:
        """Draft a unit's letter of a year towards the organization directly above it."""
        return self.executor.command(commands.draft_letter, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def escalate_item(self, call: Answer, **asked: Any) -> Answer:
        """Follow an overdue item of a visit up with a rectification notice."""
        return self.executor.command(commands.escalate_item, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def escalate_notice(self, call: Answer, **asked: Any) -> Answer:
        """Follow an overdue notice up with the next higher one."""
        return self.executor.command(commands.escalate_notice, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def hand_in_suggestion(self, call: Answer, **asked: Any) -> Answer:
        """Hand a complaint or suggestion in."""
        return self.executor.command(commands.hand_in_suggestion, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def hold_inspection(self, call: Answer, **asked: Any) -> Answer:
        """Return that an inspection took place, not before the day for which it was announced."""
        return self.executor.command(commands.hold_inspection, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def issue_notice(self, call: Answer, **asked: Any) -> Answer:
        """Issue the notice that follows from what one inspection found at one unit."""
        return self.executor.command(commands.issue_notice, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def record_finding(self, call: Answer, **asked: Any) -> Answer:
        """Record a problem at one of the units of an inspection that was held (问题)."""
        return self.executor.command(commands.record_finding, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def request_data(self, call: Answer, **asked: Any) -> Answer:
        """Ask units below an organization for data, or record that the request is refused."""
        return self.executor.command(commands.request_data, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def set_plan(self, call: Answer, **asked: Any) -> Answer:
        """Set a district's or street's plan of a year."""
        return self.executor.command(commands.set_plan, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def sign_letter(self, call: Answer, **asked: Any) -> Answer:
        """Sign a letter for its `issuer` or its `unit`."""
        return self.executor.command(commands.sign_letter, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def verify_item(self, call: Answer, **asked: Any) -> Answer:
        """Close an answered item (`pass`), or return it with an opinion."""
        return self.executor.command(commands.verify_item, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def verify_notice(self, call: Answer, **asked: Any) -> Answer:
        """Decide alike on everything of a notice that is answered."""
        return self.executor.command(commands.verify_notice, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def withdraw_finding(self, call: Answer, **asked: Any) -> Answer:
        """Take a finding back, with a reason."""
        return self.executor.command(commands.withdraw_finding, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def withdraw_letter(self, call: Answer, **asked: Any) -> Answer:
        """Take back a letter that is not in force yet, with a reason."""
        return self.executor.command(commands.withdraw_letter, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def withdraw_notice(self, call: Answer, **asked: Any) -> Answer:
        """Take a notice back, with a reason."""
        return self.executor.command(commands.withdraw_notice, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def withdraw_request(self, call: Answer, **asked: Any) -> Answer:
        """Take a request back, with a reason."""
        return self.executor.command(commands.withdraw_request, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def asks(self, call: Answer, **asked: Any) -> Answer:
        """Return what each unit was asked and gave, silent units first."""
        return self.executor.query(queries.asks, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def deliveries(self, call: Answer, **asked: Any) -> Answer:
        """Return which unit was told of a notice when, and when it acknowledged."""
        return self.executor.query(queries.deliveries, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def draw(self, call: Answer, **asked: Any) -> Answer:
        """Return a spot check's draw: seed, population and sample."""
        return self.executor.query(queries.draw, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def duties(self, call: Answer, **asked: Any) -> Answer:
        """Return what an organization and everyone below it answer for in a year already."""
        return self.executor.query(queries.duties, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def finding(self, call: Answer, **asked: Any) -> Answer:
        """Return one finding to whoever may read its unit's records or its inspection's."""
        return self.executor.query(queries.finding, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def findings(self, call: Answer, **asked: Any) -> Answer:
        """Return what an inspection found, in the order of the ids."""
        return self.executor.query(queries.findings, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def held(self, call: Answer, **asked: Any) -> Answer:
        """Return what the platform holds, or the one fact that answers a field of a name."""
        return self.executor.query(queries.held, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def inspection(self, call: Answer, **asked: Any) -> Answer:
        """Return an inspection with the units it looks at and its way."""
        return self.executor.query(queries.inspection, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def inspections(self, call: Answer, **asked: Any) -> Answer:
        """List the inspections that an organization and everyone below it announced."""
        return self.executor.query(queries.inspections, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def item(self, call: Answer, **asked: Any) -> Answer:
        """Return a rectification item with its way."""
        return self.executor.query(queries.item, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def items(self, call: Answer, **asked: Any) -> Answer:
        """List what an organization and everyone below it have to put right."""
        return self.executor.query(queries.items, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def letter(self, call: Answer, **asked: Any) -> Answer:
        """Return a letter with its way."""
        return self.executor.query(queries.letter, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def letter_duties(self, call: Answer, **asked: Any) -> Answer:
        """List the duties that a letter names, each as it stands today."""
        return self.executor.query(queries.letter_duties, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def letters(self, call: Answer, **asked: Any) -> Answer:
        """List the letters of an organization and everyone below it."""
        return self.executor.query(queries.letters, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def notice(self, call: Answer, **asked: Any) -> Answer:
        """Return a notice with what it asks for, who was told when, and its way."""
        return self.executor.query(queries.notice, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def notices(self, call: Answer, **asked: Any) -> Answer:
        """List the notices that an organization and everyone below it have to answer."""
        return self.executor.query(queries.notices, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def own_suggestions(self, call: Answer, **asked: Any) -> Answer:
        """List what whoever asks has handed in, with the answers."""
        return self.executor.query(queries.own_suggestions, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def plan(self, call: Answer, **asked: Any) -> Answer:
        """Return an issuer's plan of a year with its way."""
        return self.executor.query(queries.plan, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def plans(self, call: Answer, **asked: Any) -> Answer:
        """List the plans of an organization and everyone below it."""
        return self.executor.query(queries.plans, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def proposals(self, call: Answer, **asked: Any) -> Answer:
        """Return, unit by unit, which notice follows from findings that no notice names yet."""
        return self.executor.query(queries.proposals, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def request(self, call: Answer, **asked: Any) -> Answer:
        """Return a request to its owner."""
        return self.executor.query(queries.request, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def requests(self, call: Answer, **asked: Any) -> Answer:
        """List the requests that an organization and everyone below it made."""
        return self.executor.query(queries.requests, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def suggestion(self, call: Answer, **asked: Any) -> Answer:
        """Return a suggestion to its sender."""
        return self.executor.query(queries.suggestion, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def suggestions(self, call: Answer, **asked: Any) -> Answer:
        """List what is addressed to an organization and to everyone below it."""
        return self.executor.query(queries.suggestions, call, asked)

    @reaction(*TREE_EVENTS)
    def know_organizations_on_tree_changed(self, work: UnitOfWork, event: TreeChanged) -> None:
        """Store the copy of the tree that permissions and the way of notices are checked agains."""
        reactions.know_organizations_on_tree_changed(work, event)

    @reaction(OrganizationsMerged)
    def hand_on_notices_on_organizations_merged(self, work: UnitOfWork, event: OrganizationsMerged) -> None:
        """Carry what merged organizations have to answer to their target, or end it."""
        reactions.hand_on_notices_on_organizations_merged(work, event)

    @reaction(OrganizationSplit)
    def hand_on_notices_on_organization_split(self, work: UnitOfWork, event: OrganizationSplit) -> None:
        """Carry what a divided organization has to answer to its heir."""
        reactions.hand_on_notices_on_organization_split(work, event)

    @reaction(OrganizationClosed)
    def hand_on_notices_on_organization_closed(self, work: UnitOfWork, event: OrganizationClosed) -> None:
        """End what a closed organization has to answer, or carry it upwards, as it says."""
        reactions.hand_on_notices_on_organization_closed(work, event)

    @reaction(*PROJECT_EVENTS)
    def keep_duties_on_project_event(self, work: UnitOfWork, event: ProjectEvent) -> None:
        """Store the milestones and parts of practical matters that units answer for."""
        reactions.keep_duties_on_project_event(work, event)

    @reaction(ObligationsSet)
    def keep_duties_on_obligations_set(self, work: UnitOfWork, event: ObligationsSet) -> None:
        """Store what the rule pack expects of an organization in a year."""
        reactions.keep_duties_on_obligations_set(work, event)

    @reaction(ObligationMet, ObligationReopened, ObligationExcused, ObligationLifted)
    def keep_duty_on_obligation_event(self, work: UnitOfWork, event: ObligationEvent) -> None:
        """Store how an obligation stands after a fact about it."""
        reactions.keep_duty_on_obligation_event(work, event)

    @reaction(GapRecorded)
    def open_rectification_on_gap_recorded(self, work: UnitOfWork, event: GapRecorded) -> None:
        """Open a rectification item for a gap that the review of a visit found."""
        reactions.open_rectification_on_gap_recorded(work, event)
