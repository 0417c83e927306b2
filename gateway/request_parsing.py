"""Request parsing: a malformed JSON text is the request's fault, and an unknown parameter is refused."""

import json
from functools import cache
from typing import Any, NoReturn

from flask import Request
from marshmallow import RAISE, Schema, ValidationError, missing
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import BadRequest


class Parser(FlaskParser):
    """webargs' parser for Flask that refuses unknown parameters and ambiguous JSON."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012 - so it is declared in webargs
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": RAISE,
        "files": RAISE,
    }

    def parse(self, argmap: Any, req: Request | None = None, **options: Any) -> Any:
        """Parse a request; the schema of a query's parameters is computed once."""
        request = req or self.get_default_request()
        if options.get("location") == "query" and not request.query_string:
            of_nothing = _of_nothing(argmap)
            if of_nothing is not None:
                return dict(of_nothing)
        return super().parse(argmap, request, **options)

    def load_json(self, req: Request, _schema: Schema) -> Any:
        """Parse a JSON body that has one meaning for every parser (RFC 8259), or refuse it as 400.

        Refused too: a name given twice, NaN and the infinities, half characters, and what is too deep or too long.
        """
        content = req.get_data(cache=True)
        # A body of unknown length is cut off at the limit without a word; asking for more is what raises the 413.
        req.stream.read(1)
        if not content:
            return missing
        try:
            body = json.loads(content.decode(), object_pairs_hook=_unambiguous, parse_constant=_refuse_constant)
            # Half characters can be written as escapes; no text that is stored or answered can hold them.
            json.dumps(body, ensure_ascii=False).encode()
        except (RecursionError, ValueError) as error:
            raise BadRequest from error
        return body

    def load_files(self, req: Request, schema: Schema) -> Any:
        """Read a multipart body: its files and its texts, as one."""
        return self._makeproxy(CombinedMultiDict([req.files, req.form]), schema)


@cache
def _of_nothing(schema: Schema) -> dict[str, Any] | None:
    try:
        return dict(schema.load({}))
    except ValidationError:
        return None


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) < len(pairs):
        raise ValueError("a name is given twice")
    return body


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
