"""One box to find records by their titles."""

from typing import Any

from gateway.blueprints import Blueprint
from gateway.schemas import searches as schemas
from gateway.searches import search as found
from gateway.service_calls import query_local, wait_for_positions

blueprint = Blueprint("search", "/api/v1/search", "搜索 · search")


@blueprint.get("", schemas.SearchAnswer, query=schemas.SearchQuery)
def search(text: str) -> Any:
    """搜索 · organizations, projects, matters, points, brands, notices, letters and rounds within one's grants."""
    wait_for_positions()
    return query_local(found, text=text)
