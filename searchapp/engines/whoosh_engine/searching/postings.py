"""The segments of one generation as one list of documents.

Segments stand one after another: document numbers are global, and what comes out of several segments is joined,
so nothing above knows how documents were committed. Everything here is immutable and shared by all threads.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic import SIGN, bare_form
from searchapp.engines.whoosh_engine.files.records import read_document
from searchapp.engines.whoosh_engine.files.segment import InvertedField, OpenSegment, Segment
from searchapp.engines.whoosh_engine.loops.arrays import NO_FLAGS, SPARSE, Arrays, Floats, Ints
from searchapp.engines.whoosh_engine.searching.contradicting import find_contradicting, leave_out
from searchapp.fields import EXACT
from searchapp.model import Document

_MEMO_LISTS = 8_000
"""So many lists of earlier queries' words are remembered for each segment: about 6 MB, .75 KB a list."""
_MEMO_SEGMENTS = 4
"""The room of so many segments is enough for more: most words stand in few of them."""
_MEMO_PLACES = 256
"""So many places of a vocalized word take as much memory as a list: they may be no longer the file's own."""
Place: TypeAlias = tuple[int, int, int, int, int, int]
"""Where a list begins in the whole file, as documents, as frequencies and as positions, how many documents and
positions it has, and how wide its numbers are: see `InvertedField.places`."""


class Piece:
    """A term's list in one segment."""

    __slots__ = ("deleted", "documents", "each", "first", "frequencies", "place", "positions")

    def __init__(self, each: OpenSegment, field: InvertedField, place: int) -> None:
        where = field.slice_list(place)
        bounds = field.slice_positions(place)
        self.each = each
        self.first = each.start
        self.deleted = each.deleted
        self.documents = field.documents[where]
        self.frequencies = field.frequencies[where]
        self.positions = field.positions[bounds]
        self.place: Place | None = None
        if field.places is not None:
            documents, frequencies, positions, width = field.places
            starts = documents + where.start, frequencies + where.start, positions + bounds.start
            self.place = (*starts, len(self.documents), len(self.positions), width)

    def leave_out(self, places: Ints) -> None:
        """Take off places, before anyone else has the list: documents of the segment and positions, as one number."""
        lists = self.documents, self.frequencies, self.positions
        self.documents, self.frequencies, self.positions = leave_out(lists, places)
        self.place = None

    def count_live(self) -> int:
        """How many of its documents are not deleted."""
        if not len(self.deleted):
            return len(self.documents)
        return len(self.documents) - int(np.count_nonzero(self.deleted[self.documents]))


class TermPostings:
    """A term's lists in all segments that hold it. `count` is the number of live documents, at least 1."""

    # No dataclass: a frozen one takes three times as long to make, and a query makes twenty.
    __slots__ = ("arrays", "count", "pieces")

    def __init__(self, pieces: list[Piece], count: int, arrays: Arrays) -> None:
        self.pieces = pieces
        self.count = count
        self.arrays = arrays

    def list_documents(self) -> Ints:
        """The live documents that hold the term, rising."""
        rows = [self.arrays.list_documents(piece.documents, piece.first, piece.deleted) for piece in self.pieces]
        return rows[0] if len(rows) == 1 else np.concatenate(rows)

    def add_counts(self, share: float, wanted: Ints, tf: Floats, firsts: Floats) -> None:
        """Add `share` times each frequency to `tf`, and lower `firsts` to where the term stands first. Both stand
        beside the wanted documents (live, rising).
        """
        for each in self.pieces:
            row = each.documents, each.frequencies, each.positions, each.first
            self.arrays.add_counts_among(*row, share, wanted, tf, firsts)

    def list_positions(self, wanted: Ints) -> tuple[Ints, Ints]:
        """For each occurrence in the wanted documents (live, rising) its document and its position; rising."""
        return _join(
            [
                self.arrays.list_positions(piece.documents, piece.frequencies, piece.positions, piece.first, wanted)
                for piece in self.pieces
            ]
        )

    def keep_followed(self, found: Ints, where: Ints, offset: int) -> tuple[Ints, Ints]:
        """Of places (documents, and positions beside them) those that have this term `offset` words further on."""
        return _join(
            [
                self.arrays.keep_followed(
                    found, where, piece.documents, piece.frequencies, piece.positions, piece.first, offset
                )
                for piece in self.pieces
            ]
        )


def _join(rows: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    if len(rows) == 1:
        return rows[0]
    return np.concatenate([left for left, _ in rows]), np.concatenate([right for _, right in rows])


class Postings:
    """What one generation holds."""

    def __init__(self, segments: Sequence[tuple[Segment, NDArray[np.int64]]], arrays: Arrays) -> None:
        """Join segments, each given with the numbers of its deleted documents."""
        self.arrays = arrays
        self.segments: list[OpenSegment] = []
        self._found: dict[tuple[str, str, str], TermPostings | None] = {}
        """Where the lists of earlier queries' words stand: a query asks for each of its words more than once."""
        self._found_before: dict[tuple[str, str, str], TermPostings | None] = {}
        """The half that was found before it: given up when the other is full, but for what was asked again."""
        self._half = _MEMO_LISTS * min(max(len(segments), 1), _MEMO_SEGMENTS) // 2
        self._room = self._half
        self._ordinals: tuple[str, str, list[int]] = "", "", []
        """The term that was looked up last, and its ordinal in each segment: the next may be it in another field."""
        start = 0
        for segment, deleted in segments:
            mask = NO_FLAGS
            if len(deleted):
                mask = np.zeros(segment.documents, np.bool_)
                mask[deleted] = True
            self.segments.append(OpenSegment(segment, start, mask))
            start += segment.documents
        self._starts = [each.start for each in self.segments]
        self.size = start

    def find_term(self, name: str, form: str, term: str) -> TermPostings | None:
        """A term's postings in a field, or None when no live document holds it."""
        key = name, form, term
        try:
            return self._found[key]
        except KeyError:
            before = self._found_before
            found = before[key] if key in before else self._look_up(*key)
        self._room -= 1 if found is None else len(found.pieces)
        if found is not None and SIGN in term:
            self._room -= sum(len(piece.positions) for piece in found.pieces) // _MEMO_PLACES
        if self._room < 0:
            self._found_before = self._found
            self._found = {}
            self._room = self._half
        self._found[key] = found
        return found

    def find_in(self, field_form: str, term: str) -> TermPostings | None:
        """The same, where the field and the form are named together as in a query's tree."""
        name, _, form = field_form.rpartition("_")
        return self.find_term(name, form, term)

    def _look_up(self, name: str, form: str, term: str) -> TermPostings | None:
        vocalized = form == EXACT and SIGN in term
        pieces: list[Piece] = []
        count = 0
        for each, ordinal in zip(self.segments, self._find_ordinals(form, bare_form(term)), strict=True):
            if ordinal < 0:
                continue
            field = each.segment.field(name, form)
            place = field.find_list(ordinal)
            if place is None:
                continue
            piece = Piece(each, field, place)
            if vocalized:
                piece.leave_out(find_contradicting(each.segment, name, term))
            alive = piece.count_live()
            if alive:
                pieces.append(piece)
                count += alive
        return TermPostings(pieces, count, self.arrays) if pieces else None

    def _find_ordinals(self, form: str, term: str) -> list[int]:
        """The term's ordinal in each segment's dictionary, -1 where it is not in it."""
        last = self._ordinals
        if last[:2] == (form, term):
            return last[2]
        encoded = term.encode("utf-8", "surrogatepass")
        ordinals = [each.segment.find_term(form, encoded) for each in self.segments]
        self._ordinals = form, term, ordinals
        return ordinals

    def find_prefix(self, form: str, prefix: str) -> list[range]:
        """For each segment the ordinals of the form's terms that begin with the prefix."""
        encoded = prefix.encode("utf-8", "surrogatepass")
        return [each.segment.find_prefix(form, encoded) for each in self.segments]

    def has_more_terms(self, form: str, found: Sequence[range], most: int) -> bool:
        """Whether such ordinals stand for more than `most` different terms."""
        if len(found) == 1 or sum(map(len, found)) <= most:
            return sum(map(len, found)) > most
        terms: set[bytes] = set()
        for each, ordinals in zip(self.segments, found, strict=True):
            known = each.segment.terms[form]
            terms.update(known[ordinal] for ordinal in ordinals[: most + 1])
        return len(terms) > most

    def list_holders(self, name: str, form: str, found: Sequence[range | Ints]) -> Ints:
        """The live documents that hold in a field any of the terms with such ordinals, given for each segment."""
        pieces = []
        for each, ordinals in zip(self.segments, found, strict=True):
            documents = each.segment.field(name, form).take_documents(ordinals)
            pieces.append((documents, each.start, each.deleted))
        if sum(len(documents) for documents, _, _ in pieces) < self.size // SPARSE:
            rows = [np.unique(self.arrays.list_documents(*piece)) for piece in pieces]
            return np.concatenate(rows) if rows else np.empty(0, np.intp)
        mask = np.zeros(self.size, np.bool_)
        for documents, start, deleted in pieces:
            self.arrays.mark_documents(documents, start, deleted, mask)
        return np.flatnonzero(mask)

    def find_document(self, document_id: str) -> int | None:
        """The number of the live document with this id, or None."""
        encoded = document_id.encode("utf-8", "surrogatepass")
        for each in self.segments:
            for number in each.segment.find_documents(encoded):
                if not len(each.deleted) or not each.deleted[number]:
                    return each.start + number
        return None

    def read_document(self, number: int) -> Document:
        """The document with this number."""
        return read_document(self.read_record(number))

    def read_record(self, number: int) -> bytes:
        """That and where the words of its title and body stand, as `records` has them."""
        each = self.segments[bisect_right(self._starts, number) - 1]
        return each.segment.read_record(number - each.start)
