"""What the OpenSearch peer sends and reads, against a server that only records."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers.base import Question, Row
from benchmarks.peers.opensearch_peer import VARIABLE, OpenSearch

FOUND = {
    "hits": {"total": {"value": 7}, "hits": [{"_id": "a", "_source": {"title": "عنوان"}}]},
    "aggregations": {"source": {"buckets": [{"key": "صحيفة", "doc_count": 7}]}},
}


class Recorder(BaseHTTPRequestHandler):
    """Keeps what came; answers a search with one hit, the deletion with 404, all else with success."""

    got: list[tuple[str, str, str]]

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        type(self).got.append((self.command, self.path, body))
        content = json.dumps(FOUND if "_search" in self.path else {"errors": False}).encode()
        self.send_response(404 if self.command == "DELETE" else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815  # the names are http.server's

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def got(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str, str]]]:
    """What the server was sent: method, path, body."""
    Recorder.got = []
    with HTTPServer(("127.0.0.1", 0), Recorder) as server:
        monkeypatch.setenv(VARIABLE, f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Recorder.got
        server.shutdown()
        thread.join()


def test_it_takes_no_part_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(ConnectionError, match=VARIABLE):
        OpenSearch(own=False)


def test_rows_are_sent_in_bulk_and_flushed(got: list[tuple[str, str, str]], tmp_path: Path) -> None:
    OpenSearch(own=False).build([Row("a", "عنوان", "نص", "صحيفة", 202301, "عنو", "نص")], tmp_path)
    assert [path.rpartition("/")[2] for _, path, _ in got[2:]] == ["_bulk", "_flush", "_refresh"]
    action, fields = map(json.loads, got[2][2].splitlines())
    assert action == {"index": {"_id": "a"}}
    assert fields == {
        "title": "عنوان",
        "body": "نص",
        "source": "صحيفة",
        "month": 202301,
        "title_stem": "عنو",
        "body_stem": "نص",
    }


def test_an_answer_is_read(got: list[tuple[str, str, str]], tmp_path: Path) -> None:
    session = OpenSearch(own=False).open(tmp_path)
    answer = session.ask(session.prepare(Question("phrase", ("كلم", "ثان"), '"كلمة ثانية"')), facets=True)
    assert (answer.total, answer.hits) == (7, [("a", "عنوان")])
    assert session.count_sources(answer) == {"صحيفة": 7}
    sent = json.loads(got[0][2])
    assert sent["track_total_hits"] is True
    assert sent["query"]["bool"]["should"][1] == {"match_phrase": {"body_stem": {"query": "كلم ثان", "boost": 1.0}}}


def test_a_request_over_the_wire_is_what_the_session_asks(got: list[tuple[str, str, str]], tmp_path: Path) -> None:
    session = OpenSearch(own=True).open(tmp_path)
    session.ask(session.prepare(Question("and", (), "كلمة ثانية")), facets=True)
    head, _, body = session.make_request("كلمة ثانية").partition(b"\r\n\r\n")
    method, path, sent = got[0]
    assert head.decode().startswith(f"{method} {path} HTTP/1.1\r\n")
    assert (f"Content-Length: {len(body)}".encode() in head, body.decode()) == (True, sent)
