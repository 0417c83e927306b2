"""The console's home page of a large district, as its server makes it, against the API calls that it makes, alone."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles
from time import monotonic, perf_counter

import requests

from bench import platforms, readside, sample_district
from bench.environment import Environment
from bench.rounds import Goal, Measure
from bench.sizes import Sizes
from gateway.console.pages.home import FIGURES
from tools import lighthouse

COMMANDS = (("services", "organizations"), ("gateway",))
TOKEN = re.compile(r'name="_token" value="([0-9a-f]{96})"')
MOST = 1.5
"""How many times as long as its calls the page may take."""
WANTED = 95
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PAGE, CALLS = "home page", "its API calls alone"


@dataclass
class Way:
    """Addresses that one person asks one after the other, again and again; a round counts how often in a second."""

    ask: Callable[[str], object]
    addresses: tuple[str, ...]
    seconds: float
    taken: list[float] = field(default_factory=list)

    def take(self) -> float:
        """Ask for some seconds."""
        begun, times = monotonic(), 0
        while monotonic() - begun < self.seconds or not times:
            started = perf_counter()
            for address in self.addresses:
                self.ask(address)
            self.taken.append(perf_counter() - started)
            times += 1
        return times / (monotonic() - begun)

    @property
    def p95(self) -> str:
        """How long 95 of 100 took at most."""
        if len(self.taken) < 2:  # noqa: PLR2004 - there is no percentile of one
            return "–"
        return f"{1000 * quantiles(self.taken, n=20)[-1]:.0f} ms"


@contextmanager
def opened(environment: Environment, sizes: Sizes) -> Iterator[Measure]:
    """Fill the gateway's tables with a large district's year; sign in to its console and to its API."""
    site = environment.site()
    made = sample_district.build(site, projects=sizes.projects, reports=sizes.reports, file=sizes.large_district)
    readside.begin(site)
    readside.fill(site, made.told)
    with platforms.started(environment, site, COMMANDS, sizes) as platform:
        identity = platforms.signed_in(platform, made.district_id)
        console = signed_in_to_console(platform.address)
        api = asked_with(identity)
        page = Way(asked_with({}, console), (f"{platform.address}/console",), sizes.seconds)
        calls = Way(api, calls_of_home(platform.address, made.district_id), sizes.seconds)
        yield Measure(
            "home: the console's first page of a district",
            "a second",
            {PAGE: page.take, CALLS: calls.take},
            [Goal(PAGE, CALLS, 1 / MOST)],
            [f"{made.district_id[:8]}: {sizes.large_district.name}; {len(made.projects)} projects; one client"],
            lambda: [
                *(f"{name}, 95 of 100 within {way.p95}" for name, way in ((PAGE, page), (CALLS, calls))),
                *(performance(f"{platform.address}/console", console) if sizes.lighthouse else ()),
            ],
        )


def performance(address: str, console: requests.Session) -> tuple[str, ...]:
    """Say what Lighthouse gives the page for its performance, or why it was not asked."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None or shutil.which("node") is None:
        return ("Lighthouse was not asked: it needs Chromium and node",)
    cookie = "; ".join(f"{name}={value}" for name, value in console.cookies.items())
    found = lighthouse.scores(address, cookie, chromium, "performance")
    return (f"Lighthouse, performance: {found['performance']:.0f} of 100, wanted {WANTED}",)


def calls_of_home(address: str, district_id: str) -> tuple[str, ...]:
    """Return what the page asks the API for, for a district."""
    here = f"{address}/api/v1/organizations/{district_id}"
    level = f"{address}/api/v1/levels/district/{district_id}"
    return (
        f"{here}/todos?mine=true&limit=50",
        f"{here}/home",
        f"{here}/todos/groups?below_too=true&limit=200",
        f"{level}/overview?indicators={','.join(FIGURES)}&children=false",
        f"{level}/indicators/activities?series=month&fields=series",
    )


def signed_in_to_console(address: str) -> requests.Session:
    """Sign in by the form; the session holds the cookie."""
    session = requests.Session()
    session.headers.update({"Origin": address, "Sec-Fetch-Site": "same-origin"})
    token = TOKEN.search(session.get(f"{address}/console/sign-in", timeout=30).text)
    form = {"username": platforms.USERNAME, "password": platforms.PASSWORD, "_token": token[1] if token else ""}
    session.post(f"{address}/console/sign-in", form, timeout=30).raise_for_status()
    return session


def asked_with(headers: Mapping[str, str], session: requests.Session | None = None) -> Callable[[str], object]:
    """Return what reads an address over a connection that stays open; an answer that is no success is refused."""
    line = session or requests.Session()

    def ask(address: str) -> bytes:
        answer = line.get(address, headers=dict(headers), timeout=30, allow_redirects=False)
        if answer.status_code != requests.codes.ok:
            raise RuntimeError(f"{answer.status_code}: {answer.text[:500]}")
        return answer.content

    return ask
