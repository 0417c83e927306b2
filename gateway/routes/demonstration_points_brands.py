"""Brands: discovered, consolidated, promoted, and the points and projects that carry them."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.demonstration_points_brands import (
    BrandAdoption,
    BrandAmendment,
    BrandAnswer,
    BrandCarrierAddition,
    BrandCarrierAnswer,
    BrandCarrierRemoval,
    BrandConsolidation,
    BrandDetailAnswer,
    BrandDiscovery,
    BrandDismissal,
    BrandFilter,
    BrandPromotion,
    BrandReachWidening,
)
from gateway.schemas.projects import StepAnswer
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require, require_any_scope

DECLARE, READ, VET = "demonstration_points.declare", "demonstration_points.read", "demonstration_points.vet"
blueprint = Blueprint("brands", "/api/v1/brands", "党建品牌 · brands", service="demonstration_points")


@blueprint.list("", BrandAnswer, query=BrandFilter)
def brands(organization_id: str, **params: Any) -> Any:
    """品牌列表，已推广的全区可查 · brands of an organization and below; promoted ones are for all."""
    if params.get("status") == "promoted":
        require_any_scope(READ)
    else:
        require(READ, organization_id)
    return call("demonstration_points", "brands", organization_id=organization_id, **params)


blueprint.post("", BrandDiscovery, warned(BrandAnswer)).calls(
    "discover_brand", DECLARE, "挖掘品牌 · take a brand up for an organization."
)
blueprint.get("/<id:brand_id>", BrandDetailAnswer).calls(
    "brand", READ, "品牌、载体与办理经过 · a brand with what carries it and its way."
)
blueprint.patch("/<id:brand_id>", BrandAmendment, BrandAnswer).calls(
    "amend_brand", DECLARE, "修改品牌 · change a brand's words."
)
blueprint.list("/<id:brand_id>/steps", StepAnswer).calls(
    "brand_steps", READ, "办理经过 · who took which step, when, with which opinion."
)
blueprint.post("/<id:brand_id>/adoptions", BrandAdoption, warned(BrandAnswer), decides=True).calls(
    "adopt_brand", DECLARE, "采纳建议 · take up a brand that a visit proposed."
)
blueprint.post("/<id:brand_id>/dismissals", BrandDismissal, BrandAnswer, decides=True).calls(
    "dismiss_brand", DECLARE, "不采纳 · decide, with a reason, that something is no brand."
)
blueprint.post("/<id:brand_id>/consolidations", BrandConsolidation, BrandAnswer, decides=True).calls(
    "consolidate_brand", VET, "巩固 · find that a brand has taken root; by its street, or else by the district."
)
blueprint.post("/<id:brand_id>/promotions", BrandPromotion, BrandAnswer, decides=True).calls(
    "promote_brand",
    "demonstration_points.decide",
    "推广 · promote a consolidated brand to others, by decision of the district.",
)
blueprint.post("/<id:brand_id>/reaches", BrandReachWidening, BrandAnswer).calls(
    "widen_reach", VET, "扩大影响范围 · record that a brand is known further, on a basis."
)
blueprint.list("/<id:brand_id>/carriers", BrandCarrierAnswer).calls(
    "carriers", READ, "品牌载体 · the points and projects that carry a brand."
)
blueprint.post("/<id:brand_id>/carriers", BrandCarrierAddition, BrandCarrierAnswer).calls(
    "add_carrier", DECLARE, "增加载体 · let a point or a project carry a brand."
)
blueprint.post("/<id:brand_id>/carriers/<id:carrier_id>/removals", BrandCarrierRemoval, BrandCarrierAnswer).calls(
    "remove_carrier",
    DECLARE,
    "取消载体 · end, with a reason, that something carries a brand.",
)
