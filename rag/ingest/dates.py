"""Dates as they are written in articles, read only as precisely as they are written."""

from __future__ import annotations

import re
from datetime import date

from rag.english.dates import MONTHS, month_number

_MONTH = rf"(?P<month>{'|'.join(month[:3] for month in MONTHS)})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_TIME = (
    r"(?:[\s,T]+(?:at\s+)?\d{1,2}[:.]\d\d(?:[:.][\d.]+)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|[+-]\d\d:?\d\d|\(?[A-Z]{2,4}\)?)?)?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"

_SHAPES = [
    re.compile(rf"{_WEEKDAY}{shape}{_TIME}", re.IGNORECASE)
    for shape in (
        rf"{_YEAR}-(?P<m>\d\d)-(?P<day>\d\d)",
        rf"{_YEAR}/(?P<m>\d\d)/(?P<day>\d\d)",
        rf"{_DAY}\.(?P<m>\d{{1,2}})\.{_YEAR}",
        rf"{_DAY}(?:\s+of)?\s+{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_MONTH},?\s+{_YEAR}",
        rf"{_YEAR}-(?P<m>\d\d)",
        _YEAR,
    )
]
_SLASHED = re.compile(rf"(\d{{1,2}})/(\d{{1,2}})/((?:19|20)\d\d){_TIME}")


def iso_date(written: str) -> str | None:
    """The date that `written` is, as ISO 8601 ("3 March 2026" gives "2026-03-03"); None where it is no date.

    What is not written stays open ("March 2026" gives "2026-03"), and so does what has two readings ("03/04/2026")."""
    written = " ".join(written.split())
    if len(written) > 60:
        return None
    if slashed := _SLASHED.fullmatch(written):
        return _from_slashes(int(slashed[1]), int(slashed[2]), int(slashed[3]))
    for shape in _SHAPES:
        if found := shape.fullmatch(written):
            return _iso(found.groupdict())
    return None


def _iso(parts: dict[str, str | None]) -> str | None:
    year, day, number, name = (parts.get(key) for key in ("year", "day", "m", "month"))
    if name:
        number = str(month_number(name))
    if not number:
        return year
    try:
        whole = date(int(year or 0), int(number), int(day or 1)).isoformat()
    except ValueError:  # 31 February
        return None
    return whole if day else whole[:7]


def _from_slashes(first: int, second: int, year: int) -> str | None:
    """Day and month in either order; None where both orders make a date and they differ."""
    orders = {(first, second), (second, first)}
    readings = {_iso({"year": str(year), "m": str(month), "day": str(day)}) for day, month in orders} - {None}
    return readings.pop() if len(readings) == 1 else None
