"""Whatever happens in a district, in whichever order and however late: every figure equals a plain recount.

The recount (`any_history.oracle`) reads the services' primary lists with nothing of the gateway or of a service in it.
"""

from __future__ import annotations

import shutil
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from gateway.projections.tables import projected
from services import service_names
from tests.expect import until
from tests.gateway.any_history.deeds import BEGIN, DEEDS, TREE_CHANGES, AnyDistrict
from tests.gateway.any_history.oracle import IN_PERIOD, STANDING, TIMES, TO_DATE, Asked, Recount
from tests.gateway.any_history.primary_lists import PrimaryLists
from tests.gateway.app_harness import MovableClock, app_harness
from tests.gateway.conftest import FOR_LONG
from tests.gateway.full_district.snapshot import come_to_rest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow
PERIODS = {
    "2026": (1, 12), "2026H1": (1, 6), "2026H2": (7, 12),
    **{f"2026Q{number}": (3 * number - 2, 3 * number) for number in range(1, 5)},
    **{f"2026-{month:02}": (month, month) for month in range(1, 13)},
}  # fmt: skip
ALL = list(HealthCheck)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of migrated databases in which nothing has happened."""
    folder = tmp_path_factory.mktemp("nothing") / "data"
    with app_harness(folder, *service_names(), clock=MovableClock(BEGIN), **FOR_LONG):
        pass
    return folder


def last_day(period: str) -> date:
    """Return the day on which a period ends."""
    first = PERIODS[period][1]
    return date(2026, 12, 31) if first == 12 else date.fromordinal(date(2026, first + 1, 1).toordinal() - 1)


def drawn(draw: Random, today: date) -> Iterator[tuple[dict[str, Any], Asked]]:
    """Draw what is asked for: today, an earlier day, a period that is over or runs, and a period as of a later tree."""
    yield {}, Asked(2026, 1, 12, today.isoformat())
    day = date.fromordinal(draw.randrange(date(2026, 1, 1).toordinal(), today.toordinal() + 1))
    yield {"as_of": day.isoformat()}, Asked(2026, 1, 12, day.isoformat())
    begun = [name for name, (first, _) in PERIODS.items() if date(2026, first, 1) <= today]
    for _ in range(2):
        period = draw.choice(begun)
        yield {"period": period}, Asked(2026, *PERIODS[period], min(last_day(period), today).isoformat())
    period = draw.choice(begun)
    first = date(2026, PERIODS[period][0], 1).toordinal()
    day = date.fromordinal(draw.randrange(first, today.toordinal() + 1))
    yield {"period": period, "as_of": day.isoformat()}, Asked(2026, *PERIODS[period], day.isoformat())


def require_equal(district: AnyDistrict, folder: Path, given: dict[str, Any], asked: Asked) -> int:
    """Compare every figure of whoever has somebody below it, with theirs; return how many were compared.

    Of those that have nobody below them, whose figures are compared there, some are asked for their own overview too.
    """
    recount, compared = Recount(PrimaryLists(folder, district.units["district"]), asked), 0
    for name, unit in district.units.items():
        if not recount.is_open(unit):
            continue
        if unit not in recount.children and district.draw.random() < LEFT_OUT:
            continue
        answer = district.people["district"].get(f"/levels/{district.levels[name]}/{unit}/overview", query_string=given)
        assert answer.status_code == 200, (name, given, answer.text)
        shown = [(unit, answer.json["figures"], True)]
        shown += [(child["organization"]["id"], child["figures"], False) for child in answer.json["children"]]
        listed = {child for child, _, _ in shown[1:]}
        left_out = set(recount.children.get(unit, ())) - listed
        differences = [line for each, figures, own in shown for line in wrong(recount, each, figures, own=own)]
        differences += [f"{each} is left out" for each in left_out if recount.is_open(each) or recount.counts(each)]
        names = {id_: known for known, id_ in district.units.items()}
        assert not differences, (name, names, given, differences[:12], district.done)
        compared += sum(len(figures) for _, figures, _ in shown)
    return compared


def wrong(recount: Recount, unit: str, figures: list[dict[str, Any]], *, own: bool) -> Iterator[str]:
    """Yield each figure of a unit that is not what the recount says."""
    shown_codes = {figure["indicator"] for figure in figures}
    for code in sorted(recount.codes - shown_codes):
        yield f"{code} is counted and shown nowhere"
    for figure in figures:
        code = figure["indicator"]
        for time in TIMES:
            right = recount.total(unit, code, time)
            if figure[time] is None:
                right = right if code not in recount.shares else None
            if (figure[time] or 0) != (right or 0):
                yield f"{unit} {code} {time}: {figure[time]} and not {right}"
        shown = STANDING if figure[STANDING] is not None or figure["share"] is not None else IN_PERIOD
        if own and figure["own"] is not None and figure["own"] != recount.own[unit, code, shown]:
            yield f"{unit} {code} own: {figure['own']} and not {recount.own[unit, code, shown]}"


def rested(district: AnyDistrict) -> None:
    """Wait until everything is applied, and until the figures are those of today."""
    come_to_rest(district.harness)

    def counted_by() -> date | None:
        with district.harness.engine.connect() as connection:
            return connection.scalar(select(projected.c.day))

    until(counted_by, lambda day: day == district.day)


def play_and_compare(migrated: Path, seed: int) -> None:
    """Let deeds be done that a seed draws, on days that it draws, and compare in the middle and at the end."""
    draw, clock = Random(seed), MovableClock(BEGIN)
    deeds = draw.choices([*DEEDS, *TREE_CHANGES], k=draw.randrange(30, 60))
    with TemporaryDirectory(dir=migrated.parent) as place:
        folder = Path(place) / "data"
        shutil.copytree(migrated, folder)
        with app_harness(folder, *service_names(), clock=clock, **FOR_LONG) as harness:
            district = AnyDistrict.founded(harness, draw)
            for number, deed in enumerate(deeds, start=1):
                deed(district)
                if draw.random() < WAITS:
                    district.wait()
                if number in {len(deeds) // 2, len(deeds)}:
                    rested(district)
                    for query, asked in islice(drawn(draw, district.day), 2 if number < len(deeds) else None):
                        require_equal(district, folder, query, asked)


WAITS, LEFT_OUT = 0.2, 0.7
"""How often some days pass between two deeds; how often a unit that has nobody below it is asked for nothing itself."""


RARE = (
    "branches_with_scheme", "units_without_secretary_class", "secretary_classes", "values_asked", "values_answered",
    "point_entries", "trainings_due", "inspections_planned", "inspections_left", "halls_missing",
    "tiers_risen", "tiers_fallen",
)  # fmt: skip
"""Figures that a history of some fifty deeds seldom moves."""


def test_what_few_histories_come_to_equals_a_recount_too(migrated: Path) -> None:
    draw, clock = Random(7), MovableClock(BEGIN)
    with TemporaryDirectory(dir=migrated.parent) as place:
        folder = Path(place) / "data"
        shutil.copytree(migrated, folder)
        with app_harness(folder, *service_names(), clock=clock, **FOR_LONG) as harness:
            district = AnyDistrict.founded(harness, draw)
            happen(district, clock.turn_to)
            rested(district)
            recount = Recount(
                PrimaryLists(folder, district.units["district"]), Asked(2026, 1, 12, clock().date().isoformat())
            )
            assert {
                code
                for code in RARE
                if not recount.total(district.units["district"], code, STANDING)
                and not recount.total(district.units["district"], code, TO_DATE)
            } == set()
            assert recount.total(district.units["district"], "inspections_left", STANDING) == 7
            assert recount.total(district.units["district"], "values_asked_median", TO_DATE) == 2
            days = [Asked(2026, 1, 12, f"2026-01-{day}") for day in (11, 12, 17, 19, 20)]
            for query, asked in [*drawn(draw, district.day), *(({"as_of": each.day}, each) for each in days)]:
                require_equal(district, folder, query, asked)


def happen(district: AnyDistrict, turn_to: Callable[[date], None]) -> None:
    """Let points be earned at a branch, data be asked of two communities, and one inspection of two be called off."""
    done, at, post = district.units, district.at, partial(district.post, "district")
    district.scheme()
    born = {
        "name": "赵建国",
        "status": "full",
        "member_class": "ordinary",
        "born_on": "1980-01-01",
        "joined_on": "2005-01-01",
    }
    day = {"effective_on": "2026-01-02"}
    members = {
        unit: district.post("community", f"/organizations/{done[unit]}/members", **born | {"name": name}, **day)["id"]
        for unit, name in {"b1": "赵建国", "c1": "钱立新", "c2": "孙志强"}.items()
    }
    for unit in ("c1", "c2"):
        post(f"/organizations/{done[unit]}/posts", title="secretary", member_id=members[unit], from_on="2026-01-03")
    for unit, held in {
        "b1": {"kind": "members_meeting"},
        "c1": {"kind": "party_class", "speakers": [members["c1"]]},
    }.items():
        post("/activities", **at(unit), **held, title="会议", held_on="2026-01-05", attended=[members[unit]])
    for unit, *tiers in (("c1", "lagging", "advanced"), ("c2", "qualified", "lagging"), ("c3", "lagging", "lagging")):
        for period, tier in zip(("2025Q4", "2026Q1"), tiers, strict=True):
            decision = {"period": period, "tier": tier, "reason": "考核", "basis": "区委〔2026〕1号"}
            post(f"/organizations/{done[unit]}/tiers", **decision)
    fields = [{"name": "甲类门牌批次"}, {"name": "乙类门牌批次"}]
    request = post(
        "/data-requests",
        **at("district"),
        owner_post="组织科长",
        title="摸底",
        basis="区委〔2026〕9号",
        period="2026",
        units=[done["c1"], done["c3"]],
        due_on="2026-02-12",
        data_fields=fields,
    )
    post(f"/data-requests/{request['id']}/answers", **at("c1"), values={"1": "3", "2": "4"})
    post("/inspection-plans", **at("district"), year=2026, basis="计划", quota=9)
    turn_to(date(2026, 1, 17))
    inspection = {"kind": "regular", "title": "检查"}
    for unit in ("c1", "c2"):
        found = post("/inspections", **at("district"), **inspection, inspect_on="2026-01-17", units=[done[unit]])
    turn_to(date(2026, 1, 20))
    post(f"/inspections/{found['id']}/cancellations", reason="改期")
    post("/inspections", **at("district"), **inspection, inspect_on="2026-01-18", units=[done["c3"]])
    post("/lecture-halls/scopes", **at("district"), from_on="2026-01-06", kinds=["party"], basis="通知")


@pytest.mark.parametrize("histories", [2, pytest.param(40, marks=pytest.mark.long)], ids="{} histories".format)
def test_every_figure_equals_a_recount(migrated: Path, histories: int) -> None:
    # A history that fails says what was done in it; to look for a shorter one takes a quarter of an hour.
    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=histories, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=ALL)
    def play(seed: int) -> None:
        play_and_compare(migrated, seed)

    play()
