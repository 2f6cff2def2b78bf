"""The final report of a reindex or an add: for people, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from searchapp.cli.progress import measure_rate
from searchapp.cli.terminal import make_printable
from searchapp.model import Report, Skipped

MOST_LISTED = 20
MOST_REASONS = 10


def encode_report(report: Report) -> str:
    """The report as one line of JSON: articles, skipped (file, line, reason), seconds, generation."""
    skipped = [{"file": item.file, "line": item.line, "reason": item.reason} for item in report.skipped]
    answer = {
        "articles": report.articles,
        "skipped": skipped,
        "seconds": round(report.seconds, 3),
        "generation": report.generation,
    }
    return json.dumps(answer, ensure_ascii=False)


def describe_report(report: Report) -> list[str]:
    """The report as lines: the sum, what was skipped by reason, and the first of the skipped by place."""
    rate = measure_rate(report.articles, report.seconds)
    if not report.articles:
        lines = [f"No article was found; generation {report.generation} serves."]
        return [make_printable(line) for line in lines + _describe_skipped(report.skipped)]
    noun = "article" if report.articles == 1 else "articles"
    lines = [
        f"{report.articles:,} {noun} in {report.seconds:.1f} s ({rate:,.0f} articles/s); "
        f"generation {report.generation}."
    ]
    return [make_printable(line) for line in lines + _describe_skipped(report.skipped)]


def _describe_skipped(skipped: Sequence[Skipped]) -> list[str]:
    if not skipped:
        return []
    counts = Counter(item.reason for item in skipped).most_common()
    lines = [f"Skipped {len(skipped):,}:"]
    lines += [f"  {count:>6,}  {reason}" for reason, count in counts[:MOST_REASONS]]
    if len(counts) > MOST_REASONS:
        lines.append(f"  {sum(count for _, count in counts[MOST_REASONS:]):>6,}  other reasons")
    lines += ["Where:" if len(skipped) <= MOST_LISTED else f"Where (the first {MOST_LISTED}):"]
    return lines + [f"  {describe_place(item)}: {item.reason}" for item in skipped[:MOST_LISTED]]


def describe_place(item: Skipped) -> str:
    """`file:line`, or the file alone for a whole file."""
    return item.file if item.line is None else f"{item.file}:{item.line}"
