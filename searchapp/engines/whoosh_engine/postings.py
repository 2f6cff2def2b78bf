"""The segments of one generation as one list of documents.

Segments stand one after another: document numbers are global, and what comes out of several segments is joined,
so nothing above knows how documents were committed. Everything here is immutable and shared by all threads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from searchapp.engines.whoosh_engine.segment import InvertedField, Segment, locate_positions
from searchapp.engines.whoosh_engine.segment_file import Array
from searchapp.model import Document

_MEMO_TERMS = 10_000
_RARE = 16
"""A search for one document of a sorted list costs about as much as passing over so many."""

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OpenSegment:
    """A segment, the number of its first document, and which of its documents are deleted (None: none)."""

    segment: Segment
    start: int
    deleted: NDArray[np.bool_] | None


class Piece:
    """A term's list in one segment."""

    __slots__ = ("documents", "each", "field", "frequencies", "place")

    def __init__(self, each: OpenSegment, field: InvertedField, place: int) -> None:
        where = field.slice_list(place)
        self.each = each
        self.field = field
        self.place = place
        self.documents = field.documents[where]
        self.frequencies = field.frequencies[where]

    def count_live(self) -> int:
        """How many of its documents are not deleted."""
        if self.each.deleted is None:
            return len(self.documents)
        return len(self.documents) - int(np.count_nonzero(self.each.deleted[self.documents]))

    def read(self) -> tuple[Ints, Array]:
        """The live documents, numbered globally, and the term's frequency in each."""
        documents, frequencies = self.documents.astype(np.intp), self.frequencies
        if self.each.deleted is not None:
            keep = ~self.each.deleted[documents]
            documents, frequencies = documents[keep], frequencies[keep]
        if self.each.start:
            documents += self.each.start
        return documents, frequencies

    def read_among(self, wanted: Ints) -> tuple[Ints, Array]:
        """The same for those of some live documents (rising) that hold the term."""
        start = self.each.start
        first, last = np.searchsorted(wanted, (start, start + self.each.segment.documents))
        wanted = wanted[first:last]
        if len(wanted) * _RARE > len(self.documents):
            # Many are wanted: one pass over the list costs less than a search for each.
            mask = np.zeros(self.each.segment.documents, np.bool_)
            mask[wanted - start] = True
            keep = mask[self.documents]
            return self.documents[keep].astype(np.intp) + start, self.frequencies[keep]
        places = self.find(wanted)
        keep = self.documents[places] == wanted - start
        return wanted[keep], self.frequencies[places[keep]]

    def find(self, wanted: Ints) -> Ints:
        """The place of each document of this segment in the list, or where another one stands instead of it."""
        places = self.documents.searchsorted((wanted - self.each.start).astype(self.documents.dtype))
        places[places == len(self.documents)] = 0
        return places

    def locate(self, wanted: Ints) -> tuple[Ints, Ints]:
        """Where the term stands in some documents that hold it; see `TermPostings.locate`."""
        start = self.each.start
        first, last = np.searchsorted(wanted, (start, start + self.each.segment.documents))
        positions, counts = locate_positions(self.field, self.place, self.find(wanted[first:last]))
        return positions.astype(np.intp), np.repeat(np.arange(first, last), counts)


@dataclass(frozen=True, slots=True)
class TermPostings:
    """A term's lists in all segments that hold it. `count` is the number of live documents, at least 1."""

    pieces: list[Piece]
    count: int

    def read(self, within: Ints | None = None) -> tuple[Ints, Array]:
        """The live documents that hold the term, rising, and how often each does: all, or those in `within`."""
        if within is None:
            return _join([piece.read() for piece in self.pieces])
        return _join([piece.read_among(within) for piece in self.pieces])

    def locate(self, documents: Ints) -> tuple[Ints, Ints]:
        """Where the term stands in some live documents (rising), all of which hold it.

        Returns one row of positions, rising in each document, and beside each the place in `documents`.
        """
        return _join([piece.locate(documents) for piece in self.pieces])


def _join(rows: list[tuple[Ints, Array]]) -> tuple[Ints, Array]:
    if len(rows) == 1:
        return rows[0]
    return np.concatenate([left for left, _ in rows]), np.concatenate([right for _, right in rows])


class Postings:
    """What one generation holds."""

    def __init__(self, segments: Sequence[tuple[Segment, NDArray[np.int64]]]) -> None:
        """Join segments, each given with the numbers of its deleted documents."""
        self.segments: list[OpenSegment] = []
        self._found: dict[tuple[str, str, str], TermPostings | None] = {}
        """Where the lists of earlier queries' words stand: a query asks for each of its words more than once."""
        start = 0
        for segment, deleted in segments:
            mask = None
            if len(deleted):
                mask = np.zeros(segment.documents, np.bool_)
                mask[deleted] = True
            self.segments.append(OpenSegment(segment, start, mask))
            start += segment.documents
        self.size = start

    def find_term(self, name: str, form: str, term: str) -> TermPostings | None:
        """A term's postings in a field, or None when no live document holds it."""
        key = name, form, term
        try:
            return self._found[key]
        except KeyError:
            found = self._look_up(*key)
        if len(self._found) >= _MEMO_TERMS:
            self._found.clear()
        self._found[key] = found
        return found

    def _look_up(self, name: str, form: str, term: str) -> TermPostings | None:
        encoded = term.encode("utf-8", "surrogatepass")
        pieces: list[Piece] = []
        count = 0
        for each in self.segments:
            ordinal = each.segment.find_term(form, encoded)
            if ordinal < 0:
                continue
            field = each.segment.field(name, form)
            place = field.find_list(ordinal)
            if place is None:
                continue
            piece = Piece(each, field, place)
            alive = piece.count_live()
            if alive:
                pieces.append(piece)
                count += alive
        return TermPostings(pieces, count) if pieces else None

    def iterate_terms(self, form: str, prefix: str) -> Iterator[str]:
        """The terms of a form that begin with the prefix, over all fields; a term may come more than once."""
        encoded = prefix.encode("utf-8", "surrogatepass")
        for each in self.segments:
            terms = each.segment.terms[form]
            for ordinal in each.segment.find_prefix(form, encoded):
                yield terms[ordinal].decode("utf-8", "surrogatepass")

    def find_document(self, document_id: str) -> int | None:
        """The number of the live document with this id, or None."""
        encoded = document_id.encode("utf-8", "surrogatepass")
        for each in self.segments:
            for number in each.segment.find_documents(encoded):
                if each.deleted is None or not each.deleted[number]:
                    return each.start + number
        return None

    def read_document(self, number: int) -> Document:
        """The document with this number."""
        each = self._find_segment(number)
        return each.segment.read_document(number - each.start)

    def read_offsets(self, number: int) -> Array | None:
        """Start, end, start, end, … of the words of its body, or None where that was not kept."""
        each = self._find_segment(number)
        return each.segment.read_offsets(number - each.start)

    def _find_segment(self, number: int) -> OpenSegment:
        return next(each for each in reversed(self.segments) if each.start <= number)

    def list_common_terms(self, names: Sequence[str], form: str, prefix: str, most: int) -> list[str]:
        """Terms with a prefix: from each segment the `most` that most documents hold in the given fields."""
        encoded = prefix.encode("utf-8", "surrogatepass")
        found: dict[str, None] = {}
        for each in self.segments:
            ordinals = each.segment.find_prefix(form, encoded)
            counts = np.zeros(len(ordinals), np.int64)
            for name in names:
                field = each.segment.field(name, form)
                first, last = field.ordinals.searchsorted(np.array([ordinals.start, ordinals.stop], np.uint32))
                starts = field.starts[first : last + 1].astype(np.int64)
                counts[field.ordinals[first:last] - np.uint32(ordinals.start)] += starts[1:] - starts[:-1]
            best = np.argsort(-counts, kind="stable")[:most]
            terms = each.segment.terms[form]
            for place in best[counts[best] > 0].tolist():
                found[terms[ordinals.start + place].decode("utf-8", "surrogatepass")] = None
        return list(found)
