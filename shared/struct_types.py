"""Thread-safe preparation of msgspec types: one thread builds what msgspec caches of a type.

msgspec 0.22 shows the fields of a struct to every thread before it has made them all: two threads that read the first
values of one type at the same moment end the whole process with a segmentation fault.
"""

from threading import Lock
from typing import Any, TypeVar

import msgspec

Kind = TypeVar("Kind")

_known: set[Any] = set()
_making = Lock()


def prepared(kind: Kind) -> Kind:
    """Return a type once threads may decode it concurrently, as in `decode(body, type=prepared(RequestContext))`."""
    if kind not in _known:
        with _making:
            msgspec.json.Decoder(kind)
            _known.add(kind)
    return kind
