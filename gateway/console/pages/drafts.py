"""Where a form's script sends what is being typed, so that a closed tab loses nothing."""

from http import HTTPStatus

from flask import Response, request

from gateway.console.areas import Area
from gateway.console.forms.drafts import ADDRESS, keep_draft
from gateway.console.visit import DRAFTS, Visit

area = Area("drafts")


@area.page(DRAFTS, methods=("POST",))
def keep(visit: Visit) -> Response:
    """Keep the draft of the form at the address that the script states."""
    answer = keep_draft(visit, request.form.get(ADDRESS, ""))
    return Response(status=answer.status if answer.is_refusal else HTTPStatus.NO_CONTENT)
