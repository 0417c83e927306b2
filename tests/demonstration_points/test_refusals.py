"""A refusal of demonstration points that no other test raises; `tests/refusal_texts.py` looks at it as well."""

from datetime import date

from tests.expect import refused
from tests.scenarios.demonstration_points import DemonstrationPointsScenario


def test_days_off_of_more_than_a_year_are_refused(scenario: DemonstrationPointsScenario) -> None:
    off = {"first": date(2026, 1, 1), "last": date(2027, 6, 1)}
    point = scenario.declared()
    with refused("blackout_too_long"):
        scenario.do("first", "amend_host_facts", point_id=point["id"], facts={"blackouts": [off]})
