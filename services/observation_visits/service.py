"""The observation visits service as nameko sees it: it wires, and decides nothing."""

from shared.service import Service


class ObservationVisitsService(Service):
    """Answers for rounds of observation visits, from the plan to what follows."""

    name = "observation_visits"
