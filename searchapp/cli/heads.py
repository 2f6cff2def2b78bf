"""A request's head: its first line and its headers, read as they come, so that no thread waits for a slow client."""

from __future__ import annotations

import socket
import threading
from typing import Any, cast
from urllib.parse import unquote_to_bytes

from gunicorn.http import message
from gunicorn.http.errors import LimitRequestHeaders

from searchapp.cli.server import MAX_REQUEST_LINE_BYTES
from searchapp.web.addresses import encode_raw

HEAD_S = 10.0
"""The whole head of a request is to come within so long of its first byte."""
_MAX_HEAD_BYTES = 2 * MAX_REQUEST_LINE_BYTES
"""Bounds the memory of heads that are waited for: there may be as many as connections."""
_PIECE_BYTES = 8192
_SEEN_BYTES = 512


class UnfinishedHead(BaseException):  # gunicorn answers an Exception
    """The rest of a request's head has not come yet; what has come will be read again."""


class RawRequest(message.Request):
    """A request whose address may have letters as they are typed, which gunicorn refuses: curl sends them so."""

    seen = threading.local()
    """`begin`: the beginning of what this thread read last. gunicorn keeps nothing of what it cannot read."""

    def parse(self, unreader: Any) -> Any:
        """Read the request, all but its body. Raises UnfinishedHead."""
        head = _Head(unreader)
        try:
            return super().parse(cast(Any, head))
        except UnfinishedHead:
            unreader.unread(head.taken)
            raise
        finally:
            self.seen.begin = head.taken[:_SEEN_BYTES]

    def parse_request_line(self, line_bytes: bytes) -> None:
        """Read the first line."""
        method, space, rest = line_bytes.partition(b" ")
        if not rest.isascii():
            line_bytes = method + space + encode_raw(rest.decode("latin-1")).encode("ascii")
        super().parse_request_line(line_bytes)


class _Head:
    """Stands for gunicorn's reader of a connection while a head is read."""

    def __init__(self, unreader: Any) -> None:
        self._unreader = unreader
        self.taken = b""

    def read(self) -> bytes:
        """What has come; nothing where the client has closed. Raises UnfinishedHead."""
        piece: bytes = self._unreader.take_buffered() or self._receive()
        self.taken += piece
        if len(self.taken) > _MAX_HEAD_BYTES:
            raise LimitRequestHeaders("the head is too long")
        return piece

    def _receive(self) -> bytes:
        try:
            received: bytes = self._unreader.sock.recv(_PIECE_BYTES, socket.MSG_DONTWAIT)
        except BlockingIOError:
            raise UnfinishedHead from None
        except ValueError:  # an encrypted connection, of which one cannot ask that: it waits
            received = self._unreader.read()
        return received


def find_path(begin: bytes) -> str | None:
    """The path in the beginning of a request; None where there is none.

    >>> find_path(b"GET /api/v1/search?q=a HTTP/1.1")
    '/api/v1/search'
    >>> find_path(b"nonsense") is None
    True
    """
    target = begin[:_SEEN_BYTES].partition(b"\r\n")[0].partition(b" ")[2].partition(b" ")[0]
    if not target.startswith(b"/"):
        return None
    return unquote_to_bytes(target.partition(b"?")[0]).decode(errors="replace")
