"""A merger, a split, a move and a closing carry everything that a community has, and no total of its district changes.

Every kind of record stands in the community in every state that a figure counts; each is looked up afterwards through
its own API, and every indicator of the data dictionary is compared, in every period.
"""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import column, func, inspect, select, table

from gateway.projections.event_mappers import ADDRESSES
from gateway.projections.indicators import STANDING, indicators
from gateway.projections.records import ALWAYS
from gateway.projections.tables import fact, projected
from gateway.projections.task_rules import task_rules
from gateway.projections.timelines import Stretch
from gateway.reconcile import differences
from tests.gateway.app_harness import AppHarness
from tests.gateway.full_district import lists
from tests.gateway.full_district.cases import CASES, Case
from tests.gateway.full_district.looking import (
    Key,
    Row,
    Standing,
    Totals,
    below,
    figures_of,
    rows_of,
    standing_of,
    times_of,
    todos_of,
    totals_of,
)
from tests.gateway.full_district.record_kinds import BY_PLACE, KINDS, NOT_HERE
from tests.gateway.full_district.scenario import TODAY, FullDistrict
from tests.gateway.full_district.snapshot import SECONDS, come_to_rest, copied, planted_folder

pytestmark = pytest.mark.slow
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()


@dataclass(frozen=True)
class Snapshot:
    """What stands before anything happens: the databases, the district, its totals, and the community's records."""

    folder: Path
    full_district: FullDistrict
    totals: Totals
    rows: dict[Key, Row]
    standing: dict[Key, Standing]
    yesterday: dict[str, float | None]


@pytest.fixture(scope="module")
def full_district_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return a district as it stands before anything happens to it, and everything of its first community."""
    folder = tmp_path_factory.mktemp("full_district") / "data"
    with copied(planted_folder(tmp_path_factory), folder) as full_district:
        rows = rows_of(full_district)
        yesterday = figures_of(full_district, "district", YESTERDAY)[0]
        standing = standing_of(full_district, rows)
        return Snapshot(folder, full_district, totals_of(full_district), rows, standing, yesterday)


@dataclass(frozen=True)
class Happened:
    """A copy of the district after a succession."""

    case: Case
    full_district: FullDistrict
    heir: str | None


@pytest.fixture(scope="module", params=CASES, ids=list(CASES))
def happened(
    request: pytest.FixtureRequest, full_district_snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Happened]:
    """Yield what happened to a copy of the district, once everybody has heard of it."""
    folder = tmp_path_factory.mktemp("copy") / "data"
    with copied(full_district_snapshot.folder, folder) as full_district:
        case = CASES[request.param]
        heir = case.happen(full_district)
        come_to_rest(full_district.harness)
        yield Happened(case, full_district, heir)


NOT_AT_A_COMMUNITY = {
    "appraisal_schemes_published": "a scheme is a street's or the district's",
    "streets": "a street is no community's",
    "halls_planned": "it has one hall, whose building began on the day on which it was planned",
    "halls_established": "the same",
    "demonstration_points_quota": "a scheme is the district's",
    "matters": "a matter is led by the district; units have parts in it",
    "matters_in_progress": "the same",
    "matters_accepted": "the same",
    "matters_at_risk": "the same",
    "matters_overdue": "the same",
    "visit_rounds_internal": "a round is a street's or the district's",
    "visit_rounds_cross": "the same",
    "visit_rounds_district": "the same",
    "visit_rounds_in_preparation": "the same",
    "inspections_planned": "a street or the district inspects",
    "inspections_left": "the same",
    "inspections_announced": "the same",
    "inspections_held": "the same",
    "spot_checks_held": "the same",
    "requests_open": "a street or the district asks",
    "requests_refused": "the same",
    "secretaries_in_range": "its secretary leads more than three projects",
}
"""Indicators that nothing of a community adds to, and why; the district's totals of these are not zero either."""


NOT_IN_EVERY_STATE = {
    "lecture_hall": "a community has one",
    "building_node": "a node stands as its point does, and has none before it is planned",
    "demonstration_point_deed": "what was done is done from the confirmation on",
    "visit_made": "the same record as the visit, seen from the other side",
}
"""Kinds that do not stand in the community in every state in which they go on, and why."""


def test_everything_that_is_counted_stands_in_the_community(full_district_snapshot: Snapshot) -> None:
    with full_district_snapshot.full_district.harness.engine.connect() as connection:
        rows = connection.execute(select(fact.c.organization_id, fact.c.indicator).distinct()).all()
    ids = full_district_snapshot.full_district.ids
    counted = {one.code for one in indicators().by_code.values() if one.is_sum}
    here = {row.indicator for row in rows if row.organization_id in {ids["first"], ids["cell"]}}
    assert counted - here == set(NOT_AT_A_COMMUNITY)
    assert counted - {row.indicator for row in rows} == set()


def test_every_kind_of_record_stands_in_the_community(full_district_snapshot: Snapshot) -> None:
    known = {*ADDRESSES, *indicators().by_record, *task_rules().by_record} - {"account_grant"}
    assert known - set(NOT_HERE) <= {row["what"] for row in full_district_snapshot.rows.values()}
    assert {row["what"] for row in full_district_snapshot.rows.values()} == {*KINDS, *BY_PLACE}
    missing = {kind: set(rule.goes_on) - _seen(full_district_snapshot, kind) for kind, rule in KINDS.items()}
    assert {kind for kind, states in missing.items() if states} == set(NOT_IN_EVERY_STATE)


def _seen(full_district_snapshot: Snapshot, kind: str) -> set[str]:
    return {
        status
        for key, (_, status) in full_district_snapshot.standing.items()
        if full_district_snapshot.rows[key]["what"] == kind
    }


NOT_KEPT_FOR_A_COMMUNITY = {
    "organizations.import_job": "a district hands a file in",
    "organizations.import_row": "the same file",
    "observation_visits.visit_round": "a round is a street's or the district's",
    "observation_visits.score_assessment": "whoever scores acts for somebody else",
    "appraisals.appraisal_scheme": "a street or the district appraises",
    "supervision.inspection_plan": "a street or the district inspects",
    "supervision.inspection": "the same",
    "supervision.data_request": "a street or the district asks",
} | {f"{service}.succession": "what is still to happen" for service in (
    "activities", "appraisals", "demonstration_points", "meetings", "member_points", "observation_visits", "projects",
    "supervision",
)}  # fmt: skip
"""Tables with an organization in each row in which a community does not stand, and why."""


def test_every_table_of_an_organization_s_has_something_of_the_community(full_district_snapshot: Snapshot) -> None:
    empty = set()
    for name, hosted in full_district_snapshot.full_district.harness.host.hosted.items():
        for kept in inspect(hosted.executor.engine).get_table_names():
            if "organization_id" in {each["name"] for each in inspect(hosted.executor.engine).get_columns(kept)}:
                whose = column("organization_id") == full_district_snapshot.full_district.ids["first"]
                with hosted.executor.engine.connect() as connection:
                    rows = connection.scalar(select(func.count()).select_from(table(kept)).where(whose))
                empty |= set() if rows else {f"{name}.{kept}"}
    assert empty == set(NOT_KEPT_FOR_A_COMMUNITY)


def test_every_record_is_where_the_strategy_says(full_district_snapshot: Snapshot, happened: Happened) -> None:
    after = standing_of(happened.full_district, full_district_snapshot.rows)
    wanted = {key: _expected(full_district_snapshot, happened, key) for key in full_district_snapshot.standing}
    names = {organization_id: name for name, organization_id in happened.full_district.ids.items()}
    wrong = {
        (full_district_snapshot.rows[key]["what"], key[1]): [
            (names.get(owner, owner), status)
            for owner, status in (full_district_snapshot.standing[key], after[key], wanted[key])
        ]
        for key in wanted
        if after[key] != wanted[key]
    }
    assert wrong == {}, "whose and how it was, is, and should be"


def _expected(full_district_snapshot: Snapshot, happened: Happened, key: Key) -> Standing:
    row, (owner, status), case = full_district_snapshot.rows[key], full_district_snapshot.standing[key], happened.case
    kind, ids = KINDS[row["what"]], happened.full_district.ids
    if not case.ends:
        return owner, status
    if status not in kind.goes_on:
        return owner, kind.becomes.get(status, status)
    if happened.heir is not None and (case.carries or kind.always):
        return happened.heir, kind.becomes.get(status, status)
    if kind.always:
        whom, then = kind.orphaned
        return row["lead"] if whom == "lead" else ids[whom], then or status
    return owner, kind.ends


def test_members_and_parts_are_the_heir_s(full_district_snapshot: Snapshot, happened: Happened) -> None:
    full_district, case = happened.full_district, happened.case
    here = full_district.ids[case.members_to] if case.members_to else happened.heir
    members = {key[1].split(":")[0]: row for key, row in full_district_snapshot.rows.items() if row["what"] == "member"}
    found = Counter(full_district.get(f"/members/{member_id}")["organization_id"] for member_id in members)
    assert found[here] == len(members) - case.given
    assert found[full_district.ids["first"]] == (0 if case.ends else len(members) - case.given)
    units = {
        one["organization_id"]
        for one in full_district.get(f"/projects/{full_district.ids['matter']}/assignments")["items"]
    }
    assert units == {full_district.ids["fourth"], happened.heir} - {None}
    path = f"/visit-rounds/{full_district.ids['drafted']}/participants"
    hosts = {one["stop_id"]: one["organization_id"] for one in full_district.get(path)["items"]}
    assert hosts.get(full_district.ids["stop_first"]) == (happened.heir if case.carries else None)
    for campaign in ("led", "joined"):
        listed = full_district.get(f"/campaigns/{full_district.ids[campaign]}/units")["items"]
        taking_part = {one["organization_id"] for one in listed if one["status"] == "taking_part"}
        assert taking_part == {happened.heir} - {None}


def test_no_total_of_the_district_changes_but_those_that_are_stated_to(
    full_district_snapshot: Snapshot, happened: Happened
) -> None:
    expected = dict(full_district_snapshot.totals)
    for key, by in happened.case.differences().items():
        expected[key] = (expected[key] or 0) + by
    for key, value in _counted_no_more(full_district_snapshot, happened).items():
        expected[key] = (expected[key] or 0) - value
    for code, *asked in full_district_snapshot.totals:
        share = indicators().by_code[code]
        if share.is_share:
            parts = [expected[str(part), *asked] or 0 for part in (share.numerator, share.denominator)]
            expected[code, *asked] = round(parts[0] / parts[1], 4) if parts[1] else None
    after = totals_of(happened.full_district)
    assert {key: (expected.get(key), value) for key, value in after.items() if expected.get(key) != value} == {}
    assert after.keys() == full_district_snapshot.totals.keys()


def _counted_no_more(full_district_snapshot: Snapshot, happened: Happened) -> Counter[tuple[str, str, str]]:
    """Return what those records added that ended because nothing is carried."""
    ended: Counter[tuple[str, str, str]] = Counter()
    for key, (owner, status) in full_district_snapshot.standing.items():
        row = full_district_snapshot.rows[key]
        if happened.case.carries or status not in KINDS[row["what"]].goes_on or _is_done(row):
            continue
        whose, then = _expected(full_district_snapshot, happened, key)
        if (whose, then) != (owner, status) and whose == owner:
            state = dict(row)
            for begins, changes in row.get("phases", ()):
                state |= changes if begins <= TODAY.isoformat() else {}
            added = indicators().contributions(key[0], [Stretch(ALWAYS, None, owner, state)])
            for (_, (code, period)), (span,) in added.items():
                of_year = period if period.startswith(STANDING) else period[:4]
                ended.update({(code, *asked): span.value for asked in times_of(of_year)})
    return ended


def _is_done(row: Row) -> bool:
    """Return what was done for a point, which stays done whatever becomes of the point."""
    return row["what"] == "demonstration_point_deed" or (row["what"], row.get("status")) == ("building_node", "reached")


def test_the_day_before_shows_the_old_tree_and_what_stood_then(
    full_district_snapshot: Snapshot, happened: Happened
) -> None:
    full_district, case = happened.full_district, happened.case
    old, new = (
        {street: below(full_district, street, day) for street in ("east", "west")}
        for day in (YESTERDAY, TODAY.isoformat())
    )
    ids = full_district.ids
    assert old == {"east": {ids[name] for name in ("first", "second", "third")}, "west": {ids["fourth"], ids["fifth"]}}
    assert new["east"] | new["west"] >= (old["east"] | old["west"]) - {ids[name] for name in case.gone}
    assert not (new["east"] | new["west"]) & {ids[name] for name in case.gone}
    assert len(new["east"] | new["west"]) == 5 - len(case.gone) + case.more
    assert (ids["first"] in new[case.street]) == (not case.ends)
    assert full_district.get(f"/organizations/{ids['first']}", as_of=YESTERDAY)["parent_id"] == ids["east"]
    assert below(full_district, "first", YESTERDAY) == {ids["cell"]}
    before, known = figures_of(full_district, "district", YESTERDAY)[0], full_district_snapshot.yesterday
    assert {code: (known[code], total) for code, total in before.items() if total != known[code]} == {}


def test_nobody_is_asked_for_what_has_ended_and_above_decides_who_is_above(
    full_district_snapshot: Snapshot, happened: Happened
) -> None:
    full_district, case = happened.full_district, happened.case
    left = {item["todo"] for item in todos_of(full_district, "first")}
    if case.ends:
        assert left <= {"hold_as_expected"}, "what was held in time before the end may still be recorded"
    else:
        assert {"reach_milestone", "answer_notice", "hold_election"} <= left
    verified = next(key[1] for key, (_, status) in full_district_snapshot.standing.items() if status == "verified")
    waiting = {verified, full_district.ids["objection"]}
    owed = {
        unit: {item["record_id"] for item in todos_of(full_district, unit)} & waiting
        for unit in ("east", "west", "district")
    }
    assert owed == {unit: waiting if unit == case.above else set() for unit in owed}


def test_what_the_services_told_proves_every_figure(happened: Happened) -> None:
    harness = happened.full_district.harness
    assert differences(harness.engine, {name: one.executor.engine for name, one in harness.host.hosted.items()}) == []


COMPARED = {"moved to another street": ("street", "west"), "closed with all it had": ("district", "district")}
"""What happened, and the unit that is looked at afterwards: one has moved there, or has closed; one opens next year."""


@pytest.mark.parametrize("happened", COMPARED, indirect=True)
def test_every_figure_is_its_records_and_the_list_that_the_service_itself_gives(happened: Happened) -> None:
    full_district, (level, unit) = happened.full_district, COMPARED[_name_of(happened.case)]
    shown = full_district.get(f"/levels/{level}/{full_district.ids[unit]}/overview")
    totals = {one["indicator"]: one["total"] for one in shown["figures"]}
    below = {kind: lists.listed(full_district, unit, kind) for kind in lists.LISTS}
    differ, compared = {}, 0
    for code, one in ((code, one) for code, one in indicators().by_code.items() if one.is_sum):
        records = lists.behind(full_district, level, unit, code)
        listed = None
        if lists.can_be_listed(one):
            listed = lists.wanted(one, _own(full_district, unit, str(one.of), below[str(one.of)]), TODAY)
        compared += listed is not None
        if sum(records.values()) != totals[code] or listed not in (None, set(records)):
            differ[code] = (totals[code], records, listed)
    assert differ == {}, "the figure, the records behind it, and what the service lists"
    assert compared > 150


def _name_of(case: Case) -> str:
    return next(name for name, known in CASES.items() if known is case)


def _own(full_district: FullDistrict, unit: str, kind: str, items: lists.Items) -> lists.Items:
    """Leave out what others hold for those below: a figure counts it where it is held."""
    if unit == "district" or kind not in {"appraisal_scheme", "demonstration_scheme", "visit_round"}:
        return items
    return {key: item for key, item in items.items() if item["organization_id"] == full_district.ids[unit]}


def test_what_opens_later_is_nothing_until_its_day_and_without_a_hall_from_then_on(
    full_district_snapshot: Snapshot, tmp_path: Path
) -> None:
    eve = date(2026, 12, 31)
    with copied(full_district_snapshot.folder, tmp_path / "data", eve) as full_district:
        harness, seen = full_district.harness, []
        come_to_rest(harness)
        for day in (eve, eve + timedelta(days=1)):
            harness.clock.turn_to(day)
            _wait_for(harness, day)
            seen.append(_of_the_later_one(full_district))
    before, after = seen
    assert (before["missing"], before["todos"], before["child"], before["overview"]) == (0, 0, 0, 404)
    assert (after["missing"], after["todos"] > 0, after["child"], after["overview"]) == (1, True, 1, 200)
    for name in ("halls", "halls_missing", "communities"):
        assert after[name] == before[name] + 1
    assert after["halls_overdue"] == before["halls_overdue"], "no deadline passed since it opened"


def _wait_for(harness: AppHarness, day: date) -> None:
    """Wait until the projector, which nobody tells anything, counts as of a day."""
    end = time.monotonic() + SECONDS
    with harness.engine.connect() as connection:
        while connection.execute(select(projected.c.day)).scalar_one() < day:
            connection.rollback()
            assert time.monotonic() < end
            time.sleep(0.05)


def _of_the_later_one(full_district: FullDistrict) -> dict[str, int]:
    later, street = full_district.ids["later"], full_district.ids["east"]
    shown = full_district.get(f"/levels/street/{street}/overview")
    figures = {one["indicator"]: one["total"] for one in shown["figures"]}
    missing = full_district.get("/lecture-halls/missing", organization_id=street, limit=200)["items"]
    return figures | {
        "missing": sum(one["organization_id"] == later for one in missing),
        "todos": len(full_district.get(f"/organizations/{later}/todos", until="2027-12-31")["items"]),
        "child": sum(one["organization"]["id"] == later for one in shown["children"]),
        "overview": full_district.people["district"].get(f"/levels/community/{later}/overview").status_code,
    }
