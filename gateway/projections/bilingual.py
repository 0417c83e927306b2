"""Texts for readers in both languages."""

import msgspec


class Bilingual(msgspec.Struct, frozen=True):
    """One text in Chinese and English."""

    zh: str
    en: str
