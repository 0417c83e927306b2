"""Class of the organizations service: its commands, queries and reactions are marked where they are written."""

from shared.service import Service


class OrganizationsService(Service):
    """Answers for the tree of organizations and the people in it."""

    name = "organizations"
