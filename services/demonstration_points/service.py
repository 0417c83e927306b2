"""The demonstration_points service as nameko sees it: it wires, and decides nothing."""

from shared.service import Service


class DemonstrationPointsService(Service):
    """Answers for demonstration points, the schemes they stand under, and brands."""

    name = "demonstration_points"
