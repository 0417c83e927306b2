"""The visiting of a round is over with its last visit: held, given up, or ended with an organization."""

from services.observation_visits.commands.recording import emit_round
from services.observation_visits.model import lifecycle, repository
from services.observation_visits.model.rounds import Round
from shared.events.observation_visits import RoundHeld
from shared.lifecycles import record_step
from shared.unit_of_work import UnitOfWork


def hold_round_when_over(work: UnitOfWork, one: Round) -> None:
    """End the visiting of a round once every visit of it was held or given up."""
    work.session.flush()
    visits = repository.visits_of(work.session, one)
    held = [visit for visit in visits if visit.status == lifecycle.HELD]
    if one.status != lifecycle.PUBLISHED or not held or any(visit.status in lifecycle.TO_COME for visit in visits):
        return
    last = max(visit.held_on or visit.day for visit in held)
    before = one.move("hold", last)
    record_step(work, one, "hold", before, on=last)
    emit_round(work, one, RoundHeld, held_on=last)
