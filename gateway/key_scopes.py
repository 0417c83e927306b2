"""What a key of a service account is for, checked before every view: an area of the API, writing, personal data.

What is not named is refused. An address at or below one that reads personal data is one of personal data, whatever
the method: its answer holds the same record.
"""

import re
from collections.abc import Callable
from typing import Any

from flask import current_app, g, request

from gateway.identity_cache import KeyScope
from shared.errors import Forbidden

EXTENSION = "sanji_personal_addresses"
READS = frozenset({"GET", "HEAD"})
PARAMETER = re.compile(r"<[^>]+>")

AREAS = (
    "activities", "appraisals", "demonstration_points", "levels", "meetings", "member_points", "observation_visits",
    "organizations", "projects", "supervision", "todos",
)  # fmt: skip
"""What a key may be for: the addresses of a service, or of the gateway's overviews; never accounts or the trail."""


def require_within_scope(scope: KeyScope, key_id: str, *, decides: bool, is_personal: Callable[[Any], bool]) -> None:
    """Refuse as Forbidden a request that a key is not for; `is_personal` tells it of a view."""
    # The audit row names the key beside its account.
    g.audit_detail = g.get("audit_detail", {}) | {"api_key": key_id}
    area = area_of(request.blueprint)
    if area not in scope.areas or area not in AREAS:
        raise Forbidden("api_key_not_for_area", area=area)
    if request.method not in READS and scope.read_only:
        raise Forbidden("api_key_reads_only")
    if decides:
        raise Forbidden("decision_needs_person")
    if not scope.personal and _is_at_personal_address(is_personal):
        raise Forbidden("api_key_not_for_personal_data")


def area_of(blueprint_name: str | None) -> str:
    """Return the area to which the routes of a blueprint belong: its service, or its own name."""
    blueprint = current_app.blueprints.get(blueprint_name or "")
    return getattr(blueprint, "service", "") or (blueprint.name if blueprint is not None else "")


def _is_at_personal_address(is_personal: Callable[[Any], bool]) -> bool:
    if EXTENSION not in current_app.extensions:
        rules = current_app.url_map.iter_rules()
        views = current_app.view_functions
        found = {_plain(rule.rule) for rule in rules if is_personal(views[rule.endpoint])}
        current_app.extensions[EXTENSION] = frozenset(found)
    address = _plain(str(request.url_rule))
    return any(address == each or address.startswith(f"{each}/") for each in current_app.extensions[EXTENSION])


def _plain(rule: str) -> str:
    return PARAMETER.sub("<>", rule)
