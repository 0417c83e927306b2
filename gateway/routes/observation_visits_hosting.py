"""Hosting: the calendars of hosts, commitments made at visits, delegations, and iCalendar files."""

from gateway.blueprints import Blueprint
from gateway.schemas import observation_visits_reviews as reviews_schemas
from gateway.schemas import observation_visits_sites as schemas
from gateway.schemas.base import warned
from gateway.schemas.observation_visits import VisitReason

READ, HOST = "observation_visits.read", "observation_visits.host"
CALENDAR = "text/calendar; charset=utf-8"

calendars = Blueprint(
    "visit calendars", "/api/v1/visit-calendars", "接待日历 · calendars of hosts", service="observation_visits"
)

calendars.get("/<id:organization_id>", schemas.VisitCalendarAnswer).calls(
    "calendar", READ, "接待日历 · the half-days and days off of an organization, with what it inherits."
)
calendars.patch("/<id:organization_id>", schemas.VisitCalendar, schemas.VisitCalendarAnswer, method="PUT").calls(
    "set_calendar",
    HOST,
    "设定接待日历 · put an organization's own calendar in the place of what it had; those below inherit it.",
)
calendars.get("/<id:organization_id>/burdens/<id:burden_period>", schemas.VisitBurdenAnswer).calls(
    "burden",
    READ,
    "某季度的接待次数 · how many visits an organization receives in a quarter, and its cap.",
    any_scope=True,
    renames={"burden_period": "period"},
)

commitments = Blueprint(
    "visit commitments", "/api/v1/visit-commitments", "承诺事项 · commitments", service="observation_visits"
)

commitments.list("", reviews_schemas.VisitCommitmentAnswer, query=reviews_schemas.VisitCommitmentFilter).calls(
    "commitments", READ, "承诺事项列表 · what hosts at and below an organization promised."
)
commitments.get("/<id:commitment_id>", reviews_schemas.VisitCommitmentAnswer).calls(
    "commitment", READ, "一项承诺 · a commitment with its standing."
)
commitments.post(
    "/<id:commitment_id>/completions", reviews_schemas.VisitCommitmentCompletion, reviews_schemas.VisitCommitmentAnswer
).calls("keep_commitment", HOST, "兑现承诺 · say what was done.")
commitments.post("/<id:commitment_id>/drops", VisitReason, reviews_schemas.VisitCommitmentAnswer).calls(
    "drop_commitment", HOST, "撤销承诺 · give a commitment up, with a reason."
)

delegations = Blueprint(
    "visit delegations", "/api/v1/visit-delegations", "观摩团 · delegations", service="observation_visits"
)

delegations.list("", schemas.DelegationAnswer, query=schemas.DelegationFilter).calls(
    "delegations", READ, "观摩团列表 · the delegations of a round."
)
delegations.post("", schemas.DelegationCreation, warned(schemas.DelegationAnswer)).calls(
    "add_delegation",
    HOST,
    "登记观摩团 · enter a delegation: members or a head count, vehicles, where it starts and ends.",
    any_scope=True,
)
delegations.get("/<id:delegation_id>", schemas.DelegationAnswer).calls("delegation", READ, "一个观摩团 · a delegation.")
delegations.patch("/<id:delegation_id>", schemas.DelegationAmendment, schemas.DelegationAnswer).calls(
    "amend_delegation", HOST, "修改观摩团 · change a delegation; published visits stay until a new plan moves them."
)
delegations.post("/<id:delegation_id>/cancellations", VisitReason, schemas.DelegationAnswer).calls(
    "keep_delegation_home", HOST, "观摩团不参加 · say that a delegation does not go; the next plan leaves it out."
)
delegations.download("/<id:delegation_id>/calendar.ics", CALENDAR).calls(
    "calendar_of_delegation", READ, "观摩团日历文件 · an iCalendar file of the visits that a delegation makes."
)
delegations.download("/<id:delegation_id>/itinerary.ics", CALENDAR).calls(
    "calendar_of_itinerary",
    READ,
    "观摩团行程日历文件 · an iCalendar file of a delegation's days, from leaving to the end of the review.",
)

calendar_files = Blueprint(
    "visit calendar files", "/api/v1/organizations", "观摩日历文件 · calendar files", service="observation_visits"
)

calendar_files.download("/<id:organization_id>/visit-calendar.ics", CALENDAR).calls(
    "calendar_of_organization",
    READ,
    "接待观摩日历文件 · an iCalendar file of the visits that an organization receives.",
)
