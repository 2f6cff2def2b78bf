"""One open segment: term dictionaries, posting lists, columns and stored documents, as views of its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.engines.whoosh_engine.files.documents import DocumentFile
from searchapp.engines.whoosh_engine.files.records import read_document, read_record
from searchapp.engines.whoosh_engine.files.segment_file import Array, Blobs, FindString, posting_type, take_ranges
from searchapp.fields import EXACT, LISTED_FORMS
from searchapp.model import Document

_BOUNDS = ("ordinals", "starts", "position_starts")
_LISTS = ("documents", "frequencies", "positions")

WIDE_FREQUENCIES = 1
"""Some term stands more than 255 times in a text."""
WIDE_POSITIONS = 2
"""Some text has more than 65,536 words."""
_WIDTHS: dict[tuple[np.dtype[Any], ...], int] = {
    (np.dtype(frequencies), np.dtype(positions)): width
    for frequencies, positions, width in (
        (np.uint8, np.uint16, 0),
        (np.uint16, np.uint16, WIDE_FREQUENCIES),
        (np.uint8, np.uint32, WIDE_POSITIONS),
        (np.uint16, np.uint32, WIDE_FREQUENCIES + WIDE_POSITIONS),
    )
}


@dataclass(frozen=True, slots=True)
class InvertedField:
    """The posting lists of one field and form.

    `starts` and `position_starts` have one entry more than `ordinals`. List i is
    `documents[starts[i]:starts[i + 1]]`; its positions stand in a row from `position_starts[i]`, as many for each
    posting as its frequency.
    """

    ordinals: Array
    starts: Array
    position_starts: Array
    documents: Array
    frequencies: Array
    positions: Array
    places: tuple[int, int, int, int] | None
    """Where the last three begin in `Segment.whole`, and how wide the last two are: the sum of WIDE_FREQUENCIES and
    WIDE_POSITIONS where these hold. None where they are of other types.
    """

    def find_list(self, ordinal: int) -> int | None:
        """The number of a term's list, or None when the field lacks the term."""
        ordinals = self.ordinals
        if not len(ordinals):
            return None
        # In the array's own type: NumPy would widen the whole array for any other.
        place = int(ordinals.searchsorted(np.uint32(ordinal)))
        return place if place < len(ordinals) and ordinals.item(place) == ordinal else None

    def slice_lists(self, ordinals: range) -> slice:
        """The numbers of the lists of those of the terms that the field has."""
        return slice(*self.ordinals.searchsorted(np.array([ordinals.start, ordinals.stop], np.uint32)).tolist())

    def take_documents(self, ordinals: range | NDArray[np.intp]) -> Array:
        """The documents of the terms' lists one after another; a view where neighbours are asked for."""
        if isinstance(ordinals, range):
            lists = self.slice_lists(ordinals)
            return self.documents[int(self.starts[lists.start]) : int(self.starts[lists.stop])]
        # In the array's own type: NumPy would widen the whole array for any other.
        places = self.ordinals.searchsorted(ordinals.astype(self.ordinals.dtype))
        inside = places < len(self.ordinals)
        places = places[inside][self.ordinals[places[inside]] == ordinals[inside]]
        return take_ranges(
            self.documents, self.starts[places].astype(np.int64), self.starts[places + 1].astype(np.int64)
        )[0]

    def slice_list(self, place: int) -> slice:
        """Where list `place` stands in `documents` and `frequencies`."""
        return slice(self.starts.item(place), self.starts.item(place + 1))

    def slice_positions(self, place: int) -> slice:
        """Where the positions of list `place` stand in `positions`."""
        return slice(self.position_starts.item(place), self.position_starts.item(place + 1))


class Segment(DocumentFile):
    """A segment file and what is needed to search it."""

    def __init__(self, path: Path, find: FindString | None = None) -> None:
        """Open the file. `find` is what looks for terms, if not `find_string`. Raises DamagedIndexError."""
        super().__init__(path)
        self.terms = {form: Blobs(self.file, f"terms.{form}", find) for form in LISTED_FORMS}
        self._fields: dict[tuple[str, str], InvertedField] = {}
        self._derived: dict[str, Array] = {}

    def field(self, name: str, form: str) -> InvertedField:
        """The posting lists of a field and form."""
        found = self._fields.get((name, form))
        if found is None:
            ordinals, starts, position_starts = (self.file.array(f"{name}.{form}.{part}") for part in _BOUNDS)
            lists = [self.file.array(f"{name}.{form}.{part}") for part in _LISTS]
            documents, *kinds = (own.dtype for own in lists)
            width = _WIDTHS.get(tuple(kinds)) if documents == self.whole[0].dtype else None
            one, two, three = (self.file.locate(f"{name}.{form}.{part}") for part in _LISTS)
            places = None if width is None else (one, two, three, width)
            found = InvertedField(ordinals, starts, position_starts, lists[0], lists[1], lists[2], places)
            self._fields[name, form] = found
        return found

    @cached_property
    def whole(self) -> tuple[Array, Array, Array, Array]:
        """The whole file as documents, and as numbers of one byte, of two and of four: frequencies have the first or
        second kind, positions the second or third.
        """
        documents = posting_type(self.documents - 1 if self.documents else 0)
        one, two, three, four = map(self.file.view_as, (documents, *map(np.dtype, (np.uint8, np.uint16, np.uint32))))
        return one, two, three, four

    def find_term(self, form: str, term: bytes) -> int:
        """The ordinal of a term among the form's sorted terms, or -1."""
        terms = self.terms[form]
        ordinal = terms.bisect(term)
        return ordinal if ordinal < len(terms) and terms[ordinal] == term else -1

    def derived(self, form: str) -> Array:
        """For each exact form's ordinal that of its term in another form."""
        found = self._derived.get(form)
        if found is None:
            found = self._derived[form] = self.file.array(f"derived.{form}")
        return found

    def derive_term(self, form: str, exact: bytes) -> bytes | None:
        """The term of another form that belongs to an exact form, or None where no document has that."""
        ordinal = self.find_term(EXACT, exact)
        return None if ordinal < 0 else self.terms[form][self.derived(form).item(ordinal)]

    def find_prefix(self, form: str, prefix: bytes) -> range:
        """The ordinals of the terms that begin with the prefix."""
        terms = self.terms[form]
        first = terms.bisect(prefix)
        # No byte of UTF-8 is 0xFF, so this is above every term with the prefix and below all others.
        return range(first, terms.bisect(prefix + b"\xff", first))

    def find_documents(self, document_id: bytes) -> Iterator[int]:
        """The numbers of the documents with this id; all but one of them are deleted."""
        order = self.file.array("id.order")
        first, last = 0, len(order)
        while first < last:
            middle = (first + last) // 2
            if self.ids[int(order[middle])] < document_id:
                first = middle + 1
            else:
                last = middle
        while first < len(order) and self.ids[int(order[first])] == document_id:
            yield int(order[first])
            first += 1

    def read_document(self, number: int) -> Document:
        """The stored document."""
        return read_document(self.read_record(number))

    def read_record(self, number: int) -> bytes:
        """The stored document and where the words of its title and body stand, as `records` has them."""
        return read_record(self.stored.read(number))


@dataclass(frozen=True, slots=True)
class OpenSegment:
    """A segment, the number of its first document, and which of its documents are deleted (empty: none)."""

    segment: Segment
    start: int
    deleted: NDArray[np.bool_]

    def select(self, documents: NDArray[np.intp]) -> NDArray[np.intp]:
        """Those of some documents of all segments (rising) that are this one's."""
        last = self.start + self.segment.documents
        if len(documents) and documents[0] >= self.start and documents[-1] < last:
            return documents
        return documents[slice(*documents.searchsorted((self.start, last)).tolist())]


def locate_positions(field: InvertedField, place: int, postings: NDArray[np.intp]) -> tuple[Array, Array]:
    """The positions of some postings of a list, in a row, and how many each has.

    `postings` are numbers inside the list, rising.
    """
    frequencies = field.frequencies[field.slice_list(place)].astype(np.int64)
    starts = np.cumsum(frequencies) - frequencies + int(field.position_starts[place])
    starts = starts[postings]
    return take_ranges(field.positions, starts, starts + frequencies[postings])
