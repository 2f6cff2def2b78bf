"""Where the words of queries stand is remembered by the nodes of their trees."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import pytest
from whoosh import query as tree

from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.reader import WhooshReader
from searchapp.engines.whoosh_engine.searching import leaves, plans
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
    monkeypatch.setattr(reader, "_leaves", leaves.Leaves(reader.postings, reader.columns))
    nodes = {text: _make_node(text) for text in ("ميناء", "جسر", "سفينه", "غائب")}
    for _ in range(2):
        totals = {text: reader.search(EngineQuery(node)).total for text, node in nodes.items()}
        assert totals == {"ميناء": 2, "جسر": 1, "سفينه": 3, "غائب": 0}


def test_nodes_that_come_and_go_are_not_taken_for_each_other(
    reader: WhooshReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaves, "_MOST", 3)
    monkeypatch.setattr(reader, "_leaves", leaves.Leaves(reader.postings, reader.columns))
    # Each is gone when the next is made, which may come to stand at the same place in memory.
    totals = [reader.search(EngineQuery(_make_node(text))).total for text in ("ميناء", "جسر") * 10]
    assert totals == [2, 1] * 10


def test_a_tree_of_words_is_looked_up_once(reader: WhooshReader, monkeypatch: pytest.MonkeyPatch) -> None:
    found = leaves.Leaves(reader.postings, reader.columns)
    node = tree.And([_make_node("ميناء"), _make_node("قديم")])
    plan = found.find_plan(node)
    monkeypatch.setattr(type(reader.postings), "find_term", None)
    assert plan is not None
    assert found.find_plan(node) is plan


@pytest.mark.parametrize(
    "node",
    [
        tree.AndMaybe(
            tree.And([_make_node("ميناء"), tree.Or([_make_node("قديم"), _make_node("سفينه")])]), _make_node("جسر")
        ),
        tree.AndMaybe(
            _make_node("سفينه"), tree.Or([_make_node("جسر"), tree.ConstantScoreQuery(_make_node("جسر"), 100.0)])
        ),
        tree.Or([_make_node("ميناء"), _make_node("جسر"), _make_node("غائب")]),
        tree.And([_make_node("ميناء"), _make_node("غائب")]),
    ],
)
def test_what_is_too_long_for_one_call_has_the_same_answer(
    reader: WhooshReader, monkeypatch: pytest.MonkeyPatch, node: tree.Query
) -> None:
    expected = reader.search(EngineQuery(node))
    with monkeypatch.context() as patch:
        patch.setattr(plans, "_MOST_POSTINGS", 0)
        parted = leaves.Leaves(reader.postings, reader.columns)
        patch.setattr(reader, "_leaves", parted)
        found = reader.search(EngineQuery(node))
    assert found.total == expected.total
    assert [each.id for each, _ in found.hits] == [each.id for each, _ in expected.hits]
    assert [score for _, score in found.hits] == pytest.approx([score for _, score in expected.hits])


def test_lists_of_other_types_than_most_have_the_same_answer(
    reader: WhooshReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = tree.And([_make_node("ميناء"), _make_node("سفينه")])
    expected = reader.search(EngineQuery(node))
    monkeypatch.setattr(leaves, "make_plan", lambda *given: None)
    monkeypatch.setattr(reader, "_leaves", leaves.Leaves(reader.postings, reader.columns))
    found = reader.search(EngineQuery(node))
    assert found.total == expected.total == 2
    assert [score for _, score in found.hits] == pytest.approx([score for _, score in expected.hits])


@pytest.mark.parametrize(("times", "words"), [(300, 0), (3, 70_000), (300, 70_000)])
def test_one_long_text_leaves_its_field_to_one_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, words: int
) -> None:
    """Its numbers are wider than other fields'. The slow way took three times as long over an archive with one."""
    # Each of them less often than a number of two bytes can say.
    others = ["ك" + one + other for one in "بتجحدرسص" for other in "بتجحدرسص"]
    engine = WhooshEngine(tmp_path)
    with engine.rebuild() as writer:
        writer.add(Document("long", "جسر", " ".join(islice(cycle(others), words)) + " سفينة" * times))
        writer.add(Document("short", "سفينة", "ميناء سفينة"))
        writer.commit()
    reader = engine.reader()
    assert isinstance(reader, WhooshReader)
    node = tree.Or([_make_node("سفينه"), _make_node("جسر")])
    assert leaves.Leaves(reader.postings, reader.columns).find_plan(node) is not None
    found = [reader.search(EngineQuery(node)).hits]
    monkeypatch.setattr(leaves, "make_plan", lambda *given: None)
    found.append(WhooshEngine(tmp_path).reader().search(EngineQuery(node)).hits)
    assert [document.id for document, _ in found[0]] == [document.id for document, _ in found[1]]
    assert [score for _, score in found[0]] == pytest.approx([score for _, score in found[1]])
    assert len(found[0]) == 2
