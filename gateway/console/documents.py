"""Official documents: handed on to the browser as the API renders them, and their text shown beside a record."""

from dataclasses import dataclass
from html.parser import HTMLParser

from flask import Response, request

from gateway.console.api import accepted
from gateway.console.areas import Area
from gateway.console.routing import rule_of
from gateway.console.visit import Visit

HTML, WORD = "text/html", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HANDED_ON = ("Content-Type", "Content-Disposition", "Content-Security-Policy")
LINES = frozenset({"p", "h1", "h2", "h3", "th", "td"})


@dataclass(frozen=True)
class Line:
    """A line of a document, and the style in which it is set."""

    style: str
    text: str


def serve_document(area: Area, path: str) -> None:
    """Serve a record's document in an area: HTML to show and to print, or a Word file where `format` is docx."""

    def page(visit: Visit, **params: str) -> Response:
        media = WORD if request.args.get("format") == "docx" else HTML
        answer = accepted(visit.client.ask("GET", path.format(**params), headers={"Accept": media}))
        kept = {name: answer.headers[name] for name in HANDED_ON if name in answer.headers}
        return Response(answer.content, headers=kept)

    area.serve(rule_of(path), page, file=True)


def lines_of(visit: Visit, path: str) -> list[Line]:
    """Return the lines of a document, or none where it is not shown to this person."""
    answer = visit.client.ask("GET", path, headers={"Accept": HTML})
    return [] if answer.is_refusal else read_lines(answer.content.decode())


def read_lines(page: str) -> list[Line]:
    """Read the lines of a page that shows a document; what is empty is left out."""
    reader = _Reader()
    reader.feed(page)
    return [line for line in reader.lines if line.text]


class _Reader(HTMLParser):
    """Reads the lines of a page that shows a document."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.style: str | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LINES:
            self.style, self.text = dict(attrs).get("class") or "", ""
        elif tag == "span" and self.text:
            self.text += "\u3000"

    def handle_data(self, data: str) -> None:
        if self.style is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in LINES and self.style is not None:
            self.lines.append(Line(self.style, self.text.strip()))
            self.style = None
