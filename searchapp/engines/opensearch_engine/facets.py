"""Filters and facets in the cluster's language, and its counts as facet values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from searchapp.engines.base import Filters
from searchapp.engines.facet_dates import list_dates
from searchapp.fields import day_number
from searchapp.model import UNKNOWN, FacetValue

Dsl = dict[str, Any]

_MOST_MONTHS = 10_000
"""More months than any archive has."""
_MOST_VALUES = 25_000
"""So many values of a facet are told at most: a cluster refuses an answer with more than 65,535 in all
(`search.max_buckets`). What its shards tell each other does not count there.
"""
_FACETS = ("source", "date", "tag")
_FIELDS = {"source": "source", "date": "month", "tag": "tag"}
_WANTED = 10
"""At first so many times as many values are asked of each shard as are shown; all of them when that is not exact."""
_ALL_VALUES = 2**31 - 1


def make_range_filter(filters: Filters) -> list[Dsl]:
    """The date range, which limits hits and all counts; nothing where there is none."""
    bounds = {}
    if filters.date_from is not None:
        bounds["gte"] = _number(filters.date_from)
    if filters.date_to is not None:
        bounds["lte"] = _number(filters.date_to)
    return [{"range": {"day": bounds}}] if bounds else []


def _number(date: Any) -> int:
    return day_number(date.year, date.month, date.day)


def make_facet_filters(filters: Filters) -> dict[str, Dsl]:
    """The filter of each facet that has chosen values."""
    chosen = {
        "source": [_make_terms("source", filters.sources)] if filters.sources else [],
        "date": [_make_date_filter(value) for value in filters.dates],
        "tag": [_make_tag_filter(value) for value in filters.tags],
    }
    return {
        name: {"bool": {"should": choices, "minimum_should_match": 1}} for name, choices in chosen.items() if choices
    }


def _make_terms(field: str, values: Sequence[str]) -> Dsl:
    return {"terms": {field: list(values)}}


def _make_date_filter(value: str) -> Dsl:
    if value == UNKNOWN:
        return {"term": {"month": UNKNOWN}}
    if len(value) == 7:
        return {"term": {"month": value}}
    return {"range": {"day": {"gte": int(value) * 10_000, "lt": (int(value) + 1) * 10_000}}}


def _make_tag_filter(value: str) -> Dsl:
    # No tag is itself empty, so "not stated" is to have none.
    return {"term": {"tag": value}} if value else {"bool": {"must_not": {"exists": {"field": "tag"}}}}


def make_aggregations(filters: Filters, limit: int, exact: bool) -> Dsl:
    """What counts each facet under the filters of the others. `exact` asks every shard for all its values."""
    chosen = make_facet_filters(filters)
    aggregations = {}
    for name in _FACETS:
        others = [each for other, each in chosen.items() if other != name]
        inner = _make_counts(name, filters, limit, exact)
        if others:
            aggregations[name] = {"filter": {"bool": {"filter": others}}, "aggs": inner}
        else:
            aggregations |= {f"{name}.{kind}": each for kind, each in inner.items()}
    return aggregations


def _make_counts(name: str, filters: Filters, limit: int, exact: bool) -> Dsl:
    terms: Dsl = {"field": _FIELDS[name]}
    if name == "date":
        return {"top": {"terms": terms | {"size": _MOST_MONTHS}}}
    selected = _list_selected(name, filters)
    if name == "tag" and UNKNOWN in selected:
        terms["missing"] = UNKNOWN  # a source that is not stated is kept as this value
    counts = {}
    if limit:
        size = min(limit, _MOST_VALUES)
        shard_size = _ALL_VALUES if exact else size * _WANTED
        counts["top"] = {"terms": terms | {"size": size, "shard_size": shard_size}}
    if selected:
        counts["chosen"] = {"terms": terms | {"include": list(selected), "size": len(selected)}}
    return counts


def _list_selected(name: str, filters: Filters) -> tuple[str, ...]:
    return {"source": filters.sources, "date": filters.dates, "tag": filters.tags}[name]


def _read_buckets(found: Mapping[str, Any], name: str, kind: str) -> list[tuple[str, int]]:
    part = found[name].get(kind) if name in found else found.get(f"{name}.{kind}")
    return [(bucket["key"], bucket["doc_count"]) for bucket in part["buckets"]] if part else []


def are_exact(found: Mapping[str, Any]) -> bool:
    """Whether no count could be too small because a shard kept a value to itself."""
    parts = [part for each in found.values() for part in (each, *each.values()) if isinstance(part, dict)]
    return all(part.get("doc_count_error_upper_bound", 0) == 0 for part in parts)


def read_facets(found: Mapping[str, Any], filters: Filters) -> dict[str, tuple[FacetValue, ...]]:
    """The facets of an answer, in the contract's order."""
    return {
        "source": _rank_values(found, "source", filters.sources),
        "date": list_dates(dict(_read_buckets(found, "date", "top")), filters.dates),
        "tag": _rank_values(found, "tag", filters.tags),
    }


def _rank_values(found: Mapping[str, Any], name: str, selected: Sequence[str]) -> tuple[FacetValue, ...]:
    counts = dict(_read_buckets(found, name, "chosen"))
    shown = dict(_read_buckets(found, name, "top"))
    for value in selected:
        # A selected value stays in reach however small its count is.
        shown.setdefault(value, counts.get(value, 0))
    return tuple(FacetValue(value, count, value in selected) for value, count in shown.items())
