"""Entries that a cluster cannot read just now: none of them counts as one that is not there."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from searchapp.arabic import load_base_lexicon, stem
from searchapp.engines.opensearch_engine.blobs import Blobs
from searchapp.engines.opensearch_engine.bulk import read_stored
from searchapp.engines.opensearch_engine.client import Client
from searchapp.engines.opensearch_engine.dictionary import Dictionary, Terms, change_dictionary
from searchapp.engines.opensearch_engine.stems import Stems, change_stems
from searchapp.errors import UnavailableError
from searchapp.settings import Settings

WORD = "ميناء"


class Cluster(Client):
    """A cluster that keeps entries in memory. While it is `away`, no shard of it answers."""

    def __init__(self) -> None:
        super().__init__(Settings())
        self.stored: dict[str, str] = {}
        self.away = False
        self.gone = False
        self.deadlines: list[float | None] = []

    def send(self, method: str, path: str, body: Any = None, **how: Any) -> Any:
        """Answer as `_mget` and `_bulk` do."""
        self.deadlines.append(how.get("deadline"))
        if self.gone:
            return None
        if path.endswith("/_mget"):
            return {"docs": [self._read(each["_id"]) for each in body["docs"]]}
        lines = iter([msgspec.json.decode(line) for line in body.splitlines()])
        for action in lines:
            ((kind, named),) = action.items()
            if kind == "index":
                self.stored[named["_id"]] = next(lines)["document"]
            else:
                self.stored.pop(named["_id"], None)
        return {"errors": False}

    def _read(self, key: str) -> dict[str, Any]:
        if self.away:
            return {"_id": key, "error": {"type": "no_shard_available_action_exception"}}
        if key not in self.stored:
            return {"_id": key, "found": False}
        return {"_id": key, "found": True, "fields": {"document": [self.stored[key]]}}


@pytest.fixture
def cluster() -> Cluster:
    """With the words and the stems of two articles that hold one word."""
    made = Cluster()
    change_dictionary(Blobs(made, "i"), Terms([WORD], np.array([2]), np.array([0])))
    change_stems(Blobs(made, "i"), [WORD], [2], load_base_lexicon())
    return made


def test_an_entry_that_cannot_be_read_is_not_missing(cluster: Cluster) -> None:
    (key, *_) = cluster.stored
    assert read_stored(cluster, "i", [key, "none"]) == {key: cluster.stored[key]}
    cluster.away = True
    with pytest.raises(UnavailableError, match="part of i"):
        read_stored(cluster, "i", [key])
    cluster.away, cluster.gone = False, True
    with pytest.raises(UnavailableError, match="i is gone"):
        read_stored(cluster, "i", [key])


def test_words_that_could_not_be_read_are_there_when_the_cluster_is_back(cluster: Cluster) -> None:
    blobs = Blobs(cluster, "i")
    dictionary, stems = Dictionary(blobs, stem), Stems(blobs)
    cluster.away = True
    for ask in (lambda: dictionary.has_term(WORD), lambda: list(stems.list_forms(stem(WORD)))):
        with pytest.raises(UnavailableError):
            ask()
    cluster.away = False
    assert dictionary.has_term(WORD)
    assert stems.list_forms(stem(WORD)) == [WORD]


def test_no_words_are_written_over_those_that_could_not_be_read(cluster: Cluster) -> None:
    before = dict(cluster.stored)
    cluster.away = True
    for change in (
        lambda: change_dictionary(Blobs(cluster, "i"), Terms(["بحر"], np.array([1]), np.array([0]))),
        lambda: change_stems(Blobs(cluster, "i"), [WORD], [1], load_base_lexicon()),
    ):
        with pytest.raises(UnavailableError):
            change()
    assert cluster.stored == before


def test_what_a_search_reads_of_words_has_the_deadline_of_the_search(cluster: Cluster) -> None:
    blobs = Blobs(cluster, "i")
    dictionary, stems = Dictionary(blobs, stem), Stems(blobs)
    cluster.deadlines.clear()
    stems.list_forms(stem(WORD), 5.0)
    list(dictionary.list_terms("", 5.0))
    assert cluster.deadlines == [5.0, 5.0, 5.0]
