"""Articles analyzed by the batch: their terms as texts of ready words, and the counts of what comes and goes."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp import arabic
from searchapp.arabic.scan import Interner, make_scanner
from searchapp.engines.base import COMPLETED
from searchapp.engines.opensearch_engine.entries import make_entry, store_document
from searchapp.engines.opensearch_engine.joining import make_joiner
from searchapp.engines.opensearch_engine.notes import Notes, NoteTaker
from searchapp.fields import BODY, EXACT, TEXT_FIELDS, term_field
from searchapp.model import Document

_MODULUS = 1 << 64
_PLACE_BITS = 33
_FORM_MASK = (1 << _PLACE_BITS) - 1


class Tally(msgspec.Struct):
    """What a set of articles holds, or what changes when some come and others go.

    `words`: those of titles and bodies. `held`: for each text field, articles with a term in it. `terms`: articles
    that hold an exact form in a field that completes; `other_terms`: articles that hold it only elsewhere. `uses`:
    how often it stands anywhere. `checksum`: see the index's `Description`. `notes`: what can be learned from, by
    process.
    """

    documents: int = 0
    checksum: int = 0
    words: int = 0
    held: dict[str, int] = msgspec.field(default_factory=dict)
    terms: dict[str, int] = msgspec.field(default_factory=dict)
    other_terms: dict[str, int] = msgspec.field(default_factory=dict)
    uses: dict[str, int] = msgspec.field(default_factory=dict)
    notes: list[Notes] = msgspec.field(default_factory=list)

    def update(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.documents += other.documents
        self.words += other.words
        self.notes += other.notes
        self.checksum = add_checksums(self.checksum, other.checksum)
        _add_counts(self.held, other.held)
        _add_counts(self.terms, other.terms)
        _add_counts(self.other_terms, other.other_terms)
        _add_counts(self.uses, other.uses)

    def count_uses(self) -> dict[str, int]:
        """How often each exact form stands anywhere, without those that went with their articles."""
        return {form: count for form, count in self.uses.items() if count > 0}

    def count_holders(self) -> dict[str, int]:
        """How many articles hold each exact form anywhere."""
        holders = dict(self.terms)
        _add_counts(holders, self.other_terms)
        return holders


def _add_counts(counts: dict[str, int], others: Mapping[str, int]) -> None:
    if not counts:
        counts.update(others)
        return
    for name, count in others.items():
        counts[name] = counts.get(name, 0) + count


class _Analyzed(NamedTuple):
    """The words of some articles. `rows` has for each text the place of its article and its field, `numbers` the
    words of all, `counts` how many each text has, `pieces` those of each text, `completed` which of the texts are of
    fields that complete.
    """

    rows: list[tuple[int, str]]
    numbers: NDArray[np.uint32]
    counts: NDArray[np.int64]
    pieces: list[bytes]
    completed: NDArray[np.bool_]


class Tallier:
    """Makes entries of articles and counts what comes and goes."""

    def __init__(self, *, teach: bool, compiled: bool) -> None:
        """With `teach`, what comes is noted, to be learned from."""
        self._notes = NoteTaker() if teach else None
        self._scanner = make_scanner(compiled=compiled)
        self._exact = Interner({"": 0})
        self._numbers = array("q", [0])
        """The scanner's number of a vocalized form → that of its exact form."""
        self._joiner = make_joiner(compiled=compiled)
        self._joiner.extend([""])
        self._reset()

    def _reset(self) -> None:
        self._documents = 0
        self._checksum = 0
        self._words = 0
        self._held: Counter[str] = Counter()
        self._uses = np.zeros(0, np.int64)
        self._counts = {True: np.zeros(0, np.int64), False: np.zeros(0, np.int64)}
        """For each exact form, articles that hold it in a field that completes, and those that do only elsewhere."""

    def add(self, batch: int, documents: Sequence[Document], packed: Sequence[bytes]) -> list[dict[str, object]]:
        """The entries of articles that come, each with its packed form. `batch` is their number among all batches."""
        analyzed = self._analyze(documents)
        terms: list[dict[str, list[msgspec.Raw]]] = [{} for _ in documents]
        texts = self._joiner.join(analyzed.numbers, analyzed.counts)
        for (place, name), text in zip(analyzed.rows, texts, strict=True):
            terms[place].setdefault(term_field(name, EXACT), []).append(text)
        rows = zip(analyzed.rows, analyzed.pieces, strict=True)
        pieces = {place: each for (place, name), each in rows if name == BODY}
        stored = [store_document(each, pieces.get(place, b"")) for place, each in enumerate(packed)]
        self._count(len(documents), analyzed, stored, 1)
        self._note(batch, analyzed)
        entries = map(make_entry, documents, stored)
        return [entry | own for entry, own in zip(entries, terms, strict=True)]

    def remove(self, documents: Sequence[Document], stored: Sequence[str]) -> None:
        """Count articles that go, and what was stored of them."""
        self._count(len(documents), self._analyze(documents), stored, -1)

    def finish(self) -> Tally:
        """What was counted, and a fresh start."""
        exact = list(self._exact)
        terms, other_terms, uses = (
            {exact[place]: int(counts[place]) for place in np.flatnonzero(counts).tolist()}
            for counts in (self._counts[True], self._counts[False], self._uses)
        )
        notes = [self._notes.hand_over(exact)] if self._notes else []
        tally = Tally(self._documents, self._checksum, self._words, dict(self._held), terms, other_terms, uses, notes)
        self._reset()
        return tally

    def _analyze(self, documents: Sequence[Document]) -> _Analyzed:
        rows: list[tuple[int, str]] = []
        texts: list[str] = []
        for place, document in enumerate(documents):
            for field in TEXT_FIELDS:
                values = field.read(document)
                rows += [(place, field.name)] * len(values)
                texts += values
        completed = np.fromiter((name in COMPLETED for _, name in rows), np.bool_, len(rows))
        if not texts:
            return _Analyzed(rows, np.empty(0, np.uint32), np.empty(0, np.int64), [], completed)
        scan = self._scanner.scan(texts)
        self._take(self._scanner.list_forms(len(self._numbers)))
        return _Analyzed(rows, scan.numbers, scan.counts, scan.pieces, completed)

    def _take(self, fresh: Sequence[str]) -> None:
        """Take vocalized forms that were not seen before."""
        numbers = [self._exact[arabic.bare_form(form)] for form in fresh]
        self._numbers.extend(numbers)
        self._joiner.extend(fresh)

    def _count(self, documents: int, analyzed: _Analyzed, stored: Sequence[str], sign: int) -> None:
        rows, counts = analyzed.rows, analyzed.counts
        self._documents += sign * documents
        self._words += sign * int(counts[analyzed.completed].sum())
        self._checksum = add_checksums(self._checksum, *(sign * checksum_stored(each) for each in stored))
        for _, name in {row for row, count in zip(rows, counts.tolist(), strict=True) if count}:
            self._held[name] += sign
        # One key a word: its article, its form, and last whether it stands where words do not complete. Sorted, the
        # first key of each article and form tells.
        owners = np.fromiter((place for place, _ in rows), np.int64, len(rows)) << _PLACE_BITS
        owners |= ~analyzed.completed
        forms = np.frombuffer(self._numbers, np.int64)[analyzed.numbers]
        self._uses = self._add(self._uses, forms, sign)
        keys = np.repeat(owners, counts) | (forms << 1)
        keys.sort()
        keys = keys[np.diff(keys >> 1, prepend=-1) != 0]
        found = (keys & _FORM_MASK) >> 1
        for completes, some in ((True, found[keys & 1 == 0]), (False, found[keys & 1 == 1])):
            self._counts[completes] = self._add(self._counts[completes], some, sign)

    def _note(self, batch: int, analyzed: _Analyzed) -> None:
        if self._notes:
            words = analyzed.numbers[np.repeat(analyzed.completed, analyzed.counts)]
            lengths = analyzed.counts[analyzed.completed]
            self._notes.take(batch, np.frombuffer(self._numbers, np.int64)[words], lengths)

    def _add(self, counts: NDArray[np.int64], forms: NDArray[np.int64], sign: int) -> NDArray[np.int64]:
        """The counts with each of these exact forms counted once more, or once less."""
        total = np.bincount(forms, minlength=len(self._exact)) * sign
        total[: len(counts)] += counts
        return total


def checksum_stored(stored: str) -> int:
    """What an article adds to the checksum, from what is stored of it."""
    return zlib.crc32(stored.encode())


def add_checksums(*checksums: int) -> int:
    """The sum of checksums as it is kept, modulo 2⁶⁴."""
    return sum(checksums) % _MODULUS
