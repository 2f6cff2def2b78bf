"""One value a document, as arrays: what filters, facets, sorting and scoring read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from searchapp.engines.whoosh_engine.postings import Floats, Ints
from searchapp.engines.whoosh_engine.schema import Row
from searchapp.fields import TEXT_FIELDS


@dataclass(frozen=True, slots=True)
class Columns:
    """Arrays over document numbers, deleted ones included (their values mean nothing).

    `source[d]` is an ordinal of `sources`; document d has the tags `tag[tag_start[d]:tag_start[d + 1]]`,
    ordinals of `tags`; `day` is YYYYMMDD or 0; `id_rank` is the place of its id among all ids in rising order;
    `live` lists the documents that are not deleted. `lengths[field]` are in tokens, `average_length[field]`
    is over the live documents that have the field at all (1.0 where none has).
    """

    live: Ints
    id_rank: Ints
    day: Ints
    source: Ints
    sources: tuple[str, ...]
    tag_start: NDArray[np.int64]
    tag: Ints
    tags: tuple[str, ...]
    lengths: dict[str, Floats]
    average_length: dict[str, float]


def load_columns(rows: Iterable[tuple[int, Row]], size: int) -> Columns:
    """Columns from (document, row) pairs in rising order, for document numbers below `size`."""
    live: list[int] = []
    ids: list[str] = []
    day = np.zeros(size, np.int32)
    source = np.zeros(size, np.int32)
    tag_count = np.zeros(size + 1, np.int64)
    tag: list[int] = []
    lengths = np.zeros((size, len(TEXT_FIELDS)), np.float64)
    sources: dict[str, int] = {}
    tags: dict[str, int] = {}
    for document, row in rows:
        live.append(document)
        ids.append(row.id)
        day[document] = row.day
        source[document] = sources.setdefault(row.source, len(sources))
        chosen = dict.fromkeys(row.tags)
        tag_count[document + 1] = len(chosen)
        tag.extend(tags.setdefault(value, len(tags)) for value in chosen)
        lengths[document] = row.lengths
    numbers = np.array(live, np.int32)
    id_rank = np.zeros(size, np.int32)
    id_rank[numbers[np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)]] = np.arange(len(ids))
    return Columns(
        live=numbers,
        id_rank=id_rank,
        day=day,
        source=source,
        sources=tuple(sources),
        tag_start=np.cumsum(tag_count),
        tag=np.array(tag, np.int32),
        tags=tuple(tags),
        lengths={field.name: lengths[:, place].copy() for place, field in enumerate(TEXT_FIELDS)},
        average_length={field.name: _average(lengths[numbers, place]) for place, field in enumerate(TEXT_FIELDS)},
    )


def _average(lengths: Floats) -> float:
    present = lengths[lengths > 0]
    return float(present.mean()) if len(present) else 1.0
