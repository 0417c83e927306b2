"""What a publication may not do: announce what a host refused, or meet what other rounds have published.

Asked inside the publishing transaction, which holds the district's calendar: nobody else publishes meanwhile.
"""

from collections import Counter
from collections.abc import Iterator

from services.observation_visits.commands.problem_inputs import going_of
from services.observation_visits.commands.recording import received_besides
from services.observation_visits.model import lifecycle, repository
from services.observation_visits.model.conflicts import words_of
from services.observation_visits.model.occupation_calendar import calendar_of
from services.observation_visits.model.occupations import HOST_CAP, RECIPROCAL_WEEK, Occupation, broken_between
from services.observation_visits.model.refusals import declined_pairs
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.settings import Settings, round_rules, settings_of
from shared.errors import Conflict
from shared.unit_of_work import UnitOfWork
from visit_solver.schedule import Schedule

ASKED = lifecycle.RECEIVED - {lifecycle.HELD}


def check_publication(work: UnitOfWork, one: Round, schedule: Schedule) -> None:
    """Refuse as Conflict every visit of the round with a conflict; `visits[3]` is the proposal's."""
    number = {(each.delegation_id, each.host_id, each.vehicle_id): at for at, each in enumerate(schedule.visits)}
    holds = settings_of(one.settings, round_rules(one.dates[0]))
    own = calendar_of(work.session, one.district_id, one.dates, only=one.id, statuses=ASKED).occupations
    wrong = [*_refused(work, one, own), *_meeting(work, one, own, holds), *_over(work, one, holds)]
    if wrong:
        placed = [
            (number[each.delegation_id, each.stop_id, each.vehicle_id], code, words) for code, words, each in wrong
        ]
        placed.sort(key=lambda each: each[0])
        raise Conflict.combine(Conflict(code, field=f"visits[{at}]", **words) for at, code, words in placed)


Wrong = Iterator[tuple[str, dict[str, object], Occupation]]


def _refused(work: UnitOfWork, one: Round, own: list[Occupation]) -> Wrong:
    stops = [part.stop_id for part in repository.participants_of(work.session, one)]
    going = [each.id for each in going_of(work, one)]
    visits = repository.visits_of(work.session, one)
    barred = declined_pairs(repository.refusals_of(work.session, one), visits, going, stops)
    keys = {(pair.delegation_id, pair.host_id, pair.day) for pair in barred}
    for each in own:
        if not keys.isdisjoint({(each.delegation_id, each.stop_id, day) for day in (None, each.day)}):
            yield "visit_refused", {"visit": each.title, "time": each.time}, each


def _meeting(work: UnitOfWork, one: Round, own: list[Occupation], holds: Settings) -> Wrong:
    others = calendar_of(work.session, one.district_id, one.dates, besides=one.id)
    for each in own:
        for other in others.beside(each):
            for why in broken_between(each, other):
                if why != RECIPROCAL_WEEK or holds.reciprocal_apart:
                    yield f"taken_{why}", words_of(each, other), each


def _over(work: UnitOfWork, one: Round, holds: Settings) -> Wrong:
    """Each host once, at its first visit of the round."""
    elsewhere = received_besides(work, one)
    own = calendar_of(work.session, one.district_id, one.dates, only=one.id).occupations
    received = Counter(each.organization_id for each in own)
    first = {each.organization_id: each for each in reversed(own) if not each.is_held}
    for host, each in first.items():
        before, more = elsewhere.get(host, 0), received[host]
        if before and before + more > holds.host_cap:
            named = {"received": before, "more": more, "cap": holds.host_cap, "period": one.period}
            yield f"taken_{HOST_CAP}", named | {"visit": each.title}, each
