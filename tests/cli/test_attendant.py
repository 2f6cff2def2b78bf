"""The one thread that answers connections on which one request follows another."""

from __future__ import annotations

import io
import queue
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any, cast

import pytest
from gunicorn.workers.gthread import TConn

from searchapp.cli import attendant
from searchapp.cli.attendant import STUCK_S, Attendant, has_read_ahead

PATIENCE_S = 20


def make_conn(server: socket.socket, read_ahead: bytes = b"") -> TConn:
    unreader = SimpleNamespace(buf=io.BytesIO(read_ahead))
    return cast(TConn, _Conn(server, unreader))


class _Conn:
    def __init__(self, server: socket.socket, unreader: object) -> None:
        self.sock = server
        self.parser = SimpleNamespace(unreader=unreader)


class Hall:
    """An attendant over pairs of sockets. It answers each byte with the same; `hold` keeps a byte's answer back."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.given_back: queue.Queue[tuple[TConn, bool]] = queue.Queue()
        self.threads: set[int] = set()
        self.hold: dict[bytes, threading.Event] = {}
        self.others_wait = False
        self.attendant = Attendant(self._answer, lambda *each: self.given_back.put(each), lambda: self.others_wait)

    def connect(self) -> tuple[TConn, socket.socket]:
        server, client = socket.socketpair()
        for each in (server, client):
            self._stack.enter_context(each)
        client.settimeout(PATIENCE_S)
        return make_conn(server), client

    def talk(self, client: socket.socket, turns: int) -> int:
        """Ask so often, each time when the answer before is there, until the connection is given back; how often."""
        for turn in range(turns):
            client.sendall(b"a")
            wait_until(lambda: select.select([client], [], [], 0.01)[0] or not self.given_back.empty())
            if not self.given_back.empty():
                return turn
            client.recv(1)
        return turns

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self.attendant.attend)
        thread.start()
        self._stack.callback(thread.join)
        return thread

    def _answer(self, conn: TConn) -> bool:
        byte = conn.sock.recv(1)
        self.threads.add(threading.get_ident())
        if byte in self.hold:
            self.hold[byte].wait(PATIENCE_S)
        conn.sock.sendall(byte)
        return byte != b"."


@pytest.fixture
def hall() -> Iterator[Hall]:
    with ExitStack() as stack:
        yield Hall(stack)


def wait_until(holds: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_the_first_who_gives_a_connection_attends_and_others_go(hall: Hall) -> None:
    assert not hall.attendant.on_duty
    assert [hall.attendant.take(hall.connect()[0]) for _ in range(3)] == [True, False, False]
    assert hall.attendant.on_duty


def test_one_thread_answers_all_connections(hall: Hall) -> None:
    pairs = [hall.connect() for _ in range(5)]
    for conn, client in pairs:
        hall.attendant.take(conn)
        client.sendall(b"a")
    hall.start()
    assert [client.recv(1) for _, client in pairs] == [b"a"] * 5
    assert len(hall.threads) == 1


def test_a_connection_taken_later_is_answered_too(hall: Hall) -> None:
    (first, one), (second, other) = hall.connect(), hall.connect()
    hall.hold[b"a"] = threading.Event()
    hall.attendant.take(first)
    one.sendall(b"a")
    hall.start()
    hall.attendant.take(second)
    other.sendall(b"b")
    hall.hold[b"a"].set()
    assert (one.recv(1), other.recv(1)) == (b"a", b"b")


def test_a_connection_joins_only_where_a_thread_attends(hall: Hall) -> None:
    (first, one), (second, other) = hall.connect(), hall.connect()
    assert not hall.attendant.join(second)
    hall.attendant.take(first)
    assert hall.attendant.join(second)
    one.sendall(b"a")
    other.sendall(b"b")
    hall.start()
    assert (one.recv(1), other.recv(1)) == (b"a", b"b")


def test_all_are_given_back_when_nothing_comes(hall: Hall) -> None:
    conns = [hall.connect()[0] for _ in range(3)]
    for conn in conns:
        hall.attendant.take(conn)
    hall.start().join(PATIENCE_S)
    assert {hall.given_back.get_nowait() for _ in conns} == {(conn, True) for conn in conns}
    assert not hall.attendant.on_duty


def test_a_connection_that_is_not_kept_is_given_back_as_such(hall: Hall) -> None:
    conn, client = hall.connect()
    hall.attendant.take(conn)
    client.sendall(b".")
    hall.start().join(PATIENCE_S)
    assert hall.given_back.get_nowait() == (conn, False)
    assert hall.given_back.empty()


def test_a_long_answer_holds_no_other_connection_up(hall: Hall) -> None:
    (slow, one), (quick, other) = hall.connect(), hall.connect()
    hall.hold[b"s"] = threading.Event()
    hall.attendant.take(slow)
    hall.attendant.take(quick)
    one.sendall(b"s")
    hall.start()
    wait_until(lambda: hall.threads)
    time.sleep(2 * STUCK_S)
    hall.attendant.relieve()
    assert hall.given_back.get(timeout=PATIENCE_S) == (quick, True)
    # Another thread may attend to it from now on, while the first is busy still.
    assert hall.attendant.take(quick)
    other.sendall(b"q")
    hall.start()
    assert other.recv(1) == b"q"
    hall.hold[b"s"].set()
    assert one.recv(1) == b"s"
    assert {hall.given_back.get(timeout=PATIENCE_S) for _ in range(2)} == {(slow, True), (quick, True)}


def test_what_was_ready_when_a_shift_ends_is_given_back_and_not_answered(hall: Hall) -> None:
    pairs = [hall.connect() for _ in range(2)]

    def end_shift(*each: object) -> None:
        # As `relieve` may just when the answer that took long is there.
        hall.given_back.put(cast("tuple[TConn, bool]", each))
        if hall.attendant._shift is not None:
            hall.attendant._end(hall.attendant._shift)

    hall.attendant._give_back = end_shift
    for conn, client in pairs:
        hall.attendant.take(conn)
        client.sendall(b".")
    hall.start().join(PATIENCE_S)
    (one, kept), (other, other_kept) = (hall.given_back.get_nowait() for _ in pairs)
    assert {one, other} == {conn for conn, _ in pairs}
    assert (kept, other_kept) == (False, True)
    other.sock.setblocking(False)
    assert other.sock.recv(1) == b"."


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No shift ends because a client is slow, or because it is long."""
    monkeypatch.setattr(attendant, "_LINGER_S", 1.0)
    monkeypatch.setattr(attendant, "_SHIFT_S", 1000.0)
    return monkeypatch


@pytest.mark.parametrize("others_wait", [True, False])
def test_one_that_talks_on_makes_way_only_where_others_wait(
    hall: Hall, patient: pytest.MonkeyPatch, others_wait: bool
) -> None:
    patient.setattr(attendant, "_FAIR_S", 0.0)
    hall.others_wait = others_wait
    conn, client = hall.connect()
    hall.attendant.take(conn)
    hall.start()
    assert (hall.talk(client, 20) < 20) is others_wait


def test_a_shift_ends_though_one_talks_on_and_nobody_waits(hall: Hall, patient: pytest.MonkeyPatch) -> None:
    patient.setattr(attendant, "_SHIFT_S", 0.0)
    conn, client = hall.connect()
    hall.attendant.take(conn)
    hall.start()
    assert hall.talk(client, 20) < 20
    assert hall.given_back.get_nowait() == (conn, True)


def test_a_connection_whose_next_request_was_read_already_is_given_back(
    hall: Hall, patient: pytest.MonkeyPatch
) -> None:
    """The selector would not tell of it."""
    server, client = socket.socketpair()
    with server, client:
        conn = make_conn(server, b"GET")
        hall.attendant.take(conn)
        client.sendall(b"a")
        attending = hall.start()
        assert hall.given_back.get(timeout=PATIENCE_S) == (conn, True)
        assert hall.attendant.on_duty
        attending.join(PATIENCE_S)


def test_a_short_answer_is_left_alone(hall: Hall) -> None:
    conn, _ = hall.connect()
    hall.attendant.take(conn)
    hall.attendant.relieve()
    assert hall.attendant.on_duty


def test_a_number_may_come_back_after_a_connection_was_closed(hall: Hall) -> None:
    gone, _ = hall.connect()
    hall.attendant.take(gone)
    number = gone.sock.fileno()
    gone.sock.close()
    conn, client = hall.connect()
    if conn.sock.fileno() != number:  # the system gives the lowest free number
        pytest.skip("the number was not given again")
    hall.attendant.take(conn)
    client.sendall(b"a")
    hall.start()
    assert client.recv(1) == b"a"


def test_what_was_read_ahead_is_known() -> None:
    server, client = socket.socketpair()
    with server, client:
        assert has_read_ahead(make_conn(server, b"GET"))
        assert not has_read_ahead(make_conn(server))
