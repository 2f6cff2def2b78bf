"""The values of the facet `date`: years and months, out of the counts of months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from searchapp.model import FacetValue

MONTHS_OF_YEARS = 5
"""Months are listed for this many of the newest years, and for the selected ones."""


def list_dates(months: Mapping[str, int], selected: Sequence[str]) -> tuple[FacetValue, ...]:
    """The values in the contract's order. `months` are as `2023-09`, or `UNKNOWN`, each with how many match; the
    selected values are listed whatever their counts.
    """
    by_value = dict(months)
    for month, count in months.items():
        if month:
            by_value[month[:4]] = by_value.get(month[:4], 0) + count
    shown = {value[:4] for value in selected}
    years = sorted({value[:4] for value in by_value if value}, reverse=True)
    shown.update(years[:MONTHS_OF_YEARS])
    values = {value for value in by_value if len(value) <= 4 or value[:4] in shown} | set(selected)
    # Newest first, a year before its months, unknown last.
    ordered = sorted(values, key=lambda value: (value[:4], value[4:] or "~"), reverse=True)
    return tuple(FacetValue(value, by_value.get(value, 0), value in selected) for value in ordered)
