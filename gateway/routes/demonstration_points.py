"""Demonstration points from declaration to the end of their term, and what they say to visitors."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas import demonstration_points as schemas
from gateway.schemas.base import warned
from gateway.schemas.demonstration_points_building import DemonstrationPointDetailAnswer
from gateway.schemas.projects import StepAnswer
from gateway.service_calls import call, require_any_scope

blueprint = Blueprint(
    "demonstration points",
    "/api/v1/demonstration-points",
    "党建示范点 · demonstration points",
    service="demonstration_points",
)
READ, DECLARE, DECIDE = "demonstration_points.read", "demonstration_points.declare", "demonstration_points.decide"

blueprint.list("", schemas.DemonstrationPointAnswer, query=schemas.DemonstrationPointFilter).calls(
    "points", READ, "示范点列表 · the points of an organization and everyone below it."
)
blueprint.post("", schemas.DemonstrationPointDeclaration, warned(schemas.DemonstrationPointAnswer)).calls(
    "declare_point", DECLARE, "上报示范点 · declare a point; its street vets it, then the district confirms."
)
blueprint.get("/<id:point_id>", DemonstrationPointDetailAnswer).calls(
    "point", READ, "示范点、建设节点、验收清单与办理经过 · a point with its plan, its checklist and its way."
)
blueprint.patch("/<id:point_id>", schemas.DemonstrationPointAmendment, schemas.DemonstrationPointAnswer).calls(
    "amend_point", DECLARE, "修改上报内容（把关前） · change the words of a point before it is vetted."
)
blueprint.list("/<id:point_id>/steps", StepAnswer).calls(
    "steps", READ, "办理经过 · who took which step, when, with which opinion."
)
blueprint.post(
    "/<id:point_id>/declarations", schemas.DemonstrationPointRedeclaration, schemas.DemonstrationPointAnswer
).calls("declare_again", DECLARE, "退回后重新上报 · declare a returned point again.")
blueprint.post(
    "/<id:point_id>/vettings", schemas.DemonstrationPointDecision, schemas.DemonstrationPointAnswer, decides=True
).calls(
    "vet_point",
    "demonstration_points.vet",
    "把关 · pass a point on to be confirmed, or return it; by its street, or else by the district.",
)
blueprint.post(
    "/<id:point_id>/confirmations",
    schemas.DemonstrationPointConfirmation,
    schemas.DemonstrationPointAnswer,
    decides=True,
).calls("confirm_point", DECIDE, "确认 · confirm a vetted point within its scheme's quota, or return it.")
blueprint.post("/<id:point_id>/starts", schemas.DemonstrationPointStart, schemas.DemonstrationPointAnswer).calls(
    "start_building", DECLARE, "启动建设 · say that building began."
)
blueprint.post(
    "/<id:point_id>/acceptances", schemas.DemonstrationPointAcceptance, schemas.DemonstrationPointAnswer, decides=True
).calls("accept_point", DECIDE, "验收 · accept a finished point by the checklist, or refuse to.")
blueprint.post(
    "/<id:point_id>/activations", schemas.DemonstrationPointActivation, schemas.DemonstrationPointAnswer, decides=True
).calls("activate_point", DECIDE, "命名 · give an accepted point its title, from a day until a day.")
blueprint.post(
    "/<id:point_id>/renewals", schemas.DemonstrationPointRenewal, schemas.DemonstrationPointAnswer, decides=True
).calls("renew_point", DECIDE, "续期 · let a point keep its title for another term, by decision.")
blueprint.post(
    "/<id:point_id>/withdrawals", schemas.DemonstrationPointWithdrawal, schemas.DemonstrationPointAnswer, decides=True
).calls(
    "withdraw_point",
    DECLARE,
    "摘牌，或确认前撤回 · take a title away, or give up what is not confirmed; with a reason.",
)
blueprint.get("/<id:point_id>/host-facts", schemas.HostFactsAnswer).calls(
    "host_facts", READ, "接待信息 · what a point says about receiving visits."
)


@blueprint.patch("/<id:point_id>/host-facts", schemas.HostFactsAmendment, schemas.HostFactsAnswer)
def amend_host_facts(point_id: str, expected_version: Any = None, **facts: Any) -> Any:
    """修改接待信息 · change where, how many, how long and when a point can be visited."""
    require_any_scope(DECLARE)
    return call(
        "demonstration_points", "amend_host_facts", point_id=point_id, expected_version=expected_version, facts=facts
    )
