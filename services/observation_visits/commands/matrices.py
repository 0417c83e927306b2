"""How long the ways take: a table of minutes that was measured elsewhere, and roads that are closed."""

from math import isfinite
from typing import Any

from services.observation_visits.commands.finding import planned_by
from services.observation_visits.commands.gathering import hosts_of, visitors_of
from services.observation_visits.commands.telling import record_step, tell_round
from services.observation_visits.model import states
from services.observation_visits.model.building import places_of
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.shown import shown_round
from shared.errors import Invalid
from shared.events.observation_visits import RoundAmended
from shared.work import Work

LONGEST = 24 * 60
MOST_PLACES, MOST_ROADS = 400, 1000


def upload_matrix(work: Work, *, round_id: str, rows: list[list[str]]) -> dict[str, Any]:
    """This function will keep a table of travel minutes: ids of places in the first row and column, asymmetric or not.

    The table has every place of the round, once; refused are another size, unknown or missing places, and minutes that
    are negative, no numbers, or more than a day.
    """
    one, _ = planned_by(work, round_id)
    _must_be_plannable(one)
    wanted = [place.id for place, _ in places_of(hosts_of(work, one), visitors_of(work, one))]
    columns = [cell.strip() for cell in rows[0][1:]] if rows else []
    if len(columns) != len(wanted) or len(rows) != len(wanted) + 1:
        raise Invalid("matrix_wrong_size", field="file", rows=max(0, len(rows) - 1), places=len(wanted))
    _check_names(columns, wanted)
    _check_names([row[0].strip() if row else "" for row in rows[1:]], wanted)
    minutes = {row[0].strip(): _minutes(row, len(wanted), number) for number, row in enumerate(rows[1:], start=2)}
    one.matrix = {"places": columns, "minutes": [minutes[place] for place in columns]}
    record_step(work, one, "amend", one.status, on=work.today)
    tell_round(work, one, RoundAmended)
    return shown_round(one)


def close_roads(work: Work, *, round_id: str, roads: list[dict[str, str]]) -> dict[str, Any]:
    """This function will put a list of closed ways, each from one place of the round to another, in place of the last.

    An empty list opens them all. Published visits stay until a new plan moves them.
    """
    one, _ = planned_by(work, round_id)
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
    tell_round(work, one, RoundAmended)
    return shown_round(one)


def _must_be_plannable(one: Round) -> None:
    states.ROUND.after("pin", one.status)
    one.must_not_be_planning()


def _check_names(named: list[str], wanted: list[str]) -> None:
    for place in named:
        if place not in wanted:
            raise Invalid("place_not_of_round", field="file", place_id=ascii(place)[1:-1][:80])
    if len(set(named)) != len(wanted):
        raise Invalid("places_repeat", field="file")


def _minutes(row: list[str], size: int, number: int) -> list[float]:
    cells = row[1 : size + 1]
    if len(row) != size + 1:
        raise Invalid("matrix_wrong_size", field="file", rows=len(row) - 1, places=size)
    found: list[float] = []
    for cell in cells:
        try:
            value = float(cell)
        except ValueError:
            value = float("nan")
        if not (isfinite(value) and 0 <= value <= LONGEST):
            raise Invalid("matrix_cell_malformed", field="file", line=number, cell=ascii(cell)[1:-1][:20])
        found.append(value)
    return found
