"""The console's own files: style, script, mark; their content is in their address, so that browsers may keep them."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response
from werkzeug.exceptions import NotFound

from gateway.console.compression import takes_gzip

FOLDER = Path(__file__).parent / "static"
ENDPOINT = "assets"
TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
LASTING = "public, max-age=31536000, immutable"


def register(app: Flask) -> None:
    """Serve the files of the console."""
    app.add_url_rule("/console/static/<mark>/<name>", ENDPOINT, _serve)


def address(name: str) -> str:
    """Return the address of a file as it is now."""
    mark, _ = _files()[name]
    return f"/console/static/{mark}/{name}"


@cache
def _files() -> dict[str, tuple[str, bytes]]:
    found = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix.lstrip(".") in TYPES}
    return {name: (hashlib.sha256(content).hexdigest()[:16], content) for name, content in found.items()}


@cache
def _packed(name: str) -> bytes:
    """Compress a file once: it holds no secret."""
    return gzip.compress(_files()[name][1], mtime=0)


def _serve(mark: str, name: str) -> Response:
    stated, content = _files().get(name, ("", b""))
    if not stated or mark != stated:
        raise NotFound
    response = Response(_packed(name) if takes_gzip() else content, content_type=TYPES[name.rpartition(".")[2]])
    if takes_gzip():
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = LASTING
    response.vary.add("Accept-Encoding")
    return response
