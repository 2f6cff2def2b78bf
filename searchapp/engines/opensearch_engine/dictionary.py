"""The words of a generation, sorted, with how many articles hold each: pieces kept as blobs, read when needed."""

from __future__ import annotations

import bisect
import threading
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from searchapp.arabic import Stem
from searchapp.engines.opensearch_engine.blobs import Blobs

_LIST = "terms"
"""The name of the blob that lists the pieces."""
PIECE_TERMS = 4096
_KEPT_COUNT = "<u4"
_KEPT_PIECES = 256
"""So many pieces are kept in memory: a million terms, some 100 MB at most."""


class Counted(NamedTuple):
    """A term, the articles that hold it in a field that completes, and those that hold it only elsewhere."""

    term: str
    articles: int
    elsewhere: int


class Piece(NamedTuple):
    """A run of terms: its first one, and the number in its blob's name."""

    first: str
    number: int


class Dictionary:
    """The exact forms of a generation. Threads may share one."""

    def __init__(self, blobs: Blobs, stem: Stem) -> None:
        """`stem` is the generation's."""
        self._stem = stem
        self._blobs = blobs
        self._stems: list[str] | None = None
        self._lock = threading.Lock()
        self._pieces: list[Piece] | None = None
        self._read: dict[int, list[Counted]] = {}

    def list_terms(self, beginning: str, deadline: float | None = None) -> Iterator[list[Counted]]:
        """The terms that begin so, sorted, by pieces. Raises DeadlineError."""
        pieces = self._list_pieces(deadline)
        place = max(bisect.bisect_right(pieces, beginning, key=lambda piece: piece.first) - 1, 0)
        for piece in pieces[place:]:
            terms = self._read_piece(piece.number, deadline)
            start = bisect.bisect_left(terms, beginning, key=lambda counted: counted.term)
            some = [counted for counted in terms[start:] if counted.term.startswith(beginning)]
            if some:
                yield some
            if start < len(terms) and len(some) < len(terms) - start:
                return

    def has_term(self, term: str, deadline: float | None = None) -> bool:
        """Whether any article holds a term. Raises DeadlineError."""
        pieces = self._list_pieces(deadline)
        place = bisect.bisect_right(pieces, term, key=lambda piece: piece.first) - 1
        if place < 0:
            return False
        terms = self._read_piece(pieces[place].number, deadline)
        start = bisect.bisect_left(terms, term, key=lambda counted: counted.term)
        return start < len(terms) and terms[start].term == term

    def list_stems(self, beginning: str, deadline: float | None = None) -> list[str]:
        """The stems that begin so, sorted. The first time, all exact forms are read; queries as typed never ask.
        Raises DeadlineError.
        """
        if self._stems is None:
            stems = {self._stem(counted.term) for some in self.list_terms("", deadline) for counted in some}
            self._stems = sorted(stems)
        start = bisect.bisect_left(self._stems, beginning)
        return list(takewhile(lambda stem: stem.startswith(beginning), islice(self._stems, start, None)))

    def _list_pieces(self, deadline: float | None = None) -> list[Piece]:
        if self._pieces is None:
            (packed,) = self._blobs.read([_LIST], deadline)
            self._pieces = msgspec.msgpack.decode(packed, type=list[Piece]) if packed else []
        return self._pieces

    def _read_piece(self, number: int, deadline: float | None = None) -> list[Counted]:
        found = self._read.get(number)
        if found is None:
            terms = _read_terms(self._blobs, number, deadline)
            found = list(map(Counted, terms.terms, terms.articles.tolist(), terms.elsewhere.tolist()))
            with self._lock:
                if len(self._read) >= _KEPT_PIECES:
                    self._read.clear()
                self._read[number] = found
        return found


class Terms(NamedTuple):
    """Terms, sorted, and the counts of `Counted` for each."""

    terms: Sequence[str]
    articles: NDArray[np.int64]
    elsewhere: NDArray[np.int64]

    def cut(self, start: int, end: int) -> Terms:
        """A run of them."""
        return Terms(self.terms[start:end], self.articles[start:end], self.elsewhere[start:end])

    def drop_gone(self) -> Terms:
        """Those that some article holds, or that change."""
        held = np.flatnonzero((self.articles != 0) | (self.elsewhere != 0))
        if len(held) == len(self.terms):
            return self
        return Terms([self.terms[place] for place in held.tolist()], self.articles[held], self.elsewhere[held])


def change_dictionary(blobs: Blobs, changes: Terms) -> None:
    """Bring the dictionary up to date with what came and went; only the pieces that hold it are written."""
    changes = changes.drop_gone()
    if changes.terms:
        blobs.write(_change_pieces(blobs, changes))


def _change_pieces(blobs: Blobs, changes: Terms) -> Iterator[tuple[str, bytes | None]]:
    (packed,) = blobs.read([_LIST])
    old = msgspec.msgpack.decode(packed, type=list[Piece]) if packed else []
    following = max((piece.number for piece in old), default=-1) + 1
    # Where there is no piece yet, all changes belong to one that is still to come.
    pieces: list[Piece | None] = [*old] or [None]
    bounds = [bisect.bisect_left(changes.terms, piece.first) for piece in old[1:]]
    kept: list[Piece] = []
    for piece, start, end in zip(pieces, [0, *bounds], [*bounds, len(changes.terms)], strict=True):
        if piece is not None and start == end:
            kept.append(piece)
            continue
        found = changes.cut(start, end)
        if piece is not None:
            found = _add_counts(_read_terms(blobs, piece.number), found)
            yield _name_piece(piece.number), None
        for first in range(0, len(found.terms), PIECE_TERMS):
            kept.append(Piece(found.terms[first], following))
            yield _name_piece(following), _pack_terms(found.cut(first, first + PIECE_TERMS))
            following += 1
    yield _LIST, msgspec.msgpack.encode(kept)


def _add_counts(one: Terms, other: Terms) -> Terms:
    terms = sorted({*one.terms, *other.terms})
    places = {term: place for place, term in enumerate(terms)}
    counts = np.zeros((2, len(terms)), np.int64)
    for each in (one, other):
        counts[:, [places[term] for term in each.terms]] += (each.articles, each.elsewhere)
    return Terms(terms, *counts).drop_gone()


def _pack_terms(terms: Terms) -> bytes:
    counts = (each.astype(_KEPT_COUNT).tobytes() for each in (terms.articles, terms.elsewhere))
    return msgspec.msgpack.encode(("\n".join(terms.terms), *counts))


def _read_terms(blobs: Blobs, number: int, deadline: float | None = None) -> Terms:
    (packed,) = blobs.read([_name_piece(number)], deadline)
    if not packed:
        return Terms([], np.zeros(0, np.int64), np.zeros(0, np.int64))
    text, *counts = msgspec.msgpack.decode(packed, type=tuple[str, bytes, bytes])
    return Terms(text.split("\n"), *(np.frombuffer(each, _KEPT_COUNT).astype(np.int64) for each in counts))


def _name_piece(number: int) -> str:
    return f"terms/{number:06d}"
