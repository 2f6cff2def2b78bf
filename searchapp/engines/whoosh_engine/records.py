"""A document as stored bytes, and back.

It is packed once, by the writer: workers are handed the packed form and store it compressed.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import msgspec
import zstandard

from searchapp import arabic
from searchapp.model import Document, Span

pack_document = msgspec.msgpack.Encoder().encode
"""Document → bytes."""
unpack_document = msgspec.msgpack.Decoder(Document).decode
"""Bytes → document."""

_LEVEL = 3


def make_compressor() -> zstandard.ZstdCompressor:
    """What compresses packed documents, each on its own: a hit costs one small block. For one thread only."""
    return zstandard.ZstdCompressor(level=_LEVEL)


def pack_spans(lengths: Sequence[int]) -> bytes:
    """The lengths that `arabic.split_words` gives, a byte each; b"" where one needs more.

    Analysis finds again what is not kept, so the rare long piece costs no room.
    """
    return _local.compress_spans(bytes(lengths)) if max(lengths) < 256 else b""


def read_spans(packed: memoryview | bytes) -> list[Span] | None:
    """Start and end of each word, from what `pack_spans` packed; None where nothing was kept."""
    return arabic.locate_words(_local.decompress(packed)) if packed else None


class _Local(threading.local):
    """What (de)compresses, for each thread: it is not for two at once, and dear to make."""

    def __init__(self) -> None:
        self.compress_spans = zstandard.ZstdCompressor(level=1).compress
        self.decompress = zstandard.ZstdDecompressor().decompress


_local = _Local()


def read_stored(stored: memoryview) -> Document:
    """The document of a compressed block."""
    return unpack_document(_local.decompress(stored))
