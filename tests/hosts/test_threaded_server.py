"""The threads of the threads host by themselves, without a broker: what they carry out, and which answers they keep."""

import time

import nameko.exceptions
import pytest
from nameko.rpc import Rpc

from shared.hosts.rpc.server_messages import Delivery
from shared.hosts.rpc.threaded_server import Answer, RequestWorkers, ThreadedRequestConsumer
from shared.messaging.json_codec import loads
from tests.hosts.deliveries import delivery

SECONDS = 10
NOWHERE = "amqp://nobody@127.0.0.1:1//"


class Echo:
    """Has a method whose arguments nameko checks before it is called."""

    def __init__(self) -> None:
        self.effects: list[object] = []

    def take(self, value: object) -> object:
        """Take effect."""
        self.effects.append(value)
        return value

    def fail(self) -> None:
        """Fail as a call with wrong arguments does."""
        raise TypeError("of its own")

    def end(self) -> None:
        """End whatever runs it."""
        raise SystemExit(3)


def carried_out(service: Echo, *deliveries: Delivery) -> list[dict[str, object]]:
    """Have one thread carry out requests and return the answers."""
    answers: list[dict[str, object]] = []
    methods = {name: getattr(service, name) for name in ("take", "fail", "end")}
    workers = RequestWorkers(methods, lambda _, body: answers.append(loads(body)), threads=1)
    workers.start()
    for each in deliveries:
        workers.begin(each)
    workers.stop()
    workers.threads[0].join(SECONDS)
    assert not workers.threads[0].is_alive()
    return answers


def test_a_request_that_waited_longer_than_its_caller_takes_no_effect() -> None:
    service, late, early = Echo(), delivery("take", "late", expiration="20"), delivery("take", "early")
    patient = delivery("take", "patient", expiration="60000")
    late.arrived = early.arrived = patient.arrived = time.monotonic() - 1
    refused, *answered = carried_out(service, late, early, patient)
    assert refused["error"]["exc_type"] == "Unavailable"
    assert [each["result"] for each in answered] == service.effects == ["early", "patient"]


@pytest.mark.parametrize("args", [(), (1, 2)])
def test_wrong_arguments_are_refused_in_namekos_words_and_begin_nothing(args: tuple[object, ...]) -> None:
    service, entrypoint = Echo(), Rpc()
    entrypoint.container = type("Container", (), {"service_cls": Echo})
    entrypoint.method_name = "take"
    with pytest.raises(nameko.exceptions.IncorrectSignature) as refused:
        entrypoint.check_signature(list(args), {})
    (answer,) = carried_out(service, delivery("take", *args))
    assert answer["error"] == nameko.exceptions.serialize(refused.value)
    assert service.effects == []


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (delivery("fail"), "TypeError"),
        (delivery("end"), "SystemExit"),
        (delivery("effects"), "MethodNotFound"),
        (delivery("take", 1, content_type="text/plain"), "MalformedRequest"),
    ],
)
def test_a_thread_outlives_whatever_it_is_asked(asked: Delivery, kind: str) -> None:
    failed, answered = carried_out(Echo(), asked, delivery("take", "next"))
    assert failed["error"]["exc_type"] == kind
    assert answered == {"result": "next", "error": None}


def test_an_answer_waits_for_a_connection_as_long_as_somebody_may_wait_for_it() -> None:
    requests = ThreadedRequestConsumer("echo_service", NOWHERE, {}, workers=1, rpc_timeout=0.0)
    late, fresh = delivery("take"), delivery("take")
    late.key, fresh.key = ("r", "late"), ("r", "fresh")
    requests.running.update({late.key: late, fresh.key: fresh})
    requests.answers.append(Answer(late, "late", until=time.monotonic() - 1))
    requests.answer(fresh, "fresh")
    requests.pause(0.0)
    requests.wakeup.close()
    assert [answer.body for answer in requests.answers] == ["fresh"]
    # What nobody was told is begun anew when the broker delivers it again.
    assert requests.running == {fresh.key: fresh}
