"""OpenSearch, where OPENSEARCH_URL holds its address (http://127.0.0.1:9200)."""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Iterable
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
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 9200, timeout=600)

    def send(self, method: str, path: str, body: str | None = None) -> Any:
        self._connection.request(method, path, body and body.encode(), {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= 400 and not (method == "DELETE" and answer.status == 404):
            raise ConnectionError(f"{method} {path}: {answer.status} {content[:300].decode(errors='replace')}")
        return json.loads(content)


class OpenSearchSession:
    """The index on the server."""

    def __init__(self) -> None:
        self._server = Server()

    def prepare(self, question: Question) -> tuple[str, str]:
        request = {"query": _build_query(question), "size": HITS, "track_total_hits": True, "_source": ["title"]}
        return json.dumps(request), json.dumps(request | {"aggs": _FACETS})

    def ask(self, prepared: tuple[str, str], facets: bool) -> Answer:
        found = self._server.send("POST", f"/{_INDEX}/_search?request_cache=false", prepared[facets])
        hits = [(hit["_id"], hit["_source"]["title"]) for hit in found["hits"]["hits"]]
        return Answer(found["hits"]["total"]["value"], hits, found.get("aggregations"))

    def count_sources(self, answer: Answer) -> dict[str, int]:
        return {bucket["key"]: bucket["doc_count"] for bucket in answer.facets["source"]["buckets"]}


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


def _weigh(key: str, text: str, field: tuple[str, float]) -> dict[str, Any]:
    return {field[0]: {key: text, "boost": field[1]}}


def _join(how: str, queries: list[dict[str, Any]]) -> dict[str, Any]:
    return {"bool": {how: queries}}


class OpenSearch:
    """See `base.Peer`."""

    name = "opensearch"
    index = "opensearch"
    note = "over HTTP, from another process; its memory and its start are not in the table"
    same_answers = True

    def __init__(self) -> None:
        Server()

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        server = Server()
        server.send("DELETE", f"/{_INDEX}")
        server.send("PUT", f"/{_INDEX}", json.dumps(_MAPPING))
        rows = iter(rows)
        while batch := list(islice(rows, _ROWS_AT_ONCE)):
            lines = [json.dumps(part, ensure_ascii=False) for row in batch for part in _make_action(row)]
            answer = server.send("POST", f"/{_INDEX}/_bulk", "\n".join(lines) + "\n")
            if answer["errors"]:
                raise ConnectionError("the server refused some articles")
        server.send("POST", f"/{_INDEX}/_flush")
        server.send("POST", f"/{_INDEX}/_refresh")

    def open(self, folder: Path) -> OpenSearchSession:
        return OpenSearchSession()


def _make_action(row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    fields = row._asdict()
    return {"index": {"_id": fields.pop("id")}}, {
        "title_stem": fields.pop("title_terms"),
        "body_stem": fields.pop("body_terms"),
        **fields,
    }
