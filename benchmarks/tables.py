"""The figures of a run as tables of text, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.peers.base import KINDS
from benchmarks.peers.register import OURS

_LOADS = {
    "one_client": "a search, one client",
    "eight_clients": "searches, eight clients",
    "one_client_ready": "a ready answer, one client",
    "eight_clients_ready": "ready answers, eight clients",
}

Result = Mapping[str, Any]
Engine = Mapping[str, Any]


def render_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column holds names, the others numbers."""
    marks = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, marks, *rows))


def render_engines(result: Result) -> str:
    """What each engine needs: time and memory to index, size, opening, and the times of each kind of query."""
    head = ["", "articles/s", "CPU s", "memory MB", "size MB", "open ms", "first ms"]
    building = ["index_docs_per_s", "cpu_seconds", "peak_memory_mb", "size_mb", "open_ms", "first_answer_ms"]
    built = {name: engine for name, engine in result["engines"].items() if "index_docs_per_s" in engine}
    first = render_table(head, [[name, *(show(engine[key]) for key in building)] for name, engine in built.items()])
    head = ["p50 / p95 / p99 ms", *KINDS, *(f"{kind}, no facets" for kind in KINDS), "same answers"]
    keys = [*KINDS, *(f"{kind}_no_facets" for kind in KINDS)]
    second = render_table(
        head,
        [
            [name, *(show_times(engine[key]) for key in keys), show_agreement(engine)]
            for name, engine in result["engines"].items()
        ],
    )
    return f"{result['corpus']}; {result['rounds']} rounds\n\n{first}\n\n{second}"


def render_ratios(result: Result) -> str:
    """How many times as fast ours is as each peer, with facets: above 1 ours is faster (or smaller)."""
    ours = result["engines"][OURS]
    rows = [[name, *compare(ours, engine)] for name, engine in result["engines"].items() if name != OURS]
    head = ["ours beside (above 1: ours is better)", *(f"{kind} p50, p95" for kind in KINDS), "indexing", "size"]
    return render_table(head, rows)


def compare(ours: Engine, peer: Engine) -> list[str]:
    """The cells of one row of ratios."""
    cells = []
    for kind in KINDS:
        pairs = [peer[kind][share] / ours[kind][share] for share in ("p50_ms", "p95_ms")]
        cells.append(", ".join(f"{ratio:.2f}" for ratio in pairs))
    indexing = ours["index_docs_per_s"] / peer["index_docs_per_s"] if "index_docs_per_s" in peer else None
    size = peer["size_mb"] / ours["size_mb"] if "size_mb" in peer else None
    return cells + ["" if ratio is None else f"{ratio:.2f}" for ratio in (indexing, size)]


def render_service(result: Result) -> str:
    """One search in the process by its parts, the server's figures, and its workers' memory; "" without them."""
    if "service" not in result:
        return ""
    parts = render_table(
        ["one API search, ms", "p50", "p95", "p99"],
        [[part, *(show(value) for value in times.values())] for part, times in result["request"].items()],
    )
    service, memory = result["service"], result["worker_memory"]
    figures = ("p50_ms", "p95_ms", "p99_ms", "requests_per_s", "client_cpu_ms")
    rows = [
        [label, *(show(service[name][figure]) for figure in figures)]
        for name, label in _LOADS.items()
        if name in service
    ]
    beside = result.get("opensearch")
    if beside:
        rows += [
            [f"{label}, OpenSearch", *(show(beside[name][figure]) for figure in figures)]
            for name, label in _LOADS.items()
            if name in beside
        ]
    head = [f"over HTTP, {service['workers']} workers", "p50 ms", "p95 ms", "p99 ms", "requests/s", "client's CPU ms"]
    return (
        f"{parts}\n\n{render_table(head, rows)}\n\n"
        f"Memory: one worker {memory['one_worker_mb']:.0f} MB, four {memory['four_workers_mb']:.0f} MB, "
        f"{memory['ratio']:.2f} times.{_compare_service(service, beside) if beside else ''}"
    )


def _compare_service(service: Result, beside: Result) -> str:
    """How the whole service stands beside OpenSearch asked directly."""
    p50, p95 = (service["one_client"][share] / beside["one_client"][share] for share in ("p50_ms", "p95_ms"))
    throughput = service["eight_clients"]["requests_per_s"] / beside["eight_clients"]["requests_per_s"]
    weight = service["memory_mb"] / beside["memory_mb"]
    return (
        f" Beside OpenSearch ({beside['memory_mb']:,.0f} MB) asked directly: {p50:.2f} times its p50 and {p95:.2f} "
        f"times its p95 with one client, {throughput:.2f} times its requests/s with eight, "
        f"{weight:.2f} times its memory."
    )


def show(value: float) -> str:
    """A number with three digits that matter."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def show_times(times: Mapping[str, float]) -> str:
    """The percentiles of one kind of query."""
    return " / ".join(show(times[share]) for share in ("p50_ms", "p95_ms", "p99_ms"))


def show_agreement(engine: Engine) -> str:
    """On how many questions its totals and its counts of sources are ours."""
    agreement = engine.get("same_answers")
    return f"{agreement['same']} of {agreement['of']}" if agreement else ""
