"""Demonstration points from declaration to the end of their term, and what they say to visitors."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.demonstration_points import (
    Activation,
    Confirmation,
    DemonstrationPointDeclaration,
    HostFactsAmendment,
    HostFactsAnswer,
    PointAcceptance,
    PointAmendment,
    PointAnswer,
    PointFilter,
    Renewal,
)
from gateway.schemas.demonstration_points_building import PointDetailAnswer
from gateway.schemas.projects import Decision, Declaration, Start, StepAnswer, Withdrawal
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require, require_any_scope

SERVICE = "demonstration_points"
blueprint = Blueprint(
    "demonstration points",
    __name__,
    url_prefix="/api/v1/demonstration-points",
    description="党建示范点 · demonstration points",
)


@blueprint.list("", PointAnswer, query=PointFilter)
def points(organization_id: str, **asked: Any) -> Any:
    """示范点列表 · the points of an organization and everyone below it."""
    require("demonstration_points.read", organization_id)
    return call(SERVICE, "points", organization_id=organization_id, **asked)


@blueprint.post("", DemonstrationPointDeclaration, warned(PointAnswer))
def declare_point(organization_id: str, **asked: Any) -> Any:
    """上报示范点 · declare a point; its street vets it, then the district confirms."""
    require("demonstration_points.declare", organization_id)
    return call(SERVICE, "declare_point", organization_id=organization_id, **asked)


@blueprint.get("/<id:point_id>", PointDetailAnswer)
def point(point_id: str) -> Any:
    """示范点、建设节点、验收清单与办理经过 · a point with its plan, its checklist and its way."""
    require_any_scope("demonstration_points.read")
    return call(SERVICE, "point", point_id=point_id)


@blueprint.patch("/<id:point_id>", PointAmendment, PointAnswer)
def amend_point(**asked: Any) -> Any:
    """修改上报内容（把关前） · change the words of a point before it is vetted."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "amend_point", **asked)


@blueprint.list("/<id:point_id>/steps", StepAnswer)
def point_steps(**asked: Any) -> Any:
    """办理经过 · who took which step, when, with which opinion."""
    require_any_scope("demonstration_points.read")
    return call(SERVICE, "steps", **asked)


@blueprint.post("/<id:point_id>/declarations", Declaration, PointAnswer)
def declare_point_again(**asked: Any) -> Any:
    """退回后重新上报 · declare a returned point again."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "declare_again", **asked)


@blueprint.post("/<id:point_id>/vettings", Decision, PointAnswer, decides=True)
def vet_point(**asked: Any) -> Any:
    """把关 · pass a point on to be confirmed, or return it; by its street, or else by the district."""
    require_any_scope("demonstration_points.vet")
    return call(SERVICE, "vet_point", **asked)


@blueprint.post("/<id:point_id>/confirmations", Confirmation, PointAnswer, decides=True)
def confirm_point(**asked: Any) -> Any:
    """确认 · confirm a vetted point within its scheme's quota, or return it."""
    require_any_scope("demonstration_points.decide")
    return call(SERVICE, "confirm_point", **asked)


@blueprint.post("/<id:point_id>/starts", Start, PointAnswer)
def start_building(**asked: Any) -> Any:
    """启动建设 · say that building began."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "start_building", **asked)


@blueprint.post("/<id:point_id>/acceptances", PointAcceptance, PointAnswer, decides=True)
def accept_point(**asked: Any) -> Any:
    """验收 · accept a finished point by the checklist, or refuse to."""
    require_any_scope("demonstration_points.decide")
    return call(SERVICE, "accept_point", **asked)


@blueprint.post("/<id:point_id>/activations", Activation, PointAnswer, decides=True)
def activate_point(**asked: Any) -> Any:
    """命名 · give an accepted point its title, from a day until a day."""
    require_any_scope("demonstration_points.decide")
    return call(SERVICE, "activate_point", **asked)


@blueprint.post("/<id:point_id>/renewals", Renewal, PointAnswer, decides=True)
def renew_point(**asked: Any) -> Any:
    """续期 · let a point keep its title for another term, by decision."""
    require_any_scope("demonstration_points.decide")
    return call(SERVICE, "renew_point", **asked)


@blueprint.post("/<id:point_id>/withdrawals", Withdrawal, PointAnswer, decides=True)
def withdraw_point(**asked: Any) -> Any:
    """摘牌，或确认前撤回 · take a title away, or give up what is not confirmed; with a reason."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "withdraw_point", **asked)


@blueprint.get("/<id:point_id>/host-facts", HostFactsAnswer)
def host_facts(point_id: str) -> Any:
    """接待信息 · what a point says about receiving visits."""
    require_any_scope("demonstration_points.read")
    return call(SERVICE, "host_facts", point_id=point_id)


@blueprint.patch("/<id:point_id>/host-facts", HostFactsAmendment, HostFactsAnswer)
def amend_host_facts(point_id: str, expected_version: Any = None, **facts: Any) -> Any:
    """修改接待信息 · change where, how many, how long and when a point can be visited."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "amend_host_facts", point_id=point_id, expected_version=expected_version, facts=facts)
