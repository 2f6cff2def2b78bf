"""One thread for all the connections of a worker on which one request follows another."""

from __future__ import annotations

import selectors
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from gunicorn.workers.gthread import TConn

STUCK_S = 0.02
"""While one request takes longer than this, the other connections are not to wait for it."""
_LINGER_S = 0.01
"""How long the thread waits for any next request."""
_FAIR_S = 0.05
"""After so long it makes way for connections that wait for a thread."""
_SHIFT_S = 1.0
"""After so long it gives all connections back, so that one that has fallen silent does not stay."""


@dataclass(slots=True)
class _Shift:
    """One thread's time as the attendant. `answering` is the connection whose request it answers, since `since`."""

    began: float
    answering: TConn | None = None
    since: float = 0.0


class Attendant:
    """Answers, one after another, the requests of the connections that it was given.

    Threads that answer at once only wait for one another, since one at a time runs Python: turns cost a third of a
    short request. And a connection that goes back to the main thread, to be handed on at its next request, costs as
    much as the answer to a small one.
    """

    def __init__(
        self,
        answer: Callable[[TConn], bool],
        give_back: Callable[[TConn, bool], None],
        makes_way: Callable[[], bool],
    ) -> None:
        """`answer` says whether a connection is kept; `give_back` takes it then, in any thread; `makes_way` says
        whether others wait for a thread.
        """
        self._answer = answer
        self._give_back = give_back
        self._makes_way = makes_way
        self._selector = selectors.DefaultSelector()
        self._lock = threading.Lock()
        self._held: dict[TConn, int] = {}
        self._shift: _Shift | None = None

    @property
    def on_duty(self) -> bool:
        """Whether a thread attends. Then `relieve` is to be called every STUCK_S."""
        return self._shift is not None

    def take(self, conn: TConn) -> bool:
        """Take a connection that was just answered. Whether the calling thread is to `attend` now."""
        with self._lock:
            self._hold(conn)
            if self._shift is not None:
                return False
            self._shift = _Shift(time.monotonic())
            return True

    def join(self, conn: TConn) -> bool:
        """Take a connection that was answered before, if a thread attends. Whether it does."""
        with self._lock:
            if self._shift is None:
                return False
            self._hold(conn)
            return True

    def attend(self) -> None:
        """Answer what comes, until nothing comes for a moment; then give all connections back."""
        shift = self._shift
        if shift is None:
            return
        try:
            while not self._is_over(shift) and (ready := self._selector.select(_LINGER_S)):
                for key, _ in ready:
                    if not self._serve(shift, key.data):
                        return
        finally:
            self._end(shift)

    def relieve(self) -> None:
        """Give the other connections back where one request takes long."""
        shift = self._shift
        if shift is not None and shift.answering is not None and time.monotonic() - shift.since > STUCK_S:
            self._end(shift)

    def _is_over(self, shift: _Shift) -> bool:
        worked = time.monotonic() - shift.began
        return worked > _SHIFT_S or (worked > _FAIR_S and self._makes_way())

    def _serve(self, shift: _Shift, conn: TConn) -> bool:
        """Answer a request. Whether the shift goes on."""
        with self._lock:
            if self._shift is not shift:
                return False  # what else was ready is given back by now
            shift.answering, shift.since = conn, time.monotonic()
        kept = False
        try:
            kept = self._answer(conn)
        finally:
            with self._lock:
                shift.answering = None
                goes_on = self._shift is shift
                stays = goes_on and kept is True and not has_read_ahead(conn)
                if goes_on and not stays:
                    self._let_go(conn)
            if not stays:
                self._give_back(conn, kept)
        return goes_on

    def _end(self, shift: _Shift) -> None:
        """End a shift, unless it has ended, and give back all but the connection that is being answered."""
        with self._lock:
            if self._shift is not shift:
                return
            self._shift = None
            others = [conn for conn in self._held if conn is not shift.answering]
            for conn in list(self._held):
                self._let_go(conn)
        for conn in others:
            self._give_back(conn, True)

    def _hold(self, conn: TConn) -> None:
        number = self._held[conn] = conn.sock.fileno()
        if number in self._selector.get_map():  # of one that was closed, and is about to be let go
            self._selector.unregister(number)
        self._selector.register(number, selectors.EVENT_READ, conn)

    def _let_go(self, conn: TConn) -> None:
        number = self._held.pop(conn)
        key = self._selector.get_map().get(number)
        if key is not None and key.data is conn:
            self._selector.unregister(number)


def has_read_ahead(conn: TConn) -> bool:
    """Whether the beginning of the next request was read already, so that the socket does not tell of it."""
    unreader = getattr(conn.parser, "unreader", None)
    return unreader is None or bool(unreader.buf.getvalue())
