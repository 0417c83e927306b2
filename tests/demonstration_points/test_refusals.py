"""A refusal of demonstration points that no other test raises; `tests/said.py` sees that it is well said."""

from datetime import date

from tests.demonstration_points.world import World
from tests.worlds import refused


def test_days_off_of_more_than_a_year_are_refused(world: World) -> None:
    off = {"first": date(2026, 1, 1), "last": date(2027, 6, 1)}
    point = world.declared()
    with refused("blackout_too_long"):
        world.do("first", "amend_host_facts", point_id=point["id"], facts={"blackouts": [off]})
