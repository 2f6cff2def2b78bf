"""How a real gunicorn with several workers deals with connections that are kept."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import ThreadWorker
from serving import connect, find_port, serve

from searchapp.cli.shared_counts import SharedCounts
from searchapp.cli.worker import Worker
from searchapp.settings import Settings

pytestmark = pytest.mark.slow

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
BODY = b'{"status":"ok"}'
CLIENTS = 8


@pytest.fixture(scope="module")
def server(sample_settings: Settings) -> Iterator[tuple[int, int]]:
    """The process of a server with two workers of two threads each, and its port."""
    port = find_port()
    own = {"SEARCHAPP_INDEX_DIR": str(sample_settings.index_dir)}
    options = "--port", str(port), "--workers", "2", "--threads", "2"
    with serve("-m", "searchapp", "serve", *options, env=own) as process:
        yield process.pid, port


def receive(client: socket.socket, answers: int = 1) -> bytes:
    received = b""
    while received.count(BODY) < answers:
        piece = client.recv(65_536)
        assert piece, received
        received += piece
    return received


def test_requests_of_a_kept_connection_are_answered_in_turn(server: tuple[int, int]) -> None:
    with connect(server[1]) as client:
        for _ in range(20):
            client.sendall(REQUEST)
            assert receive(client).endswith(BODY)


def test_requests_sent_at_once_are_all_answered(server: tuple[int, int]) -> None:
    with connect(server[1]) as client:
        client.sendall(REQUEST * 5)
        received = receive(client, 5)
    assert len(re.findall(rb"HTTP/1\.1 200 OK", received)) == received.count(BODY) == 5


def test_more_connections_than_threads_are_all_served(server: tuple[int, int]) -> None:
    answered = []

    def ask_often() -> None:
        with connect(server[1]) as client:
            for _ in range(20):
                client.sendall(REQUEST)
                answered.append(receive(client).endswith(BODY))

    threads = [threading.Thread(target=ask_often) for _ in range(3 * CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answered == [True] * 20 * 3 * CLIENTS


def test_half_a_request_holds_nobody_up(server: tuple[int, int]) -> None:
    with ExitStack() as stack:
        slow, *others = [stack.enter_context(connect(server[1])) for _ in range(5)]
        slow.sendall(REQUEST)
        receive(slow)
        slow.sendall(REQUEST[:20])
        for _ in range(20):
            for client in others:
                client.sendall(REQUEST)
                assert receive(client).endswith(BODY)
        slow.sendall(REQUEST[20:])
        assert receive(slow).endswith(BODY)


def test_a_connection_is_left_to_a_worker_that_holds_fewer_but_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the worker that happens to be awake takes all; a test of real ones sees it by chance alone."""
    accepted = []
    monkeypatch.setattr(ThreadWorker, "accept", lambda self, *arguments: accepted.append(self))
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", lambda pause_s: None)
    monkeypatch.setattr(Worker, "_counts", SharedCounts())
    busy, idle = (Worker(0, 0, [], None, 30, Config(), None) for _ in range(2))
    busy.nr_conns = 3
    busy._show_count()

    busy.accept()
    assert accepted == []
    idle.accept()
    assert accepted == [idle]
    busy.accept()
    now[0] += 0.05
    busy.accept()
    assert accepted == [idle, busy]
    busy.accept()
    for worker in busy, idle:
        worker.tmp.close()
    assert accepted == [idle, busy], "the next one is left for as long"
