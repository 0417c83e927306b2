"""From the records of a round to the planner's problem: every constraint of it is there."""

from datetime import date

from services.observation_visits import reactions
from services.observation_visits.model.calendars import Calendar, Hours
from services.observation_visits.model.organizations import newest_tiers
from services.observation_visits.model.stops import Stop
from services.observation_visits.model.validation import quarter, quarter_of
from shared import databases
from shared.events.organizations import TierAssigned, TierWithdrawn
from tests.expect import refused
from tests.scenarios.observation_visits import MONDAY, TUESDAY, ObservationVisitsScenario, visit
from visit_solver.availability import subtract_intervals
from visit_solver.problem import Pair, PreviousVisit, Window

USUAL = [f"{day}_{half}" for day in ("mon", "tue", "wed", "thu", "fri") for half in ("am", "pm")]
OPEN, CLOSE = 510, 1050


def calendar(**says: object) -> Calendar:
    """Return what one level says."""
    return Calendar(**{"opens": [], "closes": [], "blackouts": []} | says)


def test_a_problem_has_the_hosts_the_delegations_and_the_rules_of_its_round(scenario: ObservationVisitsScenario):
    scenario.react(
        reactions.replicate_tier_on_tier_event,
        TierAssigned(district_id="district", organization_id="first", period="2025", tier="lagging"),
        TierAssigned(district_id="district", organization_id="first", period="2027", tier="advanced"),
    )
    one = scenario.drafted(settings={"host_cap": 2, "novelty": 7})
    sent = scenario.delegation(one, absent=[MONDAY], visits=1)
    job = scenario.planned(one, seconds=9, seed=4)
    problem = scenario.problem(job)
    assert (problem.kind, problem.rules.between, problem.seconds, problem.seed) == ("pairing", "same_street", 9.0, 4)
    assert problem.days == (MONDAY, TUESDAY)
    host = next(host for host in problem.hosts if host.organization_id == "first")
    assert (host.tier, host.street_id, host.most_people, host.visit_minutes) == ("lagging", "east", 30, 60)
    assert (host.may_receive, host.received, host.required) == ({"2026Q1": 2}, 0, True)
    assert host.windows == (Window(day=MONDAY, begin=OPEN, end=CLOSE), Window(day=TUESDAY, begin=OPEN, end=CLOSE))
    (delegation,) = problem.delegations
    assert (delegation.id, delegation.people, delegation.vehicles[0].seats) == (sent["id"], 10, 19)
    assert (host.name, delegation.name) == ("first观摩点", "first观摩团")
    assert delegation.windows == (Window(day=TUESDAY, begin=OPEN, end=CLOSE),)
    assert (problem.weights.novelty, problem.weights.fairness, problem.before) == (7, 40, None)
    assert {place.longitude for place in problem.places} == {118.1, 118.11}


def test_the_tier_of_a_host_is_the_one_that_stands_once_a_decision_is_withdrawn(scenario: ObservationVisitsScenario):
    ids = {"district_id": "district", "organization_id": "first"}
    decided = {"decided_by": "district", "decided_level": "district"}
    newest = TierAssigned(**ids, period="2026Q1", tier="lagging", **decided)
    scenario.react(reactions.replicate_tier_on_tier_event, TierAssigned(**ids, period="2025", tier="qualified"), newest)
    tiers = []
    for stands in ("advanced", None, None):
        gone = TierWithdrawn(**ids, period="2026Q1", tier="lagging", stands=stands, **decided)
        scenario.react(reactions.replicate_tier_on_tier_event, gone)
        with databases.reading(scenario.executor.engine) as session:
            tiers.append(newest_tiers(session, ["first"], scenario.day))
    assert tiers == [{"first": "advanced"}, {"first": "qualified"}, {"first": "qualified"}]


def test_a_district_s_round_is_a_tour_and_what_may_stay_unvisited_has_its_worth(scenario: ObservationVisitsScenario):
    scenario.stop("first")
    scenario.stop("third")
    hosts = [{"organization_id": "first"}, {"organization_id": "third", "required": False, "worth": 9}]
    asked = {"kind": "district", "title": "示范观摩", "period": "2026Q1", "days": [MONDAY], "basis": "通知"}
    one = scenario.do("district", "draft_round", organization_id="district", hosts=hosts, **asked)
    scenario.delegation(one, "district")
    problem = scenario.problem(scenario.planned(one, "district"))
    assert (problem.kind, problem.rules.between) == ("tour", "any")
    assert {host.organization_id: (host.required, host.worth) for host in problem.hosts} == {
        "first": (True, 1),
        "third": (False, 9),
    }


def test_what_other_rounds_have_taken_is_taken_and_counts_towards_the_cap(scenario: ObservationVisitsScenario):
    scenario.published()
    one = scenario.drafted(stops=False)
    scenario.delegation(one)
    problem = scenario.problem(scenario.planned(one))
    host = next(host for host in problem.hosts if host.organization_id == "first")
    assert {(window.begin, window.end) for window in host.windows} == {(OPEN, CLOSE)}
    # The first is away on Monday, 20 minutes each way and half an hour of review; on Tuesday it receives.
    assert [(each.day, each.begin, each.end, each.why) for each in host.taken] == [
        (MONDAY, 520, 650, "host_away"),
        (TUESDAY, 600, 660, "same_stop"),
    ]
    (delegation,) = problem.delegations
    assert [(each.day, each.begin, each.end, each.why) for each in delegation.taken] == [
        (MONDAY, 520, 650, "organization_out"),
        (TUESDAY, 600, 660, "visitor_hosts"),
    ]
    assert {each.round_title for each in host.taken} == {"一季度内部观摩"}
    assert [(each.visiting_organization_id, each.organization_id) for each in problem.met] == [("second", "first")]
    assert (host.may_receive, host.received) == ({"2026Q1": 3}, 1)


def test_a_new_plan_knows_what_was_declined_what_is_pinned_who_is_ill_and_what_stands(
    scenario: ObservationVisitsScenario,
):
    one = scenario.published()
    received = scenario.visits_of(one)
    sends = {each["organization_id"]: each for each in scenario.ask("east", "delegations", round_id=one["id"])["items"]}
    scenario.do("first", "decline_visit", visit_id=received["first"]["id"], reason="停电")
    third = scenario.delegation(one, "first", name="二团")
    at_second = {"stop_id": received["second"]["stop_id"], "delegation_id": sends["first"]["id"]}
    scenario.do("east", "pin_visit", round_id=one["id"], day=MONDAY, begins="09:00", **at_second)
    problem = scenario.problem(scenario.planned(one))
    assert problem.declined == (Pair(delegation_id=sends["second"]["id"], host_id=received["first"]["stop_id"]),)
    assert [(pin.day, pin.begin) for pin in problem.pins] == [(MONDAY, 540)]
    assert problem.before is not None
    assert set(problem.before) == {
        PreviousVisit(delegation_id=sends["first"]["id"], host_id=received["second"]["stop_id"], day=MONDAY, begin=540),
        PreviousVisit(
            delegation_id=sends["second"]["id"], host_id=received["first"]["stop_id"], day=TUESDAY, begin=600
        ),
    }
    scenario.do("east", "cancel_planning", round_id=one["id"])
    scenario.do("first", "keep_delegation_home", delegation_id=third["id"], reason="生病")
    assert third["id"] not in {each.id for each in scenario.problem(scenario.planned(one)).delegations}


def test_a_host_that_would_receive_another_day_is_asked_again_but_not_for_that_day(scenario: ObservationVisitsScenario):
    one = scenario.published()
    declined = scenario.visits_of(one)["first"]
    scenario.do("first", "decline_visit", visit_id=declined["id"], reason="停电", another_day=True)
    problem = scenario.problem(scenario.planned(one))
    assert {(pair.host_id, pair.day) for pair in problem.declined} == {(declined["stop_id"], TUESDAY)}
    assert {pair.delegation_id for pair in problem.declined} == {each.id for each in problem.delegations}


def test_last_time_s_pairs_are_of_the_newest_earlier_round_of_the_kind(scenario: ObservationVisitsScenario):
    one = scenario.published()
    scenario.day = TUESDAY
    for name, each in scenario.visits_of(one).items():
        scenario.do(name, "hold_visit", visit_id=each["id"])
    later = {"period": "2026Q2", "days": [date(2026, 4, 13)]}
    again = scenario.drafted(stops=False, **later)
    sent = scenario.delegation(again)
    problem = scenario.problem(scenario.planned(again))
    second = next(host for host in problem.hosts if host.organization_id == "second")
    assert problem.previous == (Pair(delegation_id=sent["id"], host_id=second.id),)
    assert second.may_receive == {"2026Q2": 4}


def test_an_uploaded_table_may_be_asymmetric_and_is_put_into_the_problem_s_order(scenario: ObservationVisitsScenario):
    one = scenario.drafted()
    scenario.delegation(one)
    places = [place["id"] for place in scenario.ask("east", "travel_places", round_id=one["id"])["items"]]
    assert len(places) == 4
    turned = places[::-1]
    rows = [["", *turned]] + [[a, *(str(places.index(a) * 10 + places.index(b)) for b in turned)] for a in turned]
    scenario.do("east", "upload_matrix", round_id=one["id"], rows=rows)
    travel = scenario.problem(scenario.planned(one)).travel
    assert travel.matrix == tuple(tuple(float(a * 10 + b) for b in range(4)) for a in range(4))


def test_a_table_may_name_places_as_people_do_below_a_title_and_leave_the_diagonal_blank(
    scenario: ObservationVisitsScenario,
):
    one = scenario.drafted()
    scenario.delegation(one)
    places = scenario.ask("east", "travel_places", round_id=one["id"])["items"]
    names = [place["name"] for place in places]
    body = [
        [f"{number}", f"{name}\u200b", *["１２"] * number, "", *["7"] * (3 - number)]
        for number, name in enumerate(names)
    ]
    scenario.do("east", "upload_matrix", round_id=one["id"], rows=[["路程时间表（分钟）"], ["序号", "", *names], *body])
    travel = scenario.problem(scenario.planned(one)).travel
    assert travel.matrix == tuple(
        tuple(0.0 if here == there else 12.0 if there < here else 7.0 for there in range(4)) for here in range(4)
    )


def test_a_table_whose_places_are_unknown_is_told_what_was_read_and_what_is_expected(
    scenario: ObservationVisitsScenario,
):
    one = scenario.drafted()
    scenario.delegation(one)
    with refused("matrix_without_headings") as found:
        scenario.do("east", "upload_matrix", round_id=one["id"], rows=[["", "板凳课堂"], ["板凳课堂", "0"]])
    said = found.value.text("zh")
    assert "板凳课堂" in said
    assert "first观摩点" in said


def test_a_table_of_the_wrong_size_or_with_wrong_cells_is_refused(scenario: ObservationVisitsScenario):
    one = scenario.drafted()
    scenario.delegation(one)
    places = [place["id"] for place in scenario.ask("east", "travel_places", round_id=one["id"])["items"]]

    def rows(**cells: str) -> list[list[str]]:
        names = [cells.get("name", places[0]), *places[1:]]
        return [["", *places]] + [[name, *([cells.get("cell", "5")] * 4)] for name in names]

    for given, code in (
        ([], "matrix_without_headings"),
        ([["", "a", "b"], ["a", "0", "5"], ["b", "5", "0"]], "matrix_without_headings"),
        (rows()[:-1], "matrix_wrong_size"),
        ([row[:-1] for row in rows()], "matrix_wrong_size"),
        ([*rows()[:-1], [*rows()[-1], "5"]], "matrix_wrong_size"),
        ([*rows()[:-1], rows()[-1][:-2]], "matrix_cell_malformed"),
        (rows(name="nowhere"), "place_not_of_round"),
        (rows(name=places[1]), "places_repeat"),
        (rows(cell="-1"), "matrix_cell_malformed"),
        (rows(cell="nan"), "matrix_cell_malformed"),
        (rows(cell="1441"), "matrix_cell_malformed"),
        *((rows(cell=cell), "matrix_cell_malformed") for cell in ("十", "8 mins", "1_0", "٣", "1e", "0x10", "")),
    ):
        with refused(code):
            scenario.do("east", "upload_matrix", round_id=one["id"], rows=given)
    scenario.do("east", "upload_matrix", round_id=one["id"], rows=rows(cell="1440"))
    scenario.delegation(one, "second")
    with refused("matrix_lacks_place"):
        scenario.planned(one)


def test_a_closed_road_is_one_between_places_of_the_round(scenario: ObservationVisitsScenario):
    one = scenario.drafted()
    scenario.delegation(one)
    places = [place["id"] for place in scenario.ask("east", "travel_places", round_id=one["id"])["items"]]
    with refused("place_not_of_round"):
        scenario.do("east", "close_roads", round_id=one["id"], roads=[{"from_place_id": places[0], "to_place_id": "x"}])
    road = {"from_place_id": places[0], "to_place_id": places[1]}
    scenario.do("east", "close_roads", round_id=one["id"], roads=[road])
    (closed,) = scenario.problem(scenario.planned(one)).travel.closed
    assert (closed.from_place_id, closed.to_place_id) == (places[0], places[1])


def test_the_nearest_level_decides_a_half_day_and_days_off_add_up():
    district = calendar(closes=["mon_am"], blackouts=[{"first": "2026-03-10", "last": "2026-03-10"}])
    street = calendar(opens=["sat_am"], closes=["fri_pm"])
    community = calendar(opens=["mon_am", "fri_pm"], blackouts=[{"first": "2026-03-11", "last": "2026-03-12"}])
    hours = Hours(USUAL, [district, street, community])
    assert set(hours.bookable) == {*USUAL, "sat_am"}
    assert set(Hours(USUAL, [district, street]).bookable) == {*USUAL, "sat_am"} - {"mon_am", "fri_pm"}
    days = [date(2026, 3, day) for day in range(9, 16)]
    assert [hours.blocked_by(day) for day in days] == [None, "blackout", "blackout", "blackout", None, None, None]
    assert [hours.open_halves(day) for day in days[4:]] == [["am", "pm"], ["am"], []]


def test_holidays_are_off_and_adjusted_working_days_are_on():
    hours = Hours([*USUAL, "sun_am"], [])
    assert hours.blocked_by(date(2025, 10, 1)) == "holiday"
    assert hours.open_halves(date(2025, 10, 1)) == []
    assert hours.open_halves(date(2025, 10, 11)) == ["am", "pm"]
    assert hours.open_halves(date(2025, 10, 19)) == ["am"]
    assert hours.open_halves(date(2025, 10, 18)) == []


def test_a_stop_narrows_its_organization_s_calendar_and_is_there_only_while_active():
    stop = Stop(
        status="active", bookable=["mon_pm", "sat_am"], blackouts=[], active_from=MONDAY, active_until=date(2026, 3, 16)
    )
    hours = Hours(USUAL, [], stop)
    assert hours.bookable == ["mon_pm"]
    assert hours.windows(MONDAY, OPEN, CLOSE) == [(720, CLOSE)]
    assert hours.blocked_by(date(2026, 3, 2)) == hours.blocked_by(date(2026, 3, 23)) == "stop_inactive"


def test_windows_lie_within_working_hours_and_touch_at_noon():
    hours = Hours(USUAL, [calendar(closes=["tue_am"])])
    assert hours.windows(MONDAY, OPEN, CLOSE) == [(OPEN, CLOSE)]
    assert hours.windows(TUESDAY, OPEN, CLOSE) == [(720, CLOSE)]
    assert hours.windows(MONDAY, 800, CLOSE) == [(800, CLOSE)]


def test_what_is_taken_is_cut_out_of_what_is_open():
    assert subtract_intervals([(500, 700)], []) == [(500, 700)]
    assert subtract_intervals([(500, 700)], [(550, 600)]) == [(500, 550), (600, 700)]
    assert subtract_intervals([(500, 700)], [(400, 550), (650, 800)]) == [(550, 650)]
    assert subtract_intervals([(500, 700)], [(0, 1440)]) == []
    assert subtract_intervals([(500, 700), (800, 900)], [(650, 850)]) == [(500, 650), (850, 900)]


def test_quarters_have_their_first_and_last_day():
    assert quarter("2026Q4") == (date(2026, 10, 1), date(2026, 12, 31))
    assert quarter("2024Q1") == (date(2024, 1, 1), date(2024, 3, 31))
    assert quarter("2999Q4")[1] == date(2999, 12, 31)
    assert [quarter_of(date(2026, month, 1)) for month in (1, 3, 4, 12)] == ["2026Q1", "2026Q1", "2026Q2", "2026Q4"]


def test_a_pin_is_of_the_round_and_is_released_once(scenario: ObservationVisitsScenario):
    one = scenario.drafted()
    sent = scenario.delegation(one)
    stop_id = scenario.parts_of(one)["second"]["stop_id"]
    pair = {"round_id": one["id"], "stop_id": stop_id, "delegation_id": sent["id"]}
    for more, code in (
        ({"stop_id": "x"}, "stop_not_of_round"),
        ({"delegation_id": "x"}, "delegation_not_of_round"),
        ({"day": date(2026, 3, 20)}, "day_not_of_round"),
        ({"begins": "09:00"}, "pin_begin_without_day"),
        ({"day": MONDAY, "begins": "9 点"}, "time_malformed"),
    ):
        with refused(code):
            scenario.do("east", "pin_visit", **pair | more)
    scenario.do("east", "pin_visit", **pair, day=MONDAY, begins="09:30")
    assert scenario.ask("east", "round_", round_id=one["id"])["pins"][0]["begins"] == "09:30"
    scenario.do("east", "release_pin", **pair)
    with refused("pin_unknown"):
        scenario.do("east", "release_pin", **pair)


def test_a_schedule_is_shown_with_its_gap_and_what_changes(scenario: ObservationVisitsScenario):
    one = scenario.drafted()
    sent = scenario.delegation(one)
    with refused("schedule_missing"):
        scenario.ask("east", "proposal", round_id=one["id"])
    scenario.planned(one)
    scenario.solved(visit(sent, scenario.parts_of(one)["second"], MONDAY, 540))
    shown = scenario.ask("second", "proposal", round_id=one["id"])
    assert (shown["bound"], shown["objective"], shown["gap"]) == (5, 7, 0.2857)
    assert [(each["stop"], each["begins"], each["ends"]) for each in shown["visits"]] == [
        ("second观摩点", "09:00", "10:00")
    ]
    with refused("grant_does_not_reach"):
        scenario.ask("third", "proposal", round_id=one["id"])
