"""Commands of the demonstration_points service."""

from services.demonstration_points.commands.acceptance import accept_point, activate_point, renew_point
from services.demonstration_points.commands.brands import (
    adopt_brand,
    amend_brand,
    consolidate_brand,
    discover_brand,
    dismiss_brand,
    promote_brand,
    widen_reach,
)
from services.demonstration_points.commands.carriers import add_carrier, remove_carrier
from services.demonstration_points.commands.chain import confirm_point, start_building, vet_point
from services.demonstration_points.commands.declarations import (
    amend_host_facts,
    amend_point,
    declare_again,
    declare_point,
    withdraw_point,
)
from services.demonstration_points.commands.hearing import know_project, propose_brand
from services.demonstration_points.commands.nodes import (
    amend_node,
    drop_node,
    reach_node,
    renew_nodes,
    reopen_node,
    set_node,
    waive_node,
)
from services.demonstration_points.commands.schemes import amend_scheme, open_scheme
from services.demonstration_points.commands.successions import (
    hand_on_points,
    know_organizations,
    settle_successions,
)

__all__ = [
    "accept_point",
    "activate_point",
    "add_carrier",
    "adopt_brand",
    "amend_brand",
    "amend_host_facts",
    "amend_node",
    "amend_point",
    "amend_scheme",
    "confirm_point",
    "consolidate_brand",
    "declare_again",
    "declare_point",
    "discover_brand",
    "dismiss_brand",
    "drop_node",
    "hand_on_points",
    "know_organizations",
    "know_project",
    "open_scheme",
    "promote_brand",
    "propose_brand",
    "reach_node",
    "remove_carrier",
    "renew_nodes",
    "renew_point",
    "reopen_node",
    "set_node",
    "settle_successions",
    "start_building",
    "vet_point",
    "waive_node",
    "widen_reach",
    "withdraw_point",
]
