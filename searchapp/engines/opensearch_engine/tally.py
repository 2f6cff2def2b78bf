"""Articles analyzed by the batch: their terms as texts of ready words, and the counts of what comes and goes."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp import arabic
from searchapp.arabic.scanning.scan import Interner, make_scanner
from searchapp.engines.base import COMPLETED
from searchapp.engines.opensearch_engine.counting import Texts, make_counter
from searchapp.engines.opensearch_engine.entries import make_entry, store_document
from searchapp.engines.opensearch_engine.joining import make_joiner
from searchapp.engines.opensearch_engine.words import NoteTaker, Words, pack_words
from searchapp.fields import BODY, EXACT, TEXT_FIELDS, term_field
from searchapp.model import Document

_MODULUS = 1 << 64
_FIELDS = sorted(TEXT_FIELDS, key=lambda field: field.name not in COMPLETED)
"""Those that complete come first, as `Texts` has them."""


class Tally(msgspec.Struct):
    """What a set of articles holds, or what changes when some come and others go.

    `words`: those of titles and bodies. `held`: for each text field, articles with a term in it. `checksum`: see the
    index's `Description`. `met`: the words that each process met.
    """

    documents: int = 0
    checksum: int = 0
    words: int = 0
    held: dict[str, int] = msgspec.field(default_factory=dict)
    met: list[Words] = msgspec.field(default_factory=list)

    def update(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.documents += other.documents
        self.words += other.words
        self.met += other.met
        self.checksum = add_checksums(self.checksum, other.checksum)
        for name, count in other.held.items():
            self.held[name] = self.held.get(name, 0) + count


class _Analyzed(NamedTuple):
    """The words of some articles. `rows` has for each text the place of its article and its field, `numbers` the
    words of all, `forms` the numbers of their exact forms, `pieces` those of each text.
    """

    rows: list[tuple[int, str]]
    texts: Texts
    numbers: NDArray[np.uint32]
    forms: NDArray[np.int64]
    pieces: list[bytes]


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
        self._counter = make_counter(compiled=compiled)
        self._reset()

    def _reset(self) -> None:
        self._documents = 0
        self._checksum = 0
        self._words = 0
        self._held: Counter[str] = Counter()

    def add(self, batch: int, documents: Sequence[Document], packed: Sequence[bytes]) -> list[dict[str, object]]:
        """The entries of articles that come, each with its packed form. `batch` is their number among all batches."""
        analyzed = self._analyze(documents)
        terms: list[dict[str, list[msgspec.Raw]]] = [{} for _ in documents]
        texts = self._joiner.join(analyzed.numbers, analyzed.texts.lengths)
        for (place, name), text, length in zip(analyzed.rows, texts, analyzed.texts.lengths.tolist(), strict=True):
            if length:  # the cluster would leave a gap behind a value without a word
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
        noted = self._notes.hand_over() if self._notes else []
        met = [pack_words(list(self._exact), self._counter.finish(), noted)]
        tally = Tally(self._documents, self._checksum, self._words, dict(self._held), met)
        self._reset()
        return tally

    def _analyze(self, documents: Sequence[Document]) -> _Analyzed:
        rows: list[tuple[int, str]] = []
        texts: list[str] = []
        for place, document in enumerate(documents):
            for field in _FIELDS:
                values = field.read(document)
                rows += [(place, field.name)] * len(values)
                texts += values
        owners = np.fromiter((place for place, _ in rows), np.int64, len(rows))
        completed = np.fromiter((name in COMPLETED for _, name in rows), np.bool_, len(rows))
        scan = self._scanner.scan(texts)
        self._take(self._scanner.list_forms(len(self._numbers)))
        forms = np.frombuffer(self._numbers, np.int64)[scan.numbers]
        return _Analyzed(rows, Texts(owners, completed, scan.counts), scan.numbers, forms, scan.pieces)

    def _take(self, fresh: Sequence[str]) -> None:
        """Take vocalized forms that were not seen before."""
        numbers = [self._exact[arabic.bare_form(form)] for form in fresh]
        self._numbers.extend(numbers)
        self._joiner.extend(fresh)

    def _count(self, documents: int, analyzed: _Analyzed, stored: Sequence[str], sign: int) -> None:
        lengths = analyzed.texts.lengths
        self._documents += sign * documents
        self._words += sign * int(lengths[analyzed.texts.completed].sum())
        self._checksum = add_checksums(self._checksum, *(sign * checksum_stored(each) for each in stored))
        for _, name in {row for row, length in zip(analyzed.rows, lengths.tolist(), strict=True) if length}:
            self._held[name] += sign
        self._counter.count(analyzed.texts, analyzed.forms, sign)

    def _note(self, batch: int, analyzed: _Analyzed) -> None:
        if self._notes:
            _, completed, lengths = analyzed.texts
            self._notes.take(batch, analyzed.forms[np.repeat(completed, lengths)], lengths[completed])


def checksum_stored(stored: str) -> int:
    """What an article adds to the checksum, from what is stored of it."""
    return zlib.crc32(stored.encode())


def add_checksums(*checksums: int) -> int:
    """The sum of checksums as it is kept, modulo 2⁶⁴."""
    return sum(checksums) % _MODULUS
