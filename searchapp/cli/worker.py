"""gunicorn's threaded worker, with our answers to the requests that it cannot read."""

from __future__ import annotations

import select
import socket
import threading
from typing import Any
from urllib.parse import unquote

from gunicorn import util
from gunicorn.http import message
from gunicorn.http.errors import ConfigurationProblem, LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker

from searchapp.cli.server import MAX_REQUEST_LINE_BYTES
from searchapp.web.refusals import build_refusal

_SEEN_BYTES = 512
_FIRST_BYTES_S = 0.1


class Worker(ThreadWorker):
    """Answers what it cannot read with a problem document or a page, as the app would."""

    _seen: threading.local

    def init_process(self) -> None:
        """Start to serve."""
        self._seen = threading.local()
        # gunicorn lowers any larger setting to this.
        message.MAX_REQUEST_LINE = MAX_REQUEST_LINE_BYTES  # type: ignore[misc]  # gunicorn reads it at each request
        super().init_process()

    def handle(self, conn: TConn) -> bool:
        """Answer a request of a connection."""
        # gunicorn keeps nothing of a request that it cannot read, so its beginning is looked at before.
        self._seen.begin = _peek(conn.sock)
        return super().handle(conn)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Answer a request that cannot be read; whatever else fails is gunicorn's to answer."""
        if req is not None or not isinstance(exc, ParseException) or isinstance(exc, ConfigurationProblem):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Refused a request of %s: %.200s", addr[0] if addr else "a socket", exc)
        try:
            util.write_nonblock(client, build_refusal(_name_problem(exc), find_path(self._seen.begin)))
        except OSError:
            self.log.debug("The client of a refused request was gone.")


def find_path(begin: bytes) -> str | None:
    """The path in the beginning of a request; None where there is none.

    >>> find_path(b"GET /api/v1/search?q=a HTTP/1.1")
    '/api/v1/search'
    >>> find_path(b"nonsense") is None
    True
    """
    target = begin.partition(b"\r\n")[0].partition(b" ")[2].partition(b" ")[0]
    if not target.startswith(b"/"):
        return None
    return unquote(target.partition(b"?")[0].decode("latin-1"))


def _name_problem(error: ParseException) -> str:
    if isinstance(error, LimitRequestLine):
        return "uri-too-long"
    return "headers-too-large" if isinstance(error, LimitRequestHeaders) else "bad-request"


def _peek(client: socket.socket) -> bytes:
    """The first bytes that wait to be read, left where they are; empty when none come soon."""
    try:
        return _look(client)
    except BlockingIOError:
        pass
    except (OSError, ValueError):
        # The client is gone, or the connection is encrypted, which cannot be looked into.
        return b""
    try:
        # A new connection is often here a moment before its request.
        select.select([client], [], [], _FIRST_BYTES_S)
        return _look(client)
    except (OSError, ValueError):
        return b""


def _look(client: socket.socket) -> bytes:
    return client.recv(_SEEN_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT)
