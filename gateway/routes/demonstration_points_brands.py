"""Brands: discovered, consolidated, promoted, and the points and projects that carry them."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas import demonstration_points_brands as schemas
from gateway.schemas.base import warned
from gateway.schemas.projects import StepAnswer
from gateway.service_calls import call, require, require_any_scope

DECLARE, READ, VET = "demonstration_points.declare", "demonstration_points.read", "demonstration_points.vet"
blueprint = Blueprint("brands", "/api/v1/brands", "党建品牌 · brands", service="demonstration_points")


@blueprint.list("", schemas.BrandAnswer, query=schemas.BrandFilter)
def brands(organization_id: str, **params: Any) -> Any:
    """品牌列表，已推广的全区可查 · brands of an organization and below; promoted ones are for all."""
    if params.get("status") == "promoted":
        require_any_scope(READ)
    else:
        require(READ, organization_id)
    return call("demonstration_points", "brands", organization_id=organization_id, **params)


blueprint.post("", schemas.BrandDiscovery, warned(schemas.BrandAnswer)).calls(
    "discover_brand", DECLARE, "挖掘品牌 · take a brand up for an organization."
)
blueprint.get("/<id:brand_id>", schemas.BrandDetailAnswer).calls(
    "brand", READ, "品牌、载体与办理经过 · a brand with what carries it and its way."
)
blueprint.patch("/<id:brand_id>", schemas.BrandAmendment, schemas.BrandAnswer).calls(
    "amend_brand", DECLARE, "修改品牌 · change a brand's words."
)
blueprint.list("/<id:brand_id>/steps", StepAnswer).calls(
    "brand_steps", READ, "办理经过 · who took which step, when, with which opinion."
)
blueprint.post("/<id:brand_id>/adoptions", schemas.BrandAdoption, warned(schemas.BrandAnswer), decides=True).calls(
    "adopt_brand", DECLARE, "采纳建议 · take up a brand that a visit proposed."
)
blueprint.post("/<id:brand_id>/dismissals", schemas.BrandDismissal, schemas.BrandAnswer, decides=True).calls(
    "dismiss_brand", DECLARE, "不采纳 · decide, with a reason, that something is no brand."
)
blueprint.post("/<id:brand_id>/consolidations", schemas.BrandConsolidation, schemas.BrandAnswer, decides=True).calls(
    "consolidate_brand", VET, "巩固 · find that a brand has taken root; by its street, or else by the district."
)
blueprint.post("/<id:brand_id>/promotions", schemas.BrandPromotion, schemas.BrandAnswer, decides=True).calls(
    "promote_brand",
    "demonstration_points.decide",
    "推广 · promote a consolidated brand to others, by decision of the district.",
)
blueprint.post("/<id:brand_id>/reaches", schemas.BrandReachWidening, schemas.BrandAnswer).calls(
    "widen_reach", VET, "扩大影响范围 · record that a brand is known further, on a basis."
)
blueprint.list("/<id:brand_id>/carriers", schemas.BrandCarrierAnswer).calls(
    "carriers", READ, "品牌载体 · the points and projects that carry a brand."
)
blueprint.post("/<id:brand_id>/carriers", schemas.BrandCarrierAddition, schemas.BrandCarrierAnswer).calls(
    "add_carrier", DECLARE, "增加载体 · let a point or a project carry a brand."
)
blueprint.post(
    "/<id:brand_id>/carriers/<id:carrier_id>/removals", schemas.BrandCarrierRemoval, schemas.BrandCarrierAnswer
).calls(
    "remove_carrier",
    DECLARE,
    "取消载体 · end, with a reason, that something carries a brand.",
)
