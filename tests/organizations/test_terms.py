"""Terms and tiers: what follows from an election's day, who may move it, and what people above decide."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from services import migrations_of
from shared import databases
from shared.deadlines import add_months
from shared.events.observation_visits import TierProposed
from tests.expect import refused
from tests.scenarios.organizations import OrganizationsScenario


def elected(
    scenario: OrganizationsScenario, day: date = date(2022, 3, 10), who: str = "district", **more: Any
) -> dict[str, Any]:
    """Return a committee that was elected on a day."""
    return scenario.do(who, "begin_term", **{"organization_id": "first", "began_on": day} | more)


def test_a_term_lasts_as_long_as_the_rules_say(scenario: OrganizationsScenario) -> None:
    lasts = {"first": 5, "second": 5, "cell": 5, "office": 3, "west": 5, "district": 5}
    for organization, years in lasts.items():
        term = elected(scenario, organization_id=organization)
        assert (term["years"], term["due_on"]) == (years, date(2022 + years, 3, 10))
        assert term["remind_from"] == add_months(term["due_on"], -6)
        event = scenario.events("term_began")[-1]
        assert (event.due_on, event.remind_from) == (term["due_on"], term["remind_from"])


def test_a_branch_outside_communities_is_elected_for_three_years(scenario: OrganizationsScenario) -> None:
    asked = {"parent_id": "west", "name": "街道机关支部", "level": "branch", "effective_on": date(2020, 1, 1)}
    branch = scenario.do("district", "open_organization", **asked)["id"]
    assert elected(scenario, date(2024, 2, 29), organization_id=branch)["due_on"] == date(2027, 2, 28)


def test_what_is_due_follows_from_the_day_it_is_looked_at(scenario: OrganizationsScenario) -> None:
    term = elected(scenario)
    for day, standing in (
        (date(2026, 9, 9), "running"),
        (date(2026, 9, 10), "due"),
        (date(2027, 3, 10), "due"),
        (date(2027, 3, 11), "overdue"),
    ):
        scenario.day = day
        assert scenario.ask("first", "terms", organization_id="first")["items"][0]["standing"] == standing
        for asked in ("running", "due", "overdue", "ended"):
            found = scenario.ask("district", "terms", organization_id="district", below=True, standing=asked)["items"]
            assert [item["id"] for item in found] == ([term["id"]] if asked == standing else [])


def test_a_list_by_standing_agrees_with_every_term_on_every_day_around_the_reminder(
    scenario: OrganizationsScenario,
) -> None:
    for number, place in enumerate(("first", "second", "third", "cell")):
        elected(scenario, date(2022, 8, 31 - number), organization_id=place)
    for number in range(-4, 5):
        scenario.day = date(2027, 2, 28) + timedelta(days=number)
        asked = {"organization_id": "district", "below": True}
        shown = {term["id"]: term["standing"] for term in scenario.ask("district", "terms", **asked)["items"]}
        for standing in ("running", "due", "overdue"):
            listed = scenario.ask("district", "terms", **asked, standing=standing)["items"]
            assert {term["id"] for term in listed} == {one for one, stands in shown.items() if stands == standing}


def test_an_election_ends_the_term_before_it(scenario: OrganizationsScenario) -> None:
    first = elected(scenario, date(2020, 6, 1))
    later = elected(scenario, date(2025, 5, 20))
    assert later["warnings"] == []
    (ended,) = scenario.events("term_ended")
    assert (ended.term_id, ended.ended_on) == (first["id"], date(2025, 5, 19))
    with refused("term_begins_before_last"):
        elected(scenario, date(2025, 5, 20))
    with refused("term_ended"):
        scenario.do("east", "shift_term", term_id=first["id"], due_on=date(2026, 1, 1), basis="东街〔2025〕1号")


def test_an_election_held_late_is_kept_with_a_reminder(scenario: OrganizationsScenario) -> None:
    elected(scenario, date(2020, 2, 1))
    assert [said["rule"] for said in elected(scenario, date(2025, 2, 2))["warnings"]] == ["held_late"]


def test_a_term_that_cannot_be_is_refused(scenario: OrganizationsScenario) -> None:
    for wrong, code in (
        ({"day": date(2026, 3, 3)}, "day_not_past"),
        ({"day": date(2019, 12, 31)}, "effective_before_opening"),
        ({"organization_id": "east"}, "term_not_elected"),
        ({"who": "second"}, "grant_does_not_reach"),
    ):
        with refused(code):
            elected(scenario, **wrong)
    assert scenario.events() == []


def test_an_election_moves_only_with_an_approval_from_above(scenario: OrganizationsScenario) -> None:
    term = elected(scenario)
    asked = {"term_id": term["id"], "due_on": date(2027, 12, 31), "basis": "东街组〔2026〕3号"}
    for who in ("first", "west", "auditor"):
        with refused("grant_does_not_reach"):
            scenario.do(who, "shift_term", **asked)
    moved = scenario.do("east", "shift_term", **asked, expected_version=1)
    assert (moved["due_on"], moved["regular_due_on"]) == (date(2027, 12, 31), date(2027, 3, 10))
    assert (moved["remind_from"], moved["warnings"]) == (date(2027, 6, 30), [])
    (event,) = scenario.events("term_shifted")
    assert (event.due_on, event.remind_from) == (moved["due_on"], moved["remind_from"])
    for wrong, code in (
        ({"expected_version": 1}, "changed_meanwhile"),
        ({}, "term_due_then_already"),
        ({"due_on": date(2022, 3, 10)}, "ends_before_it_begins"),
        ({"due_on": date(2027, 6, 30), "basis": " "}, "text_missing"),
    ):
        with refused(code):
            scenario.do("east", "shift_term", **asked | wrong)


def test_more_than_a_year_is_answered_with_the_rule_and_not_refused(scenario: OrganizationsScenario) -> None:
    term = elected(scenario)
    for due_on, rules in (
        (date(2028, 3, 10), []),
        (date(2028, 3, 11), ["shift"]),
        (date(2026, 3, 10), []),
        (date(2026, 3, 9), ["shift"]),
    ):
        moved = scenario.do("district", "shift_term", term_id=term["id"], due_on=due_on, basis="区组〔2026〕1号")
        assert [said["rule"] for said in moved["warnings"]] == rules


def decided(scenario: OrganizationsScenario, who: str = "east", **more: Any) -> dict[str, Any]:
    """Return a tier that people decided on for last year."""
    asked = {"organization_id": "first", "period": "2025", "tier": "advanced", "decided_on": date(2026, 1, 4)}
    return scenario.do(who, "assign_tier", **asked | {"reason": "品牌建设", "basis": "年度评议"} | more)


def stands(scenario: OrganizationsScenario, period: str = "2025") -> str | None:
    """Return the tier that stands for a period, by the list of those that do."""
    listed = scenario.ask("first", "tiers", organization_id="first", period=period)["items"]
    return listed[0]["tier"] if listed else None


def test_a_later_decision_stands_in_the_place_of_the_first_and_both_stay_on_record(
    scenario: OrganizationsScenario,
) -> None:
    decided(scenario)
    again = decided(scenario, "district", tier="qualified", decided_on=None)
    assert (again["number"], again["decided_on"]) == (2, scenario.day)
    decided(scenario, period="2025Q4", tier="lagging")
    listed = scenario.ask("auditor", "tiers", organization_id="district", below=True)["items"]
    assert [(item["period"], item["tier"]) for item in listed] == [("2025", "qualified"), ("2025Q4", "lagging")]
    everything = {"organization_id": "first", "period": "2025", "standing_only": False}
    levels = [(item["stands"], item["decided_level"]) for item in scenario.ask("first", "tiers", **everything)["items"]]
    assert levels == [(False, "street"), (True, "district")]
    assert [(event.period, event.tier, event.decided_level) for event in scenario.events("tier_assigned")] == [
        ("2025", "advanced", "street"), ("2025", "qualified", "district"), ("2025Q4", "lagging", "street"),
    ]  # fmt: skip


def test_what_a_higher_level_decided_is_not_replaced_by_a_lower_one_and_it_is_said_whose_it_is(
    scenario: OrganizationsScenario,
) -> None:
    decided(scenario, "district", tier="qualified")
    with refused("tier_decided_above") as named:
        decided(scenario, "east")
    above = scenario.ask("district", "organization", organization_id="district")["name"]
    assert f"区级“{above}”已于 2026-01-04" in named.value.text("zh")
    assert f"{above} (district level)" in named.value.text("en")
    assert decided(scenario, "district", tier="lagging")["number"] == 2
    assert decided(scenario, "east", period="2025Q4")["stands"], "another period is another decision"
    assert (stands(scenario), len(scenario.events("tier_assigned"))) == ("lagging", 3)


def test_whoever_decided_withdraws_with_a_reason_and_what_stood_below_stands_again(
    scenario: OrganizationsScenario,
) -> None:
    ids = {"organization_id": "first"}
    below = decided(scenario)["id"]
    first, above = (
        decided(scenario, "district", tier="lagging")["id"],
        decided(scenario, "district", tier="qualified")["id"],
    )
    for who, tier_id, code in (
        ("east", above, "tier_decided_by_another"),
        ("district", below, "tier_decided_by_another"),
        ("district", first, "tier_replaced_already"),
        ("district", "2025-9", "tier_decision_unknown"),
        ("first", below, "grant_does_not_reach"),
    ):
        with refused(code):
            scenario.do(who, "withdraw_tier", tier_id=tier_id, reason="误录", **ids)
    with refused("text_missing"):
        scenario.do("district", "withdraw_tier", tier_id=above, reason=" ", **ids)
    gone = scenario.do("district", "withdraw_tier", tier_id=above, reason="误录", **ids)
    assert (gone["stands"], gone["withdrawn_on"], gone["withdrawal_reason"]) == (False, scenario.day, "误录")
    assert stands(scenario) == "advanced", "the street's, and not what the district itself had replaced"
    with refused("tier_withdrawn_already"):
        scenario.do("district", "withdraw_tier", tier_id=above, reason="误录", **ids)
    scenario.do("east", "withdraw_tier", tier_id=below, reason="重新评议", **ids)
    assert stands(scenario) is None
    assert [(event.tier, event.decided_level, event.stands) for event in scenario.events("tier_withdrawn")] == [
        ("qualified", "district", "advanced"), ("advanced", "street", None),
    ]  # fmt: skip
    assert decided(scenario, tier="lagging")["number"] == 4
    everything = scenario.ask("first", "tiers", standing_only=False, **ids)["items"]
    assert [item["stands"] for item in everything] == [False, False, False, True]


def test_a_proposal_waits_again_once_the_decision_that_answered_it_is_withdrawn(
    scenario: OrganizationsScenario,
) -> None:
    proposed(scenario)
    (waiting,) = scenario.ask("first", "tier_proposals", organization_id="first")["items"]
    answer = {"period": "2026Q1", "proposal_id": waiting["id"], "decided_on": None}
    made = decided(scenario, "district", **answer)
    scenario.do("district", "withdraw_tier", organization_id="first", tier_id=made["id"], reason="误录")
    assert scenario.ask("first", "tier_proposals", organization_id="first")["items"] == [waiting]
    assert decided(scenario, "district", **answer)["number"] == 2


def test_decisions_of_before_count_as_those_of_the_organization_right_above(scenario: OrganizationsScenario) -> None:
    decided(scenario)
    decided(scenario, "district", tier="qualified")
    engine = scenario.service.executor.engine
    later = ("decided_by", "decided_level", "stands", "withdrawn_on", "withdrawal_reason", "withdrawn_by_account_id",
             "withdrawn_by_account_name", "withdrawn_at")  # fmt: skip
    with databases.transaction(engine) as session:
        for column in later:
            session.execute(text(f"ALTER TABLE tier DROP COLUMN {column}"))
        for index in ("answered_by_moment", "member_shared_identity", "ix_member_departure_recorded_on"):
            session.execute(text(f"DROP INDEX {index}"))
        for column in ("shared_index", "departure_recorded_on", "purged_on", "twice_told_to", "long_ill_encrypted"):
            session.execute(text(f"ALTER TABLE member DROP COLUMN {column}"))
        for table in ("member_past_details", "relay_lease", "mentorship", "mentor_help"):
            session.execute(text(f"DROP TABLE {table}"))
        session.execute(text("UPDATE alembic_version SET version_num = 'organizations_0003'"))
    databases.migrate(engine, migrations_of("organizations"))
    listed = scenario.ask("first", "tiers", organization_id="first", standing_only=False)["items"]
    assert [(item["decided_by"], item["stands"]) for item in listed] == [
        (scenario.ids["east"], False),
        (scenario.ids["east"], True),
    ]
    assert decided(scenario, tier="lagging")["number"] == 3
    assert decided(scenario, "district")["number"] == 4


def test_a_tier_is_decided_from_above_with_reason_and_basis(scenario: OrganizationsScenario) -> None:
    for wrong, code in (
        ({"who": "first"}, "grant_does_not_reach"),
        ({"who": "west"}, "grant_does_not_reach"),
        ({"who": "east", "organization_id": "east"}, "grant_does_not_reach"),
        ({"tier": "best"}, "word_unknown"),
        ({"period": "2025Q5"}, "period_malformed"),
        ({"period": "去年"}, "period_malformed"),
        ({"decided_on": date(2026, 3, 3)}, "day_not_past"),
        ({"period": "2026Q2"}, "tier_before_period"),
        ({"reason": ""}, "text_missing"),
    ):
        with refused(code):
            decided(scenario, **wrong)
    assert scenario.events() == []


def test_what_was_decided_about_the_district_is_recorded_by_its_own_staff(scenario: OrganizationsScenario) -> None:
    assert decided(scenario, "district", organization_id="district")["stands"]


def test_a_proposed_tier_waits_for_a_person_and_nothing_follows_by_itself(scenario: OrganizationsScenario) -> None:
    proposed(scenario)
    (waiting,) = scenario.ask("first", "tier_proposals", organization_id="first")["items"]
    assert (waiting["tier"], waiting["score"], waiting["decided_number"]) == ("advanced", "92.50", None)
    assert scenario.ask("first", "tiers", organization_id="first")["items"] == []
    decided(scenario, "district", period="2026Q1", tier="qualified", proposal_id=waiting["id"], decided_on=None)
    assert scenario.ask("first", "tier_proposals", organization_id="first")["items"] == []
    (answered,) = scenario.ask("district", "tier_proposals", organization_id="district", below=True, open_only=False)[
        "items"
    ]
    assert (answered["id"], answered["decided_number"]) == (waiting["id"], 1)


def test_a_proposal_is_answered_once_for_its_own_organization_and_period(scenario: OrganizationsScenario) -> None:
    proposed(scenario)
    (waiting,) = scenario.ask("first", "tier_proposals", organization_id="first")["items"]
    named = {"proposal_id": waiting["id"], "decided_on": None}
    for more, code in (
        ({"period": "2025"}, "tier_proposal_of_another_period"),
        ({"period": "2026Q1", "organization_id": "second"}, "tier_proposal_unknown"),
        ({"period": "2026Q1", "proposal_id": "nothing"}, "tier_proposal_unknown"),
    ):
        with refused(code):
            decided(scenario, "district", **named | more)
    assert scenario.events("tier_assigned") == []
    decided(scenario, "district", period="2026Q1", **named)
    with refused("tier_proposal_decided"):
        decided(scenario, "district", period="2026Q1", **named)


def proposed(scenario: OrganizationsScenario) -> None:
    """Propose a tier by thresholds for the first quarter."""
    event = TierProposed(
        district_id=scenario.ids["district"], organization_id=scenario.ids["first"], period="2026Q1",
        tier="advanced", score="92.50",
        basis="90 分及以上", proposed_on=date(2026, 3, 1),
    )  # fmt: skip
    with databases.transaction(scenario.service.executor.engine) as session:
        scenario.service.store_tier_proposal_on_tier_proposed(scenario.service.executor.react(session), event)


def test_a_tier_says_whether_it_has_risen_or_fallen_since_the_period_before(scenario: OrganizationsScenario) -> None:
    scenario.day = date(2026, 12, 1)

    def assign(period: str, tier: str) -> dict[str, Any]:
        asked = {"organization_id": "first", "reason": "整改", "basis": "会议纪要"}
        return scenario.do("east", "assign_tier", period=period, tier=tier, **asked)

    for period, tier in (("2026Q2", "qualified"), ("2025Q4", "lagging"), ("2026Q1", "advanced"), ("2026Q3", "lagging")):
        assign(period, tier)
    told = [(event.period, event.change) for event in scenario.events("tier_assigned")]
    assert told == [
        ("2026Q2", None), ("2025Q4", None), ("2026Q1", "risen"), ("2026Q2", "fallen"), ("2026Q3", "fallen"),
    ]  # fmt: skip
    same = assign("2026Q2", "lagging")
    assert [event.change for event in scenario.events("tier_assigned")[-2:]] == ["fallen", None]
    scenario.do("east", "withdraw_tier", organization_id="first", tier_id=same["id"], reason="误录")
    (withdrawn,) = scenario.events("tier_withdrawn")
    assert (withdrawn.stands, withdrawn.change) == (None, None)
