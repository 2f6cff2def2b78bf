"""OpenSearch: on its own, with its Arabic analyzer and its highlighter, and fed the same stems as the other peers.

`OPENSEARCH_URL` holds its address (http://127.0.0.1:9200); without one, `provide_server` starts the tests' server.
"""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.peers.base import FACET_VALUES, HITS, TITLE_BOOST, Answer, Question, Row

VARIABLE = "OPENSEARCH_URL"
_INDEX = "searchapp-benchmark"
_FIELDS = (("title_stem", TITLE_BOOST), ("body_stem", 1.0))
_ROWS_AT_ONCE = 500
_MONTHS = 10_000
_WORDS = {"type": "text", "analyzer": "whitespace"}
_ARABIC = {"type": "text", "analyzer": "arabic"}
_OWN_FIELDS = [f"title^{TITLE_BOOST:g}", "body"]
_HIGHLIGHT: dict[str, Any] = {"fields": {"title": {}, "body": {}}}
_SERVER = Path(__file__).parents[2] / "tests" / "support" / "opensearch_server.py"
_MAPPING = {
    "settings": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": -1},
    "mappings": {
        "properties": {
            "title": {"type": "keyword", "index": False, "doc_values": False},
            "body": {"type": "keyword", "index": False, "doc_values": False},
            "title_stem": _WORDS,
            "body_stem": _WORDS,
            "source": {"type": "keyword"},
            "month": {"type": "integer"},
        },
        "_source": {"excludes": ["title_stem", "body_stem"]},
    },
}
_OWN_MAPPING = {
    "settings": _MAPPING["settings"],
    "mappings": {
        "properties": {
            "title": _ARABIC,
            "body": _ARABIC,
            "source": {"type": "keyword"},
            "month": {"type": "integer"},
        }
    },
}
_FACETS = {
    "source": {"terms": {"field": "source", "size": FACET_VALUES}},
    "date": {"terms": {"field": "month", "size": _MONTHS}},
}


class Server:
    """One kept connection. Raises ConnectionError without an address, and for an answer that is an error."""

    def __init__(self) -> None:
        address = os.environ.get(VARIABLE)
        if not address:
            raise ConnectionError(f"set {VARIABLE} to the address of a server")
        parts = urlsplit(address)
        self.place = parts.netloc
        self.port = parts.port or 9200
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", self.port, timeout=600)

    def send(self, method: str, path: str, body: str | None = None) -> Any:
        self._connection.request(method, path, body and body.encode(), {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= 400 and not (method == "DELETE" and answer.status == 404):
            raise ConnectionError(f"{method} {path}: {answer.status} {content[:300].decode(errors='replace')}")
        return json.loads(content)


@contextmanager
def provide_server() -> Iterator[None]:
    """Have a server behind OPENSEARCH_URL while this lasts: the one that is named there, or the tests' where this
    machine can run it. Where it cannot, there is none, and the peers take no part.
    """
    spec = importlib.util.spec_from_file_location("opensearch_server", _SERVER)
    if os.environ.get(VARIABLE) or spec is None or spec.loader is None or not _SERVER.is_file():
        yield
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its data classes look it up there
    spec.loader.exec_module(module)
    try:
        with module.run_cluster(heap_mb=2048) as cluster:
            os.environ[VARIABLE] = cluster.url
            yield
    except module.NoServerError as error:
        print(error, file=sys.stderr)
        yield
    finally:
        os.environ.pop(VARIABLE, None)


class OpenSearchSession:
    """The index on the server."""

    def __init__(self, index: str, own: bool) -> None:
        self._server = Server()
        self._path = f"/{index}/_search?request_cache=false"
        self._own = own

    def prepare(self, question: Question) -> tuple[str, str]:
        request = self._prepare(question, self._own)
        return json.dumps(request), json.dumps(request | {"aggs": _FACETS})

    def make_request(self, query: str, *, highlight: bool = True) -> bytes:
        """A query as typed, with everything that a page shows, as it goes over the wire."""
        request = self._prepare(Question("and", (), query), highlight) | {"aggs": _FACETS}
        return write_search(self._path, json.dumps(request).encode())

    def _prepare(self, question: Question, highlight: bool) -> dict[str, Any]:
        query = _build_own_query(question) if self._own else _build_query(question)
        request = {"query": query, "size": HITS, "track_total_hits": True, "_source": ["title"]}
        return request | ({"highlight": _HIGHLIGHT} if highlight else {})

    def ask(self, prepared: tuple[str, str], facets: bool) -> Answer:
        found = self._server.send("POST", self._path, prepared[facets])
        hits = [(hit["_id"], hit["_source"]["title"]) for hit in found["hits"]["hits"]]
        return Answer(found["hits"]["total"]["value"], hits, found.get("aggregations"))

    def count_sources(self, answer: Answer) -> dict[str, int]:
        return {bucket["key"]: bucket["doc_count"] for bucket in answer.facets["source"]["buckets"]}


def write_search(path: str, body: bytes) -> bytes:
    """A search of the server at OPENSEARCH_URL as it goes over the wire."""
    head = f"POST {path} HTTP/1.1\r\nHost: {Server().place}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _build_query(question: Question) -> dict[str, Any]:
    terms = question.terms
    if question.kind == "phrase":
        return _join("should", [{"match_phrase": _weigh("query", " ".join(terms), field)} for field in _FIELDS])
    if question.kind == "prefix":
        return _join("should", [{"prefix": _weigh("value", terms[0], field)} for field in _FIELDS])
    words = [[{"term": _weigh("value", term, field)} for field in _FIELDS] for term in terms]
    if question.kind == "or":
        return _join("should", [leaf for leaves in words for leaf in leaves])
    return _join("must", [_join("should", leaves) for leaves in words])


def _build_own_query(question: Question) -> dict[str, Any]:
    """The question as typed, for the server's analyzer."""
    text = question.text.replace(" OR ", " ").strip('"*')
    if question.kind == "prefix":
        return _join(
            "should", [{"prefix": _weigh("value", text, field)} for field in (("title", TITLE_BOOST), ("body", 1.0))]
        )
    if question.kind == "phrase":
        return {"multi_match": {"query": text, "fields": _OWN_FIELDS, "type": "phrase"}}
    return {"multi_match": {"query": text, "fields": _OWN_FIELDS, "type": "cross_fields", "operator": question.kind}}


def _weigh(key: str, text: str, field: tuple[str, float]) -> dict[str, Any]:
    return {field[0]: {key: text, "boost": field[1]}}


def _join(how: str, queries: list[dict[str, Any]]) -> dict[str, Any]:
    return {"bool": {how: queries}}


class OpenSearch:
    """See `base.Peer`. `own`: it analyzes the texts itself, and marks what it finds."""

    def __init__(self, own: bool = True) -> None:
        Server()
        self.name = self.index = "opensearch" if own else "opensearch (our stems)"
        self.note = "over HTTP, from another process; its memory and its start are not in the table" + (
            ", with its own analyzer and highlighter" if own else ""
        )
        self.same_answers = not own
        self._own = own
        self.place = f"{_INDEX}-own" if own else _INDEX

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        server = Server()
        self.begin()
        rows = iter(rows)
        while batch := list(islice(rows, _ROWS_AT_ONCE)):
            lines = [json.dumps(part, ensure_ascii=False) for row in batch for part in make_action(row, self._own)]
            answer = server.send("POST", f"/{self.place}/_bulk", "\n".join(lines) + "\n")
            if answer["errors"]:
                raise ConnectionError("the server refused some articles")
        self.finish()

    def begin(self) -> None:
        """Make the index, without articles, in the place of an older one."""
        self.drop()
        Server().send("PUT", f"/{self.place}", json.dumps(_OWN_MAPPING if self._own else _MAPPING))

    def finish(self) -> None:
        """Have what was sent on disk, and searched."""
        Server().send("POST", f"/{self.place}/_flush")
        Server().send("POST", f"/{self.place}/_refresh")

    def drop(self) -> None:
        """Remove the index, if there is one."""
        Server().send("DELETE", f"/{self.place}")

    def open(self, folder: Path) -> OpenSearchSession:
        return OpenSearchSession(self.place, self._own)


def make_action(row: Row, own: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is to be done with a row, and its fields, as a bulk request takes them."""
    fields = row._asdict()
    action = {"index": {"_id": fields.pop("id")}}
    stems = {"title_stem": fields.pop("title_terms"), "body_stem": fields.pop("body_terms")}
    return action, fields if own else {**stems, **fields}
