"""The three levels: district, street, community."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import Response, current_app, g

from gateway import overview_queries, request_headers, sparse_fields
from gateway.app_context import app_context
from gateway.blueprints import Blueprint
from gateway.i18n import language
from gateway.request_policy import JSON
from gateway.schemas import levels as schemas
from gateway.service_calls import cached, query_local, require

NO_AGE = b'"age_seconds": null'
LEVEL = "/levels/<any(district, street, community):level>/<id:organization_id>"
blueprint = Blueprint("levels", "/api/v1", "三级总览 · the three levels")


@dataclass(frozen=True)
class Page:
    """An overview as it is sent, but for its age."""

    text: bytes
    newest: datetime | None
    tag: str

    @classmethod
    def load(cls, params: dict[str, Any]) -> "Page":
        """Load an overview and serialise it as its schema has it."""
        answer = query_local(overview_queries.overview, **params)
        text = f"{current_app.json.dumps(sparse_fields.selected(schemas.OverviewAnswer().dump(answer)))}\n".encode()
        return cls(text, answer["freshness"]["as_of"], hashlib.blake2b(text, digest_size=12).hexdigest())

    def at(self, moment: datetime) -> bytes:
        """Return the text with the age that its newest fact has at a moment."""
        if self.newest is None:
            return self.text
        age = max(0.0, (moment - self.newest).total_seconds())
        return self.text.replace(NO_AGE, NO_AGE.replace(b"null", b"%.1f" % age), 1)


@blueprint.get(f"{LEVEL}/overview", schemas.OverviewAnswer, query=schemas.OverviewQuery)
def overview(organization_id: str, **params: Any) -> Any:
    """总览：本级及直接下级的各项数字 · the figures of an organization and of everyone directly below."""
    require("overview.read", organization_id)
    here, params = app_context(), params | {"organization_id": organization_id}
    given = sorted((name, str(value)) for name, value in params.items())
    key = ("overview", here.today, language(), g.get("selected_fields"), *given)
    page = cached(key, partial(Page.load, params))
    request_headers.note_reading(page.tag)
    return Response(page.at(here.clock()), mimetype=JSON)


blueprint.list(
    f"{LEVEL}/figures/<string:indicator>/records", schemas.FigureRecordAnswer, query=schemas.FigureRecordsQuery
).calls(overview_queries.records, "overview.read", "一个数字背后的记录 · the records behind a figure.")


@blueprint.get("/indicators", schemas.IndicatorDictionaryAnswer)
def indicators() -> Any:
    """指标字典 · the data dictionary."""
    return {"items": overview_queries.dictionary()}
