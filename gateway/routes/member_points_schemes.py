"""Schemes of member points: drafted by a district, published, version by version; templates to begin from."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.member_points import (
    PointPublicationAsked,
    PointSchemeAmendment,
    PointSchemeAnswer,
    PointSchemeDraft,
    PointSchemeFilter,
    PointTemplateAnswer,
)
from gateway.service_calls import call, require, require_any_scope

blueprint = Blueprint(
    "member point schemes",
    __name__,
    url_prefix="/api/v1/member-point-schemes",
    description="党员积分方案 · schemes by year and member class, versioned",
)
ONE = "/<id:point_scheme_id>"


@blueprint.list("", PointSchemeAnswer, query=PointSchemeFilter)
def schemes(organization_id: str, **asked: Any) -> Any:
    """积分方案列表 · the schemes of a district."""
    require("member_points.read", organization_id)
    return call("member_points", "schemes", organization_id=organization_id, **asked)


@blueprint.post("", PointSchemeDraft, PointSchemeAnswer)
def draft_scheme(organization_id: str, **asked: Any) -> Any:
    """起草方案或其新版本 · draft a scheme, from a template or its last version."""
    require("member_points.set", organization_id)
    return call("member_points", "draft_scheme", organization_id=organization_id, **asked)


@blueprint.list("/templates", PointTemplateAnswer)
def templates(**asked: Any) -> Any:
    """方案模板 · the schemes seen in the field."""
    require_any_scope("member_points.read")
    return call("member_points", "templates", **asked)


@blueprint.get(ONE, PointSchemeAnswer)
def scheme(point_scheme_id: str) -> Any:
    """一个方案版本 · one version of a scheme."""
    require_any_scope("member_points.read")
    return call("member_points", "scheme", scheme_id=point_scheme_id)


@blueprint.patch(ONE, PointSchemeAmendment, PointSchemeAnswer)
def amend_scheme(point_scheme_id: str, expected_version: Any = None, **changes: Any) -> Any:
    """修改草稿 · change a draft; what is published never changes."""
    require_any_scope("member_points.set")
    named = {"scheme_id": point_scheme_id, "expected_version": expected_version}
    return call("member_points", "amend_scheme", changes=changes, **named)


@blueprint.post(f"{ONE}/publications", PointPublicationAsked, PointSchemeAnswer, decides=True)
def publish_scheme(point_scheme_id: str, **asked: Any) -> Any:
    """公布方案，此后不可修改 · publish a draft; from then on it never changes."""
    require_any_scope("member_points.set")
    return call("member_points", "publish_scheme", scheme_id=point_scheme_id, **asked)


@blueprint.list(f"{ONE}/versions", PointSchemeAnswer)
def versions(point_scheme_id: str, **asked: Any) -> Any:
    """历次版本 · all versions of a scheme, the first one first."""
    require_any_scope("member_points.read")
    return call("member_points", "versions", scheme_id=point_scheme_id, **asked)
