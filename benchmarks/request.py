"""Where does the time of one API search go?

    python -m benchmarks.request --index FOLDER --queries FILE [--rounds N] [--json OUT]

The whole request inside this process (10 hits, snippets, facets, JSON), and its parts, each as the middle of all
searches. `first` is the whole of a search that was not asked since the index was opened, so nothing of it is
remembered; the other figures are of searches asked again. `snippets` is what is marked and cut, by the engine too;
`engine` is the rest of what it does. `web` is what is left: routing, parameters, headers. The app is called as a
server calls it, so no HTTP and no client is in these figures; `service` has them.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from werkzeug.test import create_environ

import searchapp.search
import searchapp.web.api
import searchapp.web.shortcut
from benchmarks.latency import SHARES, find_percentile
from searchapp.engines.base import Engine, EngineQuery, EngineResult, Reader
from searchapp.engines.register import open_engine
from searchapp.engines.whoosh_engine.searching.marks import HitMarker
from searchapp.search import SearchService, open_service
from searchapp.settings import Settings
from searchapp.web import create_app
from searchapp.web.links import API_SEARCH_PATH

_PLACES: tuple[tuple[str, Any, str], ...] = (
    ("parse", SearchService, "_parse"),
    ("snippets", HitMarker, "mark"),
    ("snippets", searchapp.search, "_make_hits"),
    ("json", searchapp.web.api, "encode_search"),
    ("json", searchapp.web.shortcut, "encode_json"),
)
_PARTS = ("parse", "engine", "snippets", "json")


class Stopwatch:
    """Adds up, for one request, the milliseconds of each part, without those of the parts within it."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._within = 0.0

    def wrap(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed."""

        def timed(*arguments: Any, **named: Any) -> Any:
            before, self._within = self._within, 0.0
            started = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                took = (time.perf_counter() - started) * 1000
                self.spent[part] += took - self._within
                self._within = before + took

        return timed


class TimedReader:
    """A reader whose searches are timed; the rest is the reader's."""

    def __init__(self, reader: Reader, watch: Stopwatch) -> None:
        self._reader = reader
        self._search: Callable[[EngineQuery], EngineResult] = watch.wrap("engine", reader.search)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def search(self, query: EngineQuery) -> EngineResult:
        return self._search(query)


class TimedEngine:
    """An engine whose reader is timed."""

    def __init__(self, engine: Engine, watch: Stopwatch) -> None:
        self._engine = engine
        self._reader = TimedReader(engine.reader(), watch)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def reader(self) -> Any:
        """The same object each time, as the contract has it."""
        return self._reader


@contextmanager
def timed_parts(watch: Stopwatch) -> Iterator[None]:
    """While it lasts, the parts of a request are timed."""
    with ExitStack() as stack:
        for part, module, name in _PLACES:
            stack.enter_context(patch.object(module, name, watch.wrap(part, getattr(module, name))))
        yield


def measure_request(index: Path, queries: Sequence[str], rounds: int = 3) -> dict[str, dict[str, float]]:
    """For the whole request, timed without looking inside it, and for each part, in ms: p50, p95, p99."""
    settings = Settings(index_dir=index)
    watch = Stopwatch()
    first = [took for _ in range(rounds) for took in _run(_open_app(settings), queries, 1, watch)]
    engine = open_engine(settings)
    engine.prepare()
    plain = _run_again(create_app(settings, SearchService(engine, settings)), queries, rounds, watch)
    with timed_parts(watch):
        inside = _run_again(
            create_app(settings, SearchService(TimedEngine(engine, watch), settings)), queries, rounds, watch
        )
    times = {"first": [whole for whole, _ in first], "whole": [whole for whole, _ in plain]}
    times |= {part: [parts.get(part, 0.0) for _, parts in inside] for part in _PARTS}
    times["web"] = [whole - sum(parts.values()) for whole, parts in inside]
    return {
        part: {name: round(find_percentile(values, share), 4) for name, share in SHARES.items()}
        for part, values in times.items()
    }


def _open_app(settings: Settings) -> Any:
    """An app over a newly opened index, with its code and its arrays in use, but none of the queries."""
    service = open_service(settings)
    service.prepare()
    app = create_app(settings, service)
    _run(app, [""], 3, Stopwatch())
    return app


def _run_again(
    app: Any, queries: Sequence[str], rounds: int, watch: Stopwatch
) -> list[tuple[float, dict[str, float]]]:
    """The times of searches that were asked before."""
    _run(app, queries, 1, watch)
    return _run(app, queries, rounds, watch)


def _run(app: Any, queries: Sequence[str], rounds: int, watch: Stopwatch) -> list[tuple[float, dict[str, float]]]:
    """For each search, in turn and `rounds` times, the time of the whole and of the parts, in ms."""
    found: list[tuple[float, dict[str, float]]] = []
    environments = [create_environ(API_SEARCH_PATH, query_string={"q": query}) for query in queries]
    for _ in range(rounds):
        gc.collect()
        for environment in environments:
            environ = dict(environment)
            watch.spent.clear()
            started = time.perf_counter()
            b"".join(app(environ, _check_status))
            found.append(((time.perf_counter() - started) * 1000, dict(watch.spent)))
    return found


def _check_status(status: str, headers: list[tuple[str, str]], failure: Any = None) -> Callable[[bytes], object]:
    """What a server gives an app to begin its answer with."""
    if not status.startswith("200"):
        raise RuntimeError(f"a search was answered with {status}")
    return bytes


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the parts of an API search.")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    queries = json.loads(arguments.queries.read_text(encoding="utf-8"))
    found = measure_request(arguments.index, queries, arguments.rounds)
    for part, times in found.items():
        print(f"{part:9} " + "  ".join(f"{name} {value:8.3f}" for name, value in times.items()))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
