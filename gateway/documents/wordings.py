"""The words of official documents, from `wordings.yaml`."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec

WORDINGS: dict[str, Any] = msgspec.yaml.decode(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


def day_of(text: str | date) -> date:
    """Return a day that a record holds."""
    return date.fromisoformat(text) if isinstance(text, str) else text
