"""One's own second factor: enrolled in two steps, its recovery codes shown once, renewed, and taken out of force."""

from typing import Any

import msgspec
from flask import Response, g, request

from gateway.console.api import Answer
from gateway.console.areas import Area
from gateway.console.context import client_of, console
from gateway.console.forms.filled import new_key
from gateway.console.sign_in import SignInNeeded, kept_of
from gateway.console.visit import Visit, go

factor = Area("account")
HERE = "/accounts/me/second-factor"
DEEDS = {"confirm": f"{HERE}/confirmations", "renew": f"{HERE}/recovery-codes", "remove": f"{HERE}/removals"}
FIELDS = ("current_password", "code")


@factor.page("/account/second-factor", methods=("GET", "POST"), own=True)
def second_factor(visit: Visit) -> "str | Response":
    """Show how the second factor stands, and take the step that is sent."""
    if request.method == "GET":
        return _page(visit)
    deed = request.form.get("deed", "begin")
    sent = {name: request.form[name].strip() for name in FIELDS if request.form.get(name)}
    answer = visit.client.send("POST", DEEDS.get(deed, HERE), sent, key=request.form.get("_key") or new_key())
    if answer.status == 401 and answer.code == "sign_in_needed":  # noqa: PLR2004 - HTTP's own number
        raise SignInNeeded
    if answer.is_refusal:
        begun = request.form.get("secret") and {name: request.form.get(name, "") for name in ("secret", "address")}
        return Response(_page(visit, begun=begun or None, refused=answer), answer.status)
    if deed == "begin":
        return _page(visit, begun=answer.json)
    _refresh(visit)
    if deed == "remove":
        return go(visit.link("/account", done="second_factor.removed"))
    return _page(visit, codes=answer.json["recovery_codes"])


def _page(
    visit: Visit, *, begun: dict[str, Any] | None = None, codes: list[str] | None = None, refused: Answer | None = None
) -> str:
    own = visit.client.get("/accounts/me")
    title = visit.words("account.second_factor")
    return visit.render(
        "account/second_factor.html", title=title, own=own, begun=begun, codes=codes, key=new_key(),
        detail=str(refused.problem.get("detail", "")) if refused else "",
        is_demanded=visit.session.kept.must_set_up_second_factor and not codes,
    )  # fmt: skip


def _refresh(visit: Visit) -> None:
    """Learn anew what the person may do: what was demanded of the session has been done."""
    kept = visit.session.kept
    tokens = {
        "access_token": kept.access_token, "refresh_token": kept.refresh_token, "must_change_password": False,
        "expires_in": kept.access_until - console().clock().timestamp(),
    }  # fmt: skip
    made = kept_of(client_of, tokens, console().clock())
    g.session = console().sessions.keep(visit.session, msgspec.structs.replace(made, ends_at=kept.ends_at))
