"""The organizations service as nameko sees it: it wires, and decides nothing."""

from shared.service import Service


class OrganizationsService(Service):
    """Answers for the tree of organizations and the people in it."""

    name = "organizations"
