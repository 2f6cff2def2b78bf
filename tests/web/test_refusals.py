"""The answers to requests that no view sees."""

from __future__ import annotations

import json

import pytest

from searchapp.web.headers import HEADERS
from searchapp.web.refusals import build_refusal

CODES = ["bad-request", "uri-too-long", "headers-too-large", "head-too-slow"]


def split_answer(answer: bytes) -> tuple[list[str], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode("ascii").split("\r\n"), body


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("path", ["/api", "/api/v1/search", "/readyz", None])
def test_programs_get_a_problem(code, path):
    lines, body = split_answer(build_refusal(code, path))
    problem = json.loads(body)
    assert lines[0] == ("HTTP/1.1 408 Request Timeout" if code == "head-too-slow" else "HTTP/1.1 400 Bad Request")
    assert "Content-Type: application/problem+json" in lines
    assert problem["type"] == f"/problems/{code}"
    assert problem["instance"] == (path or "")
    assert "%(" not in problem["detail"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("path", ["/", "/search", "/apiary"])
def test_readers_get_a_page(code, path):
    lines, body = split_answer(build_refusal(code, path))
    assert "Content-Type: text/html; charset=utf-8" in lines
    assert body.decode().count("<h1>") == 2
    assert "%(" not in body.decode()


@pytest.mark.parametrize("path", ["/", None])
def test_the_headers_are_those_of_every_answer(path):
    lines, body = split_answer(build_refusal("bad-request", path))
    assert {f"{name}: {value}" for name, value in HEADERS.items()} <= set(lines)
    assert {"Connection: close", "Cache-Control: no-store", f"Content-Length: {len(body)}"} <= set(lines)


@pytest.mark.parametrize(
    ("code", "phrase"), [("not-found", "404 Not Found"), ("unavailable", "503 Service Unavailable")]
)
def test_a_status_has_its_own_words(code, phrase):
    assert split_answer(build_refusal(code, None))[0][0] == f"HTTP/1.1 {phrase}"


def test_a_path_cannot_break_out_of_its_problem():
    _, body = split_answer(build_refusal("bad-request", '/api/"\r\nX: y'))
    assert json.loads(body)["instance"] == '/api/"\r\nX: y'
