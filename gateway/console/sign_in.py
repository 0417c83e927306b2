"""Signing in to the API for a person: tokens are exchanged and renewed here, and never leave the server."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

import msgspec

from gateway.console.api import Answer, Client, accepted
from gateway.console.session import Capacity, ConsoleSession, ConsoleSessions, Kept

EARLY = 60
"""Seconds before its end at which an access token is renewed."""
EVERYWHERE = "*"
NO_CAPACITY = frozenset({"personal_data_reader"})
"""Roles that add a right to another and have no pages of their own."""
Clients = Callable[[str], Client]
"""Makes a client with an access token, or with none."""


class SignInNeeded(Exception):
    """Nobody is signed in, or the session has ended."""


def exchange(clients: Clients, path: str, **sent: Any) -> Answer:
    """Ask for tokens, by a password or by what a provider answered; the answer may be a refusal."""
    return clients("").send("POST", path, {name: said for name, said in sent.items() if said}, key=uuid.uuid4().hex)


def kept_of(clients: Clients, tokens: dict[str, Any], now: datetime) -> Kept:
    """Return what is kept of who was given tokens, with the capacities in which that person may act."""
    client = clients(tokens["access_token"])
    own = client.get("/accounts/me")
    wanted = [grant for grant in own["grants"] if grant["role"] not in NO_CAPACITY]
    places: dict[str, Any] = {}
    must_set_up = False
    if not tokens["must_change_password"]:
        ids = dict.fromkeys(grant["organization_id"] for grant in wanted if grant["organization_id"] != EVERYWHERE)
        answers = client.gather(**{each: _reading(client, each) for each in ids})
        must_set_up = any(answer.code == "second_factor_must_be_set_up" for answer in answers.values())
        places = {each: answer.json for each, answer in answers.items() if not answer.is_refusal}
    return Kept(
        account_id=own["id"], username=own["username"], name=own["name"],
        access_token=tokens["access_token"], refresh_token=tokens["refresh_token"],
        access_until=now.timestamp() + tokens["expires_in"], must_change_password=tokens["must_change_password"],
        must_set_up_second_factor=must_set_up,
        capacities=tuple(_capacity(grant, places.get(grant["organization_id"])) for grant in wanted),
    )  # fmt: skip


def renewed(sessions: ConsoleSessions, session: ConsoleSession, clients: Clients, now: datetime) -> ConsoleSession:
    """Return a session whose access token is good for a while; raises SignInNeeded where it cannot be renewed.

    Two tabs that renew at once ask under the same key, and the API gives both the same next token.
    """
    kept = session.kept
    if kept.access_until - now.timestamp() > EARLY:
        return session
    key = hashlib.sha256(f"console {kept.refresh_token}".encode()).hexdigest()
    answer = clients("").send("POST", "/auth/refresh", {"refresh_token": kept.refresh_token}, key=key)
    if answer.status == HTTPStatus.UNAUTHORIZED:
        raise SignInNeeded
    if answer.is_refusal and kept.access_until > now.timestamp():
        return session
    anew = kept_of(clients, accepted(answer).json, now)
    lasting = {"ends_at": kept.ends_at, "interrupted": kept.interrupted}
    return sessions.keep(session, msgspec.structs.replace(anew, **lasting))


def _reading(client: Client, organization_id: str) -> Callable[[], Answer]:
    return lambda: client.ask("GET", f"/organizations/{organization_id}")


def _capacity(grant: dict[str, Any], place: dict[str, Any] | None) -> Capacity:
    given = {name: grant[name] for name in ("role", "organization_id", "below")} | {"grant_id": grant["id"]}
    if place is None:
        return Capacity(**given, organization="", level="")
    return Capacity(
        **given, organization=place["name"], level=place["level"], district_id=place.get("district_id") or ""
    )
