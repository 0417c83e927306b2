"""Class of the demonstration_points service: its commands, queries and reactions are marked where they are written."""

from shared.service import Service


class DemonstrationPointsService(Service):
    """Answers for demonstration points, the schemes they stand under, and brands."""

    name = "demonstration_points"
