"""A cluster that is not there: a clear answer, and none of it in the way when it is back."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from serving import find_port

from searchapp.engines.opensearch_engine.client import Client
from searchapp.engines.opensearch_engine.engine import OpenSearchEngine
from searchapp.errors import NoIndexError, SettingError, UnavailableError
from searchapp.search import open_service
from searchapp.settings import Settings
from searchapp.web import create_app

LOST = {"status": 500, "error": {"caused_by": {"type": "node_not_connected_exception"}}}


class Empty(BaseHTTPRequestHandler):
    """A cluster that has nothing; or one that answers as `status` says. Before, so often as `losses` says, it loses a
    node.
    """

    status = 404
    losses = 0
    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        """Answer with the status."""
        self.asked.append((self.path, self.headers["Authorization"]))
        lost = len(self.asked) <= self.losses
        content = json.dumps(LOST if lost else {}).encode()
        self.send_response(500 if lost else self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> int:
    """A port where nothing listens yet."""
    return find_port()


@pytest.fixture
def settings(port: int) -> Settings:
    return Settings(
        engine="opensearch", opensearch_url=f"http://127.0.0.1:{port}", opensearch_timeout_ms=2000, opensearch_user=""
    )


@pytest.fixture
def cluster(port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Empty]]:
    monkeypatch.setattr(Empty, "asked", [], raising=False)
    with HTTPServer(("127.0.0.1", port), Empty) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Empty
        server.shutdown()
        thread.join()


def test_a_lost_cluster_is_a_503_that_says_when_to_try_again(settings: Settings) -> None:
    answer = create_app(settings, open_service(settings)).test_client().get("/api/v1/search?q=ميناء")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json is not None
    assert answer.json["type"].endswith("unavailable")


def test_the_error_names_the_cluster_and_the_status_does_not_raise(settings: Settings, port: int) -> None:
    engine = OpenSearchEngine(settings)
    with pytest.raises(UnavailableError, match=str(port)):
        engine.reader()
    with pytest.raises(UnavailableError):
        engine.rebuild()
    assert str(port) in engine.status().notes[0]


def test_a_cluster_that_comes_back_is_found_again(settings: Settings, request: pytest.FixtureRequest) -> None:
    engine = OpenSearchEngine(settings)
    with pytest.raises(UnavailableError):
        engine.reader()
    request.getfixturevalue("cluster")
    with pytest.raises(NoIndexError, match="searchapp reindex"):
        engine.reader()


def test_a_refused_password_is_named(
    settings: Settings, cluster: type[Empty], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "status", 401)
    with pytest.raises(UnavailableError, match="SEARCHAPP_OPENSEARCH_PASSWORD"):
        OpenSearchEngine(settings).reader()


@pytest.mark.parametrize(("losses", "attempts"), [(1, 2), (2, 3)])
def test_a_cluster_that_loses_a_node_in_the_middle_of_an_answer_is_asked_again(
    settings: Settings, cluster: type[Empty], monkeypatch: pytest.MonkeyPatch, losses: int, attempts: int
) -> None:
    monkeypatch.setattr(cluster, "status", 200)
    monkeypatch.setattr(cluster, "losses", losses)
    assert Client(settings).send("GET", "/_search", attempts=attempts) == {}
    assert len(cluster.asked) == attempts
    cluster.asked.clear()
    with pytest.raises(UnavailableError):
        Client(settings).send("GET", "/_search", attempts=losses)


@pytest.mark.parametrize(
    ("changes", "sent"),
    [
        ({"opensearch_user": "reader", "opensearch_password": "secret"}, "Basic cmVhZGVyOnNlY3JldA=="),
        ({"opensearch_api_key": "a2V5"}, "ApiKey a2V5"),
        ({}, None),
    ],
)
def test_who_asks_is_said_as_the_settings_say(
    settings: Settings, cluster: type[Empty], changes: dict[str, str], sent: str | None
) -> None:
    with pytest.raises(NoIndexError):
        OpenSearchEngine(dataclasses.replace(settings, **changes)).reader()
    assert {authorization for _, authorization in cluster.asked} == {sent}


@pytest.mark.parametrize(
    "changes",
    [
        {"opensearch_url": "https://reader:secret@search1:9200"},
        {"opensearch_url": "https://search1:9200,https://reader:secret@search2:9200"},
        {"opensearch_user": "reader", "opensearch_password": "secret"},
    ],
)
def test_a_key_that_would_not_be_sent_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="SEARCHAPP_OPENSEARCH_API_KEY"):
        OpenSearchEngine(Settings(opensearch_api_key="a2V5", **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_without_certificates_is_refused(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content, "utf-8")
    with pytest.raises(SettingError, match="SEARCHAPP_OPENSEARCH_CA_FILE"):
        OpenSearchEngine(Settings(opensearch_url="https://search1:9200", opensearch_ca_file=str(file)))


@pytest.mark.parametrize("url", ["", "search1:9200", "ftp://search1", "https://reader@search1"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingError, match="SEARCHAPP_OPENSEARCH_URL"):
        OpenSearchEngine(Settings(opensearch_url=url))


def test_an_alias_that_the_cluster_would_refuse_is_refused() -> None:
    with pytest.raises(SettingError, match="SEARCHAPP_OPENSEARCH_INDEX"):
        OpenSearchEngine(Settings(opensearch_index="Archive"))
