"""Refusals of member points that no other test raises by a command; `tests/refusal_texts.py` looks at each as well."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from shared.errors import Refusal
from tests.expect import refused
from tests.scenarios.member_points import BANDS, GROUPS, ITEMS, MemberPointsScenario

BEFORE = date(2019, 12, 30)
"""A day on which nothing of the small district was open yet."""


def declared_before_it_opened(scenario: MemberPointsScenario) -> None:
    scenario.join()
    scenario.day = BEFORE
    scenario.declared()


def discussed_what_nobody_declared(scenario: MemberPointsScenario) -> None:
    scenario.step("first", "verify", {"id": "申报"}, opinion="属实")


def answered_what_nobody_raised(scenario: MemberPointsScenario) -> None:
    scenario.do("first", "answer_objection", objection_id="异议", decision="upheld", answer="属实")


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("branch_not_open", declared_before_it_opened),
        ("declaration_unknown", discussed_what_nobody_declared),
        ("objection_unknown", answered_what_nobody_raised),
    ],
)
def test_it_is_refused_with_its_reason(
    scenario: MemberPointsScenario, code: str, raised: Callable[[MemberPointsScenario], None]
) -> None:
    with refused(code):
        raised(scenario)


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"groups": [*GROUPS, GROUPS[0]]}, "code_twice", "groups.3.code"),
        ({"groups": [GROUPS[0] | {"code": "基础分"}, *GROUPS]}, "code_unfit", "groups.0.code"),
        ({"groups": [*GROUPS[:2], GROUPS[2] | {"cap": 0}]}, "figure_out_of_range", "groups.2.cap"),
        ({"items": [*ITEMS[:6], ITEMS[6] | {"group": "none"}]}, "group_unknown", "items.6.group"),
        ({"items": [*ITEMS[:6], ITEMS[6] | {"hundredths": -5}]}, "figure_out_of_range", "items.6.hundredths"),
        ({"bands": {"excellent": 2000, "qualified": 1000}}, "scheme_malformed", "bands.basically_qualified"),
    ],
)
def test_what_is_wrong_with_a_scheme_is_named_where_it_stands(
    scenario: MemberPointsScenario, more: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refusal) as caught:
        scenario.draft(**{"bands": BANDS} | more)
    assert [(one.code, one.field) for one in (caught.value, *caught.value.others)] == [(code, field)]
