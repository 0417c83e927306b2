"""Demonstration schemes: the district's, each on an approval from above and with a quota."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.demonstration_points_schemes import SchemeAmendment, SchemeAnswer, SchemeFilter, SchemeOpening
from gateway.service_calls import call, require, require_any_scope

SERVICE = "demonstration_points"
blueprint = Blueprint(
    "demonstration schemes",
    __name__,
    url_prefix="/api/v1/demonstration-schemes",
    description="示范创建方案 · demonstration schemes and their quotas",
)


@blueprint.list("", SchemeAnswer, query=SchemeFilter)
def schemes(organization_id: str, **asked: Any) -> Any:
    """示范创建方案 · the schemes of the district that an organization belongs to."""
    require("demonstration_points.read", organization_id)
    return call(SERVICE, "schemes", organization_id=organization_id, **asked)


@blueprint.post("", SchemeOpening, SchemeAnswer)
def open_scheme(organization_id: str, **asked: Any) -> Any:
    """开展示范创建 · open a scheme on an approval from above, with a quota."""
    require("demonstration_points.decide", organization_id)
    return call(SERVICE, "open_scheme", organization_id=organization_id, **asked)


@blueprint.get("/<id:scheme_id>", SchemeAnswer)
def scheme(scheme_id: str) -> Any:
    """一个方案及其名额 · a scheme with its quota and what is used of it."""
    require_any_scope("demonstration_points.read")
    return call(SERVICE, "scheme", scheme_id=scheme_id)


@blueprint.patch("/<id:scheme_id>", SchemeAmendment, SchemeAnswer)
def amend_scheme(**asked: Any) -> Any:
    """调整方案 · change a scheme's words, document or quota."""
    require_any_scope("demonstration_points.decide")
    return call(SERVICE, "amend_scheme", **asked)
