"""The pages of visits that need an id: who looks at each, and at which record."""

from collections.abc import Callable
from typing import Any

from shared.rights import COMMUNITY, DISTRICT, STREET
from tests.console.served import Served

Found = Callable[[Served], str]


def a_visit(round_name: str, status: str) -> Found:
    """Return what finds a visit of a round in a state, received by the first community."""

    def found(served: Served) -> str:
        query = {"organization_id": served.ids["first"], "round_id": served.ids[round_name], "status": status}
        return str(served.district.get("/visits", **query)["items"][0]["id"])

    return found


def a_commitment(served: Served) -> str:
    """Return a commitment that is still to be kept."""
    found = served.district.get("/visit-commitments", organization_id=served.ids["district"], standing="due")
    return str(found["items"][0]["id"])


DRAFTED, PUBLISHED = {"round_id": "drafted"}, {"round_id": "cross"}
VISIT: dict[str, Any] = {"visit_id": a_visit("cross", "confirmed")}
HELD: dict[str, Any] = {"visit_id": a_visit("of_the_street", "held")}
ROUNDS = {
    "": DISTRICT, "/steps": DISTRICT, "/edit": STREET, "/itinerary": DISTRICT, "/refusals": DISTRICT,
    "/travel-places": STREET, "/progress": STREET, "/cancellations/new": STREET, "/closures/new": STREET,
    "/plannings/new": STREET,
    "/plannings/cancellations/new": STREET, "/pins/new": STREET, "/pins/releases/new": STREET,
    "/publications/new": STREET, "/travel-matrices/new": STREET, "/closed-roads/new": STREET,
}  # fmt: skip
OF_DISTRICT = frozenset({"", "/steps", "/itinerary", "/refusals"})
GIVEN: dict[str, tuple[str, dict[str, Any]]] = {
    f"/visit-rounds/<round_id>{rule}": (role, PUBLISHED if rule in OF_DISTRICT else DRAFTED)
    for rule, role in ROUNDS.items()
}
GIVEN |= {
    f"/visit-delegations/<delegation_id>{rule}": (DISTRICT, {"delegation_id": "delegation"})
    for rule in ("", "/edit", "/cancellations/new")
}
GIVEN |= {
    f"/visit-stops/<stop_id>{rule}": (STREET, {"stop_id": "stop_first"}) for rule in ("", "/edit", "/retirements/new")
}
GIVEN |= {
    f"/visit-calendars/<organization_id>{rule}": (COMMUNITY, {"organization_id": "first"}) for rule in ("", "/edit")
}
GIVEN |= {
    f"/visits/<visit_id>{rule}": (COMMUNITY, VISIT)
    for rule in ("/confirmations/new", "/declines/new", "/declines/withdrawals/new", "/holdings/new")
}
GIVEN |= {
    f"/visits/<visit_id>{rule}": (STREET, HELD)
    for rule in ("", "/withdrawals/new", "/reviews/new", "/score-sheets/new")
}
GIVEN |= {
    f"/visit-commitments/<commitment_id>{rule}": (COMMUNITY, {"commitment_id": a_commitment})
    for rule in ("", "/completions/new", "/drops/new")
}
GIVEN |= {
    f"/visit-score-sheets/<sheet_id>{rule}": (STREET, {"sheet_id": "settled", "adjustment_id": "nothing"})
    for rule in (
        "", "/assessments/new", "/adjustments/new", "/adjustments/<adjustment_id>/removals/new", "/completions/new",
        "/signatures/new", "/objections/new", "/objections/answers/new", "/settlements/new",
    )
}  # fmt: skip
