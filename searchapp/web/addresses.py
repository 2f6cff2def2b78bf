"""Addresses as they come: letters that were not percent-encoded, and bytes that are no letters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from werkzeug.datastructures import MultiDict
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


def read_args(asked: Request) -> MultiDict[str, str]:
    """The names and values of a request's query string. Raises BadEncodingError where they are not in UTF-8."""
    args = asked.args
    # Werkzeug leaves such bytes encoded, so a sign of percent is seldom left for another reason.
    if any("%" in name or "%" in value for name, value in args.items(multi=True)):
        _check_utf8(unquote_to_bytes(asked.query_string))
    return args


def check_path(asked: Request) -> None:
    """Raises BadEncodingError where the path of a request is not in UTF-8."""
    if "\ufffd" in asked.path:
        _check_utf8(asked.environ.get("PATH_INFO", "").encode("latin-1"))


def _check_utf8(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError:
        raise BadEncodingError(
            "The address is not in UTF-8; write its letters so, as they are or percent-encoded."
        ) from None
