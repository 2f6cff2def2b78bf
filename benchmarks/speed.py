"""How fast is this engine beside others that get the same tokens?

    python -m benchmarks.speed --corpus FILE --queries FILE [--scale N] [--peers a,b,…] [--rounds N] [--json OUT]

Every text is analyzed by `searchapp.arabic`; the peers get its stems with a space between them, in the fields title
and body, and source and month for the facets. All give the ten best articles with what is stored of them, the
exact total and two facets. Ours builds its index as the product does, so it also holds what the peers' lack.

`--queries` is a JSON array of strings. A peer whose package or server is missing is left out, and named.
OpenSearch takes part where OPENSEARCH_URL holds its address, or where the tests' server can be started.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from benchmarks.child import measure_building, measure_opening
from benchmarks.corpus import Archive, make_questions, prepare_archive
from benchmarks.latency import Questions, compare_answers, measure_latency
from benchmarks.machine import describe_machine
from benchmarks.peers.base import Peer
from benchmarks.peers.opensearch_peer import provide_server
from benchmarks.peers.register import OPENSEARCH, OURS, list_names, load_peer
from benchmarks.request import measure_request
from benchmarks.service import measure_opensearch, measure_service, measure_worker_memory
from benchmarks.tables import render_engines, render_ratios, render_service
from searchapp.engines.register import open_engine
from searchapp.settings import Settings

ROUNDS = 5


def choose_peers(names: Sequence[str]) -> list[Peer]:
    """Ours and those of the named peers that this machine has."""
    peers = []
    for name in dict.fromkeys((OURS, *names)):
        if name not in list_names():
            raise SystemExit(f"There is no peer {name!r}. The peers are: {', '.join(list_names())}.")
        try:
            peers.append(load_peer(name))
        except (ImportError, ConnectionError) as error:
            _say(f"{name} takes no part: {error}")
    return peers


def measure_peers(peers: Sequence[Peer], archive: Archive, queries: list[str], work: Path, rounds: int) -> Any:
    """For each peer its figures. Ours is the first: the others get the stems that its index learned."""
    engines: dict[str, dict[str, Any]] = {peer.name: {"note": peer.note} for peer in peers}
    folders = {peer.index: work / peer.index.replace(" ", "-") for peer in peers}
    questions: Questions = {}
    for index, folder in folders.items():
        _say(f"{index} builds its index of {archive.documents:,} articles")
        folder.mkdir()
        built = measure_building(index, archive.path, folder, folders[OURS])
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        built |= {
            "index_docs_per_s": round(archive.documents / built["index_seconds"], 1),
            "size_mb": round(size / 1e6, 2),
        }
        if not questions:
            stem = open_engine(Settings(index_dir=folders[OURS])).reader().stem
            questions = make_questions(queries, archive.path, stem)
        built |= measure_opening(index, folder, questions["or"][0])
        engines.setdefault(index, {}).update(built)
        _say("    " + ", ".join(f"{key} {value:,}" for key, value in built.items()))
    _say(f"all answer {sum(map(len, questions.values())):,} questions, {rounds} times")
    times = measure_latency({peer.name: peer.open(folders[peer.index]) for peer in peers}, questions, rounds)
    for peer in peers:
        engines[peer.name] |= times[peer.name].summarize()
        if peer.same_answers:
            engines[peer.name]["same_answers"] = compare_answers(times[OURS], times[peer.name])
    return engines


def measure_all(arguments: argparse.Namespace, work: Path) -> dict[str, Any]:
    """Everything, as `--json` keeps it."""
    machine = describe_machine()
    archive = prepare_archive(arguments.corpus, arguments.scale, work)
    queries = json.loads(arguments.queries.read_text(encoding="utf-8"))
    peers = choose_peers(arguments.peers.split(",") if arguments.peers else list_names())
    result: dict[str, Any] = {
        "machine": machine,
        "corpus": archive.description,
        "articles": archive.documents,
        "rounds": arguments.rounds,
        "engines": measure_peers(peers, archive, queries, work, arguments.rounds),
    }
    if not arguments.no_service:
        _say("the server answers searches")
        result["request"] = measure_request(work / OURS, queries)
        # Over an index of its own: this process still has the other mapped, and would share its pages' weight.
        served = Path(shutil.copytree(work / OURS, work / "served"))
        result["service"] = measure_service(served, queries)
        if any(peer.name == OPENSEARCH for peer in peers):
            result["opensearch"] = measure_opensearch(queries)
        result["worker_memory"] = measure_worker_memory(served, queries)
    return result


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare this engine's speed with that of others.")
    parser.add_argument("--corpus", type=Path, required=True, help="articles, as JSON lines (.jsonl, .jsonl.gz)")
    parser.add_argument("--queries", type=Path, required=True, help="a JSON array of queries")
    parser.add_argument("--scale", type=int, default=1, help="so many times as many articles")
    parser.add_argument("--peers", help=f"some of: {', '.join(list_names())} (all of them)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often all is asked ({ROUNDS})")
    parser.add_argument("--work", type=Path, help="keep the indexes of this run in this new folder")
    parser.add_argument("--no-service", action="store_true", help="leave the web server out")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    arguments = parser.parse_args()
    if arguments.work:
        arguments.work.mkdir()
    wanted = not arguments.peers or "opensearch" in arguments.peers
    with provide_server() if wanted else nullcontext(), tempfile.TemporaryDirectory() as scratch:
        result = measure_all(arguments, arguments.work or Path(scratch))
    print("\n\n".join([render_engines(result), render_ratios(result), render_service(result)]))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
