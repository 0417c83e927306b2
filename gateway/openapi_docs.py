"""The reference of the API: the OpenAPI document, and a page to browse it that needs no other host.

Swagger UI comes from the installed package `flask-swagger-ui`; nothing is fetched, and the page's policy forbids it.
"""

from collections.abc import Callable
from functools import cache
from importlib import resources

from flask import Flask, Response, request

from gateway.request_policy import ROUTE_POLICY, RoutePolicy

ADDRESS = "/api/v1/docs"
DOCUMENT = "/api/v1/openapi.json"
BUNDLED = resources.files("flask_swagger_ui") / "dist"
VERSION = (BUNDLED / "VERSION").read_text("utf-8").strip()
SERVED = {
    "index.css": "text/css; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
}
"""The files of Swagger UI that the page needs; no other leaves the disk."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Everything comes from here, and neither a script nor a style stands in the page; Swagger UI draws as `data:`."""
CHECKED = "no-cache"
LASTING = "public, max-age=31536000, immutable"
"""The address of a bundled file has its version in it, so that a browser may keep it."""
PAGE = f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>三级 · 接口文档</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" type="image/png" href="{ADDRESS}/{VERSION}/favicon-32x32.png">
<link rel="stylesheet" href="{ADDRESS}/{VERSION}/index.css">
<link rel="stylesheet" href="{ADDRESS}/{VERSION}/swagger-ui.css">
</head>
<body>
<noscript>需要 JavaScript；原文 · needs JavaScript; the document itself: {DOCUMENT}</noscript>
<div id="reference"></div>
<script src="{ADDRESS}/{VERSION}/swagger-ui-bundle.js"></script>
<script src="{ADDRESS}/start.js"></script>
</body>
</html>
"""
START = f"""SwaggerUIBundle({{
  url: "{DOCUMENT}",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  validatorUrl: null,
}});
"""


def register(app: Flask, document: Callable[[], bytes], *, public: bool) -> None:
    """Serve the reference and the OpenAPI document, to those who are signed in or to everybody."""
    served = [
        _serve(app, DOCUMENT, document, "application/json"),
        _serve(app, ADDRESS, PAGE.encode, "text/html; charset=utf-8"),
        _serve(app, f"{ADDRESS}/start.js", START.encode, SERVED["swagger-ui-bundle.js"]),
    ]
    for name, content_type in SERVED.items():
        content = (BUNDLED / name).read_bytes
        served.append(_serve(app, f"{ADDRESS}/{VERSION}/{name}", content, content_type, LASTING if public else CHECKED))
    for view in served:
        setattr(view, ROUTE_POLICY, RoutePolicy(public=public, unlimited=True))


def _serve(
    app: Flask, address: str, content: Callable[[], bytes], content_type: str, caching: str = CHECKED
) -> Callable[[], Response]:
    content = cache(content)

    def serve() -> Response:
        response = Response(content(), content_type=content_type)
        response.headers["Cache-Control"] = caching
        response.headers["Content-Security-Policy"] = POLICY
        response.add_etag()
        response.make_conditional(request)
        return response

    app.add_url_rule(address, f"reference {address}".replace(".", "-"), serve)
    return serve
