"""Schemes of member points: drafted by a district, published, version by version; templates to begin from."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas import member_points as schemas
from gateway.service_calls import call, require_any_scope

blueprint = Blueprint(
    "member point schemes",
    "/api/v1/member-point-schemes",
    "党员积分方案 · schemes by year and member class, versioned",
    service="member_points",
)
READ, SET = "member_points.read", "member_points.set"
ONE = "/<id:point_scheme_id>"

blueprint.list("", schemas.PointSchemeAnswer, query=schemas.PointSchemeFilter).calls(
    "schemes", READ, "积分方案列表 · the schemes of a district."
)
blueprint.post("", schemas.PointSchemeDraft, schemas.PointSchemeAnswer).calls(
    "draft_scheme", SET, "起草方案或其新版本 · draft a scheme, from a template or its last version."
)
blueprint.list("/templates", schemas.PointSchemeTemplateAnswer).calls(
    "templates", READ, "方案模板 · the schemes seen in the field."
)
blueprint.get(ONE, schemas.PointSchemeAnswer).calls(
    "scheme", READ, "一个方案版本 · one version of a scheme.", renames={"point_scheme_id": "scheme_id"}
)


@blueprint.patch(ONE, schemas.PointSchemeAmendment, schemas.PointSchemeAnswer)
def amend_scheme(point_scheme_id: str, expected_version: Any = None, **changes: Any) -> Any:
    """修改草稿 · change a draft; what is published never changes."""
    require_any_scope(SET)
    named = {"scheme_id": point_scheme_id, "expected_version": expected_version}
    return call("member_points", "amend_scheme", changes=changes, **named)


blueprint.post(f"{ONE}/publications", schemas.PointSchemePublication, schemas.PointSchemeAnswer, decides=True).calls(
    "publish_scheme",
    SET,
    "公布方案，此后不可修改 · publish a draft; from then on it never changes.",
    renames={"point_scheme_id": "scheme_id"},
)
blueprint.list(f"{ONE}/versions", schemas.PointSchemeAnswer).calls(
    "versions",
    READ,
    "历次版本 · all versions of a scheme, the first one first.",
    renames={"point_scheme_id": "scheme_id"},
)
