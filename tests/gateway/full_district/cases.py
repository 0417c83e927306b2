"""What happens to a community, and which totals of its district are stated to change by it, by how much and why."""

from pathlib import Path
from typing import Any

import msgspec

from gateway.figure_sums import IN_PERIOD, STANDS, TO_DATE
from gateway.projections.indicators import indicators
from tests.gateway.full_district.looking import ASKED, YEAR_TO_DATE
from tests.gateway.full_district.scenario import TODAY, FullDistrict

SERVICES = ("projects", "notices", "points", "visits", "halls")
EXPECTED = msgspec.yaml.decode(Path(__file__).with_name("cases.yaml").read_text("utf-8"))


class Case(msgspec.Struct, frozen=True):
    """A succession: what happens, and what it is stated to change; the fields are described where the values are."""

    happens: str
    asked: dict[str, Any] = {}
    changes: tuple[str, ...] = ()
    ends: bool = True
    carries: bool = True
    members_to: str | None = None
    given: int = 0
    gone: tuple[str, ...] = ("first",)
    more: int = 0
    street: str = "east"
    above: str = "east"

    def happen(self, district: FullDistrict) -> str | None:
        """Let it happen, and return the heir's id, if there is one."""
        asked = self.asked
        if "records" in asked:
            asked = {"records": dict.fromkeys(SERVICES, asked["records"])}
        heir: str | None = globals()[f"_{self.happens}"](district, **asked)
        return heir

    def differences(self) -> dict[tuple[str, str, str], int]:
        """Return by how much the totals of the district differ afterwards, by indicator, time and what is asked for.

        What is kept for no year stands in each; what began this year changes what there was of it as well.
        """
        changed = {code: by for name in self.changes for code, (by, _why) in EXPECTED["changes"][name].items()}
        asked = {code: ASKED if indicators().by_code[code].period == "none" else (YEAR_TO_DATE,) for code in changed}
        found = {(code, STANDS, name): by for code, by in changed.items() for name in asked[code]} | {
            (code, time, YEAR_TO_DATE): by for code, by in changed.items() for time in (IN_PERIOD, TO_DATE)
        }
        return {key: by for key, by in found.items() if indicators().has(indicators().by_code[key[0]], key[1])}


CASES = msgspec.convert(EXPECTED["cases"], dict[str, Case])


def _moved(district: FullDistrict) -> str:
    _change(district, "first", "moves", parent_id=district.ids["west"])
    return district.ids["first"]


def _merged(district: FullDistrict, **more: Any) -> str:
    _change(district, "second", "merges", sources=[district.ids["first"]], **more)
    return district.ids["second"]


def _merged_anew(district: FullDistrict) -> str:
    merged = _change(district, "second", "merges", sources=[district.ids["first"]], new={"name": "新社区"})
    return str(next(one["id"] for one in merged["organizations"] if one["change"] == "opened_by_merge"))


def _split(district: FullDistrict, **more: Any) -> str:
    """Split the community in two; the first part inherits, the second one receives the branch and a member."""
    other = {"name": "乙社区", "children": [district.ids["cell"]], "members": [district.ids["poor"]]}
    return str(_change(district, "first", "splits", parts=[{"name": "甲社区"}, other], **more)["heir_id"])


def _closed(district: FullDistrict, **more: Any) -> str | None:
    """Close the community; its branch and its members go to a neighbour."""
    _change(district, "cell", "moves", parent_id=district.ids["third"])
    _change(district, "first", "closures", members_to=district.ids["third"], **more)
    return district.ids["east"] if more else None


def _change(district: FullDistrict, unit: str, what: str, **more: Any) -> Any:
    path = f"/organizations/{district.ids[unit]}/{what}"
    return district.post("district", path, effective_on=TODAY.isoformat(), **more)
