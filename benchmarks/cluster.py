"""What does this program cost beside a cluster that it searches and loads?

    python -m benchmarks.cluster --corpus FILE --queries FILE [--loads N] [--rounds N] [--json OUT]

Searches, one client over one kept connection, all in turn: the server over OpenSearch with snippets and without; the
very requests that its engine sends, sent directly; and OpenSearch with its own `arabic` analyzer, asked directly for
hits, total, facets and highlights, and for the same without highlights. A search with snippets has the shape of a
direct one with highlights. Loads, in turn: `reindex`, and opensearch-py's `parallel_bulk` of articles that were read
before; in processor seconds of all processes here, and of the node.

It takes the server at OPENSEARCH_URL, which has to be of one node, or starts the tests'. It uses indexes of its own
there, and removes them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
from opensearchpy import OpenSearch as PeerClient
from opensearchpy import Transport
from opensearchpy.helpers import parallel_bulk

from benchmarks.corpus import make_row, read_documents
from benchmarks.http_load import make_request, send_requests
from benchmarks.latency import SHARES, find_percentile
from benchmarks.memory import list_tree
from benchmarks.peers.base import Row
from benchmarks.peers.opensearch_peer import VARIABLE, OpenSearch, Server, make_action, provide_server, write_search
from benchmarks.service import serve
from benchmarks.tables import render_table, show
from searchapp.engines.opensearch_engine.client import Client
from searchapp.model import SearchRequest
from searchapp.reindex import reindex
from searchapp.search import open_service
from searchapp.settings import Settings

INDEX = "searchapp-cluster"
_WARM_ROUNDS = 20
"""A node compiles what it runs, and takes long to be done with it: the same requests took 1.9 ms after five thousand
searches, and 1.0 after twenty thousand.
"""
_ROUNDS = 3
_LOADS = 2
_THREADS = 2
_TICKS = os.sysconf("SC_CLK_TCK")
_REACHING = ("engine", "opensearch_url", "opensearch_index", "opensearch_timeout_ms")
"""The settings by which the server finds the index."""


def make_settings() -> Settings:
    """Those of an index of its own on the server at OPENSEARCH_URL."""
    return Settings(
        engine="opensearch",
        opensearch_url=os.environ[VARIABLE],
        opensearch_index=INDEX,
        opensearch_keep_s=0,
        opensearch_timeout_ms=60_000,
    )


def measure_loads(corpus: Path, loads: int) -> dict[str, list[dict[str, float]]]:
    """What each load of either took, in turn; the last of each is searched afterwards."""
    settings, peer = make_settings(), OpenSearch(own=True)
    rows = [make_row(document, None) for document in read_documents(corpus)]
    found: dict[str, list[dict[str, float]]] = {"reindex": [], "parallel_bulk": []}
    for _ in range(loads):
        found["reindex"].append(_time_load(INDEX, lambda: reindex(settings, [corpus])))
        found["parallel_bulk"].append(_time_load(peer.place, lambda: _load_peer(peer, rows)))
    return found


def _load_peer(peer: OpenSearch, rows: Sequence[Row]) -> None:
    peer.begin()
    entries = ({"_index": peer.place, "_id": row.id, "_source": make_action(row, own=True)[1]} for row in rows)
    for _ in parallel_bulk(PeerClient(os.environ[VARIABLE], timeout=600), entries, thread_count=_THREADS):
        pass  # it raises what the server refuses
    peer.finish()


def _time_load(index: str, load: Callable[[], object]) -> dict[str, float]:
    node = find_node()
    started, here, there = time.perf_counter(), _read_own_cpu_s(), read_cpu_s(node)
    load()
    stored = Server().send("GET", f"/{index}/_stats/store")["_all"]["total"]["store"]
    return {
        "client_cpu_s": round(_read_own_cpu_s() - here, 2),
        "node_cpu_s": round(read_cpu_s(node) - there, 2),
        "seconds": round(time.perf_counter() - started, 2),
        "size_mb": round(stored["size_in_bytes"] / 1e6, 1),
    }


def _read_own_cpu_s() -> float:
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def find_node() -> int:
    """The process of the one node, which runs on this machine."""
    (node,) = Server().send("GET", "/_nodes/_local/process")["nodes"].values()
    return int(node["process"]["id"])


def read_cpu_s(pid: int) -> float:
    """The processor time of a process and all below it."""
    ticks = 0
    for each in list_tree(pid):
        fields = Path(f"/proc/{each}/stat").read_text("utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS


class Way:
    """One way to ask: where, what, and what it took. `pids` are the processes that answer."""

    def __init__(self, port: int, requests: Sequence[bytes], pids: Mapping[str, int]) -> None:
        self._port = port
        self._requests = requests
        self._pids = pids
        self._times: list[float] = []
        self._cpu_s = dict.fromkeys(pids, 0.0)

    def ask(self) -> None:
        """Ask everything once."""
        before = {name: read_cpu_s(pid) for name, pid in self._pids.items()}
        times, _ = send_requests(self._port, self._requests, len(self._requests), 1)
        self._times += times
        for name, pid in self._pids.items():
            self._cpu_s[name] += read_cpu_s(pid) - before[name]

    def summarize(self) -> dict[str, float]:
        """The times and, for each process, the processor time of the mean search, in ms."""
        found = {name: round(find_percentile(self._times, share), 3) for name, share in SHARES.items()}
        return found | {
            f"{name}_cpu_ms": round(spent / len(self._times) * 1000, 3) for name, spent in self._cpu_s.items()
        }


def measure_searches(queries: Sequence[str], rounds: int) -> dict[str, dict[str, float]]:
    """For each way to ask what it took, over all queries and rounds."""
    settings, node = make_settings(), find_node()
    session = OpenSearch(own=True).open(Path())
    direct = Server().port
    named = {f"SEARCHAPP_{name.upper()}": str(getattr(settings, name)) for name in _REACHING}
    with serve(named, 1) as (pid, port):
        asked = {
            "the service, snippets": (port, [make_request("127.0.0.1", query) for query in queries]),
            "the service, none": (port, [make_request("127.0.0.1", query, highlight=False) for query in queries]),
            "its requests, directly": (direct, record_requests(settings, queries)),
            "`arabic`, highlights": (direct, list(map(session.make_request, queries))),
            "`arabic`, none": (direct, [session.make_request(query, highlight=False) for query in queries]),
        }
        for _ in range(_WARM_ROUNDS):
            for place, requests in asked.values():
                send_requests(place, requests, len(requests), 1)
        ways = {name: Way(*each, {"server": pid, "node": node}) for name, each in asked.items()}
        for _ in range(rounds):
            for way in ways.values():
                way.ask()
    return {name: way.summarize() for name, way in ways.items()}


def record_requests(settings: Settings, queries: Sequence[str]) -> list[bytes]:
    """What the engine sends for each query that was asked before, as it goes over the wire."""
    service = open_service(settings)
    for query in queries:
        service.search(SearchRequest(query))
    sent: list[tuple[str, Any]] = []
    perform = Transport.perform_request

    def record(self: Transport, method: str, path: str, **named: Any) -> Any:
        if "/_search?" in path:
            sent.append((path, named["body"]))
        return perform(self, method, path, **named)

    with patch.object(Transport, "perform_request", record):
        found = []
        for query in queries:
            sent.clear()
            service.search(SearchRequest(query))
            # Where it asks more than once, the first asks for the page.
            path, body = sent[0]
            found.append(write_search(path, msgspec.json.encode(body)))
    return found


def remove_indexes() -> None:
    """Leave nothing of this on the cluster."""
    client = Client(make_settings())
    for name in client.send("GET", f"/{INDEX}*/_settings/index.uuid", expand_wildcards="all"):
        client.send("DELETE", f"/{name}")
    OpenSearch(own=True).drop()


def render(found: dict[str, Any]) -> str:
    """The figures as tables."""
    loads = [
        [name, *(show(load[key]) for key in ("client_cpu_s", "node_cpu_s", "seconds", "size_mb"))]
        for name, all_loads in found["loads"].items()
        for load in all_loads
    ]
    keys = (*SHARES, "server_cpu_ms", "node_cpu_ms")
    searches = [[way, *(show(times[key]) for key in keys)] for way, times in found["searches"].items()]
    service, plain, direct, highlighted, _ = found["searches"].values()
    ratios = (
        f"At the median a search with snippets takes {service['p50_ms'] / highlighted['p50_ms']:.2f} times as long "
        f"as a direct one with highlights, and one without {plain['p50_ms'] / direct['p50_ms']:.2f} times as long as "
        "its own requests, sent directly."
    )
    return "\n\n".join(
        [
            render_table(["a load", "client's CPU s", "node's CPU s", "s", "MB"], loads),
            render_table(
                ["a search", *(f"{share[:3]} ms" for share in SHARES), "server's CPU ms", "node's"], searches
            ),
            ratios,
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the engine on OpenSearch beside OpenSearch asked directly.")
    parser.add_argument("--corpus", type=Path, required=True, help="articles, as JSON lines (.jsonl, .jsonl.gz)")
    parser.add_argument("--queries", type=Path, required=True, help="a JSON array of queries")
    parser.add_argument("--loads", type=int, default=_LOADS, help=f"how often each loads ({_LOADS})")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help=f"how often all is asked ({_ROUNDS})")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    arguments = parser.parse_args()
    queries = json.loads(arguments.queries.read_text(encoding="utf-8"))
    with provide_server(), ExitStack() as ending:
        ending.callback(remove_indexes)
        found = {
            "loads": measure_loads(arguments.corpus, arguments.loads),
            "searches": measure_searches(queries, arguments.rounds),
        }
    print(render(found))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
