"""How near is the order of hits on OpenSearch to the default engine's?

    SEARCHAPP_OPENSEARCH_URL=… python -m benchmarks.agreement --corpus FILE --queries FILE [--json OUT]

Both engines index the same files; each query is asked of both as the product does, all words and any word. Totals and
facets must be equal; of the order it prints how many of the ten best both have, and how often the best is the same.
It uses an index of its own on the cluster, and removes it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

from searchapp.engines.opensearch_engine.client import Client
from searchapp.model import ResultPage, SearchRequest
from searchapp.reindex import reindex
from searchapp.search import open_service
from searchapp.settings import Settings, load_settings
from searchapp.understood import Match

INDEX = "searchapp-agreement"
MATCHES: tuple[Match, ...] = ("all", "any")


def compare_pages(mine: ResultPage, theirs: ResultPage) -> dict[str, float]:
    """How alike two answers are, each figure 0 to 1. Two answers without hits are alike."""
    one, other = ([hit.document.id for hit in page.hits] for page in (mine, theirs))
    return {
        "totals": float(mine.total == theirs.total),
        "facets": float(mine.facets == theirs.facets),
        "best": float(one[:1] == other[:1]),
        "ten": len(set(one) & set(other)) / max(len(one), 1) if one or not other else 0.0,
    }


def measure_agreement(corpus: Path, queries: list[str], settings: Settings, folder: Path) -> dict[str, Any]:
    """The means over all queries, for each way to match."""
    services = []
    for each in (
        replace(settings, engine="whoosh", index_dir=folder / "index"),
        replace(settings, engine="opensearch", opensearch_index=INDEX, opensearch_keep_s=0),
    ):
        reindex(each, [corpus])
        services.append(open_service(each))
    result: dict[str, Any] = {"queries": len(queries)}
    for match in MATCHES:
        found = [
            compare_pages(
                *(service.search(SearchRequest(q=query, match=match, highlight=False)) for service in services)
            )
            for query in queries
        ]
        result[match] = {name: round(mean(each[name] for each in found), 4) for name in found[0]}
    return result


def remove_index(settings: Settings) -> None:
    """Leave nothing of this on the cluster."""
    client = Client(settings)
    for name in client.send("GET", f"/{INDEX}*/_settings/index.uuid", expand_wildcards="all"):
        client.send("DELETE", f"/{name}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the order of hits on OpenSearch with the default engine's.")
    parser.add_argument("--corpus", type=Path, required=True, help="articles")
    parser.add_argument("--queries", type=Path, required=True, help="a JSON array of queries")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    arguments = parser.parse_args()
    settings = replace(load_settings(), deadline_ms=60_000, opensearch_timeout_ms=60_000)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            queries = json.loads(arguments.queries.read_text(encoding="utf-8"))
            result = measure_agreement(arguments.corpus, queries, settings, Path(scratch))
    finally:
        remove_index(settings)
    json.dump(result, sys.stdout, indent=2)
    print()
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
