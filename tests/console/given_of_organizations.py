"""Pages of organizations and members that need an id: who looks at each, and of which record."""

from shared.rights import COMMUNITY, DISTRICT, STREET
from tests.console.given_records import Given

U, B = "/organizations/<organization_id>", {"organization_id": "first"}
GREAT, TRANSFER, TERM = {"member_id": "great"}, {"transfer_id": "transfer"}, {"term_id": "term"}
CHANGES = ("renames", "moves", "merges", "splits", "closures")
GIVEN: dict[str, Given] = {
    U: (DISTRICT, B),
    "/organizations/new": (DISTRICT, {}),
    f"{U}/edit": (DISTRICT, B),
    **{f"{U}/{each}/new": (DISTRICT, B) for each in CHANGES},
    f"{U}/members": (COMMUNITY, B),
    f"{U}/members/new": (COMMUNITY, B),
    f"{U}/transfers": (COMMUNITY, B),
    f"{U}/posts": (STREET, B),
    f"{U}/posts/new": (STREET, B),
    "/posts/<post_id>/ends/new": (STREET, {"post_id": "post"}),
    f"{U}/terms": (STREET, B),
    f"{U}/terms/new": (STREET, B),
    "/terms/<term_id>": (STREET, TERM),
    "/terms/<term_id>/shifts/new": (STREET, TERM),
    f"{U}/tiers": (STREET, B),
    f"{U}/tiers/new": (STREET, B),
    f"{U}/tiers/<tier_period>": (STREET, B | {"tier_period": "=2026"}),
    f"{U}/tiers/<tier_id>/withdrawals/new": (STREET, B | {"tier_id": "=2026-1"}),
    f"{U}/tier-proposals": (STREET, B),
    f"{U}/warnings": (STREET, B),
    "/members/<member_id>": (COMMUNITY, GREAT),
    "/members/<member_id>/edit": (COMMUNITY, GREAT),
    "/members/<member_id>/transfers/new": (COMMUNITY, GREAT),
    "/members/<member_id>/departures/new": (COMMUNITY, GREAT),
    "/members/<member_id>/personal-data": (COMMUNITY, GREAT),
    "/transfers/<transfer_id>": (COMMUNITY, TRANSFER),
    "/transfers/<transfer_id>/confirmations/new": (STREET, TRANSFER),
    "/transfers/<transfer_id>/refusals/new": (STREET, TRANSFER),
    "/transfers/<transfer_id>/withdrawals/new": (COMMUNITY, TRANSFER),
}
