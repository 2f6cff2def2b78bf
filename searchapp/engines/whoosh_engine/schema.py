"""The Whoosh schema, and a document as the fields of one row of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import msgspec
from whoosh import columns, fields, formats
from whoosh.analysis import IDAnalyzer

from searchapp import arabic
from searchapp.fields import EXACT, FORMS, STEM, TEXT_FIELDS, VALUE_GAP, day_number, term_field
from searchapp.model import Document

ID = "id"
ROW = "row"
STORED = "document"

Occurrences = dict[str, list[int]]
"""Term → its positions in one field of one document, rising."""


class TermList(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field whose value is already analyzed: an `Occurrences`. No analyzer of Whoosh's ever runs."""

    def __init__(self) -> None:
        super().__init__(format=formats.Positions(), analyzer=IDAnalyzer(), scorable=True)

    def index(self, value: Occurrences, **options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Whoosh's postings of the value: (term, frequency, weight, encoded positions)."""
        encode = self.format.encode
        for term, positions in value.items():
            yield term.encode("utf-8", "surrogatepass"), len(positions), float(len(positions)), encode(positions)


class Row(msgspec.Struct, array_like=True):
    """What filters, facets, sorting and scoring need of a document. `day` is YYYYMMDD, 0 for unknown;
    `lengths` are in tokens, in the order of TEXT_FIELDS.
    """

    id: str
    source: str
    day: int
    tags: tuple[str, ...]
    lengths: tuple[int, ...]


def make_schema() -> fields.Schema:
    """A fresh schema. Always open an index with it: the pickled one inside the index is never trusted."""
    schema = fields.Schema(
        **{ID: fields.ID(unique=True), ROW: fields.COLUMN(columns.VarBytesColumn()), STORED: fields.STORED()}
    )
    for field in TEXT_FIELDS:
        for form in FORMS:
            schema.add(term_field(field.name, form), TermList())
    return schema


_encode = msgspec.msgpack.Encoder().encode
_decode_document = msgspec.msgpack.Decoder(Document).decode
decode_row = msgspec.msgpack.Decoder(Row).decode


def make_row(document: Document) -> dict[str, object]:
    """The keyword arguments of Whoosh's `add_document` for a document."""
    values: dict[str, object] = {ID: document.id, STORED: zlib.compress(_encode(document), 3)}
    lengths = []
    for field in TEXT_FIELDS:
        exact: Occurrences = {}
        stems: Occurrences = {}
        lengths.append(_collect_occurrences(field.read(document), exact, stems))
        if exact:
            values[term_field(field.name, EXACT)] = exact
            values[term_field(field.name, STEM)] = stems
    day = document.date
    number = day_number(day.year, day.month, day.day) if day else 0
    values[ROW] = _encode(Row(document.id, document.source or "", number, document.tags, tuple(lengths)))
    return values


def read_document(stored: bytes) -> Document:
    """The document that `make_row` stored."""
    return _decode_document(zlib.decompress(stored))


def _collect_occurrences(values: tuple[str, ...], exact: Occurrences, stems: Occurrences) -> int:
    length = 0
    start = 0
    for value in values:
        exact_forms, stem_forms = arabic.index_terms(value)
        for position, (term, stem) in enumerate(zip(exact_forms, stem_forms, strict=True), start):
            exact.setdefault(term, []).append(position)
            stems.setdefault(stem, []).append(position)
        length += len(exact_forms)
        start += len(exact_forms) + VALUE_GAP
    return length
