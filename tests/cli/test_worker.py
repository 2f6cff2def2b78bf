"""A real gunicorn under requests that it cannot read, sent over raw sockets."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from serving import find_port, serve

from searchapp.settings import Settings

pytestmark = pytest.mark.slow

Ask = Callable[[bytes], tuple[str, dict[str, str], str]]
HOST = b"Host: localhost\r\n"


@pytest.fixture(scope="module")
def port(sample_settings: Settings) -> Iterator[int]:
    free = find_port()
    options = "--port", str(free), "--workers", "1"
    with serve("-m", "searchapp", "serve", *options, env={"SEARCHAPP_INDEX_DIR": str(sample_settings.index_dir)}):
        yield free


@pytest.fixture
def ask(port: int) -> Ask:
    """Send bytes; the first line, the headers and the body of what comes back before the connection closes."""

    def send(request: bytes) -> tuple[str, dict[str, str], str]:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
            client.sendall(request)
            answer = b""
            while piece := client.recv(65_536):
                answer += piece
        head, _, body = answer.decode().partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        return first, dict(line.split(": ", 1) for line in lines), body

    return send


def get(target: str, *headers: bytes) -> bytes:
    return f"GET {target} HTTP/1.1\r\n".encode() + HOST + b"".join(headers) + b"Connection: close\r\n\r\n"


def check_problem(answer: tuple[str, dict[str, str], str], code: str, instance: str) -> None:
    first, headers, body = answer
    problem = json.loads(body)
    assert first.upper() == "HTTP/1.1 400 BAD REQUEST"
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert list(problem) == ["type", "title", "status", "detail", "instance"]
    assert (problem["type"], problem["status"], problem["instance"]) == (f"/problems/{code}", 400, instance)


def check_page(answer: tuple[str, dict[str, str], str], *words: str) -> None:
    first, headers, body = answer
    assert first.upper() == "HTTP/1.1 400 BAD REQUEST"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert int(headers["Content-Length"]) == len(body.encode())
    assert all(word in body for word in words)


@pytest.mark.parametrize("letter", ["ﻼ", "𞸀"])
def test_a_legal_query_of_long_letters_is_answered(ask: Ask, letter: str) -> None:
    words = " ".join([letter * 99] * 10)
    assert ask(get(f"/api/v1/search?q={quote(words)}"))[0] == "HTTP/1.1 200 OK"


def test_a_pasted_text_gets_the_page_on_long_queries(ask: Ask) -> None:
    check_page(ask(get(f"/search?q={quote('ب' * 1400)}")), "الاستعلام طويل جدًا", 'lang="ar" dir="rtl"')


def test_a_long_query_of_a_program_is_a_problem(ask: Ask) -> None:
    check_problem(ask(get(f"/api/v1/search?q={quote('ب' * 1400)}")), "query-too-long", "/api/v1/search")


def test_an_address_beyond_the_app_s_bound_gets_the_app_s_answer(ask: Ask) -> None:
    check_page(ask(get(f"/search?lang=en&q={'x' * 20_000}")), "The address is too long", '<html lang="en" dir="ltr">')


@pytest.mark.parametrize("path", ["/api/v1/search", "/search"])
def test_an_address_may_hold_letters_as_they_are_typed(ask: Ask, path: str) -> None:
    first, _, body = ask(get(f"{path}?q=المدينة"))
    assert first == "HTTP/1.1 200 OK"
    assert "المدينة" in body


def test_a_path_may_hold_letters_as_they_are_typed(ask: Ask) -> None:
    first, _, body = ask(get("/api/v1/articles/خبر"))
    assert (first, json.loads(body)["instance"]) == ("HTTP/1.1 404 NOT FOUND", "/api/v1/articles/خبر")


@pytest.mark.parametrize("header", [b"PATH_INFO: /opensearch.xml\r\n", b"SCRIPT_NAME: /elsewhere\r\n"])
def test_no_header_says_which_page_is_asked_for(ask: Ask, header: bytes) -> None:
    assert ask(get("/healthz", header))[::2] == ("HTTP/1.1 200 OK", '{"status":"ok"}')
    assert "/elsewhere" not in ask(get("/?lang=en", header))[2]


def test_letters_of_another_encoding_are_a_problem_that_says_so(ask: Ask) -> None:
    request = get("/api/v1/search?q=X").replace(b"X", "نفط".encode("windows-1256"))
    check_problem(ask(request), "bad-encoding", "/api/v1/search")


LONG = "x" * 100_000


def test_too_long_a_line_is_a_problem_for_programs(ask: Ask) -> None:
    check_problem(ask(get(f"/api/v1/search?q={LONG}")), "uri-too-long", "/api/v1/search")


def test_too_long_a_line_is_a_page_in_two_languages_for_readers(ask: Ask) -> None:
    answer = ask(get(f"/search?q={LONG}"))
    check_page(answer, "العنوان طويل جدًا", "The address is too long", 'lang="ar" dir="rtl"', 'lang="en" dir="ltr"')


@pytest.mark.parametrize("headers", [b"X: " + b"y" * 9000 + b"\r\n", b"".join(b"X%d: y\r\n" % i for i in range(80))])
def test_too_large_headers_are_refused_in_kind(ask: Ask, headers: bytes) -> None:
    check_problem(ask(get("/api/v1/sources", headers)), "headers-too-large", "/api/v1/sources")
    check_page(ask(get("/", headers)), "رؤوس الطلب كبيرة جدًا", "The headers of the request are too large")


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /api/v1/search HTTP/9.9\r\n\r\n",
        b"GET /api/v1/search HTTP/1.1\r\nBad header: x\r\n\r\n",
        b"GET /api/v1/search HTTP/1.1\r\nHost: a\r\nHost\x00: b\r\n\r\n",
        b"get /api/v1/search HTTP/1.1\r\n\r\n",
        b"GET /api/v1/search HTTP/1.1\r\nTransfer-Encoding: none\r\n\r\n",
    ],
)
def test_a_malformed_request_is_a_problem(ask: Ask, request_bytes: bytes) -> None:
    check_problem(ask(request_bytes), "bad-request", "/api/v1/search")


@pytest.mark.parametrize(
    "request_bytes", [b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"GET\r\n\r\n", b"<script> <b> <i>\r\n\r\n"]
)
def test_what_is_no_request_gets_a_problem_without_its_words(ask: Ask, request_bytes: bytes) -> None:
    answer = ask(request_bytes)
    check_problem(answer, "bad-request", "")
    assert "script" not in answer[2]


def test_a_request_that_comes_late_is_still_told_apart(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"200 OK" in client.recv(65_536)
        client.sendall(b"GET /search?q=" + LONG.encode() + b" HTTP/1.1\r\n\r\n")
        assert "العنوان طويل جدًا" in b"".join(iter(lambda: client.recv(65_536), b"")).decode()
