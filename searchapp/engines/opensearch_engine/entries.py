"""An article, or bytes kept with the generation, as an entry of the index, and back."""

from __future__ import annotations

import base64
import binascii
import hashlib
import threading
from typing import Any, NamedTuple

import msgspec
import zstandard

from searchapp.engines.opensearch_engine.mapping import ARTICLE, BLOB
from searchapp.engines.packed_documents import unpack_document
from searchapp.fields import day_number
from searchapp.model import UNKNOWN, Document

_encode = msgspec.msgpack.Encoder().encode
_LEVEL = 1
"""Takes three hundredths more room than level 3, and a fifth less time."""

_MAX_KEY_BYTES = 500
"""The cluster takes keys of up to 512 bytes."""


def make_key(document_id: str) -> str:
    """The entry's key in the index: the id itself, or a hash of one that is too long or looks like such a hash.

    >>> make_key("a/1")
    'a/1'
    """
    encoded = document_id.encode("utf-8", "surrogatepass")
    if len(encoded) <= _MAX_KEY_BYTES and not document_id.startswith("#"):
        return document_id
    return "#" + hashlib.sha256(encoded).hexdigest()


def make_blob_key(name: str) -> str:
    """The key of a blob, which no article can have."""
    return f"#blob:{name}"


def make_entry(document: Document, stored: str) -> dict[str, Any]:
    """An article's entry without its terms. `stored` is what `store_document` gives."""
    date = document.date
    entry: dict[str, Any] = {
        "kind": ARTICLE,
        "id": document.id,
        "month": f"{date.year:04d}-{date.month:02d}" if date else UNKNOWN,
        "source": document.source or UNKNOWN,
        "tag": document.tags,
        "document": stored,
    }
    if date:
        entry["day"] = day_number(date.year, date.month, date.day)
    return entry


def make_blob(content: bytes) -> dict[str, Any]:
    """The entry of bytes kept with the generation."""
    return {"kind": BLOB, "document": pack_bytes(content)}


class Stored(NamedTuple):
    """What is stored of an article: itself, as it was packed, and the pieces of its body as `arabic.scan` gives them,
    b"" for none.
    """

    document: Document
    packed: bytes
    pieces: bytes


_decode_stored = msgspec.msgpack.Decoder(tuple[msgspec.Raw, bytes]).decode


def store_document(packed: bytes, pieces: bytes) -> str:
    """What is stored of a packed article with the pieces of its body."""
    return pack_bytes(_encode((msgspec.Raw(packed), pieces)))


def read_document(stored: str) -> Stored:
    """The article, from what is stored of it."""
    raw, pieces = _decode_stored(unpack_bytes(stored))
    packed = bytes(raw)
    return Stored(unpack_document(packed), packed, pieces)


def pack_bytes(content: bytes) -> str:
    """Bytes as text, compressed: the cluster has less to read, write and merge."""
    return base64.b64encode(_local.compress(content)).decode()


def unpack_bytes(packed: str) -> bytes:
    """The bytes of such a text."""
    return _local.decompress(binascii.a2b_base64(packed))


class _Local(threading.local):
    """What (de)compresses, for each thread: it is not for two at once, and dear to make."""

    def __init__(self) -> None:
        self.compress = zstandard.ZstdCompressor(_LEVEL).compress
        self.decompress = zstandard.ZstdDecompressor().decompress


_local = _Local()
