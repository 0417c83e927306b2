"""How long the ways take: a table of minutes that was measured elsewhere, and roads that are closed."""

from services.observation_visits.commands.loading import load_round_as_planner
from services.observation_visits.commands.problem_inputs import hosts_of, visitors_of
from services.observation_visits.model import Round
from services.observation_visits.model.matrices import read_matrix
from services.observation_visits.model.problem_builder import places_of
from shared.errors import Invalid
from shared.events.observation_visits import RoundAmended
from shared.lifecycles import record_step
from shared.records import emit
from shared.service import command
from shared.unit_of_work import UnitOfWork

MOST_ROADS = 1000


@command
def upload_matrix(
    work: UnitOfWork, *, round_id: str, rows: list[list[str]], expected_version: int | None = None
) -> Round:
    """Store a table of travel minutes: places in the first row and column, asymmetric or not.

    The table has every place of the round, once, by its id or by a name that no other has; titles may stand above it.
    Refused are another size, unknown or missing places, and minutes that are negative, no numbers, or more than a day.
    """
    round_ = _load_plannable(work, round_id, expected_version)
    round_.matrix = read_matrix(rows, _place_names(work, round_))
    return _amended(work, round_)


@command
def close_roads(
    work: UnitOfWork, *, round_id: str, roads: list[dict[str, str]], expected_version: int | None = None
) -> Round:
    """Replace the list of closed roads, each from one place of the round to another.

    An empty list opens them all. Published visits stay until a new plan moves them.
    """
    round_ = _load_plannable(work, round_id, expected_version)
    if len(roads) > MOST_ROADS:
        raise Invalid("figure_out_of_range", field="roads", field_name="roads", least=0, most=MOST_ROADS)
    places = _place_names(work, round_)
    for road in roads:
        for end in ("from_place_id", "to_place_id"):
            if road[end] not in places:
                raise Invalid("place_not_of_round", field="roads", place_id=road[end])
    round_.closed_roads = [{"from": road["from_place_id"], "to": road["to_place_id"]} for road in roads]
    return _amended(work, round_)


def _load_plannable(work: UnitOfWork, round_id: str, expected_version: int | None) -> Round:
    round_, _ = load_round_as_planner(work, round_id, expected_version)
    round_.lifecycle.after("pin", round_.status)
    round_.must_not_be_planning()
    return round_


def _place_names(work: UnitOfWork, round_: Round) -> dict[str, str]:
    return {place.id: name for place, name in places_of(hosts_of(work, round_), visitors_of(work, round_))}


def _amended(work: UnitOfWork, round_: Round) -> Round:
    record_step(work, round_, "amend", round_.status)
    emit(work, round_, RoundAmended)
    return round_
