"""Write README.md's figures from benchmarks/results/speed.json: `.venv/bin/python docs/write_speed.py`.

The figures come from `python -m benchmarks.speed … --json benchmarks/results/speed.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
RESULTS = ROOT / "benchmarks" / "results" / "speed.json"
BEGIN = "<!-- figures: written by docs/write_speed.py -->"
END = "<!-- end of figures -->"
_KINDS = ("or", "and", "phrase", "prefix")


def render_figures(result: Mapping[str, Any]) -> str:
    """The table of a run, and what it was measured on."""
    machine = result["machine"]
    head = ["", *(f"{kind} ms" for kind in _KINDS), "articles/s", "index MB"]
    lines = [f"| {' | '.join(head)} |", "|---|" + "---:|" * (len(head) - 1)]
    for name, engine in result["engines"].items():
        times = [f"{engine[kind]['p50_ms']:.2f} / {engine[kind]['p95_ms']:.2f}" for kind in _KINDS]
        # What lies with a server of its own is not measured.
        rate, size = engine.get("index_docs_per_s"), engine.get("size_mb")
        rest = [f"{rate:,.0f}" if rate else "", f"{size:.0f}" if size else ""]
        lines.append(f"| {' | '.join([name, *times, *rest])} |")
    where = f"{result['articles']:,} articles on {machine['cores']} cores ({machine['processor']})"
    if machine["load_before"] > machine["cores"] / 2:
        where += f", busy with other work (load {machine['load_before']}), so all times are too long"
    service, request, beside = result["service"], result["request"], result.get("opensearch")
    return "\n".join(
        [
            f"Ten hits with exact total and two facets, median / 95th percentile; {where}, {machine['measured']}:",
            "",
            *lines,
            "",
            f"A whole API search takes {request['whole']['p50_ms']:.2f} ms in the process and "
            f"{service['one_client']['p50_ms']:.2f} ms over HTTP; {service['workers']} workers answer "
            f"{service['eight_clients']['requests_per_s']:,.0f} a second in {service['memory_mb']:,.0f} MB."
            f"{_describe_beside(beside) if beside else ''} Measure yours with `make bench`.",
        ]
    )


def _describe_beside(beside: Mapping[str, Any]) -> str:
    return (
        f" OpenSearch, asked directly on the same cores, takes {beside['one_client']['p50_ms']:.2f} ms and answers "
        f"{beside['eight_clients']['requests_per_s']:,.0f} a second in {beside['memory_mb']:,.0f} MB."
    )


def write_block(text: str, figures: str) -> str:
    """The text with these figures between the two marks. Raises ValueError where a mark is missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the text has no block between {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{figures}\n{END}{after}"


if __name__ == "__main__":
    figures = render_figures(json.loads(RESULTS.read_text(encoding="utf-8")))
    README.write_text(write_block(README.read_text(encoding="utf-8"), figures), encoding="utf-8")
