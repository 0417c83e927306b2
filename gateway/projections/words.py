"""What is said to readers stands in both languages, side by side."""

import msgspec


class Words(msgspec.Struct, frozen=True):
    """One wording in the two languages."""

    zh: str
    en: str
