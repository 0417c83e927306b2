"""The district's ten practical matters of a year (10件实事): drafted, then published as one list."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas.projects import WarnedProjectAnswer
from gateway.schemas.projects_plan import MatterDraft, MattersAnswer, MattersFilter, Publication, PublicationAnswer
from gateway.service_calls import call, require

blueprint = Blueprint(
    "practical matters", __name__, url_prefix="/api/v1/practical-matters", description="10件实事 · practical matters"
)


@blueprint.get("", MattersAnswer, query=MattersFilter)
def practical_matters(organization_id: str, year: int) -> Any:
    """年度实事清单 · a year's list, published or still a draft."""
    require("projects.read", organization_id)
    return call("projects", "practical_matters", organization_id=organization_id, year=year)


@blueprint.post("", MatterDraft, WarnedProjectAnswer)
def draft_practical_matter(organization_id: str, **asked: Any) -> Any:
    """草拟一件实事 · put a matter on the draft of the year's list."""
    require("projects.approve", organization_id)
    return call("projects", "draft_practical_matter", organization_id=organization_id, **asked)


@blueprint.post("/publications", Publication, PublicationAnswer)
def publish_practical_matters(organization_id: str, **asked: Any) -> Any:
    """公布年度实事清单 · publish the year's list, which takes exactly ten matters."""
    require("projects.approve", organization_id)
    return call("projects", "publish_practical_matters", organization_id=organization_id, **asked)
