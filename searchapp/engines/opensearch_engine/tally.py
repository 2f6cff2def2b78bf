"""Articles analyzed by the batch: their terms as texts of ready words, and the counts of what comes and goes."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp import arabic
from searchapp.arabic.scan import FormScanner
from searchapp.engines.base import COMPLETED
from searchapp.engines.opensearch_engine.entries import make_entry, pack_document
from searchapp.fields import EXACT, FORMS, STEM, TEXT_FIELDS, term_field
from searchapp.model import Document

_MODULUS = 1 << 64
_Ids = NDArray[np.int64]
_NONE: _Ids = np.empty(0, np.int64)


class Tally(msgspec.Struct):
    """What a set of articles holds, or what changes when some come and others go.

    `held`: for each text field, articles with a term in it. `terms`: articles that hold an exact form in a field that
    completes; `other_terms`: articles that hold it only elsewhere. `stems`: the sums of both over the exact forms
    of each stem. `checksum`: see the index's `Description`.
    """

    documents: int = 0
    checksum: int = 0
    held: dict[str, int] = msgspec.field(default_factory=dict)
    terms: dict[str, int] = msgspec.field(default_factory=dict)
    other_terms: dict[str, int] = msgspec.field(default_factory=dict)
    stems: dict[str, int] = msgspec.field(default_factory=dict)

    def update(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.documents += other.documents
        self.checksum = add_checksums(self.checksum, other.checksum)
        _add_counts(self.held, other.held)
        _add_counts(self.terms, other.terms)
        _add_counts(self.other_terms, other.other_terms)
        _add_counts(self.stems, other.stems)


def _add_counts(counts: dict[str, int], others: Mapping[str, int]) -> None:
    if not counts:
        counts.update(others)
        return
    for name, count in others.items():
        counts[name] = counts.get(name, 0) + count


class Tallier:
    """Makes entries of articles and counts what comes and goes."""

    def __init__(self, *, compiled: bool) -> None:
        self._scanner = FormScanner(compiled=compiled)
        self._terms: dict[str, list[str]] = {form: [""] for form in FORMS}
        """For each form, the terms of the exact forms by the scanner's numbers."""
        self._reset()

    def _reset(self) -> None:
        self._documents = 0
        self._checksum = 0
        self._held: Counter[str] = Counter()
        self._counts = {True: np.zeros(0, np.int64), False: np.zeros(0, np.int64)}
        """For each exact form, articles that hold it in a field that completes, and those that do only elsewhere."""

    def add(self, documents: Sequence[Document]) -> Iterator[dict[str, object]]:
        """The entries of articles that come."""
        packed = [pack_document(document) for document in documents]
        rows, ids, counts = self._analyze(documents)
        self._count(len(documents), rows, ids, counts, packed, 1)
        texts = _join_terms(self._terms, ids, counts)
        terms: list[dict[str, list[str]]] = [{} for _ in documents]
        for place, (number, name) in enumerate(rows):
            for form in FORMS:
                terms[number].setdefault(term_field(name, form), []).append(texts[form][place])
        for document, stored, own in zip(documents, packed, terms, strict=True):
            yield make_entry(document, stored) | own

    def remove(self, documents: Sequence[Document], packed: Sequence[str]) -> None:
        """Count articles that go, and what was stored of them."""
        self._count(len(documents), *self._analyze(documents), packed, -1)

    def finish(self) -> Tally:
        """What was counted, and a fresh start."""
        exact = self._terms[EXACT]
        terms, other_terms = (
            {exact[place]: int(counts[place]) for place in np.flatnonzero(counts).tolist()}
            for counts in (self._counts[True], self._counts[False])
        )
        stems: dict[str, int] = {}
        held = self._counts[True] + self._counts[False]
        for place in np.flatnonzero(held).tolist():
            stem = self._terms[STEM][place]
            stems[stem] = stems.get(stem, 0) + int(held[place])
        tally = Tally(self._documents, self._checksum, dict(self._held), terms, other_terms, stems)
        self._reset()
        return tally

    def _analyze(self, documents: Sequence[Document]) -> tuple[list[tuple[int, str]], _Ids, _Ids]:
        """For each text the place of its article and its field; the words of all; how many each text has."""
        rows: list[tuple[int, str]] = []
        texts: list[str] = []
        for number, document in enumerate(documents):
            for field in TEXT_FIELDS:
                values = field.read(document)
                rows += [(number, field.name)] * len(values)
                texts += values
        ids, counts = self._scan(texts)
        return rows, ids, counts

    def _scan(self, texts: Sequence[str]) -> tuple[_Ids, _Ids]:
        """The numbers of the texts' words, in order, and how many each text has."""
        if not texts:
            return _NONE, _NONE
        scan = self._scanner.scan(texts)
        fresh = self._scanner.list_forms(len(self._terms[EXACT]))
        self._terms[EXACT] += fresh
        self._terms[STEM] += map(arabic.stem, fresh)
        return scan.numbers.astype(np.int64), scan.counts

    def _count(
        self, documents: int, rows: list[tuple[int, str]], ids: _Ids, counts: _Ids, packed: Sequence[str], sign: int
    ) -> None:
        self._documents += sign * documents
        self._checksum = add_checksums(self._checksum, *(sign * checksum_stored(each) for each in packed))
        for (_, name), _ in Counter(row for row, count in zip(rows, counts.tolist(), strict=True) if count).items():
            self._held[name] += sign
        numbers = np.repeat(np.fromiter((number for number, _ in rows), np.int64, len(rows)), counts)
        completing = np.repeat(np.fromiter((name in COMPLETED for _, name in rows), np.bool_, len(rows)), counts)
        keys = (numbers << 32) + ids
        here = np.unique(keys[completing])
        elsewhere = np.setdiff1d(keys[~completing], here)
        size = len(self._terms[EXACT])
        for completes, found in ((True, here), (False, elsewhere)):
            total = np.bincount(found & 0xFFFFFFFF, minlength=size) * sign
            total[: len(self._counts[completes])] += self._counts[completes]
            self._counts[completes] = total


def _join_terms(terms: Mapping[str, Sequence[str]], ids: _Ids, counts: _Ids) -> dict[str, list[str]]:
    """For each form, each text as its terms with a space between them."""
    numbers = ids.tolist()
    bounds = list(pairwise([0, *np.cumsum(counts).tolist()]))
    joined = {}
    for form, table in terms.items():
        words = [table[number] for number in numbers]
        joined[form] = [" ".join(words[start:end]) for start, end in bounds]
    return joined


def checksum_stored(stored: str) -> int:
    """What an article adds to the checksum, from what is stored of it."""
    return zlib.crc32(stored.encode())


def add_checksums(*checksums: int) -> int:
    """The sum of checksums as it is kept, modulo 2⁶⁴."""
    return sum(checksums) % _MODULUS
