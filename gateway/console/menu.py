"""The menu on the left: what the capacity of a person reaches; an entry that it does not reach is absent."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from werkzeug.routing import Map

from gateway.console.routing import ROOT, is_served
from gateway.console.session import Capacity
from shared.struct_types import prepared


class Stated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry as `menu.yaml` states it: for which roles, and where each role finds it."""

    name: str
    roles: tuple[str, ...]
    address: str
    group: str = ""


@dataclass(frozen=True)
class Entry:
    """An entry as a person sees it; `group` is said above the first of its group."""

    name: str
    address: str
    group: str


def entries(capacity: Capacity | None, pages: Map) -> list[Entry]:
    """Return the entries for a capacity, those alone whose page is served."""
    if capacity is None:
        return []
    return list(_with_groups(_reached(capacity, pages)))


def _reached(capacity: Capacity, pages: Map) -> Iterator[Entry]:
    for stated in _stated():
        values = {"organization_id": capacity.organization_id, "level": capacity.level or "district"}
        address = ROOT + stated.address.format(**values)
        if capacity.role in stated.roles and is_served(pages, address):
            yield Entry(stated.name, address, stated.group)


def _with_groups(found: Iterator[Entry]) -> Iterator[Entry]:
    said = ""
    for entry in found:
        yield Entry(entry.name, entry.address, entry.group if entry.group != said else "")
        said = entry.group


@cache
def _stated() -> tuple[Stated, ...]:
    content: Any = Path(__file__).with_name("menu.yaml").read_bytes()
    return msgspec.yaml.decode(content, type=prepared(tuple[Stated, ...]))
