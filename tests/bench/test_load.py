"""The clients that measure others count what was answered, wait for the last answer, and take no refusal for one."""

import itertools
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench import load


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[bytes]
    status = 200

    def do_POST(self):
        self.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
        body = b"x" * 200_000
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture
def answering():
    handler = type("Handler", (Answering,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield handler, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_every_answer_is_counted_once_and_none_is_left_behind(answering):
    handler, address = answering
    numbers = itertools.count()

    def ask():
        return load.request("POST", address, "/", {"X-Key": "a"}, {"number": next(numbers)})

    begun = time.perf_counter()
    answers, seconds = load.press(address, ask, clients=3, seconds=0.1)
    assert 0.1 <= seconds <= time.perf_counter() - begun
    assert answers >= 3
    assert sorted(handler.asked) == sorted(b'{"number":%d}' % number for number in range(answers))


def test_a_refusal_is_no_answer(answering):
    handler, address = answering
    handler.status = 503
    with pytest.raises(RuntimeError, match="503"):
        load.press(address, lambda: load.request("POST", address, "/", {}, {}), clients=2, seconds=0.1)
