"""How much is measured: enough for a median on a busy machine by default, a taste in the tests."""

from dataclasses import dataclass
from pathlib import Path

DISTRICTS = Path(__file__).parents[1] / "deploy" / "demo"


@dataclass(frozen=True)
class Sizes:
    """The amounts that the measures are made with."""

    seconds: float = 3.0
    """How long a round of requests lasts."""
    clients: int = 16
    """Those who ask at the same time, each one request after the other."""
    projects: int = 100
    reports: int = 10
    """Progress reports on each project before anything is measured."""
    districts: int = 4
    """How often the facts of the one district that was worked in are told anew, each time by another district."""
    large_district: Path = DISTRICTS / "district_large_geo.csv"
    """Of 678 communities, for what is measured of a whole district's pages."""
    lighthouse: bool = True
    """Whether Lighthouse is asked as well, which takes a browser a quarter of a minute."""
    workers: int = 2
    threads: int = 16

    @property
    def crowd(self) -> str:
        """Who asks and who answers, in words."""
        return f"{self.clients} clients, {self.workers} gateway workers of {self.threads} threads"


TASTE = Sizes(
    seconds=0.2, clients=2, projects=2, reports=2, districts=1, workers=1, threads=2,
    large_district=DISTRICTS / "district_small_geo.csv", lighthouse=False,
)  # fmt: skip
