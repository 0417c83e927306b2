"""The pages of accounts, the trail, files and what runs: who looks at each, and at which record."""

from __future__ import annotations

from typing import Any

from shared.rights import AUDITOR, COMMUNITY, DISTRICT, SECURITY_ADMIN, STREET, SYSTEM_ADMIN
from tests.console.served import username_of


def account_of(role: str) -> Any:
    """Return what finds the account of a role."""
    return lambda served: served.made[username_of(role)]


ACCOUNT: dict[str, Any] = {"account_id": account_of(COMMUNITY), "grant_id": "nothing", "key_id": "nothing"}
ACCOUNT |= {"identity_id": "nothing"}
RULES = (
    "", "/edit", "/password-resets/new", "/second-factor-removals/new", "/grants/new", "/grants/<grant_id>/delete",
    "/grants/<grant_id>/approvals/new", "/keys/new", "/keys/<key_id>/rotations/new", "/keys/<key_id>/delete",
    "/identities/new", "/identities/<identity_id>/delete",
)  # fmt: skip
GIVEN: dict[str, tuple[str, dict[str, Any]]] = {f"/accounts/<account_id>{rule}": (DISTRICT, ACCOUNT) for rule in RULES}
GIVEN |= {
    "/accounts/policies/<organization_id>": (DISTRICT, {"organization_id": "district"}),
    "/accounts/policies/<organization_id>/edit": (SECURITY_ADMIN, {"organization_id": "district"}),
    "/organizations/imports/<job_id>": (SYSTEM_ADMIN, {"job_id": "organizations_file"}),
    "/point-imports/<job_id>": (DISTRICT, {"job_id": "points_file"}),
}
ROLES: dict[str, tuple[str, ...]] = {
    "/accounts": (DISTRICT, STREET, AUDITOR, SYSTEM_ADMIN, SECURITY_ADMIN),
    "/accounts/new": (SYSTEM_ADMIN, STREET),
    "/accounts/service-accounts/new": (SYSTEM_ADMIN,),
    "/accounts/me/approvals": (SECURITY_ADMIN,),
    "/audit": (AUDITOR,),
    "/audit/verification": (AUDITOR,),
    "/files": (STREET, SYSTEM_ADMIN),
    "/organizations/imports/new": (SYSTEM_ADMIN,),
    "/operations": (SYSTEM_ADMIN,),
    "/jobs": (SYSTEM_ADMIN,),
    "/parked-events": (SYSTEM_ADMIN,),
    "/parked-events/replays/new": (SYSTEM_ADMIN,),
    "/parked-events/discards/new": (SYSTEM_ADMIN,),
}
