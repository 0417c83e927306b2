"""The Flask application: every part of the API, one client of the services and one database."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import flask_smorest
import msgspec
from flask import Flask
from sqlalchemy import Engine
from werkzeug.routing import BaseConverter

from gateway import event_schemas, health, openapi_docs, problems, request_log, request_policy, routes, trusted_proxies
from gateway.app_context import EXTENSION, AppContext, Caller
from gateway.audit import requests as audit
from gateway.audit.chain import Signer
from gateway.audit.log import AuditLog
from gateway.blueprints import Blueprint
from gateway.console import app as console
from gateway.console.session import ConsoleSessions
from gateway.identity_cache import IdentityCache
from gateway.projections.event_mappers import SOURCES
from gateway.rate_limits import RateLimit
from gateway.read_cache import ReadCache
from gateway.schemas.base import ProblemAnswer
from gateway.schemas.fields import ID_PATTERN
from shared.field_encryption import FieldCipher
from shared.settings import Settings
from shared.unit_of_work import CommandExecutor, clock

NAME = "gateway"
DESCRIPTION = """三级：区、街道、社区的基层党建工作，一处录入，三级同见。

Grassroots Party-building work of a district, its streets and its communities: one fact entered once, the same true
figure at every level."""


class IdConverter(BaseConverter):
    """URL converter that matches ids of this platform only."""

    regex = ID_PATTERN


class Application(Flask):
    """Flask without coroutines."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function unchanged; Flask would inspect each of a request's twenty again."""
        return func


class Api(flask_smorest.Api):  # type: ignore[misc]
    """flask-smorest with the gateway's problems in the place of its errors; it writes its document when asked for it.

    Writing it takes longer than all else that a worker does before it can answer.
    """

    ERROR_SCHEMA = ProblemAnswer
    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self._undocumented: list[Blueprint] = []
        self._writing = threading.Lock()

    def register_blueprint(self, blueprint: Blueprint) -> None:
        """Serve the routes of a blueprint."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = self
        self._app.register_blueprint(blueprint)
        self._undocumented.append(blueprint)

    def document(self) -> bytes:
        """Return the OpenAPI document of all blueprints."""
        with self._writing:
            for blueprint in self._undocumented:
                blueprint.register_views_in_doc(self, self._app, self.spec, name=blueprint.name, parameters=None)
                self.spec.tag({"name": blueprint.name, "description": blueprint.description})
            self._undocumented.clear()
            return msgspec.json.encode(self.spec.to_dict())

    def _register_error_handlers(self) -> None:
        """Leave errors to `gateway.problems`."""

    def _register_responses(self) -> None:
        self.DEFAULT_RESPONSE_CONTENT_TYPE = problems.MEDIA_TYPE
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE


def create_app(
    settings: Settings,
    caller: Caller,
    engine: Engine,
    *,
    receives: frozenset[str] = SOURCES,
    clock: Callable[[], datetime] = clock,
) -> Flask:
    """Create the application; `engine` is the gateway's migrated database."""
    app = Application(__name__, static_folder=None)
    app.extensions[EXTENSION] = _context(settings, caller, engine, receives=receives, clock=clock)
    app.config.update(_config(settings))
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    app.url_map.converters["id"] = IdConverter
    request_log.register(app)
    request_policy.register(app)
    problems.register(app)
    audit.register(app, AuditLog(engine, Signer(settings.secret_keys)))
    api = Api(app)
    api.register_converter(IdConverter, lambda _converter: {"type": "string", "pattern": f"^{ID_PATTERN}$"})
    for blueprint in routes.blueprints():
        api.register_blueprint(blueprint)
    openapi_docs.register(app, api.document, public=settings.public_documents)
    event_schemas.register(app)
    health.register(app)
    console.mount(app, settings, ConsoleSessions(engine, settings, clock), clock)
    trusted_proxies.register(app, settings.trusted_proxies)
    return app


def _context(settings: Settings, caller: Caller, engine: Engine, **options: Any) -> AppContext:
    FieldCipher(settings.field_key)  # the gateway is given every key, and says at its start which one it lacks
    key, *former_keys = settings.call_keys
    executor = CommandExecutor(
        NAME,
        engine,
        key,
        former_keys=tuple(former_keys),
        public_url=settings.public_url,
        logs_requests=False,
        audits=False,
        **options,
    )
    limits = (
        RateLimit("requests", settings.requests_a_minute),
        RateLimit("sign-ins", settings.sign_ins_a_minute),
        RateLimit("renewals", settings.renewals_a_minute),
        RateLimit("strangers", settings.strangers_a_minute),
    )
    caches = IdentityCache(), ReadCache(engine)
    return AppContext(settings, caller, engine, executor, options["clock"], *caches, *limits)


def _config(settings: Settings) -> dict[str, Any]:
    bearer = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    return {
        "MAX_CONTENT_LENGTH": settings.body_limit,
        "API_TITLE": "三级 Sanji",
        "API_VERSION": "1.0.0",
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {
            "info": {"description": DESCRIPTION},
            "servers": [{"url": "/"}],
            "security": [{"bearer": []}],
            "components": {"securitySchemes": {"bearer": bearer}},
        },
    }
