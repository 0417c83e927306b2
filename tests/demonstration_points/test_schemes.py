"""Schemes and quotas: opened by the district alone, on an approval from above, and never overdrawn."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.demonstration_points.model.rules import scheme_rules
from shared.rights import Actor, Grant
from tests.expect import refused
from tests.scenarios.demonstration_points import DemonstrationPointsScenario


def test_only_the_district_opens_a_scheme_and_a_department_of_its_does_not(
    scenario: DemonstrationPointsScenario,
) -> None:
    for who, organization in (("east", "east"), ("first", "first"), ("east", "district")):
        with refused("grant_does_not_reach"):
            scenario.do(who, "open_scheme", **asked(organization_id=organization))
    for organization in ("east", "first", "office"):
        with refused("schemes_are_the_districts"):
            scenario.do("district", "open_scheme", **asked(organization_id=organization))
    scheme = scenario.scheme(quota=2)
    assert (scheme["quota"], scheme["used"], scheme["organization_id"]) == (2, 0, "district")
    assert scenario.events("scheme_opened")[0].scheme.document_number == "市委组〔2026〕8号"


def test_the_refusal_of_a_street_s_scheme_cites_the_rule(scenario: DemonstrationPointsScenario) -> None:
    with refused("schemes_are_the_districts") as caught:
        scenario.do("district", "open_scheme", **asked(organization_id="east"))
    for language in ("zh", "en"):
        assert "创建示范活动管理办法（试行）" in caught.value.text(language)
    assert scheme_rules(scenario.day)["openers"].check


@pytest.mark.parametrize(("quota", "code"), [(0, "figure_out_of_range"), (501, "figure_out_of_range")])
def test_a_quota_has_bounds(scenario: DemonstrationPointsScenario, quota: int, code: str) -> None:
    with refused(code):
        scenario.scheme(quota=quota)
    assert scenario.scheme(quota=1)["quota"] == 1
    assert scenario.scheme(quota=500, year=2025)["quota"] == 500


def test_bad_schemes_are_refused_in_the_field_concerned(scenario: DemonstrationPointsScenario) -> None:
    for code, more in (
        ("demonstration_scope_unknown", {"scope": "street"}),
        ("approval_not_from_above", {"issuer": "east"}),
        ("approval_not_from_above", {"issuer": " district "}),
        ("day_in_the_future", {"issued_on": date(2026, 3, 3)}),
        ("year_out_of_range", {"issued_on": date(1999, 12, 31)}),
        ("text_missing", {"document_number": ""}),
        ("text_missing", {"document_title": " "}),
        ("year_out_of_range", {"year": 2028}),
    ):
        with refused(code):
            scenario.scheme(**more)
    assert scenario.events() == []
    scenario.scheme()
    with refused("demonstration_scheme_exists"):
        scenario.scheme()
    assert scenario.scheme(scope="city")["scope"] == "city"


def test_the_quota_is_met_exactly_and_not_exceeded_by_one(scenario: DemonstrationPointsScenario) -> None:
    scheme = scenario.scheme(quota=2)
    scenario.confirmed(scheme)
    assert scenario.ask("first", "scheme", scheme_id=scheme["id"])["used"] == 1
    last = scenario.confirmed(scheme, "second")
    one_more = scenario.vetted(name="第三个")
    with refused("quota_used_up") as caught:
        scenario.do("district", "confirm_point", point_id=one_more["id"], scheme_id=scheme["id"])
    assert (caught.value.status, caught.value.params["quota"], caught.value.params["used"]) == (409, 2, 2)
    assert scenario.shown(one_more)["status"] == "vetted"
    scenario.do("district", "withdraw_point", point_id=last["id"], reason="主动退出")
    done = scenario.do("district", "confirm_point", point_id=one_more["id"], scheme_id=scheme["id"])
    assert done["status"] == "confirmed"
    with refused("quota_below_use"):
        scenario.do("district", "amend_scheme", scheme_id=scheme["id"], quota=1)
    larger = scenario.do("district", "amend_scheme", scheme_id=scheme["id"], quota=3, title="新方案")
    assert (larger["quota"], larger["used"], larger["title"]) == (3, 2, "新方案")
    assert scenario.events("scheme_amended")[0].scheme.revision == 2


def test_each_scope_and_year_has_a_quota_of_its_own(scenario: DemonstrationPointsScenario) -> None:
    scheme, other = scenario.scheme(quota=1), scenario.scheme(quota=1, scope="city")
    scenario.confirmed(scheme)
    point = scenario.vetted("second")
    with refused("quota_used_up"):
        scenario.do("district", "confirm_point", point_id=point["id"], scheme_id=scheme["id"])
    done = scenario.do("district", "confirm_point", point_id=point["id"], scheme_id=other["id"])
    assert (done["scope"], done["scheme_id"]) == ("city", other["id"])


def test_a_confirmation_names_a_scheme_of_its_own_year_and_stands_after_the_approval(
    scenario: DemonstrationPointsScenario,
) -> None:
    before, now = scenario.scheme(year=2025), scenario.scheme(issued_on=scenario.day)
    point = scenario.vetted(on=scenario.day - timedelta(days=5))
    for code, asked_ in (
        ("demonstration_scheme_missing", {}),
        ("demonstration_scheme_unknown", {"scheme_id": "nothing"}),
        ("scheme_not_for_point", {"scheme_id": before["id"]}),
    ):
        with refused(code):
            scenario.do("district", "confirm_point", point_id=point["id"], **asked_)
    early = scenario.declared("second", on=scenario.day - timedelta(days=5))
    yesterday = scenario.day - timedelta(days=1)
    scenario.do("east", "vet_point", point_id=early["id"], decision="pass", on=yesterday)
    with refused("confirmed_before_approval"):
        scenario.do("district", "confirm_point", point_id=early["id"], scheme_id=now["id"], on=yesterday)
    assert scenario.do("district", "confirm_point", point_id=early["id"], scheme_id=now["id"])["status"] == "confirmed"


def test_a_scheme_is_read_by_everyone_in_its_district_and_changed_by_the_district(
    scenario: DemonstrationPointsScenario,
) -> None:
    scheme = scenario.scheme()
    for who in ("cell", "first", "east", "auditor"):
        assert scenario.ask(who, "scheme", scheme_id=scheme["id"])["id"] == scheme["id"]
    assert scenario.ask("cell", "schemes", organization_id="cell", year=2026)["items"] == [scheme]
    assert scenario.ask("cell", "schemes", organization_id="cell", year=2025)["items"] == []
    with refused("grant_does_not_reach"):
        scenario.do("east", "amend_scheme", scheme_id=scheme["id"], quota=9)
    with refused("changed_meanwhile"):
        scenario.do("district", "amend_scheme", scheme_id=scheme["id"], quota=9, expected_version=7)
    with refused("nothing_to_change"):
        scenario.do("district", "amend_scheme", scheme_id=scheme["id"])
    with refused("approval_not_from_above"):
        scenario.do("district", "amend_scheme", scheme_id=scheme["id"], issuer="office")


def test_a_scheme_of_one_district_is_nothing_to_the_staff_of_another(scenario: DemonstrationPointsScenario) -> None:
    scheme = scenario.scheme()
    scenario.people["stranger"] = Actor("stranger", "stranger", (Grant("district_staff", "elsewhere"),))
    with refused("grant_does_not_reach"):
        scenario.ask("stranger", "scheme", scheme_id=scheme["id"])


def asked(**more: Any) -> dict[str, Any]:
    """Return what a scheme is opened with."""
    opened = {"scope": "district", "year": 2026, "title": "方案", "document_title": "批复", "document_number": "1号"}
    return opened | {"issuer": "市委", "issued_on": date(2026, 1, 8), "quota": 2} | more
