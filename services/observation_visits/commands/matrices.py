"""How long the ways take: a table of minutes that was measured elsewhere, and roads that are closed."""

from typing import Any

from services.observation_visits.commands.loading import load_round_as_planner
from services.observation_visits.commands.problem_inputs import hosts_of, visitors_of
from services.observation_visits.commands.recording import emit_round
from services.observation_visits.model import lifecycle
from services.observation_visits.model.matrices import read_matrix
from services.observation_visits.model.problem_builder import places_of
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.views import round_view
from shared.errors import Invalid
from shared.events.observation_visits import RoundAmended
from shared.lifecycles import record_step
from shared.service import command
from shared.unit_of_work import UnitOfWork

MOST_PLACES, MOST_ROADS = 400, 1000


@command
def upload_matrix(
    work: UnitOfWork, *, round_id: str, rows: list[list[str]], expected_version: int | None = None
) -> dict[str, Any]:
    """Store a table of travel minutes: places in the first row and column, asymmetric or not.

    The table has every place of the round, once, by its id or by a name that no other has; titles may stand above it.
    Refused are another size, unknown or missing places, and minutes that are negative, no numbers, or more than a day.
    """
    one, _ = load_round_as_planner(work, round_id, expected_version)
    _must_be_plannable(one)
    one.matrix = read_matrix(
        rows, {place.id: name for place, name in places_of(hosts_of(work, one), visitors_of(work, one))}
    )
    record_step(work, one, "amend", one.status, on=work.today)
    emit_round(work, one, RoundAmended)
    return round_view(one)


@command
def close_roads(
    work: UnitOfWork, *, round_id: str, roads: list[dict[str, str]], expected_version: int | None = None
) -> dict[str, Any]:
    """Replace the list of closed roads, each from one place of the round to another.

    An empty list opens them all. Published visits stay until a new plan moves them.
    """
    one, _ = load_round_as_planner(work, round_id, expected_version)
    _must_be_plannable(one)
    if len(roads) > MOST_ROADS:
        raise Invalid("figure_out_of_range", field="roads", field_name="roads", least=0, most=MOST_ROADS)
    known = {place.id for place, _ in places_of(hosts_of(work, one), visitors_of(work, one))}
    for road in roads:
        for end in ("from_place_id", "to_place_id"):
            if road[end] not in known:
                raise Invalid("place_not_of_round", field="roads", place_id=road[end])
    one.closed_roads = [{"from": road["from_place_id"], "to": road["to_place_id"]} for road in roads]
    record_step(work, one, "amend", one.status, on=work.today)
    emit_round(work, one, RoundAmended)
    return round_view(one)


def _must_be_plannable(one: Round) -> None:
    lifecycle.ROUND.after("pin", one.status)
    one.must_not_be_planning()
