"""How a transfer is found and shown, to either of its two sides."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.organizations.model.members import Member, Transfer
from shared.errors import NotFound


def transfer_of(session: Session, transfer_id: str, *, lock: bool = False) -> Transfer:
    """Load a transfer, locked until the transaction ends where it is to be changed."""
    query = select(Transfer).where(Transfer.transfer_id == transfer_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("transfer_unknown", field="transfer_id", transfer_id=transfer_id)
    return found


def to_view(transfer: Transfer, member: Member) -> dict[str, Any]:
    """Return a transfer with whom it is about; a name, a status and a class, nothing sealed."""
    names = (
        "version", "member_id", "from_organization_id", "to_organization_id", "state", "requested_by", "decided_by",
        "effective_on", "reason", "district_id", "requested_at", "decided_at",
    )  # fmt: skip
    return {name: getattr(transfer, name) for name in names} | {
        "id": transfer.transfer_id,
        "organization_id": transfer.from_organization_id,
        "name": member.name,
        "status": member.status,
        "member_class": member.member_class,
    }
