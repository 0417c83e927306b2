"""Who may look at what: what belongs to a round is read by whoever reads its owner, a host, or a visitor."""

from collections.abc import Iterable

from services.observation_visits.model import records
from services.observation_visits.model.delegations import Delegation
from services.observation_visits.model.rounds import Round
from services.observation_visits.model.sheets import ScoreSheet
from services.observation_visits.model.visits import Visit
from shared import places
from shared.errors import Forbidden
from shared.places import Place
from shared.work import Work

READ = "observation_visits.read"


def place_read(work: Work, organization_id: str) -> Place:
    """This function will find an organization for whoever may read it, or refuse as NotFound or Forbidden."""
    place = places.place(work.session, organization_id, work.today)
    work.acting.require(READ, place.path)
    return place


def round_read(work: Work, round_id: str) -> Round:
    """This function will find a round for whoever reads its owner or anyone who takes part in it."""
    one = records.found(work.session, Round, round_id)
    taking_part = [part.organization_id for part in records.participants_of(work.session, one)]
    taking_part += [each.organization_id for each in records.delegations_of(work.session, one)]
    _any(work, [one.organization_id, *taking_part])
    return one


def visit_read(work: Work, visit_id: str) -> Visit:
    """This function will find a visit for whoever reads its host, its visitors or the owner of its round."""
    visit = records.found(work.session, Visit, visit_id)
    one = records.found(work.session, Round, visit.round_id)
    _any(work, [visit.organization_id, visit.visiting_organization_id, one.organization_id])
    return visit


def delegation_read(work: Work, delegation_id: str) -> Delegation:
    """This function will find a delegation for whoever reads its organization or the owner of its round."""
    delegation = records.found(work.session, Delegation, delegation_id)
    one = records.found(work.session, Round, delegation.round_id)
    _any(work, [delegation.organization_id, one.organization_id])
    return delegation


def sheet_read(work: Work, sheet_id: str) -> ScoreSheet:
    """This function will find a score sheet for whoever reads the host, the owner of its round, or assessed it."""
    sheet = records.found(work.session, ScoreSheet, sheet_id)
    one = records.found(work.session, Round, sheet.round_id)
    assessing = [each.organization_id for each in records.assessments_of(work.session, sheet)]
    _any(work, [sheet.organization_id, one.organization_id, *assessing])
    return sheet


def reads(work: Work, organization_id: str) -> bool:
    """Tell whether the acting person may read what is an organization's."""
    return work.acting.reaches(READ, places.place(work.session, organization_id, work.today).path)


def _any(work: Work, organizations: Iterable[str]) -> None:
    if any(reads(work, organization_id) for organization_id in dict.fromkeys(organizations)):
        return
    raise Forbidden("grant_does_not_reach", right=READ)
