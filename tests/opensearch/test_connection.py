"""Requests to one node, against servers that answer as they are told."""

from __future__ import annotations

import base64
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from opensearchpy.exceptions import ConnectionError, ConnectionTimeout, RequestError, SSLError

from searchapp.engines.opensearch_engine.client import Client
from searchapp.engines.opensearch_engine.connection import NodeConnection, Patience
from searchapp.settings import Settings

_PATIENCE = Patience(5, 5)
_PLAIN = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{"a": 1}'
_CHUNKED = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n4\r\n: 1}\r\n0\r\n\r\n'
_UNTIL_THE_END = b'HTTP/1.0 200 OK\r\n\r\n{"a": 1}'


class Node:
    """A server: the n-th request on any connection is answered with the n-th of `answers`, in the given parts. After
    an empty part the connection is closed.
    """

    def __init__(self, answers: Sequence[Sequence[bytes]], wrap: Callable[[socket.socket], socket.socket]) -> None:
        self.received: list[bytes] = []
        self.connections = 0
        self._answers = iter(answers)
        self._wrap = wrap
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                accepted = self._listening.accept()[0]
            except OSError:
                return
            self.connections += 1
            self._threads.append(threading.Thread(target=self._answer, args=(accepted,)))
            self._threads[-1].start()

    def _answer(self, accepted: socket.socket) -> None:
        try:
            with self._wrap(accepted) as connected:
                while received := connected.recv(1 << 16):
                    self.received.append(received)
                    for part in next(self._answers, ()):
                        if not part:
                            return
                        connected.sendall(part)
        except OSError:
            return

    def stop(self) -> None:
        """Wait until all connections have ended."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join()


@contextmanager
def run_node(
    *answers: Sequence[bytes], wrap: Callable[[socket.socket], socket.socket] = lambda accepted: accepted
) -> Iterator[tuple[Node, NodeConnection]]:
    """A node, and a connection to it."""
    node = Node(answers, wrap)
    connection = NodeConnection(host="127.0.0.1", port=node.port)
    try:
        yield node, connection
    finally:
        connection.close()
        node.stop()


def _ask(connection: NodeConnection, method: str = "POST", path: str = "/a") -> bytes:
    return connection.perform_request(method, path, body=b"{}", timeout=_PATIENCE)[2]


def test_requests_follow_each_other_on_one_connection_each_in_one_write() -> None:
    with run_node([_PLAIN], [_PLAIN], [_PLAIN]) as (node, connection):
        assert [_ask(connection) for _ in range(3)] == [b'{"a": 1}'] * 3
        assert (node.connections, len(node.received)) == (1, 3)
        head, _, body = node.received[0].partition(b"\r\n\r\n")
        assert (head.split(b"\r\n")[0], body) == (b"POST /a HTTP/1.1", b"{}")
        assert b"host: 127.0.0.1:%d" % node.port in head.split(b"\r\n")


@pytest.mark.parametrize(
    "answer",
    [
        [_CHUNKED],
        [_UNTIL_THE_END, b""],
        [_PLAIN[:20], _PLAIN[20:]],
        [b"HTTP/1.1 100 Continue\r\n\r\n", _PLAIN],
        [_PLAIN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), b""],
    ],
)
def test_any_answer_that_http_allows_is_read_and_the_next_one_too(answer: list[bytes]) -> None:
    with run_node(answer, [_PLAIN]) as (_, connection):
        assert [_ask(connection), _ask(connection)] == [b'{"a": 1}'] * 2


def test_a_connection_that_the_node_has_closed_is_not_used_again() -> None:
    with run_node([_PLAIN, b""], [_PLAIN]) as (node, connection):
        _ask(connection)
        while connection._idle[0].is_quiet():
            pass
        assert _ask(connection) == b'{"a": 1}'
        assert node.connections == 2


@pytest.mark.parametrize("answer", [[b""], [_PLAIN[:-3], b""], [b"what?\r\n\r\n", b""]])
def test_an_answer_that_breaks_off_or_is_none_is_a_lost_node(answer: list[bytes]) -> None:
    with run_node(answer) as (_, connection), pytest.raises(ConnectionError) as caught:
        _ask(connection)
    assert not isinstance(caught.value, ConnectionTimeout)


def test_a_node_that_does_not_answer_in_time_is_late() -> None:
    with run_node() as (_, connection), pytest.raises(ConnectionTimeout):
        connection.perform_request("GET", "/a", timeout=Patience(5, 0.05))


def test_a_node_that_is_not_there_is_lost() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = closing.getsockname()[1]
    with pytest.raises(ConnectionError):
        _ask(NodeConnection(host="127.0.0.1", port=port))


def test_an_error_has_its_status_and_type() -> None:
    told = b'{"error": {"type": "wrong"}}'
    head = b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(told)
    with run_node([head + told]) as (_, connection), pytest.raises(RequestError) as caught:
        _ask(connection)
    assert (caught.value.status_code, caught.value.error) == (400, "wrong")


def test_names_that_are_not_ascii_are_written_as_addresses_want_them() -> None:
    with run_node([_PLAIN]) as (node, connection):
        _ask(connection, path="/أخبار-1/_search?a=b,c&d=e\r\n")
        target = node.received[0].split(b" ")[1]
    assert target == b"/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1-1/_search?a=b,c&d=e%0D%0A"


@pytest.mark.parametrize(
    "settings",
    [
        {"opensearch_user": "سارة", "opensearch_password": "سمسم:1"},
        {"opensearch_url": "http://%D8%B3%D8%A7%D8%B1%D8%A9:%D8%B3%D9%85%D8%B3%D9%85%3A1@127.0.0.1:{port}"},
    ],
)
def test_users_and_passwords_may_be_arabic(settings: dict[str, str]) -> None:
    with run_node([_PLAIN]) as (node, _):
        url = settings.get("opensearch_url", "http://127.0.0.1:{port}").format(port=node.port)
        client = Client(Settings(**{**settings, "opensearch_url": url}))  # type: ignore[arg-type]
        assert client.send("GET", "/") == {"a": 1}
        client._client.close()
        told = base64.b64encode("سارة:سمسم:1".encode())
        assert b"authorization: Basic " + told in node.received[0].split(b"\r\n")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate of 127.0.0.1."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    made = tmp_path_factory.mktemp("tls") / "node.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=node", "-days", "2"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(made), "-out", f"{made}.crt"]
    subprocess.run(command, check=True, capture_output=True)
    made.write_bytes(made.read_bytes() + Path(f"{made}.crt").read_bytes())
    return made


@pytest.mark.parametrize("trusted", [True, False])
def test_https_is_checked_by_the_certificates_that_are_trusted(certificate: Path, trusted: bool) -> None:
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(certificate)
    trust = ssl.create_default_context(cafile=f"{certificate}.crt" if trusted else None)
    with run_node([_PLAIN], [_PLAIN], wrap=lambda accepted: own.wrap_socket(accepted, server_side=True)) as (node, _):
        connection = NodeConnection(host="127.0.0.1", port=node.port, use_ssl=True, ssl_context=trust)
        if trusted:
            assert [_ask(connection), _ask(connection)] == [b'{"a": 1}'] * 2
            assert node.connections == 1
        else:
            with pytest.raises(SSLError):
                _ask(connection)
        connection.close()
