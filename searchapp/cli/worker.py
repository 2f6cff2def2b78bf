"""gunicorn's threaded worker, with our answers to the requests that it cannot read."""

from __future__ import annotations

import math
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, cast
from weakref import WeakKeyDictionary

from gunicorn import util
from gunicorn.http import message, parser, wsgi
from gunicorn.http.errors import ConfigurationProblem, LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker

from searchapp.cli.attendant import STUCK_S, Attendant, has_read_ahead
from searchapp.cli.heads import HEAD_S, RawRequest, UnfinishedHead, find_path
from searchapp.cli.server import MAX_REQUEST_LINE_BYTES
from searchapp.cli.shared_counts import SharedCounts
from searchapp.web.refusals import build_refusal

_PATIENCE_S = 0.005
"""How long a new connection is left to a worker that holds fewer, which may be busy."""
_PAUSE_S = 0.0002
_FORGET_S = 0.1
"""After so long it is another connection."""
_FIRST_WAIT_S = 0.05
"""How long a thread waits for the first byte of a new connection, before the main one does."""
_BODY_S = 0.5
"""How long a thread reads a body for which nobody asked, so that the connection can be kept."""
_LAST_WAIT_S = 2.0
"""How long a worker that stops waits for heads, and any for a client to close after its last answer."""
_LAST_BYTES = 65_536
_TAKEN = cast(bool, object())
"""What a thread gives back to the main one for a connection that the attendant has taken."""
_PUT_OFF = cast(bool, object())
"""What a thread gives back for a connection on which no whole head has come yet."""


class PackedResponse(wsgi.Response):
    """An answer whose head goes out with the beginning of its body: a client waits for each packet."""

    def write(self, arg: bytes) -> None:
        """Send a piece of the body, and what is due before it."""
        if self.headers_sent:
            super().write(arg)
            return
        client, packet = self.sock, _Packet()
        self.sock = packet  # type: ignore[assignment]  # nothing but `sendall` is asked of it here
        try:
            super().write(arg)
        finally:
            self.sock = client
        client.sendall(b"".join(packet))


class _Packet(list[bytes]):
    """Takes what is sent."""

    sendall = list.append


class Worker(ThreadWorker):
    """Answers what it cannot read with a problem document or a page, as the app would."""

    _waiting: deque[TConn]
    """Connections with a request for which no thread was free yet."""
    _due: WeakKeyDictionary[TConn, float]
    """When the heads that have begun to come are to be whole."""
    _attendant: Attendant | None = None
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
        self._waiting = deque()
        self._due = WeakKeyDictionary()
        # One thread always stays free for other connections; encrypted ones may be read ahead where nobody sees it.
        if self.cfg.threads > 1 and not self.cfg.is_ssl:
            self._attendant = Attendant(self._answer, self._give_back, self._has_waiting)
        # Each of gunicorn's settings is asked for some twenty times a request, and looked up by a call each time.
        vars(self.cfg).update({name: setting.get() for name, setting in self.cfg.settings.items()})
        # gunicorn lowers any larger setting to this.
        message.MAX_REQUEST_LINE = MAX_REQUEST_LINE_BYTES  # type: ignore[misc]  # gunicorn reads it at each request
        parser.RequestParser.mesg_class = RawRequest
        wsgi.Response = PackedResponse  # type: ignore[misc]  # what it makes for each request
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
        # The next connection of a burst is left too: a worker that sleeps may need longer than that to wake.
        self._left = 0.0
        super().accept(*arguments)
        self._show_count()

    def _show_count(self) -> None:
        if self._counts is not None:
            self._counts.write(self._slot, self.nr_conns)

    def enqueue_req(self, conn: TConn) -> None:
        """Have a thread answer the request that has come on a connection: the one that attends, if there is one."""
        if (
            self._attendant is not None
            and conn.initialized
            and not has_read_ahead(conn)
            and self._attendant.join(conn)
        ):
            return
        self._waiting.append(conn)
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> bool:
        """Answer a request of a connection, and have the attendant answer those that follow."""
        self._waiting.popleft()
        kept = self._answer(conn)
        if kept is not True or self._attendant is None or has_read_ahead(conn):
            return kept
        if self._attendant.take(conn):
            self.method_queue.defer(self._show_count)  # the main thread wakes, and sees that there is one now
            self._attendant.attend()
        return _TAKEN

    def _answer(self, conn: TConn) -> bool:
        """Answer a request, if its head has come. Whether the connection is kept, or _PUT_OFF."""
        if not conn.initialized and not conn.data_ready and not conn.wait_for_data(_FIRST_WAIT_S):
            return _PUT_OFF
        try:
            kept = super().handle(conn)
        except UnfinishedHead:
            return _PUT_OFF
        if self._due:
            self._due.pop(conn, None)
        return kept

    def _keepalive_after(self, conn: TConn, keepalive: bool) -> bool:
        """Whether a connection can be kept once its request was answered: where the next one begins is known."""
        try:
            parser: Any = conn.parser
            return keepalive and bool(parser.finish_body(deadline=time.monotonic() + _BODY_S))
        except ParseException as error:
            self.log.debug("Closing after a body that cannot be read: %s", error)
            return False

    def wait_for_and_dispatch_events(self, timeout: float | None) -> None:
        """Wait for what the main thread is to do; meanwhile see that no request holds others up."""
        attendant = self._attendant
        if attendant is None or not attendant.on_duty:
            super().wait_for_and_dispatch_events(timeout)
        else:
            super().wait_for_and_dispatch_events(STUCK_S if timeout is None else min(timeout, STUCK_S))
            attendant.relieve()

    def finish_request(self, conn: TConn, fs: Future[bool]) -> None:
        """See to a connection whose request was answered, unless the attendant does."""
        result = None if fs.cancelled() or fs.exception() is not None else fs.result()
        if result is _PUT_OFF:
            self._wait_for_head(conn)
        elif result is False:
            self._part(conn)
        elif result is not _TAKEN:
            super().finish_request(conn, fs)

    def _wait_for_head(self, conn: TConn) -> None:
        """Have the main thread wait for more of a head: a slow client would hold another for long."""
        conn.sock.setblocking(False)
        conn.set_timeout()
        if conn.parser is not None and has_read_ahead(conn):
            conn.timeout = self._due.setdefault(conn, time.monotonic() + HEAD_S)
        self._watch(conn, self.on_pending_socket_readable)

    def _part(self, conn: TConn) -> None:
        """Close a connection once the client does: closed before, what was sent and not read cuts its answer off.

        gunicorn waits for each client in turn, and nothing else is done meanwhile.
        """
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
        except OSError:
            self.nr_conns -= 1
            conn.close()
        else:
            conn.timeout = time.monotonic() + _LAST_WAIT_S
            self._watch(conn, self._read_last)

    def _read_last(self, conn: TConn, client: socket.socket) -> None:
        """Take what a client sends after its last answer."""
        try:
            ended = not client.recv(_LAST_BYTES)
        except OSError:
            ended = True
        if ended:
            self._give_up(conn)

    def _watch(self, conn: TConn, act: Callable[[TConn, socket.socket], object]) -> None:
        """Have the main thread act when something comes, until the connection's time is over."""
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(act, conn))

    def murder_pending(self) -> None:
        """Close the connections that were waited for in vain; one on which a head had begun is told so."""
        now = time.monotonic()
        longest = math.inf if self.alive else _LAST_WAIT_S
        for conn in list(self.pending_conns):
            conn.timeout = min(conn.timeout or 0.0, now + longest)
            if conn.timeout <= now:
                self._give_up(conn)

    def _give_up(self, conn: TConn) -> None:
        self.pending_conns.remove(conn)
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        if conn in self._due:
            self.log.warning("A request of %s came too slowly.", _name_client(conn.client))
            parser: Any = conn.parser
            self._refuse(conn.sock, "head-too-slow", parser.unreader.take_buffered())
        conn.close()

    def _has_waiting(self) -> bool:
        return bool(self._waiting) or not self.alive

    def _give_back(self, conn: TConn, kept: bool) -> None:
        """Give a connection back to the main thread."""
        done: Future[bool] = Future()
        done.set_result(kept)
        self.method_queue.defer(self.finish_request, conn, done)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Answer a request that cannot be read; whatever else fails is gunicorn's to answer."""
        if req is not None or not isinstance(exc, ParseException) or isinstance(exc, ConfigurationProblem):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Refused a request of %s: %.200s", _name_client(addr), exc)
        self._refuse(client, _name_problem(exc), RawRequest.seen.begin)

    def _refuse(self, client: socket.socket, code: str, begin: bytes) -> None:
        """Answer a request of which the beginning was read."""
        try:
            util.write_nonblock(client, build_refusal(code, find_path(begin)))
        except OSError:
            self.log.debug("The client of a refused request was gone.")


def _name_client(address: Any) -> str:
    return str(address[0]) if address else "a socket"


def _name_problem(error: ParseException) -> str:
    if isinstance(error, LimitRequestLine):
        return "uri-too-long"
    return "headers-too-large" if isinstance(error, LimitRequestHeaders) else "bad-request"
