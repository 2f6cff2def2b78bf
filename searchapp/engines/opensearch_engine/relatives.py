"""The stems of a generation by their skeletons, with about how many articles hold each: pieces kept as blobs."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import msgspec

from searchapp.arabic import find_skeleton
from searchapp.engines.opensearch_engine.blobs import Blobs
from searchapp.engines.relatives import hash_skeleton

PIECES = 256
"""What is read for one word, and written anew for a change of one: some thousandth of the stems."""

_Piece = dict[str, dict[str, int]]
"""For each skeleton its stems with their counts."""


class Relatives:
    """The stems of a generation. Threads may share it."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._lock = threading.Lock()
        self._read: dict[int, _Piece] = {}

    def list_stems(self, skeleton: str) -> Mapping[str, int]:
        """The stems of a skeleton, with their counts; empty for none."""
        number = _choose_piece(skeleton)
        piece = self._read.get(number)
        if piece is None:
            piece = _read_piece(self._blobs, number)
            with self._lock:
                self._read[number] = piece
        return piece.get(skeleton, {})


def change_relatives(blobs: Blobs, stems: Mapping[str, int]) -> None:
    """Bring the stems up to date with how many holders of each came, or went (below 0)."""
    changes: dict[int, _Piece] = {}
    for stem, count in stems.items():
        if count:
            skeleton = find_skeleton(stem)
            changes.setdefault(_choose_piece(skeleton), {}).setdefault(skeleton, {})[stem] = count
    names = list(map(_name_piece, changes))
    known = zip(names, blobs.read(names), changes.values(), strict=True)
    blobs.write((name, _change_piece(_unpack(packed), piece)) for name, packed, piece in known)


def _change_piece(piece: _Piece, changes: _Piece) -> bytes | None:
    for skeleton, stems in changes.items():
        counts = piece.setdefault(skeleton, {})
        for stem, change in stems.items():
            counts[stem] = counts.get(stem, 0) + change
        piece[skeleton] = {stem: count for stem, count in sorted(counts.items()) if count > 0}
    kept = {skeleton: stems for skeleton, stems in sorted(piece.items()) if stems}
    return msgspec.msgpack.encode(kept) if kept else None


def _read_piece(blobs: Blobs, number: int) -> _Piece:
    (packed,) = blobs.read([_name_piece(number)])
    return _unpack(packed)


def _unpack(packed: bytes | None) -> _Piece:
    return msgspec.msgpack.decode(packed, type=_Piece) if packed else {}


def _choose_piece(skeleton: str) -> int:
    return hash_skeleton(skeleton) % PIECES


def _name_piece(number: int) -> str:
    return f"stems/{number:03d}"
