"""Lists that belong to one organization: its roll, its posts, its terms; each with the way to it and to the others."""

from flask import Response

from gateway.console.areas import Area
from gateway.console.columns import names_of
from gateway.console.lists import ListView, shown_list
from gateway.console.roles import STAFF
from gateway.console.routing import rule_of
from gateway.console.visit import Visit

SECTIONS = ("", "/members", "/transfers", "/posts", "/terms", "/tiers", "/warnings")
"""What there is to be seen of an organization, as its address goes on."""


def serve_organization_list(area: Area, view: ListView) -> None:
    """Serve a list of an organization in an area, at the address that follows from the API's."""

    def page(visit: Visit, organization_id: str) -> str | Response:
        name = names_of(visit, {organization_id}).get(organization_id, "")
        title = visit.words(f"{view.words}.title")
        crumbs = [(name, f"/organizations/{organization_id}"), (title, "")]
        return shown_list(
            visit, view, {"organization_id": organization_id}, crumbs=crumbs, sections=sections(visit, organization_id)
        )

    area.serve(rule_of(view.path), page)


def sections(visit: Visit, organization_id: str) -> list[tuple[str, str]]:
    """Return what there is to be seen of an organization, each with its address, as far as it is served."""
    places = [(each, f"/organizations/{organization_id}{each}") for each in SECTIONS]
    if visit.capacity and visit.capacity.role not in STAFF:
        places = [each for each in places if each[0] not in {"/members", "/transfers"}]
    return [(visit.words(f"organizations.sections.{each[1:] or 'one'}"), place) for each, place in places]
