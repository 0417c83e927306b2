"""Commands of the activities service."""

from services.activities.commands.activities import (
    amend_activity,
    cancel_activity,
    record_activities,
    record_activity,
    record_attendance,
)
from services.activities.commands.campaigns import (
    amend_campaign,
    choose_exemplar,
    close_campaign,
    join_campaign,
    leave_campaign,
    open_campaign,
    revoke_exemplar,
)
from services.activities.commands.excuses import excuse_obligation, set_obligations_of_year, withdraw_excuse
from services.activities.commands.halls import (
    amend_hall,
    begin_hall,
    check_items,
    establish_hall,
    give_deadline,
    plan_hall,
    set_hall_deadline,
    uncheck_item,
)
from services.activities.commands.knowing import (
    ask_of_organizations,
    know_members,
    know_organizations,
    know_secretary,
    know_secretary_left,
)
from services.activities.commands.meetings import (
    correct_resolution,
    record_resolution,
    withdraw_resolution,
    write_minutes,
)
from services.activities.commands.successions import hand_on_halls, settle_successions
from services.activities.commands.years import go_through_year

__all__ = [
    "amend_activity",
    "amend_campaign",
    "amend_hall",
    "ask_of_organizations",
    "begin_hall",
    "cancel_activity",
    "check_items",
    "choose_exemplar",
    "close_campaign",
    "correct_resolution",
    "establish_hall",
    "excuse_obligation",
    "give_deadline",
    "go_through_year",
    "hand_on_halls",
    "join_campaign",
    "know_members",
    "know_organizations",
    "know_secretary",
    "know_secretary_left",
    "leave_campaign",
    "open_campaign",
    "plan_hall",
    "record_activities",
    "record_activity",
    "record_attendance",
    "record_resolution",
    "revoke_exemplar",
    "set_hall_deadline",
    "set_obligations_of_year",
    "settle_successions",
    "uncheck_item",
    "withdraw_excuse",
    "withdraw_resolution",
    "write_minutes",
]
