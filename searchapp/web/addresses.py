"""Addresses as they come: letters that were not percent-encoded, and bytes that are no letters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

from werkzeug.wrappers import Request

from searchapp.errors import BadEncodingError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_ASCII = "".join(map(chr, range(128)))


def encode_raw(text: str) -> str:
    """A part of an address, a character for each byte, with the bytes that are not ASCII percent-encoded.

    >>> encode_raw("q=a%20b+\\xd8\\xa7")
    'q=a%20b+%D8%A7'
    """
    return text if text.isascii() else quote(text, safe=_ASCII, encoding="latin-1")


def encode_query(environ: WSGIEnvironment) -> None:
    """Encode what is raw in the query string of a request, which curl and some servers hand on as it was typed."""
    query = environ.get("QUERY_STRING", "")
    if not query.isascii():
        environ["QUERY_STRING"] = encode_raw(query)


def read_args(environ: WSGIEnvironment) -> dict[str, list[str]]:
    """Each name in a request's query string, with its values. Raises BadEncodingError where they are not in UTF-8.

    Werkzeug, which Flask asks, would leave such bytes encoded.
    """
    try:
        return parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise _refuse_encoding() from None


def check_path(asked: Request) -> None:
    """Raises BadEncodingError where the path of a request is not in UTF-8."""
    if "\ufffd" in asked.path:
        try:
            asked.environ.get("PATH_INFO", "").encode("latin-1").decode()
        except UnicodeDecodeError:
            raise _refuse_encoding() from None


def _refuse_encoding() -> BadEncodingError:
    return BadEncodingError("The address is not in UTF-8; write its letters so, as they are or percent-encoded.")
