"""Class of the projects service: its commands, queries and reactions are marked where they are written."""

from shared.service import Service


class ProjectsService(Service):
    """Answers for secretary projects and practical matters."""

    name = "projects"
