"""A client that costs little: one loop over some kept connections, because it runs on the server's own cores."""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from urllib.parse import quote

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def make_request(host: str, query: str) -> bytes:
    """A search as a browser's script would send it."""
    return f"GET /api/v1/search?q={quote(query)} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n\r\n".encode()


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    started: float = 0.0
    received: bytes = b""

    def send(self, request: bytes) -> None:
        self.received = b""
        self.started = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> bool:
        """Take what has come. Whether the answer is whole. Raises ConnectionError for one that is no 200."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed a kept connection")
        self.received += part
        head, mark, body = self.received.partition(b"\r\n\r\n")
        if not mark:
            return False
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(head.decode(errors="replace"))
        length = _LENGTH.search(head)
        if length is None:
            raise ConnectionError("an answer has no length")
        return len(body) >= int(length[1])


def send_requests(port: int, requests: Sequence[bytes], total: int, clients: int) -> tuple[list[float], float]:
    """Send so many requests over so many connections, on each the next as soon as the last is answered.

    The times of all in ms, and the seconds that the whole took.
    """
    queue: Iterator[bytes] = islice(cycle(requests), total)
    times: list[float] = []
    selector = selectors.DefaultSelector()
    started = time.perf_counter()
    for request in islice(queue, clients):
        connection = _Connection(socket.create_connection(("127.0.0.1", port), timeout=30))
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(request)
    while selector.get_map():
        for key, _ in selector.select():
            connection = key.data
            if not connection.read():
                continue
            times.append((time.perf_counter() - connection.started) * 1000)
            following = next(queue, None)
            if following is None:
                selector.unregister(connection.socket)
                connection.socket.close()
            else:
                connection.send(following)
    return times, time.perf_counter() - started
