"""Nodes that take a request and never answer, as a machine does whose packets are dropped."""

from __future__ import annotations

import dataclasses
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from searchapp.engines.opensearch_engine.client import Client
from searchapp.errors import DeadlineError, UnavailableError
from searchapp.model import SearchRequest
from searchapp.search import open_service
from searchapp.settings import Settings


class Answering(BaseHTTPRequestHandler):
    """A node that answers everything with an empty object."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_PUT = do_GET  # noqa: N815 (the server's names)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


class Hanging:
    """An address that takes connections and never answers; how many it has taken."""

    def __init__(self) -> None:
        self.taken: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._take)

    def __enter__(self) -> Hanging:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        for each in (self._listening, *self.taken):
            each.close()

    def _take(self) -> None:
        while True:
            try:
                self.taken.append(self._listening.accept()[0])
            except OSError:
                return


@contextmanager
def run_answering() -> Iterator[str]:
    """The address of a node that answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    with Hanging() as started:
        yield started


@pytest.fixture
def settings(hanging: Hanging) -> Iterator[Settings]:
    """Of a cluster of two nodes, one of which hangs."""
    with run_answering() as url:
        yield Settings(opensearch_url=f"{hanging.url},{url}", opensearch_timeout_ms=6000)


@pytest.mark.slow
@pytest.mark.parametrize("deadline_s", [None, 6.0])
def test_what_reads_is_asked_of_another_node_and_the_hanging_one_is_left_alone(
    settings: Settings, hanging: Hanging, deadline_s: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(settings)
    monkeypatch.setattr(client._client.transport.connection_pool, "dead_timeout", 600)
    for _ in range(6):
        deadline = None if deadline_s is None else time.monotonic() + deadline_s
        assert client.send("POST", "/_search", {}, deadline=deadline, attempts=3) == {}
    assert len(hanging.taken) == 1


def test_a_write_that_hangs_is_not_sent_again_and_the_next_one_goes_elsewhere(
    settings: Settings, hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(settings)
    monkeypatch.setattr(client._client.transport.connection_pool, "dead_timeout", 600)
    failures = 0
    for _ in range(4):
        try:
            client.send("PUT", "/a", {}, timeout_s=0.2)
        except UnavailableError:
            failures += 1
    assert (failures, len(hanging.taken)) == (1, 1)


@pytest.mark.parametrize("nodes", [1, 2, 5])
def test_where_all_hang_a_request_ends_in_its_time(settings: Settings, nodes: int) -> None:
    with ExitStack() as stack:
        urls = [stack.enter_context(Hanging()).url for _ in range(nodes)]
        client = Client(dataclasses.replace(settings, opensearch_url=",".join(urls), opensearch_timeout_ms=200))
        with pytest.raises(UnavailableError, match="does not answer"):
            client.send("GET", "/_alias")
        with pytest.raises(DeadlineError):
            client.send("GET", "/_alias", timeout_s=60, deadline=time.monotonic() + 0.2)


def test_a_search_of_a_cluster_that_hangs_ends_by_its_deadline(hanging: Hanging) -> None:
    settings = Settings(
        engine="opensearch", opensearch_url=hanging.url, opensearch_timeout_ms=60_000, deadline_ms=200
    )
    with pytest.raises(DeadlineError):
        open_service(settings).search(SearchRequest("بحر"))


def test_what_else_a_thread_asks_has_the_limit_too(settings: Settings, hanging: Hanging) -> None:
    client = Client(dataclasses.replace(settings, opensearch_url=hanging.url, opensearch_timeout_ms=60_000))
    with client.limit(time.monotonic() + 0.2), pytest.raises(DeadlineError):
        client.send("POST", "/a/_mget", {}, deadline=time.monotonic() + 60, attempts=3)
    assert client.find_wait_s() == client.timeout_s
