"""A document as stored bytes, and back.

It is packed once, by the writer: workers are handed the packed form and store it compressed.
"""

from __future__ import annotations

import threading

import msgspec
import zstandard

from searchapp.model import Document

pack_document = msgspec.msgpack.Encoder().encode
"""Document → bytes."""
unpack_document = msgspec.msgpack.Decoder(Document).decode
"""Bytes → document."""

_LEVEL = 3


def make_compressor() -> zstandard.ZstdCompressor:
    """What compresses packed documents, each on its own: a hit costs one small block. For one thread only."""
    return zstandard.ZstdCompressor(level=_LEVEL)


class _Local(threading.local):
    """A decompressor for each thread: it is not for two at once, and dear to make."""

    def __init__(self) -> None:
        self.decompress = zstandard.ZstdDecompressor().decompress


_local = _Local()


def read_stored(stored: bytes) -> Document:
    """The document of a compressed block."""
    return unpack_document(_local.decompress(stored))
