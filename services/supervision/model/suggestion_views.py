"""How a suggestion is shown: its sender sees that it is theirs, others see who sent it only where the sender wished."""

from typing import Any

from services.supervision.model.repository import to_view
from services.supervision.model.suggestions import Suggestion
from shared.unit_of_work import UnitOfWork


def suggestion_view(suggestion: Suggestion, work: UnitOfWork) -> dict[str, Any]:
    """Return a suggestion with its schedule status today to the caller."""
    own = suggestion.sender_id == work.actor.account_id
    names = (
        "year", "about", "title", "text", "named", "handed_in_on", "due_on", "overdue_from", "calendar_published",
        "rule_version", "answer", "answered_on",
    )  # fmt: skip
    seen = own or suggestion.named
    return to_view(suggestion, names) | {
        "own": own,
        "from_organization_id": suggestion.from_organization_id if seen else None,
        "sender_name": suggestion.sender_name if seen else None,
        "standing": suggestion.standing_on(work.today),
    }
