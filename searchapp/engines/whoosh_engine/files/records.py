"""What is stored of documents beside each other: the packed document, and where the words of its body stand."""

from __future__ import annotations

import threading

import numpy as np
import zstandard
from numpy.typing import NDArray

from searchapp.engines.packed_documents import unpack_document
from searchapp.model import Document

_LEVEL = -1
"""Takes a third more room than level 3, and less than half the time to read: ten articles in each search."""


def make_compressor() -> zstandard.ZstdCompressor:
    """What compresses packed documents, each on its own: a hit costs one small block. For one thread only."""
    return zstandard.ZstdCompressor(level=_LEVEL)


def pack_pieces(pieces: bytes) -> bytes:
    """The pieces of a text, as `arabic.scan` gives them, packed; b"" where there are none.

    Analysis finds again what is not kept, so the rare long piece costs no room.
    """
    return _local.compress_offsets(pieces) if pieces else b""


def read_offsets(packed: bytes) -> NDArray[np.int64] | None:
    """Start, end, start, end, … of each word, from what `pack_pieces` packed; None where nothing was kept."""
    pieces = read_pieces(packed)
    return np.frombuffer(pieces, np.uint8).cumsum(dtype=np.int64) if pieces else None


def read_pieces(packed: bytes) -> bytes:
    """What `pack_pieces` packed: the lengths of gaps and words in turn; b"" where nothing was kept."""
    return _local.decompress(packed) if packed else b""


class _Local(threading.local):
    """What (de)compresses, for each thread: it is not for two at once, and dear to make."""

    def __init__(self) -> None:
        self.compress_offsets = zstandard.ZstdCompressor(level=1).compress
        self.decompress = zstandard.ZstdDecompressor().decompress


_local = _Local()


def read_stored(stored: bytes) -> Document:
    """The document of a compressed block."""
    return unpack_document(_local.decompress(stored))
