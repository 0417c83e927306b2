"""What a form page answers: the form, or what became of it when it was sent."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Response, request
from werkzeug.datastructures import MultiDict

from gateway.console.api import Answer, Refused, accepted
from gateway.console.areas import Area
from gateway.console.context import console
from gateway.console.forms import FormView
from gateway.console.forms.contents import body, contents, texts
from gateway.console.forms.drafts import DISCARD, SAVE, drafted, drop_draft, keep_draft
from gateway.console.forms.filled import KEY, NOT_DONE, VERSION, Filled, empty, new_key, prefilled
from gateway.console.forms.served import SERVED
from gateway.console.protection import TOKEN_FIELD
from gateway.console.routing import rule_of
from gateway.console.sign_in import SignInNeeded
from gateway.console.visit import Visit, go

MINE, NOW = "mine", "now"
TRIED, CHANGED = "_tried", "_changed"
"""Of a form that was tried: the button that does it, and the one that goes back to what was typed."""


def serve_form(area: Area, view: FormView) -> None:
    """Serve a form in an area, at the address that follows from the API's."""
    SERVED.append(view)
    area.serve(rule_of(view.path, view.method), _page(view), methods=("GET", "POST"))


def _page(view: FormView) -> Callable[..., "str | Response"]:
    def page(visit: Visit, **params: str) -> "str | Response":
        if request.method == "POST":
            return _submitted(view, visit, params)
        typed, said = typed_before(visit)
        if typed is not None:
            return shown_form(_read(empty(view, visit, params), typed), said=said)
        return shown_form(prefilled(view, visit, params))

    return page


def typed_before(visit: Visit) -> "tuple[MultiDict[str, str] | None, str]":
    """Return what was typed here before, when the session ended or as a draft, and the word that says which."""
    typed = interrupted(visit)
    if typed is not None:
        return typed, "resumed"
    draft = drafted(visit)
    return draft, "drafted" if draft is not None else ""


def about_draft(form: Filled) -> "str | Response | None":
    """Keep or give up the draft where a button asks for it; None where none does."""
    if DISCARD in request.form:
        drop_draft(form.visit)
        return go(form.visit.again())
    if SAVE in request.form:
        accepted(keep_draft(form.visit, request.full_path))
        return shown_form(form, said="draft_kept")
    return None


def interrupted(visit: Visit) -> "MultiDict[str, str] | None":
    """Return what was typed into the form of this address when the session had ended."""
    kept = visit.session.kept.interrupted
    is_this = str(kept.get("address", "")).partition("?")[0] == request.path
    return MultiDict(kept.get("typed", {})) if is_this else None


def _read(form: Filled, typed: "MultiDict[str, str]") -> Filled:
    form.contents = contents(typed, form.everything)
    for name, picks in form.view.picks.items():
        form.contents[name] = [row for row in form.contents.get(name, []) if row.get(picks.key)]
    form.key = typed.get(KEY) or form.key
    form.etag = typed.get(VERSION, form.etag)
    return form


def _submitted(view: FormView, visit: Visit, params: dict[str, str]) -> "str | Response":
    form = _read(empty(view, visit, params), request.form)
    kept = about_draft(form)
    if kept is not None:
        return kept
    if _is_rearranged(form):
        return shown_form(form)
    _choose(form)
    if view.trial and TRIED not in request.form:
        return _tried(form)
    answer = _sent(form)
    if not answer.is_refusal:
        return _done(form, answer)
    if answer.status == HTTPStatus.UNAUTHORIZED:
        raise SignInNeeded
    return _refused(form, answer)


def _sent(form: Filled) -> Answer:
    view, path = form.view, form.view.path.format(**form.params)
    if form.takes_file:
        given = {each.last: form.contents[each.last] for each in form.everything if form.contents.get(each.last)}
        files = {name: (file.stream, file.filename) for name, file in request.files.items() if file.filename}
        return form.visit.client.upload(path, given | files, key=form.key, etag=form.etag)
    sent = body(form.everything, form.contents, amends=view.amends) if form.everything else None
    return form.visit.client.send(view.method, path, sent, key=form.key, etag=form.etag)


def _tried(form: Filled) -> "str | Response":
    """Show what would happen, by the API's dry run, with all that was typed for the one click that does it."""
    visit, view = form.visit, form.view
    sent = body(form.everything, form.contents, amends=view.amends) | {"dry_run": True}
    answer = visit.client.send(view.method, view.path.format(**form.params), sent, key=new_key(), etag=form.etag)
    if answer.status == HTTPStatus.UNAUTHORIZED:
        raise SignInNeeded
    if answer.is_refusal:
        return _refused(form, answer)
    typed = [each for each in request.form.items(multi=True) if each[0] != TOKEN_FIELD]
    title = visit.words(f"{view.words}.title")
    return visit.render(view.trial, title=title, form=form, found=answer.json, typed=typed)


def _refused(form: Filled, answer: Answer) -> "str | Response":
    if answer.status in NOT_DONE:
        # Whether it was done is not known: sent again, it has to be under the same key.
        form.failure = answer
        return shown_form(form, answer.status)
    form.key = new_key()
    if answer.status == HTTPStatus.PRECONDITION_FAILED and _note_conflict(form):
        return shown_form(form, HTTPStatus.CONFLICT)
    if answer.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        raise Refused(answer)
    form.note_problem(answer)
    return shown_form(form, answer.status)


def _done(form: Filled, answer: Answer) -> "str | Response":
    visit = form.visit
    drop_draft(visit)
    if visit.session.kept.interrupted:
        console().sessions.forget_interrupted(visit.session)
    if form.view.answered:
        return form.view.answered(visit, form.params, answer)
    wanted = form.view.after(visit, form.params, answer) if form.view.after else _record_of(form, answer)
    address = visit.page_of(wanted) or (wanted if wanted.startswith("/console") else visit.link("/"))
    return go(visit.link(address, after=answer.position, done=form.view.words))


def _record_of(form: Filled, answer: Answer) -> str:
    """Return the address of what was made where it has a page, else of what the form is about, else of the list."""
    path = form.view.path.format(**form.params)
    made = (answer.json or {}).get("id", "")
    about = form.view.record_path.format(**form.params)
    owner = form.view.owner_path.format(**form.params)
    choices = [f"/api/v1{each}" for each in (f"{path}/{made}" if made else "", about, owner, path) if each]
    return next((each for each in choices if each and form.visit.page_of(each)), "")


def _is_rearranged(form: Filled) -> bool:
    """Add a row or take one away where a button asks for it, or show the form again, without sending anything."""
    added, dropped = request.form.get("_add", ""), request.form.get("_drop", "")
    place, _, number = dropped.rpartition(".")
    rows: Any = form.contents
    for part in (added or place).split(".") if added or place else ():
        rows = rows[int(part)] if isinstance(rows, list) and part.isdigit() else rows.setdefault(part, [])
    if isinstance(rows, list) and added:
        rows.append({})
    elif isinstance(rows, list) and number.isdigit():
        del rows[int(number) : int(number) + 1]
    return bool(added or dropped or CHANGED in request.form)


def _note_conflict(form: Filled) -> bool:
    """Set what was typed beside what the record says now, field by field, for one more save on the new version."""
    if not form.record:
        return False
    if form.view.version is None:
        form.etag = form.visit.client.read(form.view.record_path.format(**form.params)).etag
    if not form.view.amends:
        # What a step asks is not what the record says: the refusal says in words that it was changed meanwhile.
        return False
    now = texts(form.fields, form.record)
    form.conflicts = {
        each.name: (form.contents[each.last], now[each.last])
        for each in form.fields
        if each.last in now and now[each.last] != form.contents[each.last]
    }
    return True


def _choose(form: Filled) -> None:
    """Take the record's own value for each field of a conflict where the person chose it."""
    now = texts(form.fields, form.record) if form.view.amends else {}
    for each in form.fields:
        if request.form.get(f"_pick.{each.name}") == NOW and each.last in now:
            form.contents[each.last] = now[each.last]


def shown_form(form: Filled, status: int = 200, *, said: str = "") -> "str | Response":
    """Render a form as it is."""
    visit, view = form.visit, form.view
    title = visit.words(f"{view.words}.title")
    about = view.about(visit, form.record) if view.about and (form.record or not view.record_path) else []
    owners = [each.format(**form.params) for each in (view.record_path, view.owner_path) if each]
    back = next((page for each in owners if (page := visit.page_of(f"/api/v1{each}"))), None)
    prefix = visit.words("forms.wrong") if form.summary else ""
    page = visit.render(
        "forms/form.html", title=f"{prefix}{title}", heading=title, form=form, about=about, back=back, said=said
    )
    return Response(page, status)
