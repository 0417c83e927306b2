"""Brands: discovered, consolidated, promoted, and the points and projects that carry them."""

from typing import Any

from gateway.asking import ask, require, require_somewhere
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

SERVICE = "demonstration_points"
blueprint = Blueprint("brands", __name__, url_prefix="/api/v1/brands", description="党建品牌 · brands")


@blueprint.lists("", BrandAnswer, query=BrandFilter)
def brands(organization_id: str, **asked: Any) -> Any:
    """品牌列表，已推广的全区可查 · brands of an organization and below; promoted ones are for all."""
    if asked.get("status") == "promoted":
        require_somewhere("demonstration_points.read")
    else:
        require("demonstration_points.read", organization_id)
    return ask(SERVICE, "brands", organization_id=organization_id, **asked)


@blueprint.takes("", BrandDiscovery, warned(BrandAnswer))
def discover_brand(organization_id: str, **asked: Any) -> Any:
    """挖掘品牌 · take a brand up for an organization."""
    require("demonstration_points.declare", organization_id)
    return ask(SERVICE, "discover_brand", organization_id=organization_id, **asked)


@blueprint.shows("/<id:brand_id>", BrandDetailAnswer)
def brand(brand_id: str) -> Any:
    """品牌、载体与办理经过 · a brand with what carries it and its way."""
    require_somewhere("demonstration_points.read")
    return ask(SERVICE, "brand", brand_id=brand_id)


@blueprint.changes("/<id:brand_id>", BrandAmendment, BrandAnswer)
def amend_brand(**asked: Any) -> Any:
    """修改品牌 · change a brand's words."""
    require_somewhere("demonstration_points.declare")
    return ask(SERVICE, "amend_brand", **asked)


@blueprint.lists("/<id:brand_id>/steps", StepAnswer)
def brand_steps(**asked: Any) -> Any:
    """办理经过 · who took which step, when, with which opinion."""
    require_somewhere("demonstration_points.read")
    return ask(SERVICE, "brand_steps", **asked)


@blueprint.takes("/<id:brand_id>/adoptions", BrandAdoption, warned(BrandAnswer), decides=True)
def adopt_brand(**asked: Any) -> Any:
    """采纳建议 · take up a brand that a visit proposed."""
    require_somewhere("demonstration_points.declare")
    return ask(SERVICE, "adopt_brand", **asked)


@blueprint.takes("/<id:brand_id>/dismissals", Withdrawal, BrandAnswer, decides=True)
def dismiss_brand(**asked: Any) -> Any:
    """不采纳 · decide, with a reason, that something is no brand."""
    require_somewhere("demonstration_points.declare")
    return ask(SERVICE, "dismiss_brand", **asked)


@blueprint.takes("/<id:brand_id>/consolidations", Consolidation, BrandAnswer, decides=True)
def consolidate_brand(**asked: Any) -> Any:
    """巩固 · find that a brand has taken root; by its street, or else by the district."""
    require_somewhere("demonstration_points.vet")
    return ask(SERVICE, "consolidate_brand", **asked)


@blueprint.takes("/<id:brand_id>/promotions", Promotion, BrandAnswer, decides=True)
def promote_brand(**asked: Any) -> Any:
    """推广 · promote a consolidated brand to others, by decision of the district."""
    require_somewhere("demonstration_points.decide")
    return ask(SERVICE, "promote_brand", **asked)


@blueprint.takes("/<id:brand_id>/reaches", Widening, BrandAnswer)
def widen_reach(**asked: Any) -> Any:
    """扩大影响范围 · record that a brand is known further, on a basis."""
    require_somewhere("demonstration_points.vet")
    return ask(SERVICE, "widen_reach", **asked)


@blueprint.lists("/<id:brand_id>/carriers", CarrierAnswer)
def carriers(**asked: Any) -> Any:
    """品牌载体 · the points and projects that carry a brand."""
    require_somewhere("demonstration_points.read")
    return ask(SERVICE, "carriers", **asked)


@blueprint.takes("/<id:brand_id>/carriers", CarrierAsked, CarrierAnswer)
def add_carrier(**asked: Any) -> Any:
    """增加载体 · let a point or a project carry a brand."""
    require_somewhere("demonstration_points.declare")
    return ask(SERVICE, "add_carrier", **asked)


@blueprint.takes("/<id:brand_id>/carriers/<id:carrier_id>/removals", CarrierReason, CarrierAnswer)
def remove_carrier(**asked: Any) -> Any:
    """取消载体 · end, with a reason, that something carries a brand."""
    require_somewhere("demonstration_points.declare")
    return ask(SERVICE, "remove_carrier", **asked)
