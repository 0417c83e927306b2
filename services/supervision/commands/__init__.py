"""Commands of the supervision service."""

from services.supervision.commands.duties import keep_obligations, keep_project
from services.supervision.commands.escalations import escalate_item, escalate_notice
from services.supervision.commands.findings import record_finding, withdraw_finding
from services.supervision.commands.inspections import announce_inspection, cancel_inspection, hold_inspection
from services.supervision.commands.letters import draft_letter, sign_letter, withdraw_letter
from services.supervision.commands.notices import acknowledge_notice, issue_notice, withdraw_notice
from services.supervision.commands.plans import amend_plan, set_plan
from services.supervision.commands.rectification import (
    answer_item,
    answer_notice,
    open_rectification,
    verify_item,
    verify_notice,
)
from services.supervision.commands.requests import answer_request, request_data, withdraw_request
from services.supervision.commands.successions import hand_on_notices, know_organizations, settle_successions
from services.supervision.commands.suggestions import answer_suggestion, hand_in_suggestion

__all__ = [
    "acknowledge_notice",
    "amend_plan",
    "announce_inspection",
    "answer_item",
    "answer_notice",
    "answer_request",
    "answer_suggestion",
    "cancel_inspection",
    "draft_letter",
    "escalate_item",
    "escalate_notice",
    "hand_in_suggestion",
    "hand_on_notices",
    "hold_inspection",
    "issue_notice",
    "keep_obligations",
    "keep_project",
    "know_organizations",
    "open_rectification",
    "record_finding",
    "request_data",
    "set_plan",
    "settle_successions",
    "sign_letter",
    "verify_item",
    "verify_notice",
    "withdraw_finding",
    "withdraw_letter",
    "withdraw_notice",
    "withdraw_request",
]
