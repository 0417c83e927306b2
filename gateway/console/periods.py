"""The periods that figures may be asked for, the present one first."""

from datetime import date

YEARS = 2
"""This year and the one before it."""


def periods(today: date) -> list[tuple[str, str, dict[str, int]]]:
    """Return periods as the API calls them, each with the words and values that say it."""
    found: list[tuple[str, str, dict[str, int]]] = []
    for year in range(today.year, today.year - YEARS, -1):
        last = 4 if year < today.year else (today.month + 2) // 3
        found.append((str(year), "periods.year", {"y": year}))
        found.extend((f"{year}H{half}", f"periods.half_{half}", {"y": year}) for half in (2, 1) if half * 2 - 1 <= last)
        found.extend(
            (f"{year}Q{quarter}", "periods.quarter", {"y": year, "q": quarter}) for quarter in range(last, 0, -1)
        )
    months = range(today.month, 0, -1)
    found.extend((f"{today.year}-{month:02}", "periods.month", {"y": today.year, "m": month}) for month in months)
    return found
