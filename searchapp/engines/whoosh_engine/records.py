"""A document as stored bytes, and back."""

from __future__ import annotations

import msgspec
import zstandard

from searchapp.model import Document

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Document).decode
_LEVEL = 3


def encode_document(document: Document) -> bytes:
    """The document, compressed on its own: a hit costs one small block."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(_encode(document))


def decode_document(stored: bytes) -> Document:
    """The document that `encode_document` stored."""
    return _decode(zstandard.ZstdDecompressor().decompress(stored))
