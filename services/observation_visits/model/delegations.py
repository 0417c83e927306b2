"""A delegation (观摩团): who goes, from which organization, by which vehicles, from where to where, on which days."""

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from sqlalchemy import JSON, Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.observation_visits.model import validation
from services.observation_visits.model.tables import ID, Base
from shared.enumerations import DELEGATION_STATUSES
from shared.records import Record

GOING, STAYING = DELEGATION_STATUSES
MOST_VEHICLES, MOST_SEATS, MOST_VISITS, MOST_PLATE = 20, 200, 100, 12
PLATE = re.compile(r"[\u4e00-\u9fff][A-HJ-Z][A-HJ-NP-Z0-9]{5,6}")
"""GA 36-2018: the province, the authority's letter, five characters, six on new-energy vehicles; no I and no O."""
BETWEEN = re.compile(r"[\s·•・.\-]")
NUMBERED = re.compile(r"[0-9号]")


class Delegation(Record, Base):
    """Who visits in a round; `members` are member ids of the roll, `people` how many go in all.

    `absent` are days on which it cannot go. A place is `{name, longitude, latitude}`; None is at its organization.
    """

    unknown, unknown_field = "delegation_unknown", "record_id"

    __tablename__ = "visit_delegation"
    __table_args__ = (
        Index("visit_delegation_by_id", "id"),
        Index("visit_delegation_of_round", "round_id"),
        Index("visit_delegation_of_organization", "organization_id"),
    )

    round_id: Mapped[str] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(validation.TITLE))
    members: Mapped[list[str]] = mapped_column(JSON)
    people: Mapped[int] = mapped_column(Integer)
    vehicles: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    splits: Mapped[bool] = mapped_column(Boolean, default=False)
    visits: Mapped[int] = mapped_column(Integer, default=1)
    start: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    end: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    absent: Mapped[list[str]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(10), default=GOING)
    reason: Mapped[str | None] = mapped_column(String(validation.TEXT))


def vehicle_identity(vehicle: Mapping[str, Any], street_id: str | None) -> str:
    """Return a vehicle's identity in the whole district; empty where a name such as 中巴 is only a kind."""
    plate, name = compact(vehicle.get("plate") or ""), compact(vehicle["name"])
    if plate:
        return plate
    if within := PLATE.search(name):
        return within[0]
    return f"{street_id or ''}:{name}" if NUMBERED.search(name) else ""


def is_numbered(vehicle: Mapping[str, Any]) -> bool:
    """Return whether a vehicle is identified only together with its street."""
    return vehicle_identity(vehicle, None).startswith(":")


def compact(text: str) -> str:
    """Return a plate or a name as it is compared: capitals, half width, without what people put in between."""
    return BETWEEN.sub("", normalize("NFKC", text)).upper()
