"""The array codec, as Whoosh sees it: segments, terms and per-document values behind Whoosh's own interfaces.

The engine searches the arrays directly. This is for everything else that speaks Whoosh: its `Searcher`, its
queries, its tools. They read the same index, slower. Writing goes through `writer`, not through Whoosh's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo

from searchapp.engines.whoosh_engine.files.segment import Segment, locate_positions
from searchapp.engines.whoosh_engine.schema import ID, stored_values
from searchapp.fields import FORMS, TEXT_FIELDS, term_field

EXTENSION = ".arrays"


class ArraySegment(base.Segment):  # type: ignore[misc]  # Whoosh has no types
    """What the table of contents keeps of a segment: its name, its size and its deletions."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self._documents = 0
        self._deleted: frozenset[int] = frozenset()

    def codec(self) -> ArrayCodec:
        """The codec that reads this segment."""
        return ArrayCodec()

    def set_doc_count(self, count: int) -> None:
        """Fix the number of documents, deleted ones included."""
        self._documents = count

    def doc_count_all(self) -> int:
        """The number of documents, deleted ones included."""
        return self._documents

    def deleted_count(self) -> int:
        """The number of deleted documents."""
        return len(self._deleted)

    def deleted_docs(self) -> frozenset[int]:
        """The numbers of the deleted documents."""
        return self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark a document as deleted, or (`delete=False`) as not: for Whoosh's tools. It copies all the numbers."""
        self._deleted = self._deleted | {docnum} if delete else self._deleted - {docnum}

    def delete_documents(self, numbers: Sequence[int]) -> None:
        """Mark many documents as deleted."""
        self._deleted = self._deleted.union(numbers)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return docnum in self._deleted

    def path(self, folder: Path) -> Path:
        """The segment's file."""
        return folder / str(self.make_filename(EXTENSION))


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Opens `ArraySegment`s for Whoosh's readers."""

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:
        """The inverted side of a segment."""
        return ArrayTermsReader(Segment(segment.path(Path(storage.folder))))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayDocumentReader:
        """The documents of a segment."""
        return ArrayDocumentReader(Segment(segment.path(Path(storage.folder))), segment)

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """A segment without documents yet."""
        return ArraySegment(indexname)


_FIELDS = {term_field(field.name, form): (field.name, form) for field in TEXT_FIELDS for form in FORMS}


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """Terms and posting lists. `id` is a field of one term a document."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def indexed_field_names(self) -> list[str]:
        """Every field that has terms, sorted."""
        return sorted([ID, *_FIELDS])

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every (field, term), sorted."""
        return self.terms_from(self.indexed_field_names()[0], b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Every (field, term) from this one on."""
        for name in self.indexed_field_names():
            if name >= fieldname:
                for term in self._list_terms(name):
                    if name > fieldname or term >= prefix:
                        yield name, term

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Every ((field, term), statistics), sorted."""
        return self.items_from(self.indexed_field_names()[0], b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Every ((field, term), statistics) from this one on."""
        for name, term in self.terms_from(fieldname, prefix):
            yield (name, term), self.term_info(name, term)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """A term's statistics. Raises KeyError for an unknown term."""
        documents, frequencies, _ = self._read(fieldname, text)
        lengths = self._segment.lengths(_FIELDS[fieldname][0])[documents] if fieldname in _FIELDS else frequencies
        return TermInfo(
            weight=float(frequencies.sum(dtype=np.int64)),
            df=len(documents),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(frequencies.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """A term's postings as a Whoosh matcher. Raises KeyError for an unknown term."""
        documents, frequencies, place = self._read(fieldname, text)
        values = None
        if place is not None:
            values = _Positions(self._segment, *_FIELDS[fieldname], place, format_)
        return ListMatcher(
            documents.tolist(),
            weights=frequencies.astype(float).tolist(),
            values=values,
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def cursor(self, fieldname: str, fieldobj: Any) -> ArrayCursor:
        """A cursor over a field's terms."""
        return ArrayCursor(list(self._list_terms(fieldname)), fieldobj)

    def _list_terms(self, fieldname: str) -> Iterator[bytes]:
        if fieldname == ID:
            return iter(sorted(self._segment.ids))
        name, form = _FIELDS[fieldname]
        terms = self._segment.terms[form]
        return (terms[ordinal] for ordinal in self._segment.field(name, form).ordinals.tolist())

    def _find(self, fieldname: str, text: bytes) -> int | None:
        """A text field's list, or the number of the document with an id; None where there is none."""
        if fieldname == ID:
            return max(self._segment.find_documents(text), default=None)
        if fieldname not in _FIELDS:
            return None
        name, form = _FIELDS[fieldname]
        ordinal = self._segment.find_term(form, text)
        return None if ordinal < 0 else self._segment.field(name, form).find_list(ordinal)

    def _read(self, fieldname: str, text: bytes) -> tuple[Any, Any, int | None]:
        place = self._find(fieldname, text)
        if place is None:
            raise KeyError((fieldname, text))
        if fieldname == ID:
            return np.array([place]), np.array([1]), None
        field = self._segment.field(*_FIELDS[fieldname])
        where = field.slice_list(place)
        return field.documents[where], field.frequencies[where], place


class _Positions(Sequence[bytes]):
    """The encoded positions of a list's postings, each made when it is asked for."""

    def __init__(self, segment: Segment, name: str, form: str, place: int, format_: Any) -> None:
        self._field = segment.field(name, form)
        self._place = place
        self._encode = format_.encode

    def __len__(self) -> int:
        where = self._field.slice_list(self._place)
        return where.stop - where.start  # type: ignore[no-any-return]  # slices have no types

    def __getitem__(self, number: Any) -> Any:
        positions, _ = locate_positions(self._field, self._place, np.array([number]))
        return self._encode(positions.tolist())


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]
    """Steps through a field's sorted terms; Whoosh's fuzzy queries use it."""

    def __init__(self, terms: list[bytes], fieldobj: Any) -> None:
        self._terms = terms
        self._fieldobj = fieldobj
        self._place = 0

    def first(self) -> str | None:
        """Go to the first term."""
        self._place = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that is not less."""
        wanted = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._place = next((place for place, each in enumerate(self._terms) if each >= wanted), len(self._terms))
        return self.text()

    def next(self) -> str | None:
        """Go to the next term."""
        self._place += 1
        return self.text()

    def text(self) -> str | None:
        """The term, or None at the end."""
        return self._terms[self._place].decode("utf-8", "surrogatepass") if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether the cursor stands at a term."""
        return self._place < len(self._terms)


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Documents, deletions and field lengths."""

    def __init__(self, segment: Segment, entry: ArraySegment) -> None:
        self._segment = segment
        self._entry = entry

    def doc_count(self) -> int:
        """Live documents."""
        return int(self._entry.doc_count())

    def doc_count_all(self) -> int:
        """Documents, deleted ones included."""
        return self._entry.doc_count_all()

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return self._entry.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        """Whether this document is deleted."""
        return self._entry.is_deleted(docnum)

    def deleted_docs(self) -> frozenset[int]:
        """The deleted documents."""
        return self._entry.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """The number of tokens of a field in a document."""
        return int(self._lengths(fieldname)[docnum]) if fieldname in _FIELDS else default

    def field_length(self, fieldname: str) -> int:
        """The number of tokens of a field in all documents."""
        return int(self._lengths(fieldname).sum(dtype=np.int64)) if fieldname in _FIELDS else 0

    def min_field_length(self, fieldname: str) -> int:
        """The shortest length of a field."""
        return int(self._lengths(fieldname).min()) if fieldname in _FIELDS else 0

    def max_field_length(self, fieldname: str) -> int:
        """The longest length of a field."""
        return int(self._lengths(fieldname).max()) if fieldname in _FIELDS else 0

    def stored_fields(self, docnum: int) -> dict[str, object]:
        """The document's values by field name."""
        return stored_values(self._segment.read_document(docnum))

    def _lengths(self, fieldname: str) -> Any:
        return self._segment.lengths(_FIELDS[fieldname][0])
