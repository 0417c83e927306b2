"""Declaration of routes: what a route accepts and answers, and what serves it; the API's conventions follow from it.

`get` one record, `list` pages of them, `download` a file, `document` an official document, `post` a command (POST),
`patch` a record (PATCH or PUT), `delete` one. Each documents every status it can answer. A plain route `calls` a method
of a service; one that does more decorates a view. Further keywords (`public`, ...) are those of `RoutePolicy`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial, wraps
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import flask_smorest
import msgspec
from flask import Response, g, request

from gateway import documents, list_exports, openapi_headers, request_headers, sparse_fields
from gateway.pagination import PageQuery, page, page_of
from gateway.problems import Problem
from gateway.request_headers import IfMatch
from gateway.request_parsing import Parser
from gateway.request_policy import FILES, JSON, ROUTE_POLICY, RoutePolicy
from gateway.schemas import RequestSchema, ResponseSchema
from gateway.service_calls import call, query_local, require, require_any_scope
from gateway.table_files.exports import WRITERS
from shared.struct_types import prepared

View = Callable[..., Any]
RIGHT_CLASSES = Path(__file__).with_name("right_classes.yaml")
ALWAYS = (400, 401, 403, 404, 409, 422, 429, 503)
WITH_BODY = (413, 415)
WITH_FORMATS = (406,)
WITH_VERSION = {IfMatch.IGNORED: (), IfMatch.HONOURED: (412,), IfMatch.REQUIRED: (412, 428)}
HEADERS = "request headers"
SERVED = "sanji_served"
"""The attribute of a view that holds its operationId, its address with its route, and what it is for."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """What a route accepts and answers.

    `verb` stands before a view's name in the `operationId`; `present` makes the answer of what the view returns, and
    `exports` is what a list has, where Accept names a table of all of it.
    """

    method: str
    rule: str
    policy: RoutePolicy
    prefix: str = ""
    verb: str = ""
    present: Callable[[Any], Any] | None = None
    answer: type[ResponseSchema] | None = None
    status: int = 200
    query: type[RequestSchema] | None = None
    body: type[RequestSchema] | None = None
    media_types: tuple[str, ...] = ()
    exports: type[ResponseSchema] | None = None

    @property
    def problems(self) -> set[int]:
        """The statuses of the problems it may answer."""
        body = WITH_BODY if self.method in {"POST", "PUT", "PATCH"} else ()
        formats = WITH_FORMATS if len(self.media_types) > 1 and self.exports is None else ()
        return {*ALWAYS, *body, *formats, *WITH_VERSION[self.policy.if_match]}

    @property
    def names_organization(self) -> bool:
        """Whether every request names an organization, in its path, query or body."""
        schemas = [schema().load_fields for schema in (self.query, self.body) if schema is not None]
        required = any("organization_id" in fields and fields["organization_id"].required for fields in schemas)
        return required or ":organization_id>" in self.rule


@dataclass(frozen=True)
class Declaration:
    """A route without what serves it yet: the view that it decorates, or a method of a service."""

    blueprint: "Blueprint"
    route: Route

    def __call__(self, view: View) -> View:
        """Serve the route by a view, which is a decorated function."""
        self.blueprint.serve(self.route, view)
        return view

    def calls(
        self,
        method: str | View,
        right: str | None,
        words: str,
        *,
        any_scope: bool = False,
        renames: Mapping[str, str] | None = None,
        named: str = "",
    ) -> None:
        """Serve the route by a method of the blueprint's service, or a query of the gateway's own tables.

        The right must be held on the organization that every request names; where none is named, or with `any_scope`,
        it must be held anywhere, and the service checks each record. `renames` maps parameters of the path to the
        method's. Without a right the service alone decides. `named` tells routes apart that call the same method.
        """
        on_organization = self.route.names_organization and not any_scope
        if isinstance(method, str):
            name, answer = method, partial(call, self.blueprint.service, method)
        else:
            name, answer = method.__name__, partial(query_local, method)

        def view(**params: Any) -> Any:
            if right is not None and on_organization:
                require(right, params["organization_id"])
            elif right is not None:
                require_any_scope(right)
            for given, renamed in (renames or {}).items():
                params[renamed] = params.pop(given)
            return answer(**params)

        view.__name__, view.__doc__ = named or name, words
        self.blueprint.serve(self.route, view)


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """Routes of one area of the API, under `/api/v1`, and the service that its plain routes call."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, url_prefix: str, description: str, *, service: str = "") -> None:
        super().__init__(name, __name__, url_prefix=url_prefix, description=description)
        self.service = service
        self._prepare_doc_cbks.append(_add_headers)

    def get(
        self,
        rule: str,
        answer: type[ResponseSchema],
        *,
        query: type[RequestSchema] | None = None,
        on_paper: Callable[[Any], documents.OfficialDocument] | None = None,
        **policy: Any,
    ) -> Declaration:
        """Declare a GET of one record; `on_paper` makes the official document of it that Accept may name instead."""
        params, more = sparse_fields.query_of(answer, query), dict[str, Any]()
        if on_paper is not None:
            more = {"media_types": (JSON, *documents.RENDERERS), "present": partial(_record_or_document, on_paper)}
        return self._declare("GET", rule, RoutePolicy(**policy), answer=answer, query=params, verb="get_", **more)

    def list(
        self, rule: str, item: type[ResponseSchema], *, query: type[RequestSchema] | None = None, **policy: Any
    ) -> Declaration:
        """Declare a GET of a list: the view takes `after, limit` and returns `items, next_after`.

        Where Accept names CSV or a workbook, all of what the filters leave is answered as a file.
        """
        params = sparse_fields.query_of(item, query, PageQuery)
        more: dict[str, Any] = {"media_types": (JSON, *WRITERS), "exports": item, "present": page}
        return self._declare(
            "GET", rule, RoutePolicy(**policy), answer=page_of(item), query=params, verb="list_", **more
        )

    def download(
        self, rule: str, media: str, *, query: type[RequestSchema] | None = None, **policy: Any
    ) -> Declaration:
        """Declare a GET of a file of a media type: the view returns `content` and `file_name`."""
        present = partial(_file_response, media)
        return self._declare(
            "GET", rule, RoutePolicy(**policy), query=query, media_types=(media,), verb="download_", present=present
        )

    def document(self, rule: str, **policy: Any) -> Declaration:
        """Declare a GET of an official document, in the format that Accept names: the view returns the document."""
        media = tuple(documents.RENDERERS)
        return self._declare(
            "GET", rule, RoutePolicy(**policy), media_types=media, verb="download_", present=_document_response
        )

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
    ) -> Declaration:
        """Declare a POST; with `form` its body is multipart, `answer=None` is 204.

        Where its address names a record, the view gets `expected_version` when If-Match is sent; what `decides` about
        that record, or signs it, requires the header. `versioned=False`: a job, or a record that never changes.
        """
        media = None if body is None else FILES if form else JSON
        status = 204 if answer is None else status
        named = versioned and "<" in f"{self.url_prefix or ''}{rule}"
        honoured = IfMatch.HONOURED if named else IfMatch.IGNORED
        made = RoutePolicy(media=media, if_match=IfMatch.REQUIRED if decides else honoured, **policy)
        return self._declare("POST", rule, made, answer=answer, status=status, query=query, body=body)

    def patch(
        self,
        rule: str,
        body: type[RequestSchema],
        answer: type[ResponseSchema] | None,
        *,
        method: str = "PATCH",
        versioned: bool = True,
        **policy: Any,
    ) -> Declaration:
        """Declare a PATCH or PUT of one record; the view gets `expected_version` from If-Match."""
        made = RoutePolicy(media=JSON, if_match=_required(versioned), **policy)
        status = 200 if answer else 204
        return self._declare(method, rule, made, answer=answer, body=body, status=status)

    def delete(self, rule: str, *, versioned: bool = True, **policy: Any) -> Declaration:
        """Declare a DELETE of one record; the view gets `expected_version` from If-Match."""
        made = RoutePolicy(if_match=_required(versioned), **policy)
        return self._declare("DELETE", rule, made, status=204)

    def _declare(self, method: str, rule: str, policy: RoutePolicy, **described: Any) -> Declaration:
        prefix = self.url_prefix or ""
        return Declaration(self, Route(method=method, rule=rule, policy=policy, prefix=prefix, **described))

    @property
    def _owner(self) -> str:
        return self.service or self.name.replace(" ", "_")

    def serve(self, route: Route, view: View) -> None:
        """Register a view for a route, with its documentation, its parameters and its policy."""
        name = f"{route.verb}{view.__name__}".rstrip("_")
        made = self._document(route, name, _conventional(view, route))
        if route.query is not None:
            made = self.arguments(route.query(), location="query", as_kwargs=True)(made)
        if route.body is not None:
            location = "files" if route.policy.media == FILES else "json"
            made = self.arguments(route.body(), location=location, as_kwargs=True)(made)
        setattr(made, ROUTE_POLICY, route.policy)
        setattr(made, SERVED, (f"{self._owner}_{name}", route, view.__doc__ or ""))
        self.add_url_rule(route.rule, name, made, methods=[route.method])

    def _document(self, route: Route, name: str, view: View) -> View:
        answered = {name: openapi_headers.ANSWERED[name] for name in openapi_headers.names_of(route.method)}
        text = {"type": "string"}
        first, *further = route.media_types or (None,)
        shape = text if route.media_types and route.answer is None else route.answer
        made: View = self.response(route.status, shape, content_type=first, headers=answered)(view)
        others: dict[int, Any] = {status: HTTPStatus(status).name for status in sorted(route.problems)}
        if further:
            others[route.status] = {"content": {media: {"schema": text} for media in further}}
        if route.method == "GET":
            others[304] = {"description": "Not Modified"}
        described: dict[str, Any] = {"operationId": f"{self._owner}_{name}"}
        if (right_class := right_classes().get(described["operationId"])) is not None:
            described["x-right-class"] = right_class
        if route.policy.public:
            described["security"] = []
        parameters = openapi_headers.request_parameters(route.method, route.policy.if_match)
        # Documented here and not by an `alt_response` each, which would stand between every request and its view.
        return self.doc(**{HEADERS: parameters, "responses": others}, **described)(made)  # type: ignore[no-any-return]

    _prepare_response_content = staticmethod(sparse_fields.selected)


@cache
def right_classes() -> dict[str, str]:
    """Load the class of right that each operation needs, by its operationId."""
    classes = msgspec.yaml.decode(RIGHT_CLASSES.read_bytes(), type=prepared(dict[str, list[str]]))
    return {operation: name for name, operations in classes.items() for operation in operations}


def _required(versioned: bool) -> IfMatch:  # noqa: FBT001 - the keyword of the declarations above
    return IfMatch.REQUIRED if versioned else IfMatch.IGNORED


def _both_versions(named: int | None, expected: tuple[int, ...]) -> tuple[int, ...]:
    """Combine If-Match with the version that a body names: both conditions must be met."""
    return expected if named is None else (named if named in expected else request_headers.NO_VERSION,)


def _file_response(media: str, file: dict[str, str]) -> Response:
    response = Response(file["content"], content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{file["file_name"]}"'
    return response


def accepted_media(offered: Sequence[str]) -> str:
    """Return the media type that Accept prefers, the first where it names none; 406 where none is accepted."""
    media = request.accept_mimetypes.best_match(offered) if request.accept_mimetypes else offered[0]
    if media is None:
        raise Problem(HTTPStatus.NOT_ACCEPTABLE, "format_not_offered", offered="”、“".join(offered))
    return media


def _record_or_document(on_paper: Callable[[Any], documents.OfficialDocument], record: Any) -> Any:
    is_record = accepted_media((JSON, *documents.RENDERERS)) == JSON
    return record if is_record else _document_response(on_paper(record))


def _document_response(document: documents.OfficialDocument) -> Response:
    media = accepted_media(tuple(documents.RENDERERS))
    content = documents.RENDERERS[media](document)
    g.etag = sha256(content).hexdigest()
    response = Response(content, mimetype=media)
    response.headers["Vary"] = "Accept"
    if media == documents.html_format.MEDIA:
        response.headers["Content-Security-Policy"] = documents.html_format.POLICY
    else:
        name = quote(f"{document.number or document.whole_title}.docx")
        response.headers["Content-Disposition"] = f"attachment; filename=document.docx; filename*=UTF-8''{name}"
    return response


def _add_headers(doc: dict[str, Any], info: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """Add the headers after flask-smorest has set `parameters`, which it would replace otherwise."""
    parameters = info["manual_doc"].pop(HEADERS)
    return doc | {"parameters": [*doc.get("parameters", []), *parameters]}


def _conventional(view: View, route: Route) -> View:
    @wraps(view)
    def conventional(**params: Any) -> Any:
        names = params.pop("fields", None)
        g.selected_fields = None if names is None else frozenset(names)
        expected = request_headers.expected_versions(route.policy.if_match)
        if expected is not None:
            params["expected_version"] = _both_versions(params.get("expected_version"), expected)
        media = None if route.exports is None else list_exports.wanted()
        if route.exports is not None and media is not None:
            return list_exports.response(media, route.exports, partial(view, **params))
        answer = view(**params)
        if route.present is not None:
            answer = route.present(answer)
        if isinstance(answer, dict) and isinstance(answer.get("version"), int):
            g.etag, g.reduced = str(answer["version"]), answer.get("reduced", False)
        return answer

    return conventional
