"""A real server, run as its user runs it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


def find_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(*command: str, env: Mapping[str, str], until: str = "searchapp serves ") -> Iterator[subprocess.Popen[str]]:
    """Python with such arguments, from the line of its standard error that holds `until` on. It is stopped by Ctrl-C,
    and must have said of no fault and end well.
    """
    given = os.environ | env
    with subprocess.Popen([sys.executable, *command], env=given, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert any(until in line for line in process.stderr)
        yield process
        process.send_signal(signal.SIGINT)
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == 0


def connect(port: int) -> socket.socket:
    """A connection to a server here, on which what is sent goes at once."""
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client
