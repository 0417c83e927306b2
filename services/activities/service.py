"""The activities service as nameko sees it: it wires, and decides nothing."""

from typing import Any

from nameko.rpc import rpc

from services.activities import commands, queries, reactions
from shared.events.activities import HallDeadlineSet, ObligationYearOpened
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
from shared.hosts.providers import ExecutorProvider
from shared.memberships import MEMBER_EVENTS
from shared.messaging.reactions import reaction
from shared.unit_of_work import CommandExecutor, UnitOfWork

Answer = dict[str, Any]


class ActivitiesService:
    """Answers for lecture halls, activities, obligations and campaigns."""

    name = "activities"
    executor: CommandExecutor = ExecutorProvider()

    @rpc  # type: ignore[untyped-decorator]
    def plan_hall(self, call: Answer, **asked: Any) -> Answer:
        """Plan a lecture hall."""
        return self.executor.command(commands.plan_hall, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_hall(self, call: Answer, **asked: Any) -> Answer:
        """Change the words about a hall."""
        return self.executor.command(commands.amend_hall, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def begin_hall(self, call: Answer, **asked: Any) -> Answer:
        """Return that a hall is being built."""
        return self.executor.command(commands.begin_hall, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def check_items(self, call: Answer, **asked: Any) -> Answer:
        """Note that items of the standard are there."""
        return self.executor.command(commands.check_items, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def uncheck_item(self, call: Answer, **asked: Any) -> Answer:
        """Take back that an item is there."""
        return self.executor.command(commands.uncheck_item, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def establish_hall(self, call: Answer, **asked: Any) -> Answer:
        """Establish a hall that meets its standard."""
        return self.executor.command(commands.establish_hall, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def set_hall_deadline(self, call: Answer, **asked: Any) -> Answer:
        """Set a district's deadline for its halls."""
        return self.executor.command(commands.set_hall_deadline, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def record_activity(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.record_activity, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def record_activities(self, call: Answer, **asked: Any) -> Answer:
        """Record several activities at once."""
        return self.executor.command(commands.record_activities, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_activity(self, call: Answer, **asked: Any) -> Answer:
        """Correct an activity."""
        return self.executor.command(commands.amend_activity, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def record_attendance(self, call: Answer, **asked: Any) -> Answer:
        """Enter who attended."""
        return self.executor.command(commands.record_attendance, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def cancel_activity(self, call: Answer, **asked: Any) -> Answer:
        """Cancel a record made by mistake."""
        return self.executor.command(commands.cancel_activity, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def record_resolution(self, call: Answer, **asked: Any) -> Answer:
        """Record a vote."""
        return self.executor.command(commands.record_resolution, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def correct_resolution(self, call: Answer, **asked: Any) -> Answer:
        """Correct the numbers of a vote."""
        return self.executor.command(commands.correct_resolution, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def withdraw_resolution(self, call: Answer, **asked: Any) -> Answer:
        """Void a vote that was recorded by mistake."""
        return self.executor.command(commands.withdraw_resolution, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def write_minutes(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.write_minutes, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def excuse_obligation(self, call: Answer, **asked: Any) -> Answer:
        """Excuse an organization from an obligation."""
        return self.executor.command(commands.excuse_obligation, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def withdraw_excuse(self, call: Answer, **asked: Any) -> Answer:
        """Take an excuse back."""
        return self.executor.command(commands.withdraw_excuse, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def set_obligations_of_year(self, call: Answer, **asked: Any) -> Answer:
        """Have a year's obligations set."""
        return self.executor.command(commands.set_obligations_of_year, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def open_campaign(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.open_campaign, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_campaign(self, call: Answer, **asked: Any) -> Answer:
        """Change a campaign."""
        return self.executor.command(commands.amend_campaign, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def close_campaign(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.close_campaign, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def join_campaign(self, call: Answer, **asked: Any) -> Answer:
        """Let a unit take part in a campaign."""
        return self.executor.command(commands.join_campaign, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def leave_campaign(self, call: Answer, **asked: Any) -> Answer:
        """End a unit's part in a campaign."""
        return self.executor.command(commands.leave_campaign, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def choose_exemplar(self, call: Answer, **asked: Any) -> Answer:
        """Record an exemplar that people chose."""
        return self.executor.command(commands.choose_exemplar, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def revoke_exemplar(self, call: Answer, **asked: Any) -> Answer:
        """Take the choice of an exemplar back."""
        return self.executor.command(commands.revoke_exemplar, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def lecture_halls(self, call: Answer, **asked: Any) -> Answer:
        """List lecture halls."""
        return self.executor.query(queries.lecture_halls, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def missing_halls(self, call: Answer, **asked: Any) -> Answer:
        """List the organizations without a hall."""
        return self.executor.query(queries.missing_halls, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def lecture_hall(self, call: Answer, **asked: Any) -> Answer:
        """Return a hall with its checklists."""
        return self.executor.query(queries.lecture_hall, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def hall_steps(self, call: Answer, **asked: Any) -> Answer:
        """Return a hall's steps."""
        return self.executor.query(queries.hall_steps, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def hall_standard(self, call: Answer, **asked: Any) -> Answer:
        """Return the standard of lecture halls."""
        return self.executor.query(queries.hall_standard, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def activities(self, call: Answer, **asked: Any) -> Answer:
        """List activities."""
        return self.executor.query(queries.activities, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def activity(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.activity, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def activity_steps(self, call: Answer, **asked: Any) -> Answer:
        """Return what was done to an activity's record."""
        return self.executor.query(queries.activity_steps, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def activity_counts(self, call: Answer, **asked: Any) -> Answer:
        """Count activities by kind and mode."""
        return self.executor.query(queries.activity_counts, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def resolutions(self, call: Answer, **asked: Any) -> Answer:
        """List the votes of an activity."""
        return self.executor.query(queries.resolutions, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def minutes(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.minutes, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def obligations(self, call: Answer, **asked: Any) -> Answer:
        """List obligations."""
        return self.executor.query(queries.obligations, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def obligation(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.obligation, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def obligation_rules(self, call: Answer, **asked: Any) -> Answer:
        """Return the rules that obligations come from."""
        return self.executor.query(queries.obligation_rules, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def reporting_rates(self, call: Answer, **asked: Any) -> Answer:
        """Return reporting rates, silent units first."""
        return self.executor.query(queries.reporting_rates, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def campaigns(self, call: Answer, **asked: Any) -> Answer:
        """List campaigns."""
        return self.executor.query(queries.campaigns, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def campaign(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.campaign, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def parts(self, call: Answer, **asked: Any) -> Answer:
        """List the units of a campaign."""
        return self.executor.query(queries.parts, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def part(self, call: Answer, **asked: Any) -> Answer:
        """Tell one unit's part in a campaign."""
        return self.executor.query(queries.part, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def exemplar(self, call: Answer, **asked: Any) -> Answer:
        """Tell one exemplar of a campaign."""
        return self.executor.query(queries.exemplar, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def exemplars(self, call: Answer, **asked: Any) -> Answer:
        """List the exemplars of a campaign."""
        return self.executor.query(queries.exemplars, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def activity_warnings(self, call: Answer, **asked: Any) -> Answer:
        """Return what good practice misses."""
        return self.executor.query(queries.activity_warnings, call, asked)

    @reaction(*TREE_EVENTS)
    def know_organizations_on_tree_changed(self, work: UnitOfWork, event: TreeChanged) -> None:
        """Store the copy of the tree."""
        reactions.know_organizations_on_tree_changed(work, event)

    @reaction(*MEMBER_EVENTS)
    def know_members_on_member_event(self, work: UnitOfWork, event: MemberEvent) -> None:
        """Store the copy of the roll."""
        reactions.know_members_on_member_event(work, event)

    @reaction(PostTaken)
    def know_secretaries_on_post_taken(self, work: UnitOfWork, event: PostTaken) -> None:
        """Store who is secretary."""
        reactions.know_secretaries_on_post_taken(work, event)

    @reaction(PostLeft)
    def know_secretaries_on_post_left(self, work: UnitOfWork, event: PostLeft) -> None:
        """Store until when someone was secretary."""
        reactions.know_secretaries_on_post_left(work, event)

    @reaction(*TREE_EVENTS)
    def set_obligations_on_tree_changed(self, work: UnitOfWork, event: TreeChanged) -> None:
        """Set what the year asks of organizations just heard of."""
        reactions.set_obligations_on_tree_changed(work, event)

    @reaction(ObligationYearOpened)
    def set_obligations_on_obligation_year_opened(self, work: UnitOfWork, event: ObligationYearOpened) -> None:
        """Set a year's obligations of a district."""
        reactions.set_obligations_on_obligation_year_opened(work, event)

    @reaction(HallDeadlineSet)
    def give_deadlines_on_hall_deadline_set(self, work: UnitOfWork, event: HallDeadlineSet) -> None:
        """Give a district's halls their deadline."""
        reactions.give_deadlines_on_hall_deadline_set(work, event)

    @reaction(OrganizationsMerged)
    def hand_on_halls_on_organizations_merged(self, work: UnitOfWork, event: OrganizationsMerged) -> None:
        reactions.hand_on_halls_on_organizations_merged(work, event)

    @reaction(OrganizationSplit)
    def hand_on_halls_on_organization_split(self, work: UnitOfWork, event: OrganizationSplit) -> None:
        """Hand on the hall of a divided organization."""
        reactions.hand_on_halls_on_organization_split(work, event)

    @reaction(OrganizationClosed)
    def hand_on_halls_on_organization_closed(self, work: UnitOfWork, event: OrganizationClosed) -> None:
        """End the hall of a closed organization, or carry it upwards."""
        reactions.hand_on_halls_on_organization_closed(work, event)
