"""Filters, facet counts and order over the columns of matching documents.

The query is evaluated once: a facet's own filter is left out of its counts by combining masks, not by
searching again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from searchapp.engines.base import Filters
from searchapp.engines.whoosh_engine.columns import Columns
from searchapp.engines.whoosh_engine.evaluate import Matches
from searchapp.engines.whoosh_engine.postings import Ints
from searchapp.fields import day_number
from searchapp.model import UNKNOWN, FacetValue, Sort

Mask = NDArray[np.bool_]

MONTHS_OF_YEARS = 5
"""Months are listed for this many of the newest years, and for the selected ones."""


class Selection:
    """The documents that match a query, seen through the filters."""

    def __init__(self, columns: Columns, documents: Ints, filters: Filters) -> None:
        self._columns = columns
        self._filters = filters
        # The range belongs to no facet, so it limits everything.
        self._documents = documents[_range_mask(columns.day[documents], filters)]
        self._masks = {
            "source": _source_mask(columns, self._documents, filters.sources),
            "tag": _tag_mask(columns, self._documents, filters.tags),
            "date": _date_mask(columns.day[self._documents], filters.dates),
        }

    def hits(self) -> Ints:
        """The documents that pass every filter, rising."""
        return self._documents[self._combine(None)]

    def count_facets(self, limit: int) -> Mapping[str, tuple[FacetValue, ...]]:
        """The counts of all facets, at most `limit` values of each and the selected ones."""
        return {
            "source": self._count_sources(limit),
            "date": self._count_dates(),
            "tag": self._count_tags(limit),
        }

    def _combine(self, without: str | None) -> Mask:
        result = np.ones(len(self._documents), np.bool_)
        for name, mask in self._masks.items():
            if name != without and mask is not None:
                result &= mask
        return result

    def _count_sources(self, limit: int) -> tuple[FacetValue, ...]:
        documents = self._documents[self._combine("source")]
        counts = np.bincount(self._columns.source[documents], minlength=len(self._columns.sources))
        return _rank_values(self._columns.sources, counts, self._filters.sources, limit)

    def _count_tags(self, limit: int) -> tuple[FacetValue, ...]:
        ordinals, _ = _tags_of(self._columns, self._documents[self._combine("tag")])
        counts = np.bincount(ordinals, minlength=len(self._columns.tags))
        return _rank_values(self._columns.tags, counts, self._filters.tags, limit)

    def _count_dates(self) -> tuple[FacetValue, ...]:
        months, counts = np.unique(
            self._columns.day[self._documents[self._combine("date")]] // 100, return_counts=True
        )
        by_value: dict[str, int] = {}
        for month, count in zip(months.tolist(), counts.tolist(), strict=True):
            year = f"{month // 100:04d}" if month else UNKNOWN
            by_value[year] = by_value.get(year, 0) + count
            if month:
                by_value[f"{year}-{month % 100:02d}"] = count
        selected = set(self._filters.dates)
        shown = {value[:4] for value in selected}
        years = sorted({value[:4] for value in by_value if value}, reverse=True)
        shown.update(years[:MONTHS_OF_YEARS])
        values = {value for value in by_value if len(value) <= 4 or value[:4] in shown} | selected
        # Newest first, a year before its months, unknown last.
        ordered = sorted(values, key=lambda value: (value[:4], value[4:] or "~"), reverse=True)
        return tuple(FacetValue(value, by_value.get(value, 0), value in selected) for value in ordered)


def order_documents(columns: Columns, matches: Matches, sort: Sort, count: int) -> NDArray[np.intp]:
    """The places in `matches` of the first `count` documents in the order that the contract states."""
    day = columns.day[matches.documents]
    if sort == "relevance":
        primary = -matches.scores
    elif sort == "newest":
        primary = -day.astype(np.float64)
    else:
        primary = np.where(day > 0, day, np.inf)
    places = np.arange(len(primary))
    if count < len(primary):
        # Everything up to the worst value that can still be shown, so that ties are broken among all equals.
        places = np.flatnonzero(primary <= np.partition(primary, count - 1)[count - 1])
    rank = columns.id_rank[matches.documents[places]]
    return places[np.lexsort((rank, -day[places], primary[places]))][:count]


def _range_mask(day: Ints, filters: Filters) -> Mask:
    mask = np.ones(len(day), np.bool_)
    for bound, compare in ((filters.date_from, np.greater_equal), (filters.date_to, np.less_equal)):
        if bound is not None:
            mask &= (day > 0) & compare(day, day_number(bound.year, bound.month, bound.day))
    return mask


def _source_mask(columns: Columns, documents: Ints, chosen: Sequence[str]) -> Mask | None:
    if not chosen:
        return None
    wanted = [place for place, source in enumerate(columns.sources) if source in chosen]
    return np.isin(columns.source[documents], wanted)


def _tag_mask(columns: Columns, documents: Ints, chosen: Sequence[str]) -> Mask | None:
    if not chosen:
        return None
    ordinals, places = _tags_of(columns, documents)
    wanted = [place for place, tag in enumerate(columns.tags) if tag in chosen]
    mask = np.zeros(len(documents), np.bool_)
    mask[places[np.isin(ordinals, wanted)]] = True
    if UNKNOWN in chosen:
        mask |= columns.tag_start[documents + 1] == columns.tag_start[documents]
    return mask


def _date_mask(day: Ints, chosen: Sequence[str]) -> Mask | None:
    if not chosen:
        return None
    months = [int(value[:4]) * 100 + int(value[5:]) for value in chosen if len(value) == 7]
    years = [int(value) if value else 0 for value in chosen if len(value) <= 4]
    return np.isin(day // 100, months) | np.isin(day // 10000, years)


def _tags_of(columns: Columns, documents: Ints) -> tuple[Ints, NDArray[np.int64]]:
    """The tag ordinals of the documents in a row, and beside each the place of its document."""
    starts = columns.tag_start[documents]
    counts = columns.tag_start[documents + 1] - starts
    places = np.repeat(np.arange(len(documents)), counts)
    offsets = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
    return columns.tag[np.repeat(starts, counts) + offsets], places


def _rank_values(
    values: Sequence[str], counts: NDArray[np.intp], selected: Sequence[str], limit: int
) -> tuple[FacetValue, ...]:
    present = np.flatnonzero(counts)
    ranked = sorted(zip((-counts[present]).tolist(), (values[place] for place in present), strict=True))
    found = {value: -count for count, value in ranked}
    shown = [value for _, value in ranked[:limit]]
    # A selected value stays in reach however small its count is.
    shown += [value for value in dict.fromkeys(selected) if value not in set(shown)]
    return tuple(FacetValue(value, found.get(value, 0), value in selected) for value in shown)
