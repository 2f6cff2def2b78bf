"""What a writer leaves behind when it is killed, given up or overtaken."""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import churn
import msgspec
import opensearch_churn
import pytest
from whoosh import query as tree

from searchapp.engines.base import EngineQuery
from searchapp.engines.opensearch_engine import lock as locks
from searchapp.engines.opensearch_engine import workers
from searchapp.engines.opensearch_engine.client import Client
from searchapp.engines.opensearch_engine.engine import OpenSearchEngine
from searchapp.engines.opensearch_engine.generations import Generations
from searchapp.engines.opensearch_engine.mapping import Description
from searchapp.errors import CountMismatchError, IndexLockedError, IndexMismatchError, NoIndexError
from searchapp.model import Document
from searchapp.settings import Settings

KILLS = 8

pytestmark = [pytest.mark.opensearch, pytest.mark.slow]


@pytest.fixture
def engine(opensearch_settings: Settings) -> OpenSearchEngine:
    return OpenSearchEngine(opensearch_settings)


@pytest.fixture
def client(opensearch_settings: Settings) -> Client:
    return Client(opensearch_settings)


@pytest.fixture
def generations(client: Client, opensearch_settings: Settings) -> Generations:
    return Generations(client, opensearch_settings)


def rebuild(engine: OpenSearchEngine, *names: str) -> None:
    with engine.rebuild() as writer:
        for name in names:
            writer.add(Document(name, "عنوان", "نص قصير"))
        writer.commit()


def list_ids(engine: OpenSearchEngine) -> list[str]:
    return [document.id for document, _ in engine.reader().search(EngineQuery(tree.Every(), limit=1000)).hits]


def encode_settings(settings: Settings) -> str:
    values = dataclasses.asdict(settings)
    return json.dumps({name: value for name, value in values.items() if isinstance(value, (int, str))})


def test_a_killed_writer_loses_nothing_and_shows_nothing_half_done(
    engine: OpenSearchEngine, opensearch_settings: Settings, generations: Generations
) -> None:
    """Whenever it is killed, the index is as after the last acknowledged change, or as after the one under way."""
    states = list(itertools.islice(churn.iterate_states(), 200))
    draw = random.Random(5)
    acknowledged, begun = -1, -1
    longest_s = 5.0
    for _ in range(KILLS):
        command = [sys.executable, opensearch_churn.__file__, encode_settings(opensearch_settings)]
        path = os.pathsep.join([str(Path(churn.__file__).parents[2]), str(Path(churn.__file__).parent)])
        environment = os.environ | {"PYTHONPATH": path}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert process.stdout is not None
        process.stdout.readline()  # it has begun
        begun = max(begun, acknowledged + 1)
        time.sleep(draw.uniform(0.0, longest_s))
        process.kill()
        before = acknowledged
        for line in process.communicate()[0].splitlines():
            word, number = line.split()
            begun = max(begun, int(number))
            acknowledged = int(number) if word == "done" else acknowledged
        if acknowledged == before:
            longest_s *= 1.5  # a busy machine takes longer for a change
        try:
            number, documents = churn.read_state(engine.reader())
        except NoIndexError:
            assert acknowledged == -1
            continue
        assert acknowledged <= number <= begun
        assert documents == {name: churn.make_document(name, version) for name, version in states[number].items()}
        acknowledged = number
    assert acknowledged > 0
    opensearch_churn.make_change(engine, acknowledged + 1)
    assert generations.list_leftovers() == []
    assert engine.check().whole


def test_a_given_up_write_leaves_no_index(engine: OpenSearchEngine, generations: Generations) -> None:
    rebuild(engine, "a")
    with engine.change() as writer:
        writer.add(Document("b", "", "نص"))
    assert len(generations.list_all()) == 1
    assert list_ids(engine) == ["a"]


def test_the_lock_of_a_dead_process_is_taken_over_and_that_of_another_machine_is_not(
    engine: OpenSearchEngine, client: Client, opensearch_settings: Settings
) -> None:
    rebuild(engine, "a")
    index = f"/{opensearch_settings.opensearch_index}-lock/_doc/writer"
    here = locks._describe_machine()
    dead = locks.Note("reindex, process 1", here, "999999999 1", time.time() + 60)
    client.send("PUT", index, msgspec.to_builtins(dead))
    with engine.change() as writer:
        writer.commit()
    away = msgspec.structs.replace(dead, machine="elsewhere")
    client.send("PUT", index, msgspec.to_builtins(away))
    assert engine.status().writer == away.holder
    with pytest.raises(IndexLockedError, match="process 1"):
        engine.change()
    client.send("PUT", index, msgspec.to_builtins(msgspec.structs.replace(away, until=time.time() - 1)))
    with engine.change() as writer:
        writer.commit()


def test_a_writer_that_was_overtaken_does_not_switch(
    engine: OpenSearchEngine, client: Client, opensearch_settings: Settings
) -> None:
    rebuild(engine, "a")
    with engine.rebuild() as writer:
        writer.add(Document("b", "", "نص"))
        client.send("PUT", f"/{opensearch_settings.opensearch_index}-lock/_doc/writer", {"holder": "another"})
        with pytest.raises(IndexLockedError, match="took over"):
            writer.commit()
    assert list_ids(engine) == ["a"]


def test_documents_that_got_lost_are_never_switched_in(
    engine: OpenSearchEngine, client: Client, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild(engine, "a")
    refresh = Generations.refresh

    def lose(self: Generations, name: str) -> None:
        client.send("DELETE", f"/{name}/_doc/b")
        refresh(self, name)

    monkeypatch.setattr(Generations, "refresh", lose)
    with engine.rebuild() as writer:
        writer.add(Document("b", "", "نص"))
        with pytest.raises(CountMismatchError, match="0 articles where 1"):
            writer.commit()
    assert list_ids(engine) == ["a"]


def test_an_index_of_another_analyzer_is_refused_with_the_cure(
    engine: OpenSearchEngine, generations: Generations
) -> None:
    rebuild(engine, "a")
    name, description, _ = generations.find_served() or ("", Description(), False)
    generations.describe_as(name, msgspec.structs.replace(description, analyzer="another"))
    with pytest.raises(IndexMismatchError, match="searchapp reindex"):
        OpenSearchEngine(engine._settings).reader()
    with pytest.raises(IndexMismatchError, match="searchapp reindex"):
        engine.change()


def test_a_lost_alias_falls_back_to_the_newest_whole_index_and_says_so(
    engine: OpenSearchEngine, client: Client, opensearch_settings: Settings
) -> None:
    rebuild(engine, "a")
    client.send("DELETE", f"/*/_alias/{opensearch_settings.opensearch_index}")
    fresh = OpenSearchEngine(opensearch_settings)
    assert list_ids(fresh) == ["a"]
    assert "alias" in str(fresh.reader().fallback)
    assert not fresh.check().whole


def test_an_index_made_anew_under_the_same_name_is_seen(
    engine: OpenSearchEngine, client: Client, generations: Generations
) -> None:
    rebuild(engine, "a")
    serving = OpenSearchEngine(engine._settings)
    old = serving.reader()
    client.send("DELETE", f"/{generations.read_current()}")
    rebuild(engine, "b")
    new = serving.reader()
    assert new.generation == old.generation
    assert new.edition != old.edition
    assert list_ids(serving) == ["b"]
    assert serving.reader() is new


def test_check_tells_of_articles_that_changed(
    engine: OpenSearchEngine, client: Client, generations: Generations
) -> None:
    rebuild(engine, "a", "b")
    name = str(generations.read_current())
    client.send("PUT", f"/{name}/_settings", {"index.blocks.write": False})
    client.send("PUT", f"/{name}/_doc/a", {"kind": "article", "id": "a", "document": "AAAA"})
    client.send("POST", f"/{name}/_refresh")
    assert [each.damage for each in engine.check().generations] == [
        (f"{name}: some of its articles are not as they were written.",)
    ]


def test_workers_load_the_same_as_one_process(opensearch_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "ALONE_CHARS", 1)
    monkeypatch.setattr("searchapp.engines.opensearch_engine.writer.BATCH_CHARS", 200)
    documents = [churn.make_document(f"a{number}", 1) for number in range(60)]
    found = []
    for count in (1, 2):
        engine = OpenSearchEngine(dataclasses.replace(opensearch_settings, index_workers=count))
        with engine.rebuild() as writer:
            for document in documents:
                assert writer.add(document)
            writer.commit()
        assert engine.check().whole
        reader = engine.reader()
        result = reader.search(EngineQuery(tree.Term("body_stem", "نص"), limit=100))
        found.append((result, reader.list_words(1000), reader.complete("ب", 5)[0].count))
    assert found[0] == found[1]
    assert found[0][0].total == 60


def test_a_replaced_index_is_kept_for_a_while(opensearch_settings: Settings) -> None:
    settings = dataclasses.replace(opensearch_settings, opensearch_keep_s=1)
    engine = OpenSearchEngine(settings)
    generations = Generations(Client(settings), settings)
    rebuild(engine, "a")
    with engine.change() as writer:
        writer.add(Document("b", "", "نص"))
        writer.commit()
    assert len(generations.list_all()) == 2
    rebuild(engine, "c")
    assert len(generations.list_all()) == 1
