"""Whether two delegations mean the same vehicle: by its plate, else by a numbered name within one street."""

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

PLATE = re.compile(r"[\u4e00-\u9fff][A-HJ-Z][A-HJ-NP-Z0-9]{5,6}")
"""GA 36-2018: the province, the authority's letter, five characters, six on new-energy vehicles; no I and no O."""
BETWEEN = re.compile(r"[\s·•・.\-]")
NUMBERED = re.compile(r"[0-9号]")


def known_as(vehicle: Mapping[str, Any], street_id: str | None) -> str:
    """Return a vehicle's identity in the whole district; empty where a name such as 中巴 is only a kind."""
    plate, name = compact(vehicle.get("plate") or ""), compact(vehicle["name"])
    if plate:
        return plate
    if within := PLATE.search(name):
        return within[0]
    return f"{street_id or ''}:{name}" if NUMBERED.search(name) else ""


def is_numbered(vehicle: Mapping[str, Any]) -> bool:
    """Return whether a vehicle is identified only together with its street."""
    return known_as(vehicle, None).startswith(":")


def compact(text: str) -> str:
    """Return a plate or a name as it is compared: capitals, half width, without what people put in between."""
    return BETWEEN.sub("", normalize("NFKC", text)).upper()
