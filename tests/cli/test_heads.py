"""A real gunicorn under clients that send the heads of their requests slowly, or a body for which nobody asked."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from serving import connect, find_port, serve

from searchapp.cli.heads import find_path
from searchapp.settings import Settings

pytestmark = pytest.mark.slow

HASTY = """
import searchapp.cli.worker
searchapp.cli.worker.HEAD_S = 0.5
from searchapp.cli import commands
commands(["serve", "--port", "{port}", "--workers", "1", "--threads", "2"])
"""
HEAD = b"GET /api/v1/sources HTTP/1.1\r\nHost: localhost\r\n"
CLOSE = b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def port(sample_settings: Settings) -> Iterator[int]:
    """The port of a server with one worker of two threads, which waits half a second for a head."""
    free = find_port()
    with serve("-c", HASTY.format(port=free), env={"SEARCHAPP_INDEX_DIR": str(sample_settings.index_dir)}):
        yield free


def read_all(client: socket.socket) -> bytes:
    return b"".join(iter(lambda: client.recv(65_536), b""))


def check_too_slow(answer: bytes) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    problem = json.loads(body)
    assert (problem["type"], problem["instance"]) == ("/problems/head-too-slow", "/api/v1/sources")


def test_half_heads_hold_no_threads(port: int) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(connect(port)) for _ in range(8)]
        for client in slow:
            client.sendall(HEAD)
        with connect(port) as client:
            client.sendall(HEAD + CLOSE)
            assert read_all(client).startswith(b"HTTP/1.1 200 OK")
        # They were still waited for.
        slow[0].sendall(CLOSE)
        assert read_all(slow[0]).startswith(b"HTTP/1.1 200 OK")


def test_a_head_that_stays_half_is_refused(port: int) -> None:
    with connect(port) as client:
        client.sendall(HEAD)
        check_too_slow(read_all(client))


def test_a_head_of_which_something_always_comes_is_refused(port: int) -> None:
    answer = b""
    with connect(port) as client:
        client.sendall(HEAD + b"X: ")
        client.settimeout(0.05)
        while not answer:
            client.sendall(b"x")
            try:
                answer = client.recv(65_536)
            except TimeoutError:
                continue
    check_too_slow(answer)


def test_the_next_head_of_a_kept_connection_has_its_own_time(port: int) -> None:
    with connect(port) as client:
        for _ in range(5):
            client.settimeout(0.2)
            client.sendall(HEAD)
            with pytest.raises(TimeoutError):
                client.recv(1)
            client.settimeout(20)
            client.sendall(b"\r\n")
            answer = client.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 200 OK")


def test_the_beginning_of_a_next_request_is_kept(port: int) -> None:
    with connect(port) as client:
        client.sendall(HEAD + b"\r\n" + HEAD[:10])
        assert client.recv(65_536).startswith(b"HTTP/1.1 200 OK")
        client.sendall(HEAD[10:] + CLOSE)
        assert read_all(client).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"x" * 70_000,
        HEAD + b"".join(b"X%d: %s\r\n" % (number, b"x" * 8000) for number in range(20)),
    ],
)
def test_too_long_a_head_is_refused_before_it_is_whole(port: int, head: bytes) -> None:
    with connect(port) as client:
        client.sendall(head)
        assert client.recv(65_536).startswith(b"HTTP/1.1 400 Bad Request\r\n")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (b"Transfer-Encoding: chunked\r\n", b"ZZ\r\nhello\r\n0\r\n\r\n"),
        (b"Transfer-Encoding: chunked\r\n", b"5\r\nhel"),
        (b"Content-Length: 50\r\n", b"hello"),
    ],
)
def test_a_wrong_body_behind_an_answered_request_closes_in_silence(port: int, headers: bytes, body: bytes) -> None:
    with connect(port) as client:
        client.sendall(HEAD + headers + b"\r\n" + body)
        answer = read_all(client)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.count(b"HTTP/1.1") == 1


def test_answered_clients_that_do_not_close_hold_nobody_up(port: int) -> None:
    with ExitStack() as stack:
        open_ones = [stack.enter_context(connect(port)) for _ in range(16)]
        for client in open_ones:
            client.sendall(HEAD + CLOSE)
        for client in reversed(open_ones):  # the last would be told of the end after half a minute
            assert read_all(client).startswith(b"HTTP/1.1 200 OK")


def test_an_answer_is_whole_though_more_was_sent(port: int) -> None:
    with connect(port) as client:
        client.sendall(HEAD + CLOSE + b"x" * 60_000)
        assert read_all(client).endswith(b"}")


def test_the_path_is_found_in_a_beginning() -> None:
    assert find_path(b"GET /search?q=") == "/search"
    assert find_path(b"GET /sea") == "/sea"
    assert find_path(b"GET") is None
