"""`serve` before it serves: an address that cannot be listened on is one clear line."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result

from searchapp.cli.serving import check_free
from searchapp.settings import Settings

Run = Callable[..., Result]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_is_taken_fails_at_once_in_one_line(run: Run, taken: int) -> None:
    result = run("serve", "--port", str(taken))
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert f"port {taken}, cannot be listened on: another program listens there" in line
    assert "--port" in line


def test_a_port_that_was_just_given_back_is_free() -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            server.accept()[0].close()  # the side that closes first is the one that waits
            assert client.recv(1) == b""
    check_free(Settings(port=port))


def test_why_an_address_cannot_be_listened_on_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(socket.socket, "bind", refuse)
    assert "Permission denied. Choose another" in run("serve", "--port", "80").stderr


def test_a_socket_that_is_handed_down_is_not_tried(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTEN_FDS", "1")
    check_free(Settings(port=taken))
