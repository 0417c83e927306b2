"""What a publication may not do: announce what a host refused, or meet what other rounds have published.

Checked inside the publishing transaction, which holds the district's calendar: nobody else publishes meanwhile.
"""

from collections import Counter
from collections.abc import Iterator

from services.observation_visits.commands.recording import received_in_other_rounds
from services.observation_visits.model import Round, lifecycle, repository
from services.observation_visits.model.conflicts import words_of
from services.observation_visits.model.occupation_calendar import calendar_of
from services.observation_visits.model.occupations import HOST_CAP, RECIPROCAL_WEEK, Occupation, rules_broken
from services.observation_visits.model.refusals import declined_pairs
from shared.errors import Conflict
from shared.unit_of_work import UnitOfWork
from visit_solver.schedule import Schedule

TO_CHECK = lifecycle.RECEIVED - {lifecycle.HELD}


def check_publication(work: UnitOfWork, round_: Round, schedule: Schedule) -> None:
    """Refuse as Conflict every visit of the round with a conflict; `visits[3]` is the proposal's."""
    number = {(visit.delegation_id, visit.host_id, visit.vehicle_id): at for at, visit in enumerate(schedule.visits)}
    own = calendar_of(work.session, round_.district_id, round_.dates, only=round_.id, statuses=TO_CHECK).occupations
    wrong = [*_refused(work, round_, own), *_meeting(work, round_, own), *_over(work, round_)]
    if wrong:
        placed = [
            (number[visit.delegation_id, visit.stop_id, visit.vehicle_id], code, words) for code, words, visit in wrong
        ]
        placed.sort(key=lambda item: item[0])
        raise Conflict.combine(Conflict(code, field=f"visits[{at}]", **words) for at, code, words in placed)


Wrong = Iterator[tuple[str, dict[str, object], Occupation]]


def _refused(work: UnitOfWork, round_: Round, own: list[Occupation]) -> Wrong:
    stops = [part.stop_id for part in repository.participants_of(work.session, round_)]
    going = [delegation.id for delegation in repository.going_of(work.session, round_)]
    visits = repository.visits_of(work.session, round_)
    barred = declined_pairs(repository.refusals_of(work.session, round_), visits, going, stops)
    keys = {(pair.delegation_id, pair.host_id, pair.day) for pair in barred}
    for visit in own:
        if not keys.isdisjoint({(visit.delegation_id, visit.stop_id, day) for day in (None, visit.day)}):
            yield "visit_refused", {"visit": visit.title, "time": visit.time}, visit


def _meeting(work: UnitOfWork, round_: Round, own: list[Occupation]) -> Wrong:
    others = calendar_of(work.session, round_.district_id, round_.dates, besides=round_.id)
    reciprocal_apart = round_.settings_in_force.reciprocal_apart
    for visit in own:
        for other in others.beside(visit):
            for rule in rules_broken(visit, other):
                if rule != RECIPROCAL_WEEK or reciprocal_apart:
                    yield f"taken_{rule}", words_of(visit, other), visit


def _over(work: UnitOfWork, round_: Round) -> Wrong:
    """Each host once, at its first visit of the round."""
    cap = round_.settings_in_force.host_cap
    elsewhere = received_in_other_rounds(work, round_)
    own = calendar_of(work.session, round_.district_id, round_.dates, only=round_.id).occupations
    received = Counter(visit.organization_id for visit in own)
    first = {visit.organization_id: visit for visit in reversed(own) if not visit.is_held}
    for host, visit in first.items():
        before, more = elsewhere.get(host, 0), received[host]
        if before and before + more > cap:
            figures = {"received": before, "more": more, "cap": cap, "period": round_.period}
            yield f"taken_{HOST_CAP}", figures | {"visit": visit.title}, visit
