"""What was worked out from the read side is made once for a batch, and nobody is shown another's answer."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from gateway import read_cache
from gateway.projector import Projector
from gateway.read_cache import MOST, BatchNumber, ReadCache
from shared.rights import DISTRICT, Grant
from tests.expect import done
from tests.gateway.app_harness import AppHarness, Person
from tests.readside.event_scenario import EventScenario, small_district
from tests.statements import Sent, sent_to

AT_ONCE = 8
LONG = 60.0
PATH = "/levels/district/district/overview"


def together(deed: Callable[[], Any], times: int = AT_ONCE) -> list[Any]:
    """Results of one deed done by several threads that begin at the same moment; an error is its result."""
    start = threading.Barrier(times)

    def begin() -> Any:
        start.wait(LONG)
        try:
            return deed()
        except RuntimeError as error:
            return error

    with ThreadPoolExecutor(times) as threads:
        return [each.result(LONG) for each in [threads.submit(begin) for _ in range(times)]]


class Making:
    """Makes a new thing each time, slowly enough for others to come in between."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.times = 0

    def __call__(self) -> object:
        self.times += 1
        time.sleep(0.02)
        if self.times <= self.failures:
            raise RuntimeError("not made")
        return object()


@pytest.fixture
def keeper(gateway_alone: AppHarness) -> ReadCache:
    return ReadCache(gateway_alone.engine)


class TestThings:
    def test_within_one_batch_a_thing_is_made_once(self, keeper: ReadCache) -> None:
        make = Making()
        assert len({keeper.get(1, "it", make) for _ in range(3)}) == 1
        assert make.times == 1
        assert keeper.get(1, "another", make) is not keeper.get(1, "it", make)

    def test_who_asks_at_the_same_time_gets_the_same(self, keeper: ReadCache) -> None:
        make = Making()
        assert len(set(together(lambda: keeper.get(1, "it", make)))) == 1
        assert make.times == 1

    def test_a_new_batch_makes_it_anew(self, keeper: ReadCache) -> None:
        make = Making()
        things = [keeper.get(batch, "it", make) for batch in (1, 2, 2)]
        assert things[0] is not things[1]
        assert things[1] is things[2]
        assert list(keeper.generation[1]) == ["it"]

    def test_what_fails_is_not_kept(self, keeper: ReadCache) -> None:
        make = Making(failures=1)
        with pytest.raises(RuntimeError, match="not made"):
            keeper.get(1, "it", make)
        assert keeper.get(1, "it", make) is keeper.get(1, "it", make)

    def test_who_waited_for_what_failed_makes_it_in_turn(self, keeper: ReadCache) -> None:
        make = Making(failures=2)
        got = together(lambda: keeper.get(1, "it", make))
        failed = [each for each in got if isinstance(each, RuntimeError)]
        assert (len(failed), len(set(got) - set(failed)), make.times) == (2, 1, 3)

    def test_the_number_of_things_kept_is_bounded(self, keeper: ReadCache) -> None:
        for number in range(MOST * 2 + 50):
            assert keeper.get(1, number, lambda number=number: number) == number  # type: ignore[misc]
            assert len(keeper.generation[1]) <= MOST + 1


class Source:
    """A number as it is when a reading begins; a reading ends when `go` is set."""

    def __init__(self) -> None:
        self.number = 1
        self.times = 0
        self.begun, self.go = threading.Event(), threading.Event()
        self.go.set()

    def __call__(self) -> int:
        self.times += 1
        number = self.number
        self.begun.set()
        assert self.go.wait(LONG)
        return number


class Turn:
    """The lock of a reading, which tells how many have come to it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.came = 0

    def __enter__(self) -> None:
        self.came += 1
        self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.lock.release()

    def await_all(self, number: int) -> None:
        """Wait until so many have come."""
        until = time.monotonic() + LONG
        while self.came < number:
            assert time.monotonic() < until
            time.sleep(0.001)


class TestReadings:
    @pytest.fixture
    def source(self) -> Source:
        return Source()

    @pytest.fixture
    def readings(self, source: Source, monkeypatch: pytest.MonkeyPatch) -> BatchNumber:
        monkeypatch.setattr("gateway.read_cache.GOOD", LONG)
        return BatchNumber(source)

    def test_a_reading_is_good_for_a_while(self, readings: BatchNumber, source: Source) -> None:
        assert readings.newest(anew=False) == 1
        source.number = 2
        assert readings.newest(anew=False) == 1
        assert source.times == 1

    def test_a_reading_is_not_good_for_ever(
        self, readings: BatchNumber, source: Source, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("gateway.read_cache.GOOD", 0.0)
        readings.newest(anew=False)
        source.number = 2
        assert readings.newest(anew=False) == 2

    def test_it_is_good_for_less_time_than_anybody_notices(self) -> None:
        assert 0 < read_cache.GOOD <= 0.1

    def test_who_asks_anew_gets_no_older_one(self, readings: BatchNumber, source: Source) -> None:
        readings.newest(anew=False)
        source.number = 2
        assert readings.newest(anew=True) == 2
        assert readings.newest(anew=False) == 2, "and nobody is told less than was told before"

    def test_a_reading_is_shared_by_all_who_wait_for_it(self, readings: BatchNumber, source: Source) -> None:
        turn = readings.turn = Turn()  # type: ignore[assignment]
        source.go.clear()
        with ThreadPoolExecutor(1 + AT_ONCE) as threads:
            first = threads.submit(readings.newest, anew=True)
            assert source.begun.wait(LONG)
            source.number = 2
            others = [threads.submit(readings.newest, anew=True) for _ in range(AT_ONCE)]
            turn.await_all(1 + AT_ONCE)
            source.go.set()
            assert first.result(LONG) == 1
            assert {each.result(LONG) for each in others} == {2}, "not the one that had begun before they asked"
        assert source.times == 2

    def test_a_reading_that_failed_is_no_reading(self, source: Source) -> None:
        failing = [RuntimeError("away")]

        def read() -> int:
            if failing:
                raise failing.pop()
            return source()

        readings = BatchNumber(read)
        with pytest.raises(RuntimeError, match="away"):
            readings.newest(anew=False)
        assert readings.newest(anew=False) == 1

    def test_the_number_is_that_of_the_newest_batch(
        self, gateway_alone: AppHarness, keeper: ReadCache, scenario: EventScenario
    ) -> None:
        before = keeper.batch_number.newest(anew=True)
        Projector(gateway_alone.engine).receive(scenario.declare("p7", "east1"))
        assert keeper.batch_number.newest(anew=True) > before


@pytest.fixture(scope="module")
def scenario(gateway_alone: AppHarness) -> EventScenario:
    """Return a small district that the gateway has heard of."""
    scenario = small_district()
    scenario.declare("p1", "east1")
    scenario.report("r1", "p1", "east1", people=30)
    Projector(gateway_alone.engine).receive(scenario.emitted)
    return scenario


@pytest.fixture
def reader(gateway_alone: AppHarness, scenario: EventScenario) -> Person:
    return gateway_alone.person(Grant(DISTRICT, "district"), district_id="district")


@pytest.fixture
def sent(gateway_alone: AppHarness) -> Iterator[list[Sent]]:
    """Yield what the gateway's database is asked."""
    with sent_to(gateway_alone.engine) as found:
        yield found


def looks(sent: list[Sent]) -> list[Sent]:
    """Return the questions about figures."""
    return [each for each in sent if "FROM figure" in each.text or "FROM fact" in each.text]


def people(answer: Any) -> int:
    (found,) = [each["total"] for each in done(answer)["figures"] if each["indicator"] == "people_served"]
    return int(found)


def without_age(answer: Any) -> Any:
    said = done(answer)
    said.get("freshness", {}).pop("age_seconds", None)
    return said


class TestOverviews:
    def test_who_has_an_overview_is_told_no_more(self, reader: Person) -> None:
        first = reader.get(PATH)
        assert first.headers["ETag"].startswith('W/"')
        assert first.headers["Cache-Control"] == "private, no-cache"
        again = reader.get(PATH, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert reader.get(PATH, headers={"If-None-Match": 'W/"other"'}).status_code == 200

    def test_it_is_written_as_every_other_answer_is(self, reader: Person) -> None:
        kept, plain = reader.get(PATH), reader.get("/indicators")
        assert kept.content_type == plain.content_type
        # Whoever asks for two in a row in a terminal sees two lines.
        assert [answer.data[-2:] for answer in (kept, plain)] == [b"}\n"] * 2

    def test_the_age_grows_under_the_same_tag(self, reader: Person) -> None:
        first, second = reader.get(PATH), reader.get(PATH)
        assert first.headers["ETag"] == second.headers["ETag"]
        ages = [answer.json["freshness"]["age_seconds"] for answer in (first, second)]
        assert 0 < ages[0] <= ages[1]

    def test_the_second_reader_asks_the_tables_nothing(self, reader: Person, sent: list[Sent]) -> None:
        path = f"{PATH}?period=2031"
        first = without_age(reader.get(path))
        assert looks(sent)
        sent.clear()
        assert without_age(reader.get(path)) == first
        assert looks(sent) == []

    def test_a_new_fact_shows_to_whoever_names_it(
        self, gateway_alone: AppHarness, reader: Person, scenario: EventScenario, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("gateway.read_cache.GOOD", LONG)
        path = f"{PATH}?period=2026"
        known = reader.get(path)
        for number in range(3):
            (told,) = scenario.report(f"new{number}", "p1", "east1", people=5)
            Projector(gateway_alone.engine).receive([told])
            seen = {"Sanji-After": f"projects:east1:{told.number}", "If-None-Match": known.headers["ETag"]}
            answer = reader.get(path, headers=seen)
            assert people(answer) == people(known) + 5
            assert answer.headers["ETag"] != known.headers["ETag"]
            known = answer

    @pytest.mark.slow
    def test_nobody_gets_the_answer_to_another_question(self, reader: Person) -> None:
        english = {"Accept-Language": "en"}
        street = PATH.replace("district/district", "street/east")
        asked: list[tuple[str, dict[str, str]]] = [
            (PATH, {}),
            (PATH, english),
            (f"{PATH}?fields=period", {}),
            (f"{PATH}?fields=children", {}),
            (f"{PATH}?fields=children", english),
            (f"{PATH}?period=2024", {}),
            (f"{PATH}?period=2024&fields=period", {}),
            (f"{PATH}?as_of=2024-05-06", {}),
            (street, {}),
        ]
        first = [reader.get(path, headers=headers) for path, headers in asked]
        assert len({answer.headers["ETag"] for answer in first}) == len(asked)
        expected = [without_age(answer) for answer in first]
        named = [{figure["indicator"]: figure["name"] for figure in seen["figures"]} for seen in expected[:2]]
        assert [names["streets"] for names in named] == ["街道", "Street offices"]
        assert expected[2].keys() == {"period"}
        assert (expected[5]["period"], expected[7]["tree_as_of"]) == ("2024", "2024-05-06")
        assert expected[8]["organization"]["id"] == "east"
        for _ in range(3):
            turns = iter(asked)
            mine = together(lambda turns=turns: _ask(reader, next(turns)), len(asked))  # type: ignore[misc]
            assert all(got == expected[asked.index(question)] for question, got in mine)

    def test_who_may_not_see_it_is_not_shown_what_is_kept(self, gateway_alone: AppHarness, reader: Person) -> None:
        done(reader.get(PATH))
        stranger = gateway_alone.person(Grant(DISTRICT, "elsewhere"), district_id="elsewhere")
        assert stranger.get(PATH).status_code == 403


def _ask(reader: Person, question: tuple[str, dict[str, str]]) -> tuple[Any, Any]:
    path, headers = question
    return question, without_age(reader.get(path, headers=headers))
