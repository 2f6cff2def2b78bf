"""Days and periods as a request writes them: the dates of the query language, without its ranges."""

from __future__ import annotations

import datetime as dt

from searchapp.errors import BadDateError
from searchapp.query.dates import parse_period


def read_period(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day of a year, month or day; None for anything else.

    >>> read_period("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    >>> read_period("٠٥/٠٩/٢٠٢٣") == read_period("5 أيلول 2023") == read_period("2023-09-05")
    True
    """
    try:
        first, last = parse_period(text)
    except BadDateError:
        return None
    return _read_day(first), _read_day(last)


def read_facet_date(text: str) -> str | None:
    """The value of the date facet that a text means: empty (unknown), a year or a month. None for anything else.

    >>> read_facet_date("٢٠٢٣"), read_facet_date("09/2023"), read_facet_date("2023-09-05")
    ('2023', '2023-09', None)
    """
    if not text:
        return ""
    period = read_period(text)
    if period is None or period[0] == period[1]:
        return None
    first, last = period
    return first.isoformat()[:4] if first.month != last.month else first.isoformat()[:7]


def _read_day(number: int) -> dt.date:
    return dt.date(number // 10000, number // 100 % 100, number % 100)
