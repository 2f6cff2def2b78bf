"""An article as an entry of the index, and back; and the tally of what entries hold."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from searchapp import arabic
from searchapp.engines.opensearch_engine.mapping import ARTICLE, BLOB
from searchapp.fields import BODY, FORMS, TEXT_FIELDS, day_number, term_field
from searchapp.model import UNKNOWN, Document

COMPLETED = ("title", BODY)
"""The fields whose words complete what is typed."""

_encode = msgspec.json.Encoder().encode
decode_document = msgspec.json.Decoder(Document).decode
"""What is stored of an article → the article."""

_MAX_KEY_BYTES = 500
"""The cluster takes keys of up to 512 bytes."""
_MODULUS = 1 << 64


def make_key(document_id: str) -> str:
    """The entry's key in the index: the id itself, or a hash of one that is too long or looks like such a hash.

    >>> make_key("a/1")
    'a/1'
    """
    encoded = document_id.encode("utf-8", "surrogatepass")
    if len(encoded) <= _MAX_KEY_BYTES and not document_id.startswith("#"):
        return document_id
    return "#" + hashlib.sha256(encoded).hexdigest()


def make_blob_key(name: str) -> str:
    """The key of a blob, which no article can have."""
    return f"#blob:{name}"


class Tally(msgspec.Struct):
    """What a set of entries holds, or what changes when they come and others go.

    `held`: for each text field, documents with a term in it. `terms`: for each form, documents that hold the term in
    a field that completes; `other_terms`: documents that hold it only elsewhere. `checksum`: see the index's
    `Description`.
    """

    documents: int = 0
    checksum: int = 0
    held: dict[str, int] = msgspec.field(default_factory=dict)
    terms: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    other_terms: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)

    def update(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.documents += other.documents
        self.checksum = (self.checksum + other.checksum) % _MODULUS
        _add_counts(self.held, other.held)
        for mine, theirs in ((self.terms, other.terms), (self.other_terms, other.other_terms)):
            for form, counts in theirs.items():
                _add_counts(mine.setdefault(form, {}), counts)


def _add_counts(counts: dict[str, int], others: Mapping[str, int]) -> None:
    if not counts:
        counts.update(others)
        return
    for name, count in others.items():
        counts[name] = counts.get(name, 0) + count


class Tallier:
    """Makes entries of articles and counts what comes and goes."""

    def __init__(self) -> None:
        self._documents = 0
        self._checksum = 0
        self._held: Counter[str] = Counter()
        self._terms: dict[str, Counter[str]] = {form: Counter() for form in FORMS}
        self._other_terms: dict[str, Counter[str]] = {form: Counter() for form in FORMS}

    def add(self, document: Document) -> dict[str, Any]:
        """The entry of an article that comes."""
        stored = _encode(document)
        terms = _analyze(document)
        self._documents += 1
        self._checksum += zlib.crc32(stored)
        self._held.update(terms.keys())
        for form, (here, elsewhere) in _list_terms(terms).items():
            self._terms[form].update(here)
            self._other_terms[form].update(elsewhere)
        return _make_entry(document, terms) | {"document": stored.decode()}

    def remove(self, document: Document) -> None:
        """Count an article that goes."""
        terms = _analyze(document)
        self._documents -= 1
        self._checksum -= zlib.crc32(_encode(document))
        self._held.subtract(terms.keys())
        for form, (here, elsewhere) in _list_terms(terms).items():
            self._terms[form].subtract(here)
            self._other_terms[form].subtract(elsewhere)

    def finish(self) -> Tally:
        """What was counted, and a fresh start."""
        tally = Tally(
            self._documents, self._checksum % _MODULUS, dict(self._held), {**self._terms}, {**self._other_terms}
        )
        self.__init__()  # type: ignore[misc]  # all that it holds is what was counted
        return tally


_Terms = dict[str, list[tuple[list[str], ...]]]
"""For each text field that has any: for each of its values the terms in each form."""


def _analyze(document: Document) -> _Terms:
    found: _Terms = {}
    for field in TEXT_FIELDS:
        values: list[tuple[list[str], ...]] = [arabic.index_terms(value) for value in field.read(document)]
        if any(forms[0] for forms in values):
            found[field.name] = values
    return found


def _list_terms(terms: _Terms) -> dict[str, tuple[set[str], set[str]]]:
    """For each form, the terms of the fields that complete, and those that stand only in others."""
    found = {}
    for place, form in enumerate(FORMS):
        here: set[str] = set()
        elsewhere: set[str] = set()
        for name, values in terms.items():
            (here if name in COMPLETED else elsewhere).update(*(forms[place] for forms in values))
        found[form] = here, elsewhere - here
    return found


def _make_entry(document: Document, terms: _Terms) -> dict[str, Any]:
    date = document.date
    entry: dict[str, Any] = {
        "kind": ARTICLE,
        "id": document.id,
        "month": f"{date.year:04d}-{date.month:02d}" if date else UNKNOWN,
        "source": document.source or UNKNOWN,
        "tag": document.tags,
    }
    if date:
        entry["day"] = day_number(date.year, date.month, date.day)
    for name, values in terms.items():
        for place, form in enumerate(FORMS):
            entry[term_field(name, form)] = [" ".join(forms[place]) for forms in values]
    return entry


def make_blob(content: str) -> dict[str, Any]:
    """The entry of bytes kept with the generation, already as text."""
    return {"kind": BLOB, "document": content}


def checksum_stored(stored: str) -> int:
    """What an article adds to the checksum, from what is stored of it."""
    return zlib.crc32(stored.encode())
