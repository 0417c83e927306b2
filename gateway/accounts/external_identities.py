"""External identities: linked to an account by its own person, or by who keeps it while nobody has signed in yet.

Never by an equal name or e-mail address: those pass from one person to another.
"""

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.accounts import grant_policy, passwords
from gateway.accounts.model import Account
from gateway.accounts.openid_model import ExternalIdentity
from gateway.accounts.queries import account as readable_account
from gateway.accounts.queries import load_account
from shared.errors import Conflict, NotFound
from shared.lifecycles import require_version
from shared.openid_settings import OpenIdProvider
from shared.pages import Page, paginate_list
from shared.unit_of_work import UnitOfWork
from shared.views import fields_of


def link(provider: OpenIdProvider) -> Callable[..., dict[str, Any]]:
    """Return the command that links an identity at a provider to the caller's own account."""

    def link_external_identity(work: UnitOfWork, *, subject: str) -> dict[str, Any]:
        """Link an identity that has just been proven; one that is linked already is a Conflict."""
        return _linked(work, load_account(work, work.actor.account_id, lock=True), provider, subject)

    return link_external_identity


def provider_named(providers: Iterable[OpenIdProvider], name: str | None) -> OpenIdProvider:
    """Return the provider of a name; NotFound where none has it."""
    found = next((each for each in providers if each.name == name), None)
    if found is None:
        raise NotFound("openid_provider_unknown", field="provider", provider=name)
    return found


def link_for(providers: Iterable[OpenIdProvider]) -> Callable[..., dict[str, Any]]:
    """Return the command that links an identity at one of the providers to an account that one keeps."""

    def link_external_identity_for(
        work: UnitOfWork, *, account_id: str, provider: str, subject: str, expected_version: int | None = None
    ) -> dict[str, Any]:
        """Link an identity to an account that still has its first password, which ends with it.

        Later only the person links: whoever keeps the account would otherwise sign in by an identity of their own.
        """
        account = load_account(work, account_id, lock=True)
        grant_policy.require_can_manage(work, account)
        require_version(account.version, expected_version)
        if not account.must_change_password:
            raise Conflict("identity_is_the_persons")
        account.password_hash, account.must_change_password = passwords.hashed(secrets.token_urlsafe(32)), False
        return _linked(work, account, provider_named(providers, provider), subject)

    return link_external_identity_for


def unlink(work: UnitOfWork, *, account_id: str, identity_id: str) -> dict[str, Any]:
    """Unlink an identity from one's own account or one that one keeps, and return what it was."""
    account = load_account(work, account_id, lock=True)
    if account.id != work.actor.account_id:
        grant_policy.require_can_manage(work, account)
    own = (ExternalIdentity.district_id == account.district_id, ExternalIdentity.account_id == account.id)
    row = work.session.scalar(select(ExternalIdentity).where(*own, ExternalIdentity.id == identity_id))
    if row is None:
        raise NotFound("identity_unknown", identity_id=identity_id)
    work.session.delete(row)
    account.version += 1
    return fields_of(row, ("issuer", "claim", "subject"))


def identities(work: UnitOfWork, *, account_id: str, after: str | None = None, limit: int = 50) -> Page:
    """List the identities of an account, to itself or to who keeps it."""
    readable_account(work, account_id=account_id)
    of_account = select(ExternalIdentity).where(ExternalIdentity.account_id == account_id)
    rows = work.session.scalars(of_account.order_by(ExternalIdentity.linked_at, ExternalIdentity.id)).all()
    return paginate_list([_view(row) for row in rows], lambda view: str(view["id"]), after, limit)


def account_of(session: Session, provider: OpenIdProvider, subject: str) -> Account | None:
    """Return the account to which an identity is linked."""
    this = (ExternalIdentity.issuer == provider.issuer, ExternalIdentity.claim == provider.claim)
    row = session.scalar(select(ExternalIdentity).where(*this, ExternalIdentity.subject == subject))
    return None if row is None else session.get_one(Account, (row.district_id, row.account_id))


def _linked(work: UnitOfWork, account: Account, provider: OpenIdProvider, subject: str) -> dict[str, Any]:
    if account_of(work.session, provider, subject) is not None:
        raise Conflict("identity_taken", field="subject")
    row = ExternalIdentity(district_id=account.district_id, account_id=account.id, id=work.new_id())
    row.issuer, row.claim, row.subject = provider.issuer, provider.claim, subject
    row.linked_by, row.linked_at = work.actor.account_id, work.now
    work.session.add(row)
    account.version += 1
    return _view(row)


def _view(row: ExternalIdentity) -> dict[str, Any]:
    return fields_of(row, ("id", "issuer", "claim", "subject", "linked_by", "linked_at"))
