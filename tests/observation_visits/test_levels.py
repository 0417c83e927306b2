"""The figures of visits at the three levels, against a table that was worked out by hand."""

from datetime import timedelta

import pytest

from services import service_names
from tests.expect import done
from tests.gateway.api_scenario import TODAY, build
from tests.gateway.app_harness import app_harness
from tests.gateway.conftest import PLENTY

pytestmark = pytest.mark.slow
FIRST, OTHER, STREET, DISTRICT = "community", "other", "street", "district"
BY_HAND = {
    # code: (the community, the other community, their street, the district)
    "visit_rounds_internal": (0, 0, 1, 1),
    "visit_rounds_in_preparation": (0, 0, 1, 1),
    "visits_planned": (1, 1, 2, 2),
    "visits_to_confirm": (0, 1, 1, 1),
    "visits_held": (1, 0, 1, 1),
    "visits_made": (0, 1, 1, 1),
    "visit_participants": (2, 2, 4, 4),
    "visit_participants_visited": (1, 0, 1, 1),
    "visit_participants_visited_share": (0.5, 0.0, 0.25, 0.25),
    "visit_hosts_at_cap": (0, 0, 0, 0),
    "visit_scores_completed": (0, 0, 0, 0),
    "visit_strengths": (1, 0, 1, 1),
    "visit_gaps": (1, 0, 1, 1),
    "visit_commitments": (1, 0, 1, 1),
    "visit_commitments_open": (1, 0, 1, 1),
    "visit_commitments_overdue": (0, 0, 0, 0),
}
"""the scenario holds one round, of which the community has received its visit, and has another one in preparation."""


def test_the_figures_of_visits_are_those_worked_out_by_hand(tmp_path_factory):
    with app_harness(tmp_path_factory.mktemp("levels"), *service_names(), **PLENTY) as opened:
        api = build(opened)
        reader, seen = api.people["district"], {}
        for name, level in ((FIRST, "community"), (OTHER, "community"), (STREET, "street"), (DISTRICT, "district")):
            address = f"/levels/{level}/{api.east[name]}/overview?period={TODAY.year}"
            figures = done(reader.get(address))["figures"]
            values = ((each["share"] if each["total"] is None else each["total"]) for each in figures)
            seen[name] = dict(zip((each["indicator"] for each in figures), values, strict=True))
        found = {code: tuple(seen[name][code] for name in (FIRST, OTHER, STREET, DISTRICT)) for code in BY_HAND}
        assert found == BY_HAND
        for code in ("visits_held", "visit_commitments_open", "visit_gaps", "visit_rounds_internal"):
            address = f"/levels/district/{api.east[DISTRICT]}/figures/{code}/records?period={TODAY.year}"
            (record,) = done(reader.get(address))["items"]
            assert reader.get(record["href"].removeprefix("/api/v1")).status_code == 200
        promise = done(reader.get(f"/levels/district/{api.east[DISTRICT]}/figures/visit_commitments_open/records"))
        state = promise["items"][0]["state"]
        assert (state["standing"], state["title"]) == ("due", "补建阅览区")
        assert state["due_on"] == (TODAY + timedelta(days=60)).isoformat()
