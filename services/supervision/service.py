"""The supervision service as nameko sees it: it wires, and decides nothing."""

from shared.service import Service


class SupervisionService(Service):
    """Answers for inspections, notices, responsibility letters, requests for data and suggestions."""

    name = "supervision"
