"""Files of the API as the console's own: what a browser keeps is asked for by the person's token, and passed on."""

from flask import Response

from gateway.console.api import Answer, accepted
from gateway.console.areas import Area
from gateway.console.routing import rule_of
from gateway.console.visit import Visit

PASSED_ON = ("Content-Type", "Content-Disposition")


def serve_download(area: Area, path: str) -> None:
    """Serve a file of the API at the address that follows from the API's."""

    def page(visit: Visit, **params: str) -> Response:
        return passed_on(accepted(visit.client.ask("GET", path.format(**params))))

    area.serve(rule_of(path), page, file=True)


def passed_on(answer: Answer) -> Response:
    """Return an answer's file with its name."""
    return Response(answer.content, headers={name: answer.headers.get(name, "") for name in PASSED_ON})
