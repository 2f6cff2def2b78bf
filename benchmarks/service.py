"""How fast is the real server, and what do its workers weigh?

    python -m benchmarks.service --index FOLDER --queries FILE [--json OUT]

gunicorn with the project's settings, searches of the API with snippets and facets, clients on the same cores. In the
same run the same server hands out a ready answer: that is what HTTP and the client cost. `speed` adds OpenSearch,
asked directly for the same things.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.child import ROOT
from benchmarks.http_load import make_request, send_requests
from benchmarks.latency import SHARES, find_percentile
from benchmarks.memory import list_tree, read_pss_mb, weigh_below_mb
from benchmarks.peers.opensearch_peer import OpenSearch, Server

CLIENTS = 8
SEARCH_APP = "wsgi:app"
READY_APP = "benchmarks.ready:app"
_REQUESTS = 2000
_ROUNDS_BEFORE = 3
"""So often each process that answers is asked all queries before the clock starts, ours and OpenSearch."""
_WORKERS = 2
_REQUESTS_WEIGHED = 600
_MANY_WORKERS = 4
_START_SECONDS = 60


@contextmanager
def serve(named: Mapping[str, str], workers: int, app: str = SEARCH_APP) -> Iterator[tuple[int, int]]:
    """The server, until the block ends: its process and its port. Environment variables name its index."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    own = {"SEARCHAPP_PORT": str(port), "SEARCHAPP_WORKERS": str(workers)}
    command = [sys.executable, "-m", "gunicorn", app, "--log-level", "warning"]
    with subprocess.Popen(command, env=os.environ | named | own, cwd=ROOT) as server:
        try:
            _wait_until_ready(server, port)
            yield server.pid, port
        finally:
            server.terminate()


def _name(index: Path) -> dict[str, str]:
    return {"SEARCHAPP_INDEX_DIR": str(index.resolve())}


def _wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10):
                return
        except (urllib.error.URLError, ConnectionError):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server does not start") from None
            time.sleep(0.1)


def measure_service(index: Path, queries: Sequence[str], total: int = _REQUESTS) -> dict[str, object]:
    """Latency with one kept connection, and requests a second with eight, after a warm-up; beside a ready answer.
    Last what all processes of the server weigh.
    """
    found: dict[str, object] = {"workers": _WORKERS, "requests": total}
    requests = [make_request("127.0.0.1", query) for query in queries]
    named = _name(index)
    with serve(named, _WORKERS) as (pid, own), serve(named, _WORKERS, READY_APP) as (_, ready):
        ports = {"": own, "_ready": ready}
        for port in ports.values():
            # New connections are shared out anew; the first may find one worker alone, while the others start.
            for _ in range(1 + _ROUNDS_BEFORE * _WORKERS):
                send_requests(port, requests, len(requests), CLIENTS)
        for load, clients in (("one_client", 1), ("eight_clients", CLIENTS)):
            for suffix, port in ports.items():
                found[load + suffix] = _measure_load(port, requests, total, clients)
        found["memory_mb"] = round(sum(map(read_pss_mb, list_tree(pid))), 1)
    return found


def measure_opensearch(queries: Sequence[str], total: int = _REQUESTS) -> dict[str, object]:
    """The same of the OpenSearch that `speed` filled, on this machine: it finds with its own Arabic analyzer, counts
    the same facets and highlights. It compiles what it runs, so all queries are asked three times before.
    """
    server = Server()
    session = OpenSearch(own=True).open(Path())
    requests = list(map(session.make_request, queries))
    (node,) = server.send("GET", "/_nodes/_local/process")["nodes"].values()
    send_requests(server.port, requests, _ROUNDS_BEFORE * len(requests), CLIENTS)
    return {
        "one_client": _measure_load(server.port, requests, total, 1),
        "eight_clients": _measure_load(server.port, requests, total, CLIENTS),
        "memory_mb": round(read_pss_mb(node["process"]["id"]), 1),
    }


def _measure_load(port: int, requests: Sequence[bytes], total: int, clients: int) -> dict[str, float]:
    """The times as the clients see them, in ms; requests a second; the processor time of the client for each."""
    before = time.process_time()
    times, seconds = send_requests(port, requests, total, clients)
    spent = time.process_time() - before
    return {name: round(find_percentile(times, share), 3) for name, share in SHARES.items()} | {
        "requests_per_s": round(total / seconds, 1),
        "client_cpu_ms": round(spent / total * 1000, 4),
    }


def measure_worker_memory(index: Path, queries: Sequence[str]) -> dict[str, float]:
    """What the workers weigh together after they answered searches: one alone, and four."""
    alone = _weigh_workers(index, queries, 1)
    together = _weigh_workers(index, queries, _MANY_WORKERS)
    return {"one_worker_mb": alone, "four_workers_mb": together, "ratio": round(together / alone, 2)}


def _weigh_workers(index: Path, queries: Sequence[str], workers: int) -> float:
    with serve(_name(index), workers) as (pid, port):
        requests = [make_request(f"127.0.0.1:{port}", query) for query in queries]
        # New connections find other workers.
        for _ in range(workers * 3):
            send_requests(port, requests, _REQUESTS_WEIGHED, CLIENTS)
        return round(weigh_below_mb(pid), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the server over an index.")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    queries = json.loads(arguments.queries.read_text(encoding="utf-8"))
    found = {
        "service": measure_service(arguments.index, queries),
        "worker_memory": measure_worker_memory(arguments.index, queries),
    }
    print(json.dumps(found, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
