"""Filters, facet counts and order over the columns of matching documents.

The query is evaluated once: a facet's own filter is left out of its counts by combining masks, not by
searching again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from searchapp.engines.base import Filters
from searchapp.engines.facet_dates import list_dates
from searchapp.engines.whoosh_engine.files.segment_file import Array, take_ranges
from searchapp.engines.whoosh_engine.loops.arrays import Arrays, Ints
from searchapp.engines.whoosh_engine.searching.columns import Columns
from searchapp.engines.whoosh_engine.searching.scoring import Matches
from searchapp.fields import day_number
from searchapp.model import UNKNOWN, FacetValue, Sort

Mask = NDArray[np.bool_]

_FEW = 200
"""So many values are sorted by Python in less time than NumPy needs to begin."""


class Selection:
    """The documents that match a query, seen through the filters."""

    def __init__(self, columns: Columns, documents: Ints, filters: Filters, arrays: Arrays) -> None:
        self._columns = columns
        self._arrays = arrays
        self._filters = filters
        # The range belongs to no facet, so it limits everything.
        if filters.date_from is not None or filters.date_to is not None:
            documents = documents[_range_mask(columns.day[documents], filters)]
        self._documents = documents
        self._masks = {
            "source": _source_mask(columns, self._documents, filters.sources),
            "tag": _tag_mask(columns, self._documents, filters.tags),
            "date": _date_mask(columns, self._documents, filters.dates),
        }

    def hits(self) -> Ints:
        """The documents that pass every filter, rising."""
        return self._choose(None)

    def count_facets(self, limit: int) -> Mapping[str, tuple[FacetValue, ...]]:
        """The counts of all facets, at most `limit` values of each and the selected ones."""
        return {
            "source": self._count_sources(limit),
            "date": self._count_dates(),
            "tag": self._count_tags(limit),
        }

    def _choose(self, without: str | None) -> Ints:
        """The documents that pass every filter but one."""
        masks = [mask for name, mask in self._masks.items() if name != without and mask is not None]
        if not masks:
            return self._documents
        return self._documents[np.logical_and.reduce(masks)]

    def _count_sources(self, limit: int) -> tuple[FacetValue, ...]:
        sources = self._columns.sources
        counts = self._arrays.count_values(self._columns.source, self._choose("source"), len(sources))
        return _rank_values(sources, counts, self._filters.sources, limit)

    def _count_tags(self, limit: int) -> tuple[FacetValue, ...]:
        tags, chosen = self._columns.tags, self._filters.tags
        if not tags and not chosen:
            return ()
        documents = self._choose("tag")
        ordinals, places = _tags_of(self._columns, documents)
        counts = np.bincount(ordinals, minlength=len(tags))
        if UNKNOWN not in chosen:
            return _rank_values(tags, counts, chosen, limit)
        untagged = len(documents) - len(np.unique(places))
        return _rank_values((*tags, UNKNOWN), np.append(counts, untagged), chosen, limit)

    def _count_dates(self) -> tuple[FacetValue, ...]:
        ordinals, months = self._columns.months
        counts = self._arrays.count_values(ordinals, self._choose("date"), len(months))
        by_month = {month: count for month, count in zip(months, counts.tolist(), strict=True) if count}
        return list_dates(by_month, self._filters.dates)


def order_documents(columns: Columns, matches: Matches, sort: Sort, count: int, arrays: Arrays) -> list[int]:
    """The places in `matches` of the first `count` documents in the order that the contract states."""
    if not count:
        return []
    if sort == "relevance":
        values = matches.scores
    else:
        day = columns.day[matches.documents].astype(np.float64)
        values = day if sort == "newest" else np.where(day > 0, -day, -np.inf)
    places = arrays.pick_best(values, count)
    if len(places) <= _FEW:
        best = sorted(zip(values[places].tolist(), places.tolist(), strict=True), reverse=True)
        if len({value for value, _ in best}) == len(best):  # nothing is equal, so nothing else decides
            return [place for _, place in best[:count]]
    documents = matches.documents[places]
    later = -columns.day[documents].astype(np.int64)
    order = np.lexsort((columns.rank_ids(documents), later, -values[places]))
    ordered: list[int] = places[order[:count]].tolist()
    return ordered


def _range_mask(day: Array, filters: Filters) -> Mask:
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
        tagged = np.zeros(len(documents), np.bool_)
        tagged[places] = True
        mask |= ~tagged
    return mask


def _date_mask(columns: Columns, documents: Ints, chosen: Sequence[str]) -> Mask | None:
    if not chosen:
        return None
    day = columns.day[documents]
    months = [int(value[:4]) * 100 + int(value[5:]) for value in chosen if len(value) == 7]
    years = [int(value) if value else 0 for value in chosen if len(value) <= 4]
    return np.isin(day // 100, months) | np.isin(day // 10000, years)


def _tags_of(columns: Columns, documents: Ints) -> tuple[Array, Ints]:
    """The tag ordinals of the documents in a row, and beside each the place of its document."""
    ends = columns.tag_ends[documents].astype(np.intp)
    starts = np.where(documents > 0, columns.tag_ends[documents - 1], 0).astype(np.intp)
    tags, counts = take_ranges(columns.tag, starts, ends)
    return tags, np.repeat(np.arange(len(documents)), counts)


def _rank_values(
    values: Sequence[str], counts: NDArray[np.intp], selected: Sequence[str], limit: int
) -> tuple[FacetValue, ...]:
    if len(counts) <= limit:
        ranked = sorted([(-count, value) for count, value in zip(counts.tolist(), values, strict=True) if count])
    else:
        # Only those that can be shown are sorted.
        present = np.flatnonzero(counts) if limit else np.empty(0, np.intp)
        if len(present) > limit:
            worst = np.partition(counts[present], len(present) - limit)[len(present) - limit]
            present = present[counts[present] >= worst]
        ranked = sorted(zip((-counts[present]).tolist(), [values[place] for place in present.tolist()], strict=True))
    shown = {value: -count for count, value in ranked[:limit]}
    for value in selected:
        # A selected value stays in reach however small its count is.
        if value not in shown:
            shown[value] = int(counts[values.index(value)]) if value in values else 0
    return tuple(FacetValue(value, count, value in selected) for value, count in shown.items())
