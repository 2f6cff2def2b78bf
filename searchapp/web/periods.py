"""Days and periods as a request writes them: 2023, 2023-09 or 2023-09-05."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def read_period(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day of a year, month or day; None for anything else.

    >>> read_period("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    found = _PERIOD.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = dt.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    last_month = month or 12
    last_day = day or calendar.monthrange(first.year, last_month)[1]
    return first, dt.date(first.year, last_month, last_day)


def is_facet_date(text: str) -> bool:
    """Whether a text is a value of the date facet: empty (unknown), a year or a month.

    >>> is_facet_date("2023-09"), is_facet_date("2023-09-05")
    (True, False)
    """
    return not text or (len(text) in (4, 7) and read_period(text) is not None)
