"""Content negotiation: a request is answered in Chinese unless its Accept-Language prefers English."""

from functools import lru_cache

from flask import has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

LANGUAGES = ("zh", "en")


def language() -> str:
    """Return `zh` or `en` for the running request."""
    if not has_request_context():
        return "zh"
    return _best(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=1000)
def _best(preferences: str) -> str:
    return parse_accept_header(preferences, LanguageAccept).best_match(LANGUAGES, default="zh") or "zh"
