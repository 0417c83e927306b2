"""Class of the observation visits service: its commands, queries and reactions are marked where they are written."""

from shared.service import Service


class ObservationVisitsService(Service):
    """Answers for rounds of observation visits, from the plan to what follows."""

    name = "observation_visits"
