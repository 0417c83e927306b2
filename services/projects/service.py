"""The projects service as nameko sees it: it wires, and decides nothing."""

from shared.service import Service


class ProjectsService(Service):
    """Answers for secretary projects and practical matters."""

    name = "projects"
