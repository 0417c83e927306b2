"""Declaration of routes: one decorator names what a route accepts and answers; the API's conventions follow from it.

`get` one record, `list` pages of them, `download` a file, `post` a command (POST), `patch` a record (PATCH or
PUT), `delete` one. Each documents every status it can answer. A view is a few lines: `require` a right, then `ask` a
service. Further keywords (`public`, `personal`, ...) are those of `gateway.request_policy.Door`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

import flask_smorest
from flask import Response, g

from gateway import openapi_headers, request_headers, sparse_fields
from gateway.pagination import PageQuery, page, page_of
from gateway.request_headers import IfMatch
from gateway.request_parsing import Parser
from gateway.request_policy import FILES, JSON, ROUTE_POLICY, RoutePolicy
from gateway.schemas import RequestSchema, ResponseSchema

View = Callable[..., Any]
Declare = Callable[[View], View]
ALWAYS = (400, 401, 403, 404, 409, 422, 429, 503)
WITH_BODY = (413, 415)
WITH_VERSION = {IfMatch.IGNORED: (), IfMatch.HONOURED: (412,), IfMatch.REQUIRED: (412, 428)}
HEADERS = "asked headers"


@dataclass(frozen=True, kw_only=True)
class Route:
    """The declaration of one route."""

    method: str
    rule: str
    policy: RoutePolicy
    answer: type[ResponseSchema] | None
    status: int = 200
    query: type[RequestSchema] | None = None
    body: type[RequestSchema] | None = None
    gives: str | None = None

    @property
    def problems(self) -> set[int]:
        """The statuses of the problems it may answer."""
        body = WITH_BODY if self.method in {"POST", "PUT", "PATCH"} else ()
        return {*ALWAYS, *body, *WITH_VERSION[self.policy.if_match]}


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """Routes of one area of the API, under `/api/v1`."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, *named: Any, **options: Any) -> None:
        super().__init__(*named, **options)
        self._prepare_doc_cbks.append(_add_headers)

    def get(
        self, rule: str, answer: type[ResponseSchema], *, query: type[RequestSchema] | None = None, **policy: Any
    ) -> Declare:
        """Declare a GET of one record."""
        asks = sparse_fields.query_of(answer, query)
        return self._declare(Route(method="GET", rule=rule, policy=RoutePolicy(**policy), answer=answer, query=asks))

    def list(
        self, rule: str, item: type[ResponseSchema], *, query: type[RequestSchema] | None = None, **policy: Any
    ) -> Declare:
        """Declare a GET of a list: the view takes `after, limit` and returns `items, next_after`."""
        asks = sparse_fields.query_of(item, query, PageQuery)
        route = Route(method="GET", rule=rule, policy=RoutePolicy(**policy), answer=page_of(item), query=asks)

        def declare(view: View) -> View:
            return self._declare(route)(wraps(view)(lambda **asked: page(view(**asked))))

        return declare

    def download(self, rule: str, media: str, *, query: type[RequestSchema] | None = None, **policy: Any) -> Declare:
        """Declare a GET of a file of a media type: the view returns `content` and `file_name`."""
        route = Route(method="GET", rule=rule, policy=RoutePolicy(**policy), answer=None, query=query, gives=media)

        def declare(view: View) -> View:
            return self._declare(route)(wraps(view)(lambda **asked: _handed_out(media, **view(**asked))))

        return declare

    def post(
        self,
        rule: str,
        body: type[RequestSchema] | None,
        answer: type[ResponseSchema] | None,
        *,
        status: int = 201,
        query: type[RequestSchema] | None = None,
        form: bool = False,
        decides: bool = False,
        versioned: bool = True,
        **policy: Any,
    ) -> Declare:
        """Declare a POST; with `form` its body is multipart, `answer=None` is 204.

        Where its address names a record, the view gets `expected_version` when If-Match is sent; what `decides` about
        that record, or signs it, requires the header. `versioned=False`: a job, or a record that never changes.
        """
        media = None if body is None else FILES if form else JSON
        status = 204 if answer is None else status
        named = versioned and "<" in f"{self.url_prefix or ''}{rule}"
        honoured = IfMatch.HONOURED if named else IfMatch.IGNORED
        made = RoutePolicy(media=media, if_match=IfMatch.REQUIRED if decides else honoured, **policy)
        return self._declare(
            Route(method="POST", rule=rule, policy=made, answer=answer, status=status, query=query, body=body)
        )

    def patch(
        self,
        rule: str,
        body: type[RequestSchema],
        answer: type[ResponseSchema] | None,
        *,
        method: str = "PATCH",
        versioned: bool = True,
        **policy: Any,
    ) -> Declare:
        """Declare a PATCH or PUT of one record; the view gets `expected_version` from If-Match."""
        made = RoutePolicy(media=JSON, if_match=_required(versioned), **policy)
        status = 200 if answer else 204
        return self._declare(Route(method=method, rule=rule, policy=made, answer=answer, body=body, status=status))

    def delete(self, rule: str, *, versioned: bool = True, **policy: Any) -> Declare:
        """Declare a DELETE of one record; the view gets `expected_version` from If-Match."""
        made = RoutePolicy(if_match=_required(versioned), **policy)
        return self._declare(Route(method="DELETE", rule=rule, policy=made, answer=None, status=204))

    def _declare(self, route: Route) -> Declare:
        def declare(view: View) -> View:
            made = self._document(route, _conventional(view, route.policy))
            if route.query is not None:
                made = self.arguments(route.query(), location="query", as_kwargs=True)(made)
            if route.body is not None:
                location = "files" if route.policy.media == FILES else "json"
                made = self.arguments(route.body(), location=location, as_kwargs=True)(made)
            setattr(made, ROUTE_POLICY, route.policy)
            self.add_url_rule(route.rule, view.__name__, made, methods=[route.method])
            return view

        return declare

    def _document(self, route: Route, view: View) -> View:
        answered = {name: openapi_headers.ANSWERED[name] for name in openapi_headers.names_of(route.method)}
        shape = route.answer if route.gives is None else {"type": "string"}
        made: View = self.response(route.status, shape, content_type=route.gives, headers=answered)(view)
        others: dict[int, Any] = {status: HTTPStatus(status).name for status in sorted(route.problems)}
        if route.method == "GET":
            others[304] = {"description": "Not Modified"}
        public: dict[str, Any] = {"security": []} if route.policy.public else {}
        asked = openapi_headers.request_parameters(route.method, route.policy.if_match)
        # Said here and not by an `alt_response` each, which would stand between every request and its view.
        return self.doc(**{HEADERS: asked, "responses": others}, **public)(made)  # type: ignore[no-any-return]

    @staticmethod
    def _prepare_response_content(content: Any) -> Any:
        return sparse_fields.selected(content)


def _required(versioned: bool) -> IfMatch:  # noqa: FBT001 - the keyword of the declarations above
    return IfMatch.REQUIRED if versioned else IfMatch.IGNORED


def _also(named: int | None, expected: tuple[int, ...]) -> tuple[int, ...]:
    """Combine If-Match with the version that a body names: both conditions must be met."""
    return expected if named is None else (named if named in expected else request_headers.NO_VERSION,)


def _handed_out(media: str, *, content: str, file_name: str) -> Response:
    response = Response(content, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _add_headers(doc: dict[str, Any], info: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """Add the headers after flask-smorest has set `parameters`, which it would replace otherwise."""
    asked = info["manual_doc"].pop(HEADERS)
    return doc | {"parameters": [*doc.get("parameters", []), *asked]}


def _conventional(view: View, policy: RoutePolicy) -> View:
    @wraps(view)
    def kept(**asked: Any) -> Any:
        sparse_fields.select_fields(asked.pop("fields", None))
        expected = request_headers.expected_versions(policy.if_match)
        if expected is not None:
            asked["expected_version"] = _also(asked.get("expected_version"), expected)
        answer = view(**asked)
        if isinstance(answer, dict) and isinstance(answer.get("version"), int):
            g.etag, g.reduced = str(answer["version"]), answer.get("reduced", False)
        return answer

    return kept
