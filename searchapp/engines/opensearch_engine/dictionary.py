"""The words of a generation, sorted, with how many articles hold each: pieces kept as blobs, read when needed."""

from __future__ import annotations

import bisect
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

import msgspec

from searchapp.arabic import Stem
from searchapp.engines.opensearch_engine.blobs import Blobs
from searchapp.engines.opensearch_engine.tally import Tally

_LIST = "terms"
"""The name of the blob that lists the pieces."""
PIECE_TERMS = 4096
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

    def has_term(self, term: str) -> bool:
        """Whether any article holds a term."""
        pieces = self._list_pieces()
        place = bisect.bisect_right(pieces, term, key=lambda piece: piece.first) - 1
        if place < 0:
            return False
        terms = self._read_piece(pieces[place].number)
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
            found = _read_terms(self._blobs, number, deadline)
            with self._lock:
                if len(self._read) >= _KEPT_PIECES:
                    self._read.clear()
                self._read[number] = found
        return found


def change_dictionary(blobs: Blobs, change: Tally) -> None:
    """Bring the dictionary up to date with what came and went; only the pieces that hold it are written."""
    counts, elsewhere = change.terms, change.other_terms
    changed = sorted(name for name in counts.keys() | elsewhere.keys() if counts.get(name) or elsewhere.get(name))
    changes = [Counted(term, counts.get(term, 0), elsewhere.get(term, 0)) for term in changed]
    if changes:
        blobs.write(_change_pieces(blobs, changes))


def _change_pieces(blobs: Blobs, changes: Sequence[Counted]) -> Iterator[tuple[str, bytes | None]]:
    (packed,) = blobs.read([_LIST])
    old = msgspec.msgpack.decode(packed, type=list[Piece]) if packed else []
    following = max((piece.number for piece in old), default=-1) + 1
    # Where there is no piece yet, all changes belong to one that is still to come.
    pieces: list[Piece | None] = [*old] or [None]
    bounds = [bisect.bisect_left(changes, piece.first, key=lambda change: change.term) for piece in old[1:]]
    kept: list[Piece] = []
    for piece, start, end in zip(pieces, [0, *bounds], [*bounds, len(changes)], strict=True):
        if piece is not None and start == end:
            kept.append(piece)
            continue
        terms = _merge_counts(_read_terms(blobs, piece.number) if piece else [], changes[start:end])
        if piece is not None:
            yield _name_piece(piece.number), None
        for first in range(0, len(terms), PIECE_TERMS):
            some = terms[first : first + PIECE_TERMS]
            kept.append(Piece(some[0].term, following))
            yield _name_piece(following), msgspec.msgpack.encode(some)
            following += 1
    yield _LIST, msgspec.msgpack.encode(kept)


def _merge_counts(terms: Sequence[Counted], changes: Sequence[Counted]) -> list[Counted]:
    merged: Iterable[Counted] = changes
    if terms:
        known = {counted.term: counted for counted in terms}
        for change in changes:
            term, articles, elsewhere = change
            _, before, before_elsewhere = known.get(term, (term, 0, 0))
            known[term] = Counted(term, before + articles, before_elsewhere + elsewhere)
        merged = (known[term] for term in sorted(known))
    return [counted for counted in merged if counted.articles or counted.elsewhere]


def _read_terms(blobs: Blobs, number: int, deadline: float | None = None) -> list[Counted]:
    (packed,) = blobs.read([_name_piece(number)], deadline)
    return msgspec.msgpack.decode(packed, type=list[Counted]) if packed else []


def _name_piece(number: int) -> str:
    return f"terms/{number:06d}"
