"""How a real gunicorn with several workers deals with connections that are kept."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.memory import list_tree
from searchapp.settings import Settings

pytestmark = pytest.mark.slow

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
BODY = b'{"status":"ok"}'
CLIENTS = 8


@pytest.fixture(scope="module")
def server(sample_settings: Settings) -> Iterator[tuple[int, int]]:
    """The process of a server with two workers of two threads each, and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {"SEARCHAPP_INDEX_DIR": str(sample_settings.index_dir)}
    command = [sys.executable, "-m", "searchapp", "serve", "--port", str(port), "--workers", "2", "--threads", "2"]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("searchapp serves "):
                break
        yield process.pid, port
        process.send_signal(signal.SIGINT)
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == 0


def connect(port: int) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def receive(client: socket.socket, answers: int = 1) -> bytes:
    received = b""
    while received.count(BODY) < answers:
        piece = client.recv(65_536)
        assert piece, received
        received += piece
    return received


def count_sockets(pid: int) -> int:
    targets = [each.readlink() for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink()]
    return sum(target.name.startswith("socket:") for target in targets)


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


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not show the files of a process")
def test_connections_are_shared_out_among_the_workers(server: tuple[int, int]) -> None:
    pid, port = server
    workers = list_tree(pid)[1:]
    assert len(workers) == 2

    def are_shared() -> bool:
        with ExitStack() as stack:
            clients = [stack.enter_context(connect(port)) for _ in range(CLIENTS)]
            for client in clients:
                client.sendall(REQUEST)
            for client in clients:
                receive(client)
            # Besides connections each worker has the listening socket.
            return min(map(count_sockets, workers)) >= 2

    # On a busy machine the other worker may come too late: a connection waits for it only so long.
    assert any(are_shared() for _ in range(10))
