"""A document as stored bytes, and back.

It is packed once, by the writer: workers are handed the packed form and store it compressed.
"""

from __future__ import annotations

import threading
from operator import attrgetter
from typing import Any, get_type_hints

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

from searchapp.engines.whoosh_engine.files.code_page import decode_text, encode_text
from searchapp.model import Document

_KINDS: dict[str, Any] = get_type_hints(Document)
_BODY = list(_KINDS).index("body")
_read_values = attrgetter(*_KINDS)
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple.__class_getitem__((*_KINDS.values(), bytes))).decode

_LEVEL = -1
"""Takes a third more room than level 3, and less than half the time to read: ten articles in each search."""


def pack_document(document: Document) -> bytes:
    """The values of a document in the order of its fields, and behind them its body where that is all of the code
    page; else nothing, and the body stands in its place.
    """
    values = list(_read_values(document))
    encoded = encode_text(document.body)
    if encoded is None:
        encoded = b""
    else:
        values[_BODY] = ""
    return _encode((*values, encoded))


def unpack_document(packed: bytes) -> Document:
    """What `pack_document` packed. Raises ValueError for what it cannot have."""
    *values, encoded = _decode(packed)
    if encoded:
        values[_BODY] = decode_text(encoded)
    return Document(*values)


def make_compressor() -> zstandard.ZstdCompressor:
    """What compresses packed documents, each on its own: a hit costs one small block. For one thread only."""
    return zstandard.ZstdCompressor(level=_LEVEL)


def pack_pieces(pieces: bytes) -> bytes:
    """The pieces of a text, as `arabic.scan` gives them, packed; b"" where there are none.

    Analysis finds again what is not kept, so the rare long piece costs no room.
    """
    return _local.compress_offsets(pieces) if pieces else b""


def read_offsets(packed: memoryview | bytes) -> NDArray[np.int64] | None:
    """Start, end, start, end, … of each word, from what `pack_pieces` packed; None where nothing was kept."""
    pieces = read_pieces(packed)
    return np.frombuffer(pieces, np.uint8).cumsum(dtype=np.int64) if pieces else None


def read_pieces(packed: memoryview | bytes) -> bytes:
    """What `pack_pieces` packed: the lengths of gaps and words in turn; b"" where nothing was kept."""
    return _local.decompress(packed) if packed else b""


class _Local(threading.local):
    """What (de)compresses, for each thread: it is not for two at once, and dear to make."""

    def __init__(self) -> None:
        self.compress_offsets = zstandard.ZstdCompressor(level=1).compress
        self.decompress = zstandard.ZstdDecompressor().decompress


_local = _Local()


def read_stored(stored: memoryview) -> Document:
    """The document of a compressed block."""
    return unpack_document(_local.decompress(stored))
