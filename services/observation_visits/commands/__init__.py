"""Commands of the observation visits service."""

from services.observation_visits.commands.answers import (
    confirm_visit,
    decline_visit,
    take_refusal_back,
    withdraw_visit,
)
from services.observation_visits.commands.calendars import set_calendar
from services.observation_visits.commands.copies import know_members, know_organizations, know_tier
from services.observation_visits.commands.delegations import add_delegation, amend_delegation, keep_delegation_home
from services.observation_visits.commands.holdings import hold_visit
from services.observation_visits.commands.matrices import close_roads, upload_matrix
from services.observation_visits.commands.pins import pin_visit, release_pin
from services.observation_visits.commands.planning_jobs import (
    add_job,
    call_job_off,
    note_progress,
    release_job,
    request_cancel,
    take_job,
    take_unexplained,
)
from services.observation_visits.commands.publishing import publish_round
from services.observation_visits.commands.reviews import drop_commitment, keep_commitment, review_visit
from services.observation_visits.commands.round_planning import (
    cancel_planning,
    explain_job,
    fail_job,
    finish_job,
    give_back_job,
    request_planning,
    take_proposal,
)
from services.observation_visits.commands.rounds import amend_round, cancel_round, close_round, draft_round
from services.observation_visits.commands.scores import (
    adjust_score,
    complete_sheet,
    hand_in_points,
    open_sheet,
    set_template,
    take_adjustment_out,
)
from services.observation_visits.commands.signing import answer_objection, object_to_score, settle_sheet, sign_sheet
from services.observation_visits.commands.stops import (
    amend_stop,
    follow_point,
    follow_project,
    name_stop,
    retire_stop,
)
from services.observation_visits.commands.successions import hand_on_visits, settle_successions

__all__ = [
    "add_delegation",
    "add_job",
    "adjust_score",
    "amend_delegation",
    "amend_round",
    "amend_stop",
    "answer_objection",
    "call_job_off",
    "cancel_planning",
    "cancel_round",
    "close_roads",
    "close_round",
    "complete_sheet",
    "confirm_visit",
    "decline_visit",
    "draft_round",
    "drop_commitment",
    "explain_job",
    "fail_job",
    "finish_job",
    "follow_point",
    "follow_project",
    "give_back_job",
    "hand_in_points",
    "hand_on_visits",
    "hold_visit",
    "keep_commitment",
    "keep_delegation_home",
    "know_members",
    "know_organizations",
    "know_tier",
    "name_stop",
    "note_progress",
    "object_to_score",
    "open_sheet",
    "pin_visit",
    "publish_round",
    "release_job",
    "release_pin",
    "request_cancel",
    "request_planning",
    "retire_stop",
    "review_visit",
    "set_calendar",
    "set_template",
    "settle_sheet",
    "settle_successions",
    "sign_sheet",
    "take_adjustment_out",
    "take_job",
    "take_proposal",
    "take_refusal_back",
    "take_unexplained",
    "upload_matrix",
    "withdraw_visit",
]
