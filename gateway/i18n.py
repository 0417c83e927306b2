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
    # Not best_match: it takes `en` before `zh-CN`, whatever is preferred, for only one of them is a name of ours.
    accepted = parse_accept_header(preferences, LanguageAccept)
    tongues = (tag.partition("-")[0].lower() for tag, quality in accepted if quality)
    return next((tongue for tongue in tongues if tongue in LANGUAGES), "zh")
