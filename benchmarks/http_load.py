"""A client that costs little: one loop over some kept connections, because it runs on the server's own cores."""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from urllib.parse import quote

_STATUS = b"HTTP/1.1 200"
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ROOM_BYTES = 1 << 20
"""The longest answer that is read."""


def make_request(host: str, query: str, *, highlight: bool = True) -> bytes:
    """A search as a browser's script would send it."""
    extra = "" if highlight else "&highlight=0"
    return f"GET /api/v1/search?q={quote(query)}{extra} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n\r\n".encode()


class _Connection:
    """One kept connection, with room for one answer."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.started = 0.0
        self._room = bytearray(_ROOM_BYTES)
        self._view = memoryview(self._room)
        self._filled = 0
        self._size = 0

    def send(self, request: bytes) -> None:
        self._filled = self._size = 0
        self.started = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> bool:
        """Take what has come. Whether the answer is whole. Raises ConnectionError for one that is no 200."""
        count = self.socket.recv_into(self._view[self._filled :])
        if not count:
            raise ConnectionError("the server closed a kept connection")
        self._filled += count
        if not self._size:
            end = self._room.find(_END, 0, self._filled)
            if end < 0:
                return False
            self._size = end + len(_END) + self._read_length(end)
        return self._filled >= self._size

    def _read_length(self, end: int) -> int:
        length = _LENGTH.search(self._room, 0, end)
        if length is None or not self._room.startswith(_STATUS):
            raise ConnectionError(self._room[:end].decode(errors="replace"))
        return int(length[1])


def send_requests(port: int, requests: Sequence[bytes], total: int, clients: int) -> tuple[list[float], float]:
    """Send so many requests over so many connections, on each the next as soon as the last is answered.

    The times of all in ms, and the seconds that the whole took.
    """
    connections = [_Connection(port) for _ in range(min(clients, total))]
    queue = islice(cycle(requests), total)
    started = time.perf_counter()
    times = _send_alone(connections[0], queue) if clients == 1 else _send_together(connections, queue)
    seconds = time.perf_counter() - started
    for connection in connections:
        connection.socket.close()
    return times, seconds


def _send_alone(connection: _Connection, queue: Iterator[bytes]) -> list[float]:
    """Nothing to choose from, so nothing is asked of a selector: the read itself waits."""
    times: list[float] = []
    for request in queue:
        connection.send(request)
        while not connection.read():
            pass
        times.append((time.perf_counter() - connection.started) * 1000)
    return times


def _send_together(connections: Sequence[_Connection], queue: Iterator[bytes]) -> list[float]:
    times: list[float] = []
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(next(queue))
        while selector.get_map():
            for key, _ in selector.select():
                connection = key.data
                if not connection.read():
                    continue
                times.append((time.perf_counter() - connection.started) * 1000)
                following = next(queue, None)
                if following is None:
                    selector.unregister(connection.socket)
                else:
                    connection.send(following)
    return times
