"""Class of the supervision service: its commands, queries and reactions are marked where they are written."""

from shared.service import Service


class SupervisionService(Service):
    """Answers for inspections, notices, responsibility letters, requests for data and suggestions."""

    name = "supervision"
