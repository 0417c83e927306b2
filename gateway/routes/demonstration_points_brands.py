"""Brands: discovered, consolidated, promoted, and the points and projects that carry them."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.demonstration_points_brands import (
    BrandAdoption,
    BrandAmendment,
    BrandAnswer,
    BrandDetailAnswer,
    BrandDiscovery,
    BrandFilter,
    CarrierAnswer,
    CarrierAsked,
    CarrierReason,
    Consolidation,
    Promotion,
    Widening,
)
from gateway.schemas.projects import StepAnswer, Withdrawal
from gateway.schemas.reminders import warned
from gateway.service_calls import call, require, require_any_scope

SERVICE = "demonstration_points"
blueprint = Blueprint("brands", __name__, url_prefix="/api/v1/brands", description="党建品牌 · brands")


@blueprint.list("", BrandAnswer, query=BrandFilter)
def brands(organization_id: str, **asked: Any) -> Any:
    """品牌列表，已推广的全区可查 · brands of an organization and below; promoted ones are for all."""
    if asked.get("status") == "promoted":
        require_any_scope("demonstration_points.read")
    else:
        require("demonstration_points.read", organization_id)
    return call(SERVICE, "brands", organization_id=organization_id, **asked)


@blueprint.post("", BrandDiscovery, warned(BrandAnswer))
def discover_brand(organization_id: str, **asked: Any) -> Any:
    """挖掘品牌 · take a brand up for an organization."""
    require("demonstration_points.declare", organization_id)
    return call(SERVICE, "discover_brand", organization_id=organization_id, **asked)


@blueprint.get("/<id:brand_id>", BrandDetailAnswer)
def brand(brand_id: str) -> Any:
    """品牌、载体与办理经过 · a brand with what carries it and its way."""
    require_any_scope("demonstration_points.read")
    return call(SERVICE, "brand", brand_id=brand_id)


@blueprint.patch("/<id:brand_id>", BrandAmendment, BrandAnswer)
def amend_brand(**asked: Any) -> Any:
    """修改品牌 · change a brand's words."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "amend_brand", **asked)


@blueprint.list("/<id:brand_id>/steps", StepAnswer)
def brand_steps(**asked: Any) -> Any:
    """办理经过 · who took which step, when, with which opinion."""
    require_any_scope("demonstration_points.read")
    return call(SERVICE, "brand_steps", **asked)


@blueprint.post("/<id:brand_id>/adoptions", BrandAdoption, warned(BrandAnswer), decides=True)
def adopt_brand(**asked: Any) -> Any:
    """采纳建议 · take up a brand that a visit proposed."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "adopt_brand", **asked)


@blueprint.post("/<id:brand_id>/dismissals", Withdrawal, BrandAnswer, decides=True)
def dismiss_brand(**asked: Any) -> Any:
    """不采纳 · decide, with a reason, that something is no brand."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "dismiss_brand", **asked)


@blueprint.post("/<id:brand_id>/consolidations", Consolidation, BrandAnswer, decides=True)
def consolidate_brand(**asked: Any) -> Any:
    """巩固 · find that a brand has taken root; by its street, or else by the district."""
    require_any_scope("demonstration_points.vet")
    return call(SERVICE, "consolidate_brand", **asked)


@blueprint.post("/<id:brand_id>/promotions", Promotion, BrandAnswer, decides=True)
def promote_brand(**asked: Any) -> Any:
    """推广 · promote a consolidated brand to others, by decision of the district."""
    require_any_scope("demonstration_points.decide")
    return call(SERVICE, "promote_brand", **asked)


@blueprint.post("/<id:brand_id>/reaches", Widening, BrandAnswer)
def widen_reach(**asked: Any) -> Any:
    """扩大影响范围 · record that a brand is known further, on a basis."""
    require_any_scope("demonstration_points.vet")
    return call(SERVICE, "widen_reach", **asked)


@blueprint.list("/<id:brand_id>/carriers", CarrierAnswer)
def carriers(**asked: Any) -> Any:
    """品牌载体 · the points and projects that carry a brand."""
    require_any_scope("demonstration_points.read")
    return call(SERVICE, "carriers", **asked)


@blueprint.post("/<id:brand_id>/carriers", CarrierAsked, CarrierAnswer)
def add_carrier(**asked: Any) -> Any:
    """增加载体 · let a point or a project carry a brand."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "add_carrier", **asked)


@blueprint.post("/<id:brand_id>/carriers/<id:carrier_id>/removals", CarrierReason, CarrierAnswer)
def remove_carrier(**asked: Any) -> Any:
    """取消载体 · end, with a reason, that something carries a brand."""
    require_any_scope("demonstration_points.declare")
    return call(SERVICE, "remove_carrier", **asked)
