"""Building in several processes gives the same index, and a lost process is never a lost article."""

from __future__ import annotations

import os
import signal
from importlib.util import find_spec
from pathlib import Path

import pytest
from whoosh import query as tree

from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine.building import workers
from searchapp.engines.whoosh_engine.building.builders import start_workers
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.errors import IndexWriteError
from searchapp.model import Document

DOCUMENTS = [Document(f"a{number}", f"عنوان {number}", "نص عن المدينة " * (number % 7)) for number in range(200)]


@pytest.fixture(autouse=True)
def _start_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_ALONE_BYTES", 1000)
    monkeypatch.setattr(workers, "_BATCH_BYTES", 1000)


def search(engine: WhooshEngine) -> list[tuple[str, float]]:
    result = engine.reader().search(EngineQuery(tree.Term("body_stem", "مدين"), limit=300))
    return [(document.id, score) for document, score in result.hits]


def test_an_index_built_by_many_is_the_index_built_by_one(tmp_path):
    found = []
    for count in (1, 3):
        engine = WhooshEngine(tmp_path / str(count), count)
        with engine.rebuild() as writer:
            for document in DOCUMENTS:
                writer.add(document)
            writer.commit()
        with engine.change() as writer:
            for document in DOCUMENTS[50:150]:
                writer.add(document)
            writer.add(DOCUMENTS[60])
            assert writer.delete("a100")
            assert writer.delete("a3")
            writer.commit()
        assert engine.reader().documents == 198
        found.append(search(engine))
    assert [name for name, _ in found[0]] == [name for name, _ in found[1]]
    assert [score for _, score in found[0]] == pytest.approx([score for _, score in found[1]])


@pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed")
def test_a_worker_learns_what_this_process_learns(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workers, "_PLAIN_BYTES", 1000)
    documents = [Document(f"a{number}", "", "وصل عبد الصبور ثم عبدالصبور من سفر " * 20) for number in range(200)]
    found = []
    for count in (1, 2):
        engine = WhooshEngine(tmp_path / str(count), count)
        with engine.rebuild() as writer:
            for document in documents:
                writer.add(document)
            writer.commit()
        learned = engine.reader().variants
        assert len(learned) == 2
        found.append(learned.to_bytes())
    assert found[0] == found[1]


def test_a_killed_worker_is_an_error_and_leaves_the_index(tmp_path):
    engine = WhooshEngine(tmp_path, 2)
    with engine.rebuild() as writer:
        writer.add(Document("old", "", "نص"))
        writer.commit()
    with engine.rebuild() as writer:
        for document in DOCUMENTS:
            writer.add(document)
        os.killpg(writer._pool._team._first.pid, signal.SIGKILL)
        with pytest.raises(IndexWriteError, match="worker process"):
            writer.commit()
    assert engine.reader().documents == 1
    assert sorted(path.name for path in Path(tmp_path).glob("gen-*")) == ["gen-000001"]


def test_an_abandoned_build_leaves_no_process(tmp_path):
    with WhooshEngine(tmp_path, 2).rebuild() as writer:
        for document in DOCUMENTS:
            writer.add(document)
        answers = [os.dup(builder._pipes.source.fileno()) for builder in writer._pool._builders]
    assert len(answers) == 2
    for end in answers:
        assert os.read(end, 1) == b""  # nobody is left who could write there
        os.close(end)


@pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed")
def test_workers_of_a_folder_that_is_gone_end_without_a_word(tmp_path, capfd):
    folder = tmp_path / "gone"
    folder.mkdir()
    team, workers_of_it = start_workers(folder, 2, 1000, compiled=True)
    folder.rmdir()
    for each in workers_of_it:
        with pytest.raises(IndexWriteError):
            each.collect()
    team.kill()
    for each in workers_of_it:
        each.end()
    assert capfd.readouterr().err == ""
