"""A document as bytes, and back.

It is packed once, by the writer: workers are handed the packed form and store it compressed.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any, get_type_hints

import msgspec

from searchapp.engines.code_page import decode_text, encode_text
from searchapp.model import Document

_KINDS: dict[str, Any] = get_type_hints(Document)
_BODY = list(_KINDS).index("body")
_read_values = attrgetter(*_KINDS)
_encode = msgspec.msgpack.Encoder().encode
_NO_BYTES = _encode(b"")
_decode = msgspec.msgpack.Decoder(tuple.__class_getitem__((*_KINDS.values(), bytes))).decode


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


def ends_with_body(packed: bytes) -> bool:
    """Whether a packed document ends with its body, a byte for each character. A body that has none may seem to."""
    return not packed.endswith(_NO_BYTES)


def unpack_document(packed: bytes | msgspec.Raw) -> Document:
    """What `pack_document` packed. Raises ValueError for what it cannot have."""
    *values, encoded = _decode(packed)
    if encoded:
        values[_BODY] = decode_text(encoded)
    return Document(*values)
