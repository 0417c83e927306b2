"""Drafts of forms: what somebody typed and has not handed in, kept for them alone and encrypted.

What is in a draft is nobody's fact yet: no trail and no figure knows of it.
"""

from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import CursorResult, delete, select, tuple_

from gateway.accounts.model import DRAFT, Draft
from gateway.accounts.queries import load_account
from shared.errors import Invalid
from shared.field_encryption import FieldCipher
from shared.pages import Page, paginate_list
from shared.retention import BATCH, RULES, Purged, tell
from shared.rule_packs import load_rule_pack
from shared.unit_of_work import UnitOfWork

LARGEST = 64 * 1024
"""Bytes of one draft as JSON."""
MOST = 50
"""Drafts of one account: more are forms that nobody will come back to."""
RULE = "drafts"


def save_draft(work: UnitOfWork, *, form: str, content: dict[str, Any], cipher: FieldCipher) -> dict[str, Any]:
    """Keep what was typed into a form, in the place of what was kept of it before; Invalid what is too large."""
    text = msgspec.json.encode(content).decode()
    if len(text.encode()) > LARGEST:
        raise Invalid("draft_too_large", field="content", most=LARGEST)
    account = load_account(work, work.actor.account_id, lock=True)
    row = work.session.get(Draft, (account.district_id, account.id, form))
    if row is None:
        if len(list(work.session.scalars(select(Draft.form).where(Draft.account_id == account.id)))) >= MOST:
            raise Invalid("drafts_too_many", field="form", most=MOST)
        row = Draft(district_id=account.district_id, account_id=account.id, form=form)
        work.session.add(row)
    row.content, row.saved_at = cipher.encrypt(text, place=_place(row)), work.now
    return _view(work, row) | {"content": content}


def draft(work: UnitOfWork, *, form: str, cipher: FieldCipher) -> dict[str, Any]:
    """Return the caller's draft of a form; its content is null where there is none."""
    row = work.session.scalar(_own(work).where(Draft.form == form))
    if row is None or row.saved_at < _oldest(work):
        return {"form": form, "content": None, "saved_at": None, "expires_at": None}
    return _view(work, row) | {"content": msgspec.json.decode(cipher.decrypt(row.content, place=_place(row)))}


def drafts(work: UnitOfWork, *, after: str | None = None, limit: int = 50) -> Page:
    """List the caller's drafts without their content, the newest first."""
    rows = work.session.scalars(_own(work).where(Draft.saved_at >= _oldest(work)).order_by(Draft.saved_at.desc()))
    return paginate_list([_view(work, row) for row in rows], lambda view: str(view["form"]), after, limit)


def drop_draft(work: UnitOfWork, *, form: str) -> None:
    """Delete the caller's draft of a form, if there is one."""
    own = Draft.account_id == work.actor.account_id, Draft.form == form
    work.session.execute(delete(Draft).where(*own))


def purge_drafts(work: UnitOfWork) -> Purged:
    """Delete a batch of the drafts whose period is over."""
    rules = load_rule_pack(RULES, work.today)
    key = (Draft.district_id, Draft.account_id, Draft.form)
    batch = select(*key).where(Draft.saved_at < _oldest(work)).order_by(Draft.saved_at).limit(BATCH)
    deleted: CursorResult[Any] = work.session.execute(delete(Draft).where(tuple_(*key).in_(batch)))  # type: ignore[assignment]
    if deleted.rowcount:
        tell(work, purge_drafts, rules, RULE, {"records": str(deleted.rowcount)})
    return Purged(RULE, rules.version, deleted.rowcount)


def _own(work: UnitOfWork) -> Any:
    return select(Draft).where(Draft.account_id == work.actor.account_id)


def _kept(work: UnitOfWork) -> timedelta:
    return timedelta(days=load_rule_pack(RULES, work.today)[RULE]["days"])


def _oldest(work: UnitOfWork) -> Any:
    return work.now - _kept(work)


def _place(row: Draft) -> str:
    return DRAFT.format(district_id=row.district_id, account_id=row.account_id, form=row.form)


def _view(work: UnitOfWork, row: Draft) -> dict[str, Any]:
    return {"form": row.form, "saved_at": row.saved_at, "expires_at": row.saved_at + _kept(work)}
