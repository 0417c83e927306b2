"""Where each kind of record is shown, and what becomes of it when its organization ends, as it is stated."""

from pathlib import Path

import msgspec


class Kind(msgspec.Struct, frozen=True):
    """A kind of record; the fields are described where the values are."""

    at: str
    goes_on: tuple[str, ...] = ()
    ends: str = ""
    always: bool = False
    orphaned: tuple[str, str] = ("first", "")
    becomes: dict[str, str] = {}
    owner: str = "organization_id"
    status: str = "status"


STATED = msgspec.yaml.decode(Path(__file__).with_name("record_kinds.yaml").read_text("utf-8"))
KINDS = msgspec.convert(STATED["kinds"], dict[str, Kind])
BY_PLACE, NOT_HERE, LISTS = STATED["by_place"], STATED["not_here"], STATED["lists"]
