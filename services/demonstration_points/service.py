"""The demonstration_points service as nameko sees it: it wires, and decides nothing."""

from typing import Any

from nameko.rpc import rpc

from services.demonstration_points import commands, queries, reactions
from shared.events.observation_visits import StrengthRecorded
from shared.events.organizations import (
    TREE_EVENTS,
    OrganizationClosed,
    OrganizationsMerged,
    OrganizationSplit,
    TreeChanged,
)
from shared.events.projects import LIFE_EVENTS, ProjectEvent
from shared.hosts.providers import ExecutorProvider
from shared.messaging.reactions import reaction
from shared.unit_of_work import CommandExecutor, UnitOfWork

Answer = dict[str, Any]


class DemonstrationPointsService:
    """Answers for demonstration points, the schemes they stand under, and brands."""

    name = "demonstration_points"
    executor: CommandExecutor = ExecutorProvider()

    @rpc  # type: ignore[untyped-decorator]
    def open_scheme(self, call: Answer, **asked: Any) -> Answer:
        """Open a district's demonstration scheme, on an approval from above."""
        return self.executor.command(commands.open_scheme, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_scheme(self, call: Answer, **asked: Any) -> Answer:
        """Change a scheme's words, document or quota."""
        return self.executor.command(commands.amend_scheme, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def declare_point(self, call: Answer, **asked: Any) -> Answer:
        """Declare a demonstration point (上报)."""
        return self.executor.command(commands.declare_point, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def declare_again(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.declare_again, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_point(self, call: Answer, **asked: Any) -> Answer:
        """Change the words of a point that is not vetted yet."""
        return self.executor.command(commands.amend_point, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def vet_point(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.command(commands.vet_point, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def confirm_point(self, call: Answer, **asked: Any) -> Answer:
        """Confirm a point within its scheme's quota, or return it (确认)."""
        return self.executor.command(commands.confirm_point, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def start_building(self, call: Answer, **asked: Any) -> Answer:
        """Return that building began."""
        return self.executor.command(commands.start_building, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def set_node(self, call: Answer, **asked: Any) -> Answer:
        """Add a building node to a point's plan."""
        return self.executor.command(commands.set_node, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_node(self, call: Answer, **asked: Any) -> Answer:
        """Change a building node."""
        return self.executor.command(commands.amend_node, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def drop_node(self, call: Answer, **asked: Any) -> Answer:
        """Take a building node out of the plan."""
        return self.executor.command(commands.drop_node, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def reach_node(self, call: Answer, **asked: Any) -> Answer:
        """Report a building node reached."""
        return self.executor.command(commands.reach_node, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def reopen_node(self, call: Answer, **asked: Any) -> Answer:
        """Take back that a building node was reached."""
        return self.executor.command(commands.reopen_node, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def waive_node(self, call: Answer, **asked: Any) -> Answer:
        """Let a point be accepted without a node."""
        return self.executor.command(commands.waive_node, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def renew_nodes(self, call: Answer, **asked: Any) -> Answer:
        """Derive a district's open building nodes anew."""
        return self.executor.command(commands.renew_nodes, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def accept_point(self, call: Answer, **asked: Any) -> Answer:
        """Accept a finished point by the checklist (验收)."""
        return self.executor.command(commands.accept_point, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def activate_point(self, call: Answer, **asked: Any) -> Answer:
        """Return a point its title for a term (命名)."""
        return self.executor.command(commands.activate_point, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def renew_point(self, call: Answer, **asked: Any) -> Answer:
        """Renew a point's title (续期)."""
        return self.executor.command(commands.renew_point, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def withdraw_point(self, call: Answer, **asked: Any) -> Answer:
        """Take a title away, or give a declaration up (摘牌)."""
        return self.executor.command(commands.withdraw_point, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_host_facts(self, call: Answer, **asked: Any) -> Answer:
        """Change what a point says about receiving visits."""
        return self.executor.command(commands.amend_host_facts, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def discover_brand(self, call: Answer, **asked: Any) -> Answer:
        """Take a brand up for an organization (挖掘)."""
        return self.executor.command(commands.discover_brand, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def adopt_brand(self, call: Answer, **asked: Any) -> Answer:
        """Take up a brand that a visit proposed."""
        return self.executor.command(commands.adopt_brand, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def amend_brand(self, call: Answer, **asked: Any) -> Answer:
        """Change a brand's words."""
        return self.executor.command(commands.amend_brand, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def dismiss_brand(self, call: Answer, **asked: Any) -> Answer:
        """Decide that something is no brand."""
        return self.executor.command(commands.dismiss_brand, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def consolidate_brand(self, call: Answer, **asked: Any) -> Answer:
        """Find that a brand has taken root (巩固)."""
        return self.executor.command(commands.consolidate_brand, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def promote_brand(self, call: Answer, **asked: Any) -> Answer:
        """Promote a brand to others (推广)."""
        return self.executor.command(commands.promote_brand, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def widen_reach(self, call: Answer, **asked: Any) -> Answer:
        """Record that a brand is known further."""
        return self.executor.command(commands.widen_reach, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def add_carrier(self, call: Answer, **asked: Any) -> Answer:
        """Let a point or a project carry a brand."""
        return self.executor.command(commands.add_carrier, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def remove_carrier(self, call: Answer, **asked: Any) -> Answer:
        """End that something carries a brand."""
        return self.executor.command(commands.remove_carrier, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def point(self, call: Answer, **asked: Any) -> Answer:
        """Return a point with its plan, its way and its checklist."""
        return self.executor.query(queries.point, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def points(self, call: Answer, **asked: Any) -> Answer:
        """List points."""
        return self.executor.query(queries.points, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def host_facts(self, call: Answer, **asked: Any) -> Answer:
        """Return what a point says about receiving visits."""
        return self.executor.query(queries.host_facts, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def steps(self, call: Answer, **asked: Any) -> Answer:
        """Return a point's steps."""
        return self.executor.query(queries.steps, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def plan(self, call: Answer, **asked: Any) -> Answer:
        """Return a point's building nodes."""
        return self.executor.query(queries.plan, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def node(self, call: Answer, **asked: Any) -> Answer:
        """Return a building node."""
        return self.executor.query(queries.node, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def nodes(self, call: Answer, **asked: Any) -> Answer:
        """List the open building nodes that units answer for."""
        return self.executor.query(queries.nodes, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def scheme(self, call: Answer, **asked: Any) -> Answer:
        return self.executor.query(queries.scheme, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def schemes(self, call: Answer, **asked: Any) -> Answer:
        """List a district's schemes."""
        return self.executor.query(queries.schemes, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def brand(self, call: Answer, **asked: Any) -> Answer:
        """Return a brand with what carries it."""
        return self.executor.query(queries.brand, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def brands(self, call: Answer, **asked: Any) -> Answer:
        """List brands."""
        return self.executor.query(queries.brands, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def brand_steps(self, call: Answer, **asked: Any) -> Answer:
        """Return a brand's steps."""
        return self.executor.query(queries.brand_steps, call, asked)

    @rpc  # type: ignore[untyped-decorator]
    def carriers(self, call: Answer, **asked: Any) -> Answer:
        """Return what carries a brand."""
        return self.executor.query(queries.carriers, call, asked)

    @reaction(*TREE_EVENTS)
    def know_organizations_on_tree_changed(self, work: UnitOfWork, event: TreeChanged) -> None:
        """Store the copy of the tree."""
        reactions.know_organizations_on_tree_changed(work, event)

    @reaction(OrganizationsMerged)
    def hand_on_points_on_organizations_merged(self, work: UnitOfWork, event: OrganizationsMerged) -> None:
        """Carry or end the points and brands of merged organizations."""
        reactions.hand_on_points_on_organizations_merged(work, event)

    @reaction(OrganizationSplit)
    def hand_on_points_on_organization_split(self, work: UnitOfWork, event: OrganizationSplit) -> None:
        """Carry the points and brands of a divided organization to its heir."""
        reactions.hand_on_points_on_organization_split(work, event)

    @reaction(OrganizationClosed)
    def hand_on_points_on_organization_closed(self, work: UnitOfWork, event: OrganizationClosed) -> None:
        """End the points and brands of a closed organization, or carry them upwards."""
        reactions.hand_on_points_on_organization_closed(work, event)

    @reaction(*LIFE_EVENTS)
    def know_project_on_project_event(self, work: UnitOfWork, event: ProjectEvent) -> None:
        """Store the copy of a project."""
        reactions.know_project_on_project_event(work, event)

    @reaction(StrengthRecorded)
    def propose_brand_on_strength_recorded(self, work: UnitOfWork, event: StrengthRecorded) -> None:
        """Put a strength before its host as a proposed brand."""
        reactions.propose_brand_on_strength_recorded(work, event)
