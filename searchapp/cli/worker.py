"""gunicorn's threaded worker, with our answers to the requests that it cannot read."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from collections import deque
from typing import Any
from urllib.parse import unquote

from gunicorn import util
from gunicorn.http import message
from gunicorn.http.errors import ConfigurationProblem, LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker

from searchapp.cli.server import MAX_REQUEST_LINE_BYTES
from searchapp.cli.shared_counts import SharedCounts
from searchapp.web.refusals import build_refusal

_SEEN_BYTES = 512
_FIRST_BYTES_S = 0.1
_LINGER_MS = 2
"""How long a thread waits for the next request of the connection whose request it has just answered."""
_PATIENCE_S = 0.005
"""How long a new connection is left to a worker that holds fewer, which may be busy."""
_PAUSE_S = 0.0002
_FORGET_S = 0.1
"""After so long it is another connection."""
_CORK = getattr(socket, "TCP_CORK", None)
"""Where the system has it: what is written is held back until it fills a packet or the cork is drawn."""


class Worker(ThreadWorker):
    """Answers what it cannot read with a problem document or a page, as the app would."""

    _seen: threading.local
    _waiting: deque[TConn]
    """Connections with a request for which no thread was free yet."""
    _may_linger: threading.Semaphore
    _counts: SharedCounts | None = None

    def __init__(self, *arguments: Any) -> None:
        """Runs in the parent, before the fork."""
        super().__init__(*arguments)
        if Worker._counts is None:
            Worker._counts = SharedCounts()
        self._slot = Worker._counts.take_slot()
        self._left = 0.0

    def give_back_slot(self) -> None:
        """For the parent: the worker is gone."""
        if self._counts is not None:
            self._counts.give_back(self._slot)

    def init_process(self) -> None:
        """Start to serve."""
        self._seen = threading.local()
        self._waiting = deque()
        # One thread always stays free for a connection that none lingers on.
        self._may_linger = threading.Semaphore(self.cfg.threads - 1)
        # gunicorn lowers any larger setting to this.
        message.MAX_REQUEST_LINE = MAX_REQUEST_LINE_BYTES  # type: ignore[misc]  # gunicorn reads it at each request
        super().init_process()

    def notify(self) -> None:
        """Show the parent that this worker is alive, and the other workers how many connections it holds."""
        super().notify()
        self._show_count()

    def accept(self, *arguments: Any) -> None:
        """Accept a new connection, unless another worker holds fewer and takes it at once.

        Otherwise the worker that happens to be awake would take all of them, and leave a core idle.
        """
        if self._counts is not None and not self._counts.is_least(self._slot):
            now = time.monotonic()
            if now > self._left + _FORGET_S:
                self._left = now
            if now < self._left + _PATIENCE_S:
                time.sleep(_PAUSE_S)
                return
        super().accept(*arguments)
        self._show_count()

    def _show_count(self) -> None:
        if self._counts is not None:
            self._counts.write(self._slot, self.nr_conns)

    def enqueue_req(self, conn: TConn) -> None:
        """Have a thread answer the request that has come on a connection."""
        self._waiting.append(conn)
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> bool:
        """Answer a request of a connection, and those that follow at once where no other connection waits.

        To give a connection back to the main thread and to be handed it again costs as much as a short answer.
        """
        self._waiting.popleft()
        # gunicorn keeps nothing of a request that it cannot read, so its beginning is looked at before.
        self._seen.begin = _peek(conn.sock)
        kept = super().handle(conn)
        while kept is True and self._sees_another(conn):
            self._seen.begin = _peek(conn.sock)
            kept = super().handle(conn)
        return kept

    def handle_request(self, req: Any, conn: TConn) -> bool:
        """Answer a request that was read, in one packet where it fits into one."""
        _cork(conn.sock, True)
        try:
            return super().handle_request(req, conn)
        finally:
            _cork(conn.sock, False)

    def _sees_another(self, conn: TConn) -> bool:
        """Whether the connection's next request comes in a moment, while nobody waits for this thread."""
        unreader = getattr(conn.parser, "unreader", None)
        # What was read ahead makes no socket readable; gunicorn knows what to do with it.
        if not self.alive or self._waiting or unreader is None or unreader.buf.getvalue():
            return False
        if not self._may_linger.acquire(blocking=False):
            return False
        try:
            poller = select.poll()
            poller.register(conn.sock, select.POLLIN)
            return bool(poller.poll(_LINGER_MS)) and not self._waiting
        except (OSError, ValueError):
            return False
        finally:
            self._may_linger.release()

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


def _cork(client: socket.socket, shut: bool) -> None:
    if _CORK is not None and client.family != socket.AF_UNIX:
        with contextlib.suppress(OSError):  # the client is gone
            client.setsockopt(socket.IPPROTO_TCP, _CORK, shut)


def _look(client: socket.socket) -> bytes:
    return client.recv(_SEEN_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT)
