"""One value a document, as arrays: what filters, facets, sorting and scoring read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from mmap import mmap

import numpy as np
from numpy.typing import NDArray

from searchapp.engines.whoosh_engine.files.segment import OpenSegment
from searchapp.engines.whoosh_engine.files.segment_file import Array
from searchapp.engines.whoosh_engine.loops.arrays import Floats, Ints
from searchapp.fields import TEXT_FIELDS
from searchapp.model import UNKNOWN

_BITS = {field.name: 1 << number for number, field in enumerate(TEXT_FIELDS)}
_FEW = 1000
"""So many ids are sorted anew for each search, if they must be."""


class Columns:
    """Arrays over global document numbers, deleted ones included (their values mean nothing).

    `source[d]` is an ordinal of `sources`; document d has the tags `tag[tag_ends[d - 1]:tag_ends[d]]`, ordinals
    of `tags`; `day` is YYYYMMDD or 0; `live` lists the documents that are not deleted. Lengths are in tokens;
    an average is over the live documents that have any (1.0 where none has).
    """

    def __init__(self, segments: Sequence[OpenSegment], size: int) -> None:
        self._segments = segments
        self.size = size
        deleted = [each.start + np.flatnonzero(each.deleted) for each in segments if len(each.deleted)]
        self.live: Ints = np.arange(size)
        if deleted:
            self.live = np.delete(self.live, np.concatenate(deleted))
        self.day: Array = self._join("day", np.uint32)
        self.source, self.sources = self._join_ordinals("source", [each.segment.sources for each in segments])
        self.tag, self.tags = self._join_ordinals("tag", [each.segment.tags for each in segments])
        self.tag_ends: Array = self._join_ends()
        # A row for any fields together, of memory that is none until it is written.
        room = mmap(-1, max(self.size << len(TEXT_FIELDS), 1) * np.dtype(np.float32).itemsize)
        self.ratios: Floats = np.frombuffer(room, np.float32, self.size << len(TEXT_FIELDS)).reshape(
            1 << len(TEXT_FIELDS), self.size
        )
        self._rows: dict[tuple[str, ...], int] = {}

    def find_ratios(self, names: tuple[str, ...]) -> int:
        """The row of `ratios` that has for each document the average length of these fields together over its own, 0
        where it has none of them. Made when first needed.
        """
        row = self._rows.get(names)
        if row is None:
            row = sum({_BITS[name] for name in names})
            lengths = np.zeros(self.size, np.float64)
            for name in dict.fromkeys(names):
                lengths += self._join(f"{name}.lengths", np.uint32)
            present = lengths[self.live] if len(self.live) < self.size else lengths
            present = present[present > 0]
            average = float(present.mean()) if len(present) else 1.0
            self.ratios[row] = np.divide(average, lengths, out=np.zeros(self.size), where=lengths > 0)
            self._rows[names] = row
        return row

    @cached_property
    def months(self) -> tuple[NDArray[np.uint16], tuple[str, ...]]:
        """For each document an ordinal of its month, and the months as YYYY-MM (UNKNOWN for none), rising."""
        months = self.day // 100
        # A month is a small number: to sort those of all documents takes three times as long.
        present = np.zeros(int(months.max(initial=0)) + 1, np.bool_)
        present[months] = True
        values = np.flatnonzero(present).tolist()
        names = (f"{value // 100:04d}-{value % 100:02d}" if value else UNKNOWN for value in values)
        # Small numbers, because each worker keeps the room that the table once took.
        ordinals = np.cumsum(present, dtype=np.uint16)
        ordinals -= 1
        return ordinals[months], tuple(names)

    def rank_ids(self, documents: Ints) -> NDArray[np.int64]:
        """Numbers that rise as the ids of these documents do."""
        # Ranking all ids of several segments takes a quarter of a second for 300,000: not for a page of hits.
        if len(documents) > _FEW or len(self._segments) == 1 or "_id_ranks" in self.__dict__:
            return self._id_ranks[documents]
        ranks = np.empty(len(documents), np.int64)
        ranks[_sort_places([self._read_id(number) for number in documents.tolist()])] = np.arange(len(documents))
        return ranks

    @cached_property
    def _id_ranks(self) -> NDArray[np.int64]:
        """The place of each document's id among all ids in rising order."""
        if len(self._segments) == 1:
            order = self._segments[0].segment.file.array("id.order").astype(np.int64)
        else:
            order = _sort_places([encoded for each in self._segments for encoded in each.segment.ids])
        ranks = np.empty(self.size, np.int64)
        ranks[order] = np.arange(self.size)
        return ranks

    def _read_id(self, number: int) -> bytes:
        each = next(each for each in reversed(self._segments) if each.start <= number)
        return each.segment.ids[number - each.start]

    def _join(self, name: str, kind: type[np.generic]) -> Array:
        pieces = [each.segment.file.array(name) for each in self._segments]
        if len(pieces) == 1:
            return pieces[0]
        return np.concatenate([np.empty(0, kind), *pieces]) if pieces else np.empty(0, kind)

    def _join_ordinals(self, name: str, values: Sequence[Sequence[str]]) -> tuple[Array, tuple[str, ...]]:
        """The ordinals of all segments over one list of values."""
        if len(values) == 1:
            return self._segments[0].segment.file.array(name), tuple(values[0])
        numbers: dict[str, int] = {}
        pieces = [np.empty(0, np.int32)]
        for each, own in zip(self._segments, values, strict=True):
            table = np.array([numbers.setdefault(value, len(numbers)) for value in own], np.int32)
            column = each.segment.file.array(name)
            pieces.append(table[column] if len(column) else np.empty(0, np.int32))
        return np.concatenate(pieces), tuple(numbers)

    def _join_ends(self) -> Array:
        ends = [each.segment.file.array("tag.ends") for each in self._segments]
        if len(ends) == 1:
            return ends[0]
        total = 0
        pieces = [np.empty(0, np.int64)]
        for piece in ends:
            pieces.append(piece.astype(np.int64) + total)
            total += int(piece[-1]) if len(piece) else 0
        return np.concatenate(pieces)


def _sort_places(ids: list[bytes]) -> NDArray[np.int64]:
    return np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
