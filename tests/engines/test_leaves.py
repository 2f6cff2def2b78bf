"""Where the words of queries stand is remembered by the nodes of their trees."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh import query as tree

from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.reader import WhooshReader
from searchapp.engines.whoosh_engine.searching import leaves
from searchapp.model import Document
from searchapp.query import AnyField


@pytest.fixture
def reader(tmp_path: Path) -> WhooshReader:
    engine = WhooshEngine(tmp_path)
    with engine.rebuild() as writer:
        for number, title in enumerate(("ميناء", "ميناء قديم", "جسر")):
            writer.add(Document(str(number), title, "سفينة"))
        writer.commit()
    opened = engine.reader()
    assert isinstance(opened, WhooshReader)
    return opened


def _make_node(text: str) -> AnyField:
    return AnyField([tree.Term("title_exact", text, boost=2.0), tree.Term("body_exact", text)])


def test_a_node_is_looked_up_once(reader: WhooshReader, monkeypatch: pytest.MonkeyPatch) -> None:
    found = leaves.Leaves(reader.postings, reader.columns)
    node = _make_node("ميناء")
    leaf = found.find(node)
    monkeypatch.setattr(type(reader.postings), "find_term", None)
    assert leaf is not None
    assert found.find(node) is leaf


def test_a_node_without_an_article_is_remembered_too(reader: WhooshReader, monkeypatch: pytest.MonkeyPatch) -> None:
    found = leaves.Leaves(reader.postings, reader.columns)
    node = _make_node("غائب")
    assert found.find(node) is None
    monkeypatch.setattr(type(reader.postings), "find_term", None)
    assert found.find(node) is None


def test_a_full_memory_changes_no_answer(reader: WhooshReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaves, "_MOST", 2)
    nodes = {text: _make_node(text) for text in ("ميناء", "جسر", "سفينه", "غائب")}
    for _ in range(2):
        totals = {text: reader.search(EngineQuery(node)).total for text, node in nodes.items()}
        assert totals == {"ميناء": 2, "جسر": 1, "سفينه": 3, "غائب": 0}


def test_nodes_that_come_and_go_are_not_taken_for_each_other(
    reader: WhooshReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaves, "_MOST", 3)
    # Each is gone when the next is made, which may come to stand at the same place in memory.
    totals = [reader.search(EngineQuery(_make_node(text))).total for text in ("ميناء", "جسر") * 10]
    assert totals == [2, 1] * 10
