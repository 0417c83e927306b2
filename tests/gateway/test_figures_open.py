"""Behind every figure stand records, and whoever sees the figure opens each of them; these tests walk them all."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from gateway.figure_sums import IN_PERIOD, STANDS, TIMES
from gateway.projections.indicators import indicators
from tests.expect import done
from tests.gateway.full_district.readers import READERS, objects, pages, read, reader
from tests.gateway.full_district.scenario import LAST, TODAY, YEAR

if TYPE_CHECKING:
    from tests.gateway.app_harness import Person
    from tests.gateway.full_district.scenario import FullDistrict

pytestmark = pytest.mark.slow

ASKED: tuple[tuple[dict[str, str], tuple[str, ...]], ...] = (
    ({}, (IN_PERIOD, STANDS)),
    ({"period": str(LAST), "as_of": TODAY.isoformat()}, (IN_PERIOD, STANDS)),
    ({"period": f"{YEAR}Q1"}, TIMES),
    ({"period": f"{YEAR}-05"}, (IN_PERIOD,)),
    ({"period": str(LAST - 1)}, (IN_PERIOD,)),
)
"""What is asked for, and which of the three times are looked at then."""
KNOWN_BY = {
    "campaign_unit": "organization_id", "demonstration_point_deed": "point_id", "matter_part": "organization_id",
    "member": "member_id", "tier": "organization_id", "visit_burden": "organization_id",
    "visit_participant": "organization_id",
}  # fmt: skip
"""What of a record's state its own API knows it by, where that is not the record's id."""
CALLED = {
    "activity": {"attended": "attended_count", "excused": "excused_count", "for_campaign": "campaign_id"},
    "brand": {"counts": "status"},
    "demonstration_point": {"takes_a_place": "status"},
    "demonstration_point_deed": {"deed": "confirmed_on"},
    "matter_part": {"status": "assigned_on"},
    "inspection_plan": {"left": "used"},
    "notice": {"acknowledged": "acknowledged_on"},
    "organization": {"status": "closed_on"},
    "progress_report": {"status": "corrected_by", "report_kind": "kind"},
    "project": {"silent": "silent_from"},
    "score_sheet": {"hundredths": "score", "standing": "status"},
    "post": {"status": "until_on"},
    "tier": {"decided_for": "period", "change": "tier"},
    "transfer": {"status": "state"},
    "visit": {"standing": "status"},
    "visit_participant": {"status": "visited"},
}
"""The counted fields that a record's own API calls otherwise, or shows as what they are derived from."""
DERIVED = {
    ("lecture_hall", "standing", "established"): None,
    ("point_declaration", "status", "window_over"): "published",
}
"""What the read side says and the service does not: a hall that is there has no standing, a window ends by its day."""
ABOUT_PEOPLE = frozenset(
    {
        "account_id", "account_name", "answer", "born_on", "decided_by", "evidence", "excuse", "excused_by", "excused",
        "attended", "guest_speaker", "identity_number", "long_ill", "member_id", "note", "objection",
        "opinion", "person_name", "phone", "posts", "proof", "reason", "requested_by", "sender_name",
        "speakers", "summary", "text", "values",
    }
)  # fmt: skip
"""What no reduced record has in it."""
Behind = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def behind(full_district: FullDistrict) -> dict[str, Behind]:
    """Return the records behind all figures of each organization, as the account of each viewer lists them."""
    found: dict[str, Behind] = {}
    for who, (_, level, unit, _) in READERS.items():
        if unit not in found:
            found[unit] = _behind(reader(full_district, who), f"/levels/{level}/{full_district.ids[unit]}")
    return found


def _behind(person: Person, level: str) -> Behind:
    found: Behind = {}
    for asked, times in ASKED:
        shown = done(person.get(f"{level}/overview", query_string=asked | {"children": "false"}))
        of_now = shown["stocks_as_of"] == TODAY.isoformat()
        for figure, time in product(shown["figures"], times):
            if figure[time] and indicators().by_code[figure["indicator"]].is_sum:
                listed = pages(person, f"{level}/figures/{figure['indicator']}/records", time=time, **asked)
                assert sum(row["value"] for row in listed) == figure[time], (figure, asked)
                rows = {(row["record_type"], row["record_id"]): row | {"of_now": of_now} for row in listed}
                found = found | rows if of_now else rows | found
    return found


def test_there_is_a_record_of_every_kind_that_is_counted(behind: dict[str, Behind]) -> None:
    assert {kind for kind, _ in behind["district"]} == set(indicators().by_record)


@pytest.mark.parametrize("who", READERS)
def test_whoever_sees_a_figure_opens_every_record_behind_it(
    full_district: FullDistrict, behind: dict[str, Behind], who: str
) -> None:
    person, answers = reader(full_district, who), dict[str, Any]()
    _, _, unit, below = READERS[who]
    wrong: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (kind, _), row in behind[unit].items():
        href = row["href"]
        if not below and row["organization_id"] != full_district.ids[unit]:
            continue
        if href not in answers:
            answers[href] = read(person, href)
        for fault in _faults(kind, row, answers[href]):
            wrong[kind, fault].append(href)
    assert {key: (len(found), found[0]) for key, found in wrong.items()} == {}


def _faults(kind: str, row: dict[str, Any], answer: Any) -> list[str]:
    if answer.status_code != 200:
        return [f"{answer.status_code}"]
    state = row["state"] | {"organization_id": row["organization_id"]}
    known_by = "organization_id" if KNOWN_BY.get(kind) == "organization_id" else "id"
    wanted = state[KNOWN_BY[kind]] if kind in KNOWN_BY else row["record_id"]
    shown = next((each for each in objects(answer.json) if each.get(known_by) == wanted), None)
    if shown is None:
        return ["the record is not in the answer"]
    # What it was on an earlier day is not what it is.
    missing = _missing(kind, state, shown) if row["of_now"] else []
    return [*missing, *_told_of_people(answer.json)]


def _missing(kind: str, state: dict[str, Any], shown: dict[str, Any]) -> list[str]:
    called, faults = CALLED.get(kind, {}), []
    counted_by = indicators().by_record[kind]
    for counted in sorted({name for one in counted_by for name in (*one.where, one.sum) if name}):
        name = called.get(counted, counted)
        if name not in shown:
            faults.append(f"{counted} is missing")
        elif name == counted and _plain(shown[name]) != DERIVED.get((kind, name, state[name]), state[name]):
            faults.append(f"{counted} is {shown[name]} and counted as {state[counted]}")
    return faults


def _plain(value: Any) -> Any:
    return len(value) if isinstance(value, list) else value


def _told_of_people(shown: Any) -> list[str]:
    reduced = (each for each in objects(shown) if each.get("reduced"))
    return sorted({f"reduced, with {name}" for each in reduced for name in ABOUT_PEOPLE & each.keys()})
