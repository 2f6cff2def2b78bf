"""What an article is known by: the id it came with, or one derived from its content."""

from __future__ import annotations

import datetime as dt
import hashlib

from searchapp.errors import IngestError

MAX_ID_CHARS = 200


def derive_id(
    title: str,
    body: str,
    captions: tuple[str, ...] = (),
    source: str | None = None,
    date: dt.date | None = None,
    url: str | None = None,
) -> str:
    """Sixteen hexadecimal digits that stay the same as long as the content does, whatever file it came from.

    >>> derive_id("عنوان", "نص") == derive_id("عنوان", "نص")
    True
    """
    parts = (title, body, source or "", date.isoformat() if date else "", url or "", *captions)
    # The lengths in front make the joining unambiguous: ("ab", "c") and ("a", "bc") differ.
    lengths = ",".join([str(len(part)) for part in parts])
    content = "".join((lengths, ";", *parts))
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:16]


def check_id(text: str) -> str:
    """A given id, trimmed; "" when there is none.

    Raises IngestError for an id that could not stand in an address: too long, with control characters, or
    with a step like `..` in it.
    """
    value = text.strip()
    if not value:
        return ""
    if len(value) > MAX_ID_CHARS:
        raise IngestError(f"the id is longer than {MAX_ID_CHARS} characters")
    if not value.isprintable():
        raise IngestError("the id has characters that cannot be printed")
    if any(step in (".", "..") for step in value.split("/")):
        raise IngestError("the id has a step '.' or '..', which no address can hold")
    return value
