"""What the three levels are shown adds up: a total from its parts, a figure from its records, a tree as of its day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from gateway import figure_sums
from gateway.projections.indicators import indicators
from gateway.projector import Projector
from shared.events import organizations as told_by_organizations
from shared.events import projects as told
from tests.readside.conftest import Clock
from tests.readside.event_scenario import EventScenario, small_district
from tests.readside.reading import Reader, figure

CLOSED_ON, MOVED_ON = date(2026, 3, 1), date(2026, 3, 5)
COUNTED = [indicator.code for indicator in indicators().by_code.values() if indicator.is_sum]


def busy_district() -> EventScenario:
    """Return a district with work at every level; one community with work has closed, one is to open."""
    scenario = small_district()
    scenario.open("branch1", "east1", "branch")
    for number, where in enumerate(("district", "east", "east1", "branch1", "east2", "east2", "west1")):
        scenario.declare(f"p{number}", where)
        scenario.start(f"p{number}", silent_from=date(2026, 3, 2))
        scenario.plan(f"m{number}", f"p{number}", where, date(2026, 3, 1 + number))
        scenario.report(f"r{number}", f"p{number}", where, people=10 + number)
        scenario.register(f"n{number}", where)
    scenario.reach("m3", date(2026, 3, 2))
    scenario.report("r7", "p2", "east1", people=3, corrects="r2")
    scenario.rate("east2", "advanced")
    scenario.begin_term("t1", "west", date(2026, 9, 1), date(2026, 3, 1))
    scenario.close("east2", CLOSED_ON)
    scenario.open("west3", "west", "community", date(2026, 4, 1))
    scenario.register("n7", "west3")
    return scenario


@pytest.fixture
def reader(engine: Engine, clock: Clock) -> Reader:
    return Reader(engine, clock)


@pytest.fixture
def busy(projector: Projector) -> EventScenario:
    scenario = busy_district()
    projector.receive(scenario.emitted)
    return scenario


@pytest.mark.usefixtures("busy")
class TestAddingUp:
    @pytest.mark.parametrize("as_of", [None, date(2026, 3, 1), date(2026, 2, 1)])
    def test_every_total_is_its_own_and_that_of_the_children(self, reader: Reader, as_of: date | None) -> None:
        seen = list(reader.whole("district", as_of=as_of))
        assert len(seen) == (7 if as_of == date(2026, 2, 1) else 6) + 1
        for shown in seen:
            for code in COUNTED:
                below = [figure(child, code)["total"] for child in shown["children"]]
                sums = figure(shown, code)
                assert sums["total"] == sums["own"] + sum(below), (shown["organization"]["id"], code)
        everything = 10 + 11 + 3 + 13 + 14 + 15 + 16
        assert figure(seen[0], "people_served")["total"] == (everything if as_of is None else 0), "all of it on 2 March"

    @pytest.mark.parametrize("as_of", [None, date(2026, 3, 1), date(2026, 2, 1)])
    def test_a_child_s_line_says_what_its_own_overview_says(self, reader: Reader, as_of: date | None) -> None:
        seen = {shown["organization"]["id"]: shown for shown in reader.whole("district", as_of=as_of)}
        lines = [child for shown in seen.values() for child in shown["children"] if child["organization"]["is_open"]]
        assert len(lines) == len(seen) - 1
        for line in lines:
            assert line["figures"] == seen[line["organization"]["id"]]["figures"]

    @pytest.mark.slow
    def test_the_records_behind_each_figure_sum_up_to_it(self, reader: Reader) -> None:
        opened = 0
        for shown in reader.whole("district"):
            here = shown["organization"]
            for code in COUNTED:
                found = reader.records(here["id"], code)
                assert sum(record["value"] for record in found) == figure(shown, code)["total"], (here["id"], code)
                assert len({record["record_id"] for record in found}) == len(found)
                opened += len(found)
        assert opened > 100

    @pytest.mark.parametrize("period", [None, "2026", "2026H1", "2026Q1", "2026-03", "2026-02"])
    def test_a_sum_over_leaves_says_the_same_as_the_kept_sums(
        self, reader: Reader, monkeypatch: pytest.MonkeyPatch, period: str | None
    ) -> None:
        kept = list(reader.whole("district", period=period))
        monkeypatch.setattr(figure_sums, "_kept", None)
        monkeypatch.setattr(figure_sums, "_is_of_today", lambda *_: False)
        assert list(reader.whole("district", period=period)) == kept

    def test_an_organization_that_has_closed_is_named_where_it_still_counts(self, reader: Reader) -> None:
        shown = reader.overview("east")
        assert [child["organization"]["id"] for child in shown["children"]] == ["east1", "east2"]
        assert [child["organization"]["is_open"] for child in shown["children"]] == [True, False]
        assert reader.totals("east", "people_served") == {"east": 56, "east1": 16, "east2": 29}
        behind = {record["organization_id"] for record in reader.records("east", "people_served")}
        assert behind == {"east", "east1", "branch1", "east2"}

    def test_an_organization_that_opens_later_adds_nothing_until_its_day_has_come(
        self, reader: Reader, projector: Projector, clock: Clock
    ) -> None:
        seen = {}
        for day in (date(2026, 3, 31), date(2026, 4, 1)):
            clock.turn_to(day)
            projector.tick()
            lines = {child["organization"]["id"]: child for child in reader.overview("west")["children"]}
            behind = [each["organization_id"] for each in reader.records("district", "members")]
            total = figure(reader.overview("district"), "members")["total"]
            seen[day.day] = (sorted(lines), behind.count("west3"), total)
        assert seen == {31: (["west1", "west2"], 0, 7), 1: (["west1", "west2", "west3"], 1, 8)}
        assert figure(lines["west3"], "communities")["total"] == 1

    def test_the_tree_of_a_day_to_come_has_what_opens_by_then(self, reader: Reader) -> None:
        totals = [reader.totals("west", "members", as_of=day) for day in (None, date(2026, 4, 1))]
        assert totals == [{"west": 1, "west1": 1}, {"west": 2, "west1": 1, "west3": 1}]

    def test_a_year_is_asked_for_by_itself(self, reader: Reader) -> None:
        assert figure(reader.overview("district", period="2025"), "people_served")["total"] == 0
        assert reader.records("district", "people_served", period="2025") == []
        members = [figure(reader.overview("district", period=year), "members")["total"] for year in ("2025", "2026")]
        assert members == [7, 7]


class TestMoves:
    @pytest.fixture(autouse=True)
    def told(self, projector: Projector, clock: Clock) -> None:
        scenario = small_district()
        scenario.open("branch1", "east1", "branch")
        scenario.declare("p1", "east1")
        scenario.report("r1", "p1", "east1", people=30)
        scenario.report("r2", "p1", "branch1", people=4)
        scenario.report("r3", "p1", "east2", people=5)
        scenario.move("east1", "west", MOVED_ON)
        projector.receive(scenario.emitted)
        clock.turn_to(date(2026, 3, 9))
        projector.tick()

    @pytest.mark.parametrize("as_of", [date(2026, 3, 2), MOVED_ON - timedelta(days=1)])
    def test_before_the_day_the_figures_stand_in_the_old_street(self, reader: Reader, as_of: date) -> None:
        assert reader.totals("district", "people_served", as_of=as_of) == {"district": 39, "east": 39}
        assert reader.totals("east", "people_served", as_of=as_of) == {"east": 39, "east1": 34, "east2": 5}
        assert reader.totals("west", "people_served", as_of=as_of) == {}
        assert reader.overview("east", as_of=as_of)["tree_as_of"] == as_of

    @pytest.mark.parametrize("as_of", [MOVED_ON, MOVED_ON + timedelta(days=1), None, date(2026, 4, 1)])
    def test_from_the_day_on_they_stand_in_the_new_street(self, reader: Reader, as_of: date | None) -> None:
        assert reader.totals("district", "people_served", as_of=as_of) == {"district": 39, "east": 5, "west": 34}
        assert reader.totals("east", "people_served", as_of=as_of) == {"east": 5, "east2": 5}
        assert reader.totals("west", "people_served", as_of=as_of) == {"west": 34, "east1": 34}

    def test_the_records_behind_follow_the_tree_of_today(self, reader: Reader) -> None:
        assert [record["record_id"] for record in reader.records("east", "people_served")] == ["r3"]
        assert [record["record_id"] for record in reader.records("west", "people_served")] == ["r1", "r2"]


class TestShares:
    def test_a_share_of_nothing_is_null(self, reader: Reader, projector: Projector) -> None:
        scenario = small_district()
        scenario.declare("p1", "east1")
        projector.receive(scenario.emitted)
        for shown in reader.whole("district"):
            assert figure(shown, "projects_accepted_share")["share"] is None

    def test_a_share_is_divided_after_adding_up(self, reader: Reader, projector: Projector) -> None:
        scenario = small_district()
        for number, where in enumerate(("east1", "east1", "east2")):
            scenario.declare(f"p{number}", where)
            scenario.start(f"p{number}")
        scenario.change("p2", told.ProjectAccepted, status="accepted", accepted_on=date(2026, 3, 2))
        projector.receive(scenario.emitted)
        shares = {}
        for shown in reader.whole("district"):
            share = figure(shown, "projects_accepted_share")
            assert (share["own"], share["total"]) == (None, None)
            shares[shown["organization"]["id"]] = share["share"]
        nothing = dict.fromkeys(("west", "west1", "west2"))
        assert shares == {"district": 0.3333, "east": 0.3333, "east1": 0.0, "east2": 1.0} | nothing


class TestQuarters:
    @pytest.fixture(autouse=True)
    def told(self, projector: Projector) -> None:
        self.scenario = scenario = small_district()
        scenario.rate("east1", "advanced", "2026")
        scenario.rate("east1", "lagging", "2026Q1")
        scenario.rate("west1", "advanced", "2026Q1")
        scenario.rate("east2", "advanced", "2026Q2")
        projector.receive(scenario.emitted)

    def test_a_tier_stands_in_the_quarter_or_the_year_that_it_was_decided_for(
        self, reader: Reader, projector: Projector, clock: Clock
    ) -> None:
        clock.turn_to(date(2026, 7, 10))
        projector.tick()
        for asked, advanced, lagging in (
            ({"period": "2026Q1"}, {"district": 1, "west": 1}, {"district": 1, "east": 1}),
            ({"period": "2026", "quarter": 2}, {"district": 1, "east": 1}, {}),
            ({"as_of": date(2026, 4, 1)}, {"district": 1, "east": 1}, {}),
            ({"period": "2026Q3"}, {}, {}),
            ({}, {}, {}),
        ):
            assert reader.totals("district", "tiers_advanced_in_quarter", **asked) == advanced
            assert reader.totals("district", "tiers_lagging_in_quarter", **asked) == lagging
            assert reader.totals("district", "tiers_advanced", **asked) == {"district": 1, "east": 1}
            assert reader.totals("district", "tiers_lagging", **asked) == {}

    def test_a_withdrawn_decision_counts_no_more_but_for_what_stands_in_its_place(
        self, reader: Reader, projector: Projector
    ) -> None:
        decided = {"decided_by": "district", "decided_level": "district"}
        gone = {}
        for stands in ("qualified", None):
            ids = {"district_id": "district", "organization_id": "east1", "period": "2026", "tier": "advanced"}
            projector.receive(self.scenario.emit(told_by_organizations.TierWithdrawn(**ids, **decided, stands=stands)))
            shown = {tier: reader.totals("district", f"tiers_{tier}") for tier in ("advanced", "qualified")}
            gone[stands] = {tier: total.get("district", 0) for tier, total in shown.items()}
        assert gone == {"qualified": {"advanced": 0, "qualified": 1}, None: {"advanced": 0, "qualified": 0}}

    def test_the_running_quarter_has_one_answer_named_or_not(self, reader: Reader) -> None:
        unnamed, named = reader.overview("district"), reader.overview("district", period="2026", quarter=1)
        assert (unnamed["period"], named["period"]) == ("2026", "2026Q1")
        assert unnamed["quarter"] == named["quarter"] == 1
        for whole, part in zip(unnamed["figures"], named["figures"], strict=True):
            assert whole["standing"] == part["standing"]
            if whole["standing"] is not None:
                assert whole["total"] == part["total"]
        behind = reader.records("district", "tiers_advanced_in_quarter", period="2026Q1")
        assert [record["organization_id"] for record in behind] == ["west1"]
