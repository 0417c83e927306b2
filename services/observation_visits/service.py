"""The observation visits service as nameko sees it: it wires, and decides nothing."""

from typing import Any

from nameko.rpc import rpc

from services.observation_visits import commands, queries, reactions
from shared.events.demonstration_points import PointEvent
from shared.events.organizations import TREE_EVENTS, MemberEvent, TierAssigned, TierWithdrawn, TreeChanged
from shared.events.projects import ProjectEvent
from shared.hosts.providers import ExecutorProvider
from shared.memberships import MEMBER_EVENTS
from shared.messaging.reactions import reaction
from shared.unit_of_work import CommandExecutor, UnitOfWork

Answer = dict[str, Any]


class ObservationVisitsService:
    """Answers for rounds of observation visits, from the plan to what follows."""

    name = "observation_visits"
    executor: CommandExecutor = ExecutorProvider()

    @rpc  # type: ignore[untyped-decorator]
    def draft_round(self, call: Answer, **asked: Any) -> Answer:
        """Draft a round of visits (内部、交叉、全区示范观摩)."""
        return self.executor.command(commands.draft_round, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_round(self, call: Answer, **asked: Any) -> Answer:
        """Change a round that is not published."""
        return self.executor.command(commands.amend_round, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def close_round(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.close_round, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def cancel_round(self, call: Answer, **asked: Any) -> Answer:
        """Call a round off."""
        return self.executor.command(commands.cancel_round, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def name_stop(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.name_stop, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_stop(self, call: Answer, **asked: Any) -> Answer:
        """Change a stop's host facts."""
        return self.executor.command(commands.amend_stop, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def retire_stop(self, call: Answer, **asked: Any) -> Answer:
        """Take a stop out of the choice."""
        return self.executor.command(commands.retire_stop, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def set_calendar(self, call: Answer, **asked: Any) -> Answer:
        """Return when an organization receives visitors."""
        return self.executor.command(commands.set_calendar, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def add_delegation(self, call: Answer, **asked: Any) -> Answer:
        """Enter a delegation (观摩团)."""
        return self.executor.command(commands.add_delegation, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_delegation(self, call: Answer, **asked: Any) -> Answer:
        """Change a delegation."""
        return self.executor.command(commands.amend_delegation, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def keep_delegation_home(self, call: Answer, **asked: Any) -> Answer:
        """Store a delegation at home."""
        return self.executor.command(commands.keep_delegation_home, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def upload_matrix(self, call: Answer, **asked: Any) -> Answer:
        """Store a table of travel minutes."""
        return self.executor.command(commands.upload_matrix, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def close_roads(self, call: Answer, **asked: Any) -> Answer:
        """Close roads, or open them."""
        return self.executor.command(commands.close_roads, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def pin_visit(self, call: Answer, **asked: Any) -> Answer:
        """Let a visit stay where it is."""
        return self.executor.command(commands.pin_visit, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def release_pin(self, call: Answer, **asked: Any) -> Answer:
        """Let the planner move a visit again."""
        return self.executor.command(commands.release_pin, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def request_planning(self, call: Answer, **asked: Any) -> Answer:
        """Ask the planner for a schedule."""
        return self.executor.command(commands.request_planning, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def cancel_planning(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.cancel_planning, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def take_proposal(self, call: Answer, **asked: Any) -> Answer:
        """Take over what the planner left."""
        return self.executor.command(commands.take_proposal, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def publish_round(self, call: Answer, **asked: Any) -> Answer:
        """Publish a schedule."""
        return self.executor.command(commands.publish_round, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def confirm_visit(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.confirm_visit, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def decline_visit(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.decline_visit, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def take_refusal_back(self, call: Answer, **asked: Any) -> Answer:
        """Take back that a visit was declined."""
        return self.executor.command(commands.take_refusal_back, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def withdraw_visit(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.withdraw_visit, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def hold_visit(self, call: Answer, **asked: Any) -> Answer:
        """Enter that a visit took place."""
        return self.executor.command(commands.hold_visit, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def open_sheet(self, call: Answer, **asked: Any) -> Answer:
        """Open a score sheet (打分)."""
        return self.executor.command(commands.open_sheet, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def hand_in_points(self, call: Answer, **asked: Any) -> Answer:
        """Store what an assessor gives."""
        return self.executor.command(commands.hand_in_points, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def adjust_score(self, call: Answer, **asked: Any) -> Answer:
        """Enter an addition or deduction."""
        return self.executor.command(commands.adjust_score, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def take_adjustment_out(self, call: Answer, **asked: Any) -> Answer:
        """Take an addition or deduction out."""
        return self.executor.command(commands.take_adjustment_out, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def complete_sheet(self, call: Answer, **asked: Any) -> Answer:
        """Work a score out."""
        return self.executor.command(commands.complete_sheet, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def sign_sheet(self, call: Answer, **asked: Any) -> Answer:
        """Sign a score."""
        return self.executor.command(commands.sign_sheet, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def object_to_score(self, call: Answer, **asked: Any) -> Answer:
        """Enter an objection."""
        return self.executor.command(commands.object_to_score, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def answer_objection(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.answer_objection, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def settle_sheet(self, call: Answer, **asked: Any) -> Answer:
        """Let a score stand."""
        return self.executor.command(commands.settle_sheet, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def set_template(self, call: Answer, **asked: Any) -> Answer:
        """Put a district's own items in the place of the rule pack's."""
        return self.executor.command(commands.set_template, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def review_visit(self, call: Answer, **asked: Any) -> Answer:
        """Write down the review of a visit (点评)."""
        return self.executor.command(commands.review_visit, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def keep_commitment(self, call: Answer, **asked: Any) -> Answer:
        """Return that a promise was kept."""
        return self.executor.command(commands.keep_commitment, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def drop_commitment(self, call: Answer, **asked: Any) -> Answer:
        """Return a promise up."""
        return self.executor.command(commands.drop_commitment, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def round_(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.round_, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def rounds(self, call: Answer, **asked: Any) -> Answer:
        """List rounds."""
        return self.executor.query(queries.rounds, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def participants(self, call: Answer, **asked: Any) -> Answer:
        """Return the stops of a round."""
        return self.executor.query(queries.participants, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def refusals(self, call: Answer, **asked: Any) -> Answer:
        """Tell what hosts refused in a round."""
        return self.executor.query(queries.refusals, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def travel_places(self, call: Answer, **asked: Any) -> Answer:
        """Return the places of a round."""
        return self.executor.query(queries.travel_places, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def planning(self, call: Answer, **asked: Any) -> Answer:
        """Return how far a planning is."""
        return self.executor.query(queries.planning, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def proposal(self, call: Answer, **asked: Any) -> Answer:
        """Return the proposed schedule."""
        return self.executor.query(queries.proposal, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def itinerary(self, call: Answer, **asked: Any) -> Answer:
        """Tell the itinerary of a published round."""
        return self.executor.query(queries.itinerary, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def stops(self, call: Answer, **asked: Any) -> Answer:
        """List stops."""
        return self.executor.query(queries.stops, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def stop(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.stop, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def burden(self, call: Answer, **asked: Any) -> Answer:
        """Tell how many visits an organization receives in a quarter."""
        return self.executor.query(queries.burden, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def calendar(self, call: Answer, **asked: Any) -> Answer:
        """Return when an organization receives visitors."""
        return self.executor.query(queries.calendar, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def delegations(self, call: Answer, **asked: Any) -> Answer:
        """List a round's delegations."""
        return self.executor.query(queries.delegations, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def delegation(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.delegation, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def visits(self, call: Answer, **asked: Any) -> Answer:
        """List visits."""
        return self.executor.query(queries.visits, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def visit(self, call: Answer, **asked: Any) -> Answer:
        """Return a visit with its conflicts."""
        return self.executor.query(queries.visit, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def steps(self, call: Answer, **asked: Any) -> Answer:
        """Return the steps of a record."""
        return self.executor.query(queries.steps, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def score_sheets(self, call: Answer, **asked: Any) -> Answer:
        """List score sheets."""
        return self.executor.query(queries.score_sheets, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def score_sheet(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.score_sheet, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def assessments(self, call: Answer, **asked: Any) -> Answer:
        """Return what assessors gave."""
        return self.executor.query(queries.assessments, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def score_template(self, call: Answer, **asked: Any) -> Answer:
        """Return the areas and items in force."""
        return self.executor.query(queries.score_template, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def review(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.review, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def commitments(self, call: Answer, **asked: Any) -> Answer:
        """List promises."""
        return self.executor.query(queries.commitments, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def commitment(self, call: Answer, **asked: Any) -> Answer:
        """Return a promise."""
        return self.executor.query(queries.commitment, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def calendar_of_organization(self, call: Answer, **asked: Any) -> Answer:
        """Return the calendar file of a host."""
        return self.executor.query(queries.calendar_of_organization, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def calendar_of_delegation(self, call: Answer, **asked: Any) -> Answer:
        """Return the calendar file of a delegation."""
        return self.executor.query(queries.calendar_of_delegation, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def calendar_of_itinerary(self, call: Answer, **asked: Any) -> Answer:
        """Give the calendar file of a delegation's days."""
        return self.executor.query(queries.calendar_of_itinerary, call, asked)

    @reaction(*TREE_EVENTS)
    def know_organizations_on_tree_changed(self, work: UnitOfWork, event: TreeChanged) -> None:
        """Store the copy of the tree."""
        reactions.know_organizations_on_tree_changed(work, event)

    @reaction(*MEMBER_EVENTS)
    def know_members_on_member_event(self, work: UnitOfWork, event: MemberEvent) -> None:
        """Store the copy of the roll."""
        reactions.know_members_on_member_event(work, event)

    @reaction(TierAssigned, TierWithdrawn)
    def know_tier_on_tier_event(self, work: UnitOfWork, event: TierAssigned | TierWithdrawn) -> None:
        """Store the tiers."""
        reactions.know_tier_on_tier_event(work, event)

    @reaction(*reactions.POINT_EVENTS)
    def keep_stop_on_point_event(self, work: UnitOfWork, event: PointEvent) -> None:
        """Store a demonstration point as a stop."""
        reactions.keep_stop_on_point_event(work, event)

    @reaction(*reactions.PROJECT_EVENTS)
    def keep_stop_on_project_event(self, work: UnitOfWork, event: ProjectEvent) -> None:
        """Store a project's site as a stop."""
        reactions.keep_stop_on_project_event(work, event)

    @reaction(*reactions.ENDINGS)
    def hand_on_visits_on_tree_changed(self, work: UnitOfWork, event: TreeChanged) -> None:
        """Carry or end what is to come of organizations that end."""
        reactions.hand_on_visits_on_tree_changed(work, event)
