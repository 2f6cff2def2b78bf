"""Three nodes, of which one is lost: during searches, and during a load."""

from __future__ import annotations

import dataclasses
import random
import threading
import time
import urllib.request
from collections.abc import Iterator

import pytest
from opensearch_server import Cluster, NoServerError, run_cluster
from whoosh import query as tree

from searchapp.engines.base import EngineQuery
from searchapp.engines.opensearch_engine.client import Client
from searchapp.engines.opensearch_engine.engine import OpenSearchEngine
from searchapp.engines.opensearch_engine.generations import Generations
from searchapp.model import Document, SearchRequest
from searchapp.search import open_service
from searchapp.settings import Settings

WORDS = ["بحر", "مدينة", "سفينة", "ميناء", "كتاب", "وزير", "قطار", "سوق"]
ARTICLES = 3000

pytestmark = [pytest.mark.opensearch, pytest.mark.slow]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    try:
        with run_cluster(3, heap_mb=512) as started:
            yield started
    except NoServerError as error:
        pytest.skip(str(error))


@pytest.fixture
def settings(cluster: Cluster) -> Settings:
    return Settings(
        engine="opensearch",
        opensearch_url=cluster.url,
        opensearch_timeout_ms=60_000,
        opensearch_shards=3,
        opensearch_replicas=1,
        opensearch_load_replicas=1,
        opensearch_keep_s=0,
        index_workers=1,
        deadline_ms=60_000,
    )


@pytest.fixture
def engine(settings: Settings) -> OpenSearchEngine:
    return OpenSearchEngine(settings)


def make_document(number: int) -> Document:
    draw = random.Random(number)
    return Document(f"a{number}", draw.choice(WORDS), " ".join(["نص", *draw.choices(WORDS, k=40)]))


class Searches:
    """A stream of searches in a thread; what did not answer rightly is kept. Every tenth is the first of a service,
    which reads of the cluster what it knows of words.
    """

    def __init__(self, engine: OpenSearchEngine, settings: Settings, total: int) -> None:
        self.answers = 0
        self.failures: list[object] = []
        self.longest_s = 0.0
        self._engine = engine
        self._settings = settings
        self._total = total
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Searches:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def wait_for(self, count: int) -> None:
        """Go on when so many more searches were answered."""
        goal, end = self.answers + count, time.monotonic() + 120
        while self.answers < goal:
            assert time.monotonic() < end
            time.sleep(0.05)

    def _run(self) -> None:
        while not self._done.is_set():
            started = time.monotonic()
            try:
                total = self._search()
                if total != self._total:
                    self.failures.append(total)
            except Exception as error:
                self.failures.append(error)
            self.answers += 1
            self.longest_s = max(self.longest_s, time.monotonic() - started)

    def _search(self) -> int:
        if self.answers % 10:
            return self._engine.reader().search(EngineQuery(tree.Term("body_exact", "نص"))).total
        return open_service(self._settings).search(SearchRequest("نص")).total


def read_unready(cluster: Cluster) -> list[str]:
    """The copies of all indexes that are not ready yet."""
    with urllib.request.urlopen(f"{cluster.nodes[1].url}/_cat/shards?h=index,shard,prirep,state") as answer:
        return [line for line in answer.read().decode().splitlines() if not line.endswith("STARTED")]


def read_places(client: Client, index: str) -> dict[tuple[str, str], str]:
    """Where each copy of an index's shards is: (shard, p or r) → node."""
    shards = client.send("GET", f"/_cat/shards/{index}", format="json")
    return {(each["shard"], each["prirep"]): each["node"] for each in shards}


def test_a_load_begins_when_its_copies_are_there(cluster: Cluster, engine: OpenSearchEngine) -> None:
    with engine.rebuild():
        assert read_unready(cluster) == []


def test_nothing_of_an_index_moves_while_it_is_loaded(cluster: Cluster, settings: Settings) -> None:
    settings = dataclasses.replace(settings, opensearch_load_replicas=0)
    engine, client = OpenSearchEngine(settings), Client(settings)
    for begin in (engine.rebuild, engine.change):
        with begin() as writer:
            writer.add(make_document(0))
            index = max(Generations(client, settings).list_all())
            places = read_places(client, index)
            # What would make the cluster's balance move it.
            client.send("PUT", f"/{index}/_settings", {"index.routing.allocation.exclude._name": places["0", "p"]})
            client.send("GET", "/_cluster/health", wait_for_events="languid", wait_for_no_relocating_shards=True)
            assert read_places(client, index) == places
            writer.commit()
        assert places["0", "p"] not in read_places(client, index).values()
    assert engine.check().whole


def test_a_lost_node_loses_no_search_and_no_article(
    cluster: Cluster, engine: OpenSearchEngine, settings: Settings
) -> None:
    with engine.rebuild() as writer:
        for number in range(ARTICLES):
            writer.add(make_document(number))
        writer.commit()
    with Searches(engine, settings, ARTICLES) as searches:
        searches.wait_for(50)
        cluster.nodes[2].kill()
        searches.wait_for(200)
    print(f"{searches.answers} searches, the longest took {searches.longest_s:.2f} s")
    assert searches.failures == []

    cluster.start()
    with engine.rebuild() as writer:
        for number in range(2 * ARTICLES):
            writer.add(make_document(number))
            if number == ARTICLES:  # one batch is in, others are still to come
                cluster.nodes[0].kill()
        writer.commit()
    assert engine.reader().search(EngineQuery(tree.Term("body_exact", "نص"))).total == 2 * ARTICLES
    assert engine.check().whole
