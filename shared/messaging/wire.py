"""JSON as it crosses RPC and rests beside a key: dates, moments, decimals and ids keep their types."""

from typing import Any

from kombu.utils.json import dumps as _dumps
from kombu.utils.json import loads as _loads


def dumps(value: Any) -> str:
    """Write a value so that `loads` gives it back with its types."""
    return str(_dumps(value))  # type: ignore[no-untyped-call]


def loads(text: str | bytes) -> Any:
    """Read what `dumps` wrote."""
    return _loads(text)  # type: ignore[no-untyped-call]
