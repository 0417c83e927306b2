"""JSON codec for RPC and stored answers: dates, times, decimals and ids keep their types."""

from typing import Any

from kombu.utils.json import dumps as _dumps
from kombu.utils.json import loads as _loads


def dumps(value: Any) -> str:
    """Serialise a value so that `loads` restores its types."""
    return str(_dumps(value))  # type: ignore[no-untyped-call]


def loads(text: str | bytes) -> Any:
    """Parse what `dumps` has serialised."""
    return _loads(text)  # type: ignore[no-untyped-call]
