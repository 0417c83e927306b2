"""A forgotten password: a number to tell whoever keeps the account, and a new password once they have approved it."""

from flask import Response, request

from gateway.console.areas import Area
from gateway.console.context import client_of
from gateway.console.sign_in import exchange
from gateway.console.visit import ROOT, Visit, go

resets = Area("sign_in")


@resets.page("/password-resets/new", methods=("GET", "POST"), public=True)
def forgotten(visit: Visit) -> "str | Response":
    """Ask whose password it is, show the number, and take the new password."""
    if request.method == "GET":
        return _page(visit)
    form = {name: request.form.get(name, "").strip() for name in ("username", "number", "code")}
    if not form["code"]:
        answer = exchange(client_of, "/auth/password-resets", username=form["username"])
        if answer.is_refusal:
            return Response(_page(visit, form, detail=answer.problem.get("detail", "")), answer.status)
        return _page(visit, form | answer.json)
    new = request.form.get("new_password", "")
    if new != request.form.get("again", ""):
        return Response(_page(visit, form, detail=visit.words("account.not_the_same")), 422)
    answer = exchange(client_of, "/auth/password-resets/completions", code=form["code"], new_password=new)
    if answer.is_refusal:
        return Response(_page(visit, form, detail=answer.problem.get("detail", "")), answer.status)
    return go(f"{ROOT}/sign-in?done=password_resets")


def _page(visit: Visit, form: dict[str, str] | None = None, *, detail: str = "") -> str:
    title = visit.words("password_resets.title")
    return visit.render("sign_in/forgotten.html", title=title, form=form or {}, detail=detail)
