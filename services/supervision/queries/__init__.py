"""Queries of the supervision service."""

from services.supervision.queries.inspections import (
    draw,
    finding,
    findings,
    inspection,
    inspections,
    plan,
    plans,
    proposals,
)
from services.supervision.queries.letters import duties, letter, letter_duties, letters
from services.supervision.queries.notices import deliveries, item, items, notice, notices
from services.supervision.queries.requests import asks, held, request, requests
from services.supervision.queries.suggestions import own_suggestions, suggestion, suggestions

__all__ = [
    "asks",
    "deliveries",
    "draw",
    "duties",
    "finding",
    "findings",
    "held",
    "inspection",
    "inspections",
    "item",
    "items",
    "letter",
    "letter_duties",
    "letters",
    "notice",
    "notices",
    "own_suggestions",
    "plan",
    "plans",
    "proposals",
    "request",
    "requests",
    "suggestion",
    "suggestions",
]
